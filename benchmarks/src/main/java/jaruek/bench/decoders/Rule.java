package jaruek.bench.decoders;

import jaruek.bench.decoders.Difference.Run;
import org.jspecify.annotations.Nullable;

/** Why a field may differ: every difference needs one of these, or the run fails. */
enum Rule {
  OPTIONS(1, "tshark and nfdump do not apply what options data says of sampling to flows") {
    @Override
    boolean explains(Run run, Field field, Row ours, Row theirs) {
      return field == Field.SAMPLING_INTERVAL && theirs.get(field) == null;
    }
  },
  WRAP(
      2,
      "nfdump 1.7.1 takes an uptime before the exporter's start (softflowd reading a file) for one"
          + " 2^32 ms later") {
    @Override
    boolean explains(Run run, Field field, Row ours, Row theirs) {
      return isNfdump(run)
          && isTime(field)
          && theirs.number(field) - ours.number(field) == 1L << 32;
    }
  },
  IPFIX_UPTIME_BACKWARDS(
      3,
      "nfdump 1.7.1 counts IPFIX uptimes the wrong way: its flows end before they start; ours are"
          + " the times of the packets") {
    @Override
    boolean explains(Run run, Field field, Row ours, Row theirs) {
      return isNfdump(run)
          && isTime(field)
          && run.version().equals("IPFIX")
          && theirs.number(Field.STARTED_AT) - theirs.number(Field.ENDED_AT)
              == ours.number(Field.ENDED_AT) - ours.number(Field.STARTED_AT);
    }
  },
  WHOLE_SECONDS(4, "nfacctd works uptimes out in whole seconds") {
    @Override
    boolean explains(Run run, Field field, Row ours, Row theirs) {
      return isNfacctd(run)
          && isTime(field)
          && theirs.number(field) % 1_000 == 0
          && Math.abs(theirs.number(field) - ours.number(field)) < 2_000;
    }
  },
  IPFIX_UPTIME_UNKNOWN(5, "nfacctd does not read uptimes in IPFIX: the export's time, and no end") {
    @Override
    boolean explains(Run run, Field field, Row ours, Row theirs) {
      return isNfacctd(run)
          && isTime(field)
          && run.version().equals("IPFIX")
          && theirs.number(Field.ENDED_AT) == 0;
    }
  },
  NO_BOOT_TIME(
      6,
      "IPFIX uptimes of an exporter that never said when it started: ours end at the export"
          + " (ipfix/untimed), the others have no time") {
    @Override
    boolean explains(Run run, Field field, Row ours, Row theirs) {
      return isTime(field) && run.version().equals("IPFIX") && theirs.number(field) == 0;
    }
  },
  ICMP6_UNKNOWN(
      7, "nfdump (v9) and nfacctd do not read ICMPv6's type and code (elements 139, 178, 179)") {
    @Override
    boolean explains(Run run, Field field, Row ours, Row theirs) {
      return !run.reference().equals("tshark")
          && field == Field.DESTINATION_PORT
          && ours.number(Field.PROTOCOL) == 58
          && theirs.number(field) == 0;
    }
  },
  ICMP_UNKNOWN(8, "nfacctd does not read ICMP's type and code (element 32, 176, 177)") {
    @Override
    boolean explains(Run run, Field field, Row ours, Row theirs) {
      return isNfacctd(run)
          && field == Field.DESTINATION_PORT
          && ours.number(Field.PROTOCOL) == 1
          && theirs.number(field) == 0;
    }
  },
  ICMP_PORTS(
      9,
      "nfdump shows ICMP's type and code in place of the ports, and in v9 only from elements 32,"
          + " 176, 177; ours are the ports as the device gave them, where it did") {
    @Override
    boolean explains(Run run, Field field, Row ours, Row theirs) {
      return isNfdump(run)
          && (field == Field.SOURCE_PORT || field == Field.DESTINATION_PORT)
          && ours.number(Field.PROTOCOL) == 1;
    }
  },
  SAMPLED(
      10,
      "nfdump multiplies bytes and packets by the interval of v5's header; ours stay as counted,"
          + " sampling_interval beside them") {
    @Override
    boolean explains(Run run, Field field, Row ours, Row theirs) {
      return isNfdump(run)
          && (field == Field.BYTES || field == Field.PACKETS)
          && ours.number(field) * ours.number(Field.SAMPLING_INTERVAL) == theirs.number(field);
    }
  },
  LATE(
      11,
      "data before its template: ours are decoded when it comes, nfdump drops it, tshark mostly") {
    @Override
    boolean explainsAlone(Run run, @Nullable Row ours, @Nullable Row theirs) {
      return ours != null && ours.isLate();
    }
  },
  UPTIME_ZERO(
      12, "tshark and nfdump take an uptime of 0 for 1970; ours is when the exporter started") {
    @Override
    boolean explains(Run run, Field field, Row ours, Row theirs) {
      return run.exporter().equals("v9-pcap-nprobe") && isTime(field) && theirs.number(field) == 0;
    }
  },
  EVENT_END(
      13,
      "ASA's records have a start and the time of the event: ours end then, nfdump has no end") {
    @Override
    boolean explains(Run run, Field field, Row ours, Row theirs) {
      return isNfdump(run)
          && run.exporter().equals("v9-cisco-asa")
          && field == Field.ENDED_AT
          && theirs.number(field) == 0;
    }
  },
  V9_SECONDS(
      14, "nfdump 1.7.1 does not read flowStartSeconds and flowEndSeconds (150, 151) in v9") {
    @Override
    boolean explains(Run run, Field field, Row ours, Row theirs) {
      return isNfdump(run)
          && run.exporter().equals("v9-unknown-266-292")
          && isTime(field)
          && theirs.number(field) == 0;
    }
  },
  STATION(15, "nfdump does not know the station's address (365, 366) of a wireless controller") {
    @Override
    boolean explainsAlone(Run run, @Nullable Row ours, @Nullable Row theirs) {
      return isNfdump(run) && run.exporter().equals("v9-cisco-wlc");
    }
  },
  V5_COUNT(
      16,
      "v5 whose header contradicts its length: nfdump reads what the length holds, or nothing; both"
          + " bound what we read") {
    @Override
    boolean explainsAlone(Run run, @Nullable Row ours, @Nullable Row theirs) {
      return isNfdump(run)
          && switch (run.exporter()) {
            case "v5-graylog-1", "v5-softflowd" -> ours == null;
            case "v5-invalid-02" -> theirs == null;
            default -> false;
          };
    }
  },
  VARIABLE(17, "nfdump 1.7.1 loses its place in records of several variable-length fields") {
    @Override
    boolean explainsAlone(Run run, @Nullable Row ours, @Nullable Row theirs) {
      return isNfdump(run) && run.exporter().equals("ipfix-procera");
    }
  },
  ONE_SET(
      18, "tshark 4.0 stops after the first of this datagram's sets; nfdump and ours read all") {
    @Override
    boolean explainsAlone(Run run, @Nullable Row ours, @Nullable Row theirs) {
      return run.reference().equals("tshark") && run.exporter().equals("v9-h3c") && theirs == null;
    }
  },
  V9_COUNT(
      19,
      "tshark reads no more of v9 than the header's count says, softflowd's counts too few; ours"
          + " goes by the sets, as nfdump does") {
    @Override
    boolean explainsAlone(Run run, @Nullable Row ours, @Nullable Row theirs) {
      return run.reference().equals("tshark")
          && run.exporter().equals("v9-pcap-softflowd")
          && theirs == null;
    }
  },
  TWO_WAY(20, "a two-way flow (RFC 5103) is two rows here, one elsewhere") {
    @Override
    boolean explainsAlone(Run run, @Nullable Row ours, @Nullable Row theirs) {
      return run.exporter().equals("ipfix-telegraf-example") && theirs == null;
    }
  };

