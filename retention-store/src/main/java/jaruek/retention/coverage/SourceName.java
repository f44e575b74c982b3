package jaruek.retention.coverage;

import java.util.Comparator;
import java.util.Locale;

/**
 * One source of records.
 *
 * @param kind what it sends
 * @param name the device's, or its address where the device is no longer known
 */
public record SourceName(Kind kind, String name) implements Comparable<SourceName> {
  /** The longest name kept. */
  public static final int NAME_LENGTH_MAX = 128;

  private static final Comparator<SourceName> ORDER =
      Comparator.comparing(SourceName::name).thenComparing(SourceName::kind);

  /** What a source sends. */
  public enum Kind {
    /** Flows and syslog. */
    LOG,
    /** RADIUS, as a client of ours. */
    RADIUS;

    /** Lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Cuts what is too long. */
  public SourceName {
    if (name.length() > NAME_LENGTH_MAX) name = name.substring(0, NAME_LENGTH_MAX);
  }

  /** A source of logs. */
  public static SourceName log(String name) {
    return new SourceName(Kind.LOG, name);
  }

  /** A RADIUS client. */
  public static SourceName radius(String name) {
    return new SourceName(Kind.RADIUS, name);
  }

  @Override
  public int compareTo(SourceName other) {
    return ORDER.compare(this, other);
  }
}
