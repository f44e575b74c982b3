package jaruek.radius.account;

import jaruek.retention.record.IpAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What may be set for a group, an account or a NAS. Its {@link #word} is its name everywhere. */
public enum Setting {
  /** When logins are let in: a {@link Schedule}. */
  SCHEDULE {
    @Override
    Object read(String text) {
      return Schedule.parse(text);
    }
  },
  /** How many sessions may be open at a time, 1-1000: Integer. */
  SESSIONS {
    @Override
    Object read(String text) {
      return number(text, 1, 1000);
    }
  },
  /** Bytes in a period, both ways together: a {@link Quota}. */
  DATA_QUOTA {
    @Override
    Object read(String text) {
      return Quota.data(text);
    }
  },
  /** Time online in a period: a {@link Quota}. */
  TIME_QUOTA {
    @Override
    Object read(String text) {
      return Quota.time(text);
    }
  },
  /** How long from the first login the account lives: Duration. */
  VALID_FOR {
    @Override
    Object read(String text) {
      return SpanText.parse(text);
    }
  },
  /** A VLAN by number (1-4094) or name: String. */
  VLAN {
    @Override
    Object read(String text) {
      return text.matches("\\d+") ? Integer.toString(number(text, 1, 4094)) : bounded(text, 32);
    }
  },
  /** The tag of the three attributes that name the VLAN, 0-31: Integer. */
  VLAN_TAG {
    @Override
    Object read(String text) {
      return number(text, 0, 31);
    }
  },
  /** Down and up: a {@link jaruek.radius.account.Bandwidth}. */
  BANDWIDTH {
    @Override
    Object read(String text) {
      return Bandwidth.parse(text);
    }
  },
  /** How long a session may last: Duration. */
  SESSION_TIMEOUT {
    @Override
    Object read(String text) {
      return SpanText.parse(text);
    }
  },
  /** How long a session may be silent: Duration. */
  IDLE_TIMEOUT {
    @Override
    Object read(String text) {
      return SpanText.parse(text);
    }
  },
  /** How often the NAS tells what was used, a minute (RFC 2869 section 5.16) to a day: Duration. */
  INTERIM_INTERVAL {
    @Override
    Object read(String text) {
      Duration span = SpanText.parse(text);
      if (span.toSeconds() >= 60 && span.toSeconds() <= 86_400) return span;
      throw new AccountException("is not between 60s and 1d");
    }
  },
  /** Filter-Id: String. */
  FILTER {
    @Override
    Object read(String text) {
      return bounded(text, 253);
    }
  },
  /** The role or user group that the NAS knows, in its vendor's attribute: String. */
  ROLE {
    @Override
    Object read(String text) {
      return bounded(text, 200);
    }
  },
  /** Framed-Pool: String. */
  POOL {
    @Override
    Object read(String text) {
      return bounded(text, 253);
    }
  },
  /** Framed-IP-Address: an {@link IpAddress} of version 4. */
  ADDRESS {
    @Override
    Object read(String text) {
      return IpAddress.parse(text)
          .filter(IpAddress::isIpv4)
          .orElseThrow(() -> new AccountException("is no IPv4 address"));
    }
  },
  /** Class, which the NAS sends back with accounting: String. */
  CLASS {
    @Override
    Object read(String text) {
      return bounded(text, 253);
    }
  };

  /** Reads a value of this setting; a message without the setting's name. */
  abstract Object read(String text);

  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Its name in configuration, commands and files. */
  public String word() {
    return word;
  }

  /** The setting of that name. */
  public static Optional<Setting> of(String word) {
    return List.of(values()).stream().filter(setting -> setting.word.equals(word)).findFirst();
  }

  /**
   * Reads a value of this setting.
   *
   * @throws AccountException if it is none, in words that begin with the setting's name
   */
  Object parse(String text) {
    try {
      if (text.isBlank()) throw new AccountException("is empty");
      return read(text.strip());
    } catch (AccountException e) {
      throw new AccountException("the " + word + " " + e.getMessage());
    }
  }

  /** The value as it is written. */
  static String text(Object value) {
    return value instanceof Duration span ? SpanText.of(span) : value.toString();
  }

  private static int number(String text, int min, int max) {
    if (text.matches("\\d{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= min && number <= max) return number;
    }
    throw new AccountException("is no number from " + min + " to " + max);
  }

  private static String bounded(String text, int bytesMax) {
    String checked = AccountRules.text("it", text);
    if (checked == null || checked.getBytes(StandardCharsets.UTF_8).length > bytesMax) {
      throw new AccountException("is longer than " + bytesMax + " bytes");
    }
    return checked;
  }
}