  private final int number;
  private final String why;

  Rule(int number, String why) {
    this.number = number;
    this.why = why;
  }

  /** Whether it says why this field of a pair differs. */
  boolean explains(Run run, Field field, Row ours, Row theirs) {
    return false;
  }

  /** Whether it says why a row of one side has no pair. */
  boolean explainsAlone(Run run, @Nullable Row ours, @Nullable Row theirs) {
    return false;
  }

  /** As the page about it numbers them (docs/netflow.md). */
  int number() {
    return number;
  }

  String why() {
    return why;
  }

  private static boolean isNfdump(Run run) {
    return run.reference().equals("nfdump");
  }

  private static boolean isNfacctd(Run run) {
    return run.reference().equals("nfacctd");
  }

  private static boolean isTime(Field field) {
    return field == Field.STARTED_AT || field == Field.ENDED_AT;
  }

  static @Nullable Rule of(Run run, Field field, Row ours, Row theirs) {
    for (Rule rule : values()) if (rule.explains(run, field, ours, theirs)) return rule;
    return null;
  }

  static @Nullable Rule ofAlone(Run run, @Nullable Row ours, @Nullable Row theirs) {
    for (Rule rule : values()) if (rule.explainsAlone(run, ours, theirs)) return rule;
    return null;
  }
}
