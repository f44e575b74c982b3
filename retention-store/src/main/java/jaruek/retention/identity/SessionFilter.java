package jaruek.retention.identity;

import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions are asked for: those that lasted at some time of the span and fit what is given.
 *
 * @param user exactly this account; null for any
 * @param address held this address in the span; null for any
 * @param mac from this device; null for any
 * @param active only those that are open at the span's end
 * @param fromMillis the span's first millisecond
 * @param toMillis the last
 */
public record SessionFilter(
    @Nullable String user,
    @Nullable IpAddress address,
    @Nullable MacAddress mac,
    boolean active,
    long fromMillis,
    long toMillis) {
  /** Checks the order. */
  public SessionFilter {
    if (toMillis < fromMillis) {
      throw new IllegalArgumentException("sessions from " + fromMillis + " to " + toMillis);
    }
  }

  boolean fits(Session session) {
    if (user != null && !user.equals(session.user())) return false;
    if (mac != null && !mac.equals(session.mac())) return false;
    if (address != null && !session.held(address, fromMillis, toMillis)) return false;
    boolean lasted = session.during(fromMillis, toMillis);
    return active ? lasted && lastedUntil(session) : lasted;
  }

  private boolean lastedUntil(Session session) {
    return session.endMillis() == null || session.endMillis() > toMillis;
  }
}
