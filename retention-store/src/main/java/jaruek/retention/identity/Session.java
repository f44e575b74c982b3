package jaruek.retention.identity;

import jaruek.retention.query.Row;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One stay of a user on the network, put together from accounting or from login and logout.
 *
 * @param kind where it is known from
 * @param id Acct-Session-Id
 * @param user the account
 * @param addresses what it held and when, in the order they were learnt
 * @param mac hardware address
 * @param nas NAS address or identifier
 * @param nasPort NAS-Port or NAS-Port-Id
 * @param startMillis when it began
 * @param startBasis observed if a Start or login was stored; else it comes from the session time
 * @param endMillis when it ended; null while it is open
 * @param endBasis observed if a Stop or logout was stored
 * @param state open, closed, or stale: silent beyond its limit, and ended there
 * @param cause why it ended: the device's word, or ours for an inferred end ({@code accounting-on},
 *     {@code same-address}, {@code same-port}, {@code replaced}, {@code silent})
 * @param lastSeenMillis the last event that shows it
 * @param inputBytes octets from the user, the latest count
 * @param outputBytes octets to the user, the latest count
 * @param first the record it begins with
 * @param last the latest record of it
 * @param homeLogin the accept that a home server gave before it, of a guest of another realm; its
 *     cause names the server. Null of all others
 */
public record Session(
    Kind kind,
    @Nullable String id,
    @Nullable String user,
    List<Held> addresses,
    @Nullable MacAddress mac,
    @Nullable String nas,
    @Nullable String nasPort,
    long startMillis,
    Basis startBasis,
    @Nullable Long endMillis,
    Basis endBasis,
    State state,
    @Nullable String cause,
    long lastSeenMillis,
    @Nullable Long inputBytes,
    @Nullable Long outputBytes,
    Row first,
    Row last,
    @Nullable Row homeLogin) {

  /** Where a session is known from. */
  public enum Kind {
    /** RADIUS accounting. */
    ACCOUNTING,
    /** A portal's or device's login and logout messages. */
    LOGIN
  }

  /** Whether it still goes on. */
  public enum State {
    /** No end is known and it is not silent for too long. */
    OPEN,
    /** It ended. */
    CLOSED,
    /** It was silent for too long: its end is taken from that limit. */
    STALE
  }

  /**
   * An address it held.
   *
   * @param address IPv4 or IPv6
   * @param fromMillis since when
   * @param toMillis until when; null to the session's end
   */
  public record Held(IpAddress address, long fromMillis, @Nullable Long toMillis) {}

  /** Whether it lasted at some time of this span, both ends included. */
  public boolean during(long fromMillis, long toMillis) {
    return startMillis <= toMillis && (endMillis == null || endMillis >= fromMillis);
  }

  /** Whether it held this address at some time of the span, both ends included. */
  public boolean held(IpAddress address, long fromMillis, long toMillis) {
    if (!during(fromMillis, toMillis)) return false;
    for (Held held : addresses) {
      if (held.address.equals(address)
          && held.fromMillis <= toMillis
          && (held.toMillis == null || held.toMillis >= fromMillis)) {
        return true;
      }
    }
    return false;
  }

  /** When it ended, empty while it is open. */
  public OptionalLong end() {
    return endMillis == null ? OptionalLong.empty() : OptionalLong.of(endMillis);
  }

  /**
   * How its being there at this time is known: observed between an observed start and its last
   * record, and while it is open; inferred before a start that was computed and behind the last
   * record of one whose end was.
   */
  public Basis basisAt(long atMillis) {
    if (startBasis == Basis.INFERRED && atMillis < IdentityEvents.timeOf(first)) {
      return Basis.INFERRED;
    }
    boolean behind = atMillis > lastSeenMillis;
    return behind && state != State.OPEN && endBasis == Basis.INFERRED
        ? Basis.INFERRED
        : Basis.OBSERVED;
  }

  /** The same session, with the Start that was found for it. */
  Session startedBy(Row start) {
    return new Session(
        kind,
        id,
        user,
        addresses,
        mac,
        nas,
        nasPort,
        IdentityEvents.timeOf(start),
        Basis.OBSERVED,
        endMillis,
        endBasis,
        state,
        cause,
        lastSeenMillis,
        inputBytes,
        outputBytes,
        start,
        last,
        homeLogin);
  }

  /** The same session, with the home server's accept that was found for it. */
  Session followed(Row login) {
    return new Session(
        kind,
        id,
        user,
        addresses,
        mac,
        nas,
        nasPort,
        startMillis,
        startBasis,
        endMillis,
        endBasis,
        state,
        cause,
        lastSeenMillis,
        inputBytes,
        outputBytes,
        first,
        last,
        login);
  }
}
