package jaruek.radius.session;

import java.time.Duration;
import java.time.ZoneId;

/**
 * How long a session that says nothing counts as open, and how much is remembered.
 *
 * @param interimLimit for one that has sent interim updates: some three of their intervals
 * @param silenceLimit for one that never has
 * @param zone whose days usage is added up by
 * @param sessionsMax open sessions; with more, the one longest silent is given up
 * @param closedMax closed sessions remembered for late and repeated events
 * @param usersMax users whose usage is known; with more, the one longest unused is forgotten
 */
public record SessionRules(
    Duration interimLimit,
    Duration silenceLimit,
    ZoneId zone,
    int sessionsMax,
    int closedMax,
    int usersMax) {
  /** Interim updates come each 5 to 15 minutes by custom. */
  public static final Duration INTERIM_LIMIT = Duration.ofHours(1);

  /** A NAS without interim updates mostly limits sessions to a day. */
  public static final Duration SILENCE_LIMIT = Duration.ofHours(24);

  private static final int SESSIONS_MAX = 100_000;
  private static final int CLOSED_MAX = 50_000;
  private static final int USERS_MAX = 200_000;

  /** Checks that limits are positive and not longer than 32 days. */
  public SessionRules {
    for (Duration limit : new Duration[] {interimLimit, silenceLimit}) {
      if (!limit.isPositive() || limit.compareTo(Duration.ofDays(32)) > 0) {
        throw new IllegalArgumentException("a session limit of " + limit + " (up to 32 days)");
      }
    }
  }

  /** The shipped limits. */
  public static SessionRules in(ZoneId zone) {
    return of(INTERIM_LIMIT, SILENCE_LIMIT, zone);
  }

  /** With the shipped table sizes. */
  public static SessionRules of(Duration interimLimit, Duration silenceLimit, ZoneId zone) {
    return new SessionRules(interimLimit, silenceLimit, zone, SESSIONS_MAX, CLOSED_MAX, USERS_MAX);
  }
}
