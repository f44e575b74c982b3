package jaruek.retention.identity;

import jaruek.retention.query.Row;
import jaruek.retention.record.Identity;
import java.time.Duration;
import java.util.Comparator;

/** The events of identity rows: their words, their times and their order. */
final class IdentityEvents {
  static final String ACCEPT = "accept";
  static final String START = "start";
  static final String INTERIM = "interim";
  static final String STOP = "stop";
  static final String ACCOUNTING_ON = "accounting-on";
  static final String ACCOUNTING_OFF = "accounting-off";
  static final String DHCP = "dhcp";
  static final String LOGIN = "login";
  static final String LOGOUT = "logout";

  /** The cause of a DHCP row that ends a lease. */
  static final String DEASSIGNED = "deassigned";

  /** A NAS may hold back accounting for so long while we cannot be reached. */
  static final long ACCOUNTING_DELAY_MILLIS_MAX = Duration.ofHours(24).toMillis();

  /** A device whose clock is further off than this is not believed: our clock is taken. */
  static final long CLOCK_ERROR_MILLIS_MAX = Duration.ofMinutes(5).toMillis();

  static final Comparator<Row> ORDER =
      Comparator.comparingLong(IdentityEvents::timeOf)
          .thenComparingInt(IdentityEvents::rank)
          .thenComparingLong(Row::frame);

  private IdentityEvents() {}

  static String eventOf(Row row) {
    return row.text(Identity.EVENT).orElse("");
  }

  /** When it happened: the device's word where it can be believed, else when we received it. */
  static long timeOf(Row row) {
    long received = row.receivedAtMillis();
    long said = row.number(Identity.EVENT_AT).orElse(received);
    long delay = received - said;
    long delayMax =
        switch (eventOf(row)) {
          case START, INTERIM, STOP, ACCOUNTING_ON, ACCOUNTING_OFF -> ACCOUNTING_DELAY_MILLIS_MAX;
          default -> CLOCK_ERROR_MILLIS_MAX;
        };
    return delay > delayMax || delay < -CLOCK_ERROR_MILLIS_MAX ? received : said;
  }

  /** At the same instant: a reboot, then what begins, then what goes on, then what ends. */
  private static int rank(Row row) {
    return switch (eventOf(row)) {
      case ACCOUNTING_ON, ACCOUNTING_OFF -> 0;
      case START, LOGIN -> 1;
      case STOP, LOGOUT -> 3;
      default -> 2;
    };
  }

  /** When the session of this accounting event began, if its session time is right. */
  static long impliedStart(Row row) {
    long seconds = Math.max(0, row.number(Identity.SECONDS).orElse(0));
    return timeOf(row) - Math.min(seconds, Duration.ofDays(3650).toSeconds()) * 1000;
  }
}
