package jaruek.radius.policy;

import jaruek.radius.account.Bandwidth;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Who made a NAS, and so in which attributes it takes a rate and a role. */
public enum Vendor {
  /** RouterOS: a rate is one text, from the router's side: what it receives first. */
  MIKROTIK("mikrotik", 14988) {
    @Override
    List<Attribute> rate(Bandwidth rate) {
      return List.of(
          text(8, Bandwidth.text(rate.upBits()) + "/" + Bandwidth.text(rate.downBits())));
    }

    @Override
    List<Attribute> role(String role) {
      return List.of(text(3, role));
    }
  },
  /** IOS: configuration lines of the interface. */
  CISCO("cisco", 9) {
    @Override
    List<Attribute> rate(Bandwidth rate) {
      return List.of(
          text(1, "lcp:interface-config#1=rate-limit input " + policed(rate.upBits())),
          text(1, "lcp:interface-config#2=rate-limit output " + policed(rate.downBits())));
    }
  },
  /** Wireless controllers: contracts in kilobits a second. */
  CISCO_WLC("cisco-wlc", 14179) {
    @Override
    List<Attribute> rate(Bandwidth rate) {
      return List.of(number(7, kilobits(rate.downBits())), number(13, kilobits(rate.upBits())));
    }

    @Override
    List<Attribute> role(String role) {
      return List.of(text(11, role));
    }
  },
  /** FortiOS takes WISPr's rates (dynamic shaping by RADIUS); roles are its user groups. */
  FORTINET("fortinet", 12356) {
    @Override
    List<Attribute> role(String role) {
      return List.of(text(1, role));
    }
  },
  /** ArubaOS and Instant take WISPr's rates from ArubaOS 8.2 on. */
  ARUBA("aruba", 14823) {
    @Override
    List<Attribute> role(String role) {
      return List.of(text(1, role));
    }
  },
  /** AOS-S switches: kilobits a second, from the switch's side. */
  HP("hp", 11) {
    @Override
    List<Attribute> rate(Bandwidth rate) {
      return List.of(number(46, kilobits(rate.upBits())), number(48, kilobits(rate.downBits())));
    }

    @Override
    List<Attribute> role(String role) {
      return List.of(text(25, role));
    }
  },
  /** SmartZone and Unleashed take WISPr's rates; roles are its user groups. */
  RUCKUS("ruckus", 25053) {
    @Override
    List<Attribute> role(String role) {
      return List.of(text(1, role));
    }
  },
  /** Average rates in bits a second, from the device's side. */
  HUAWEI("huawei", 2011) {
    @Override
    List<Attribute> rate(Bandwidth rate) {
      return List.of(number(2, rate.upBits()), number(5, rate.downBits()));
    }
  },
  /** Average rates in bits a second, from the device's side. */
  H3C("h3c", 25506) {
    @Override
    List<Attribute> rate(Bandwidth rate) {
      return List.of(number(2, rate.upBits()), number(5, rate.downBits()));
    }

    @Override
    List<Attribute> role(String role) {
      return List.of(text(155, role));
    }
  },
  /** Not said and not to be seen: WISPr's rates, no role. */
  OTHER("other", 14122);

  private static final int WISPR = 14122;
  private static final long NUMBER_MAX = 0xffff_ffffL;

  private final String word;
  private final int number;

  Vendor(String word, int number) {
    this.word = word;
    this.number = number;
  }

  /** Its name in configuration and commands. */
  public String word() {
    return word;
  }

  /** The vendor of that name. */
  public static Optional<Vendor> of(String word) {
    return Arrays.stream(values()).filter(vendor -> vendor.word.equals(word)).findFirst();
  }

  /** As the vendor attributes of a request tell. */
  static Vendor of(Packet request) {
    if (!request.has(AttributeType.VENDOR_SPECIFIC)) return OTHER;
    for (int seen : request.vendors()) {
      for (Vendor vendor : values()) if (vendor.number == seen && vendor != OTHER) return vendor;
    }
    return OTHER;
  }

  /** The attributes that limit a user's rate. */
  List<Attribute> rate(Bandwidth rate) {
    return List.of(
        Attribute.vendor(WISPR, 7, integer(rate.upBits())),
        Attribute.vendor(WISPR, 8, integer(rate.downBits())));
  }

  /** The attributes that name a role or user group; none if there are none known. */
  List<Attribute> role(String role) {
    return List.of();
  }

  Attribute text(int type, String value) {
    return Attribute.vendor(number, type, value.getBytes(StandardCharsets.UTF_8));
  }

  Attribute number(int type, long value) {
    return Attribute.vendor(number, type, integer(value));
  }

  private static byte[] integer(long value) {
    return ByteBuffer.allocate(4).putInt((int) Math.min(value, NUMBER_MAX)).array();
  }

  static long kilobits(long bits) {
    return Math.max(1, bits / 1000);
  }

  /** Bursts as its maker recommends: a second and a half's worth in bytes, and twice that. */
  static String policed(long bits) {
    long burst = bits / 8 * 3 / 2;
    return bits + " " + burst + " " + 2 * burst + " conform-action transmit exceed-action drop";
  }
}
