package jaruek.retention.identity;

import java.time.Duration;

/**
 * How long records speak for the time after them. A day suits networks where devices send interim
 * updates at least daily or sessions are shorter than a school day; with updates every ten minutes
 * an hour is better.
 *
 * @param silence a session without any accounting for so long is stale, not open; also how far
 *     around a time its events are looked for
 * @param lease a DHCP lease without a lease time lasts so long
 * @param login a MAC address's Access-Accept speaks for so long, where there is no accounting
 * @param natLookBack a translation seen so long before the time asked may still have held, if no
 *     flow of that time was recorded
 */
public record SessionLimits(
    Duration silence, Duration lease, Duration login, Duration natLookBack) {
  /** A day for sessions, leases and logins, an hour for translations. */
  public static final SessionLimits DEFAULT =
      new SessionLimits(
          Duration.ofHours(24), Duration.ofHours(24), Duration.ofHours(24), Duration.ofHours(1));

  /** Checks that none is negative or longer than 32 days: look-backs are bounded. */
  public SessionLimits {
    for (Duration limit : new Duration[] {silence, lease, login, natLookBack}) {
      if (limit.isNegative() || limit.compareTo(Duration.ofDays(32)) > 0) {
        throw new IllegalArgumentException("a session limit of " + limit + " (0 to 32 days)");
      }
    }
  }
}
