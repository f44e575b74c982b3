package jaruek.retention.identity;

import static jaruek.retention.identity.IdentityEvents.eventOf;
import static jaruek.retention.identity.IdentityEvents.impliedStart;
import static jaruek.retention.identity.IdentityEvents.timeOf;

import jaruek.retention.query.Row;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts sessions together from identity rows in any order, with duplicates and losses. Rules, in the
 * order of the events' own time:
 *
 * <ul>
 *   <li>Start opens; the same Start again within a minute is a duplicate, later it replaces. Behind
 *       the Stop it is a new use of the id: hostapd keeps it for who comes back at once.
 *   <li>Stop ends, also one whose end had been inferred. Without a Start, the start is inferred
 *       from Acct-Session-Time; so it is for an interim update.
 *   <li>Accounting-On and -Off end every session of that NAS (inferred).
 *   <li>A session that takes the NAS port or an address ends the older one there (inferred); a
 *       later event of the older one shows that this was wrong, and it goes on.
 *   <li>Silence beyond the limit ends a session at the limit (inferred, stale).
 * </ul>
 *
 * Login and logout follow the same rules, by address and user instead of session id, apart from
 * accounting.
 */
final class SessionBuilder {
  static final long DUPLICATE_MILLIS_MAX = Duration.ofMinutes(1).toMillis();

  private record PortKey(String nas, String port) {}

  private record NasKey(String nas) {}

  private final long silenceMillis;
  private final Session.Kind kind;
  private final List<Building> all = new ArrayList<>();
  private final Map<String, Building> latest = new HashMap<>();
  private final Map<Object, Set<Building>> openBy = new HashMap<>();
  private final Map<String, Long> rebootedAt = new HashMap<>();

  private SessionBuilder(long silenceMillis, Session.Kind kind) {
    this.silenceMillis = silenceMillis;
    this.kind = kind;
  }

  /**
   * Builds the sessions of these rows, accounting and logins, by start.
   *
   * @param horizonMillis up to when the rows are known: what was silent long before is stale
   */
  static List<Session> build(Collection<Row> rows, Duration silence, long horizonMillis) {
    List<Row> ordered = rows.stream().sorted(IdentityEvents.ORDER).toList();
    List<Session> sessions = new ArrayList<>();
    for (Session.Kind kind : Session.Kind.values()) {
      SessionBuilder builder = new SessionBuilder(silence.toMillis(), kind);
      ordered.forEach(builder::take);
      builder.all.forEach(b -> sessions.add(b.finish(horizonMillis)));
    }
    HomeLogins logins = new HomeLogins(ordered);
    sessions.replaceAll(logins::with);
    sessions.sort(
        Comparator.comparingLong(Session::startMillis).thenComparingLong(s -> s.first().frame()));
    return sessions;
  }

  private void take(Row row) {
    boolean accounting = kind == Session.Kind.ACCOUNTING;
    switch (eventOf(row)) {
      case IdentityEvents.START -> {
        if (accounting) start(row);
      }
      case IdentityEvents.INTERIM -> {
        if (accounting) interim(row);
      }
      case IdentityEvents.STOP -> {
        if (accounting) stop(row);
      }
      case IdentityEvents.ACCOUNTING_ON, IdentityEvents.ACCOUNTING_OFF -> {
        if (accounting) reboot(row);
      }
      case IdentityEvents.LOGIN -> {
        if (!accounting) start(row);
      }
      case IdentityEvents.LOGOUT -> {
        if (!accounting) stop(row);
      }
      default -> {} // accept, reject, dhcp: no session
    }
  }

  private String key(Row row) {
    String id = row.text(Identity.SESSION_ID).orElse(null);
    String user = row.text(Identity.USER_NAME).orElse("");
    String nas = row.text(Identity.NAS).orElse("");
    String address = row.address(Identity.ADDRESS).map(IpAddress::toString).orElse("");
    if (kind == Session.Kind.ACCOUNTING && id != null) return nas + "\n" + id;
    if (!address.isEmpty()) return nas + "\n" + address + "\n" + user;
    return nas + "\n" + row.mac(Identity.MAC).map(Object::toString).orElse("") + "\n" + user;
  }

  private void start(Row row) {
    long time = timeOf(row);
    Building known = latest.get(key(row));
    if (known != null && isDuplicateStart(known, row)) {
      known.learn(row);
      return;
    }
    if (known != null && known.open()) close(known, time, "replaced");
    begin(row, time, Basis.OBSERVED);
  }

  private boolean isDuplicateStart(Building known, Row row) {
    long time = timeOf(row);
    boolean rebooted = known.byReboot && known.end != null && time >= known.end;
    return !rebooted
        && !isBehindTheStop(known, time)
        && time - known.start <= DUPLICATE_MILLIS_MAX
        && known.user != null
        && known.user.equals(row.text(Identity.USER_NAME).orElse(known.user));
  }

  /** Not its own Start, which the network had overtaken. */
  private static boolean isBehindTheStop(Building known, long time) {
    boolean whole = known.startBasis == Basis.OBSERVED && known.endBasis == Basis.OBSERVED;
    return whole && known.end != null && time > known.end;
  }

  private void interim(Row row) {
    long time = timeOf(row);
    Building known = latest.get(key(row));
    if (known == null) {
      begin(row, notBeforeReboot(row, impliedStart(row)), Basis.INFERRED);
    } else if (known.open()) {
      known.see(row);
    } else if (known.endBasis == Basis.OBSERVED) {
      if (isNewUseOfTheId(known, row)) begin(row, impliedStart(row), Basis.INFERRED);
    } else if (known.byReboot) {
      begin(row, notBeforeReboot(row, impliedStart(row)), Basis.INFERRED);
    } else if (known.end != null && time >= known.end) {
      reopen(known);
      known.see(row);
    }
  }

  private void stop(Row row) {
    long time = timeOf(row);
    Building known = latest.get(key(row));
    if (known == null) {
      begin(row, notBeforeReboot(row, impliedStart(row)), Basis.INFERRED).stop(row);
    } else if (known.open()) {
      known.stop(row);
    } else if (known.endBasis == Basis.OBSERVED) {
      if (isNewUseOfTheId(known, row)) begin(row, impliedStart(row), Basis.INFERRED).stop(row);
    } else if (!known.byReboot || known.end == null || time <= known.end) {
      known.stop(row);
    } else if (impliedStart(row) >= known.end) {
      begin(row, impliedStart(row), Basis.INFERRED).stop(row);
    }
  }

  /** A NAS may count its ids from the start again; a late duplicate is no new session. */
  private static boolean isNewUseOfTheId(Building known, Row row) {
    return known.end != null
        && timeOf(row) > known.end + DUPLICATE_MILLIS_MAX
        && row.number(Identity.SECONDS).isPresent()
        && impliedStart(row) > known.end - DUPLICATE_MILLIS_MAX;
  }

  private long notBeforeReboot(Row row, long start) {
    String nas = row.text(Identity.NAS).orElse(null);
    return nas == null ? start : Math.max(start, rebootedAt.getOrDefault(nas, Long.MIN_VALUE));
  }

  private void reboot(Row row) {
    String nas = row.text(Identity.NAS).orElse(null);
    if (nas == null) return;
    rebootedAt.put(nas, timeOf(row));
    for (Building open : openAt(new NasKey(nas))) {
      close(open, timeOf(row), eventOf(row));
      open.byReboot = true;
    }
  }

  private List<Building> openAt(Object place) {
    return List.copyOf(openBy.getOrDefault(place, Set.of()));
  }

  private Building begin(Row row, long start, Basis basis) {
    Building session = new Building(row, start, basis);
    all.add(session);
    latest.put(key(row), session);
    session.see(row);
    return session;
  }

  private void close(Building session, long time, String cause) {
    long limit = session.lastSeen + silenceMillis;
    session.stale = time > limit;
    session.end = Math.max(session.start, Math.min(time, limit));
    session.endBasis = Basis.INFERRED;
    session.cause = session.stale ? "silent" : cause;
    for (Object place : session.places) openBy.getOrDefault(place, Set.of()).remove(session);
  }

  private void reopen(Building session) {
    session.end = null;
    session.cause = null;
    session.stale = false;
    session.places.forEach(
        place -> openBy.computeIfAbsent(place, p -> new LinkedHashSet<>()).add(session));
  }

  /** One session while its rows come in. */
  private final class Building {
    private final Row first;
    private final long start;
    private final Basis startBasis;
    private final List<Session.Held> addresses = new ArrayList<>();
    private final Set<Object> places = new LinkedHashSet<>();
    private @Nullable String user;
    private @Nullable MacAddress mac;
    private @Nullable String nasPort;
    private @Nullable Long inputBytes;
    private @Nullable Long outputBytes;
    private @Nullable Long end;
    private Basis endBasis = Basis.INFERRED;
    private @Nullable String cause;
    private boolean stale;
    private boolean byReboot;
    private long lastSeen;
    private Row last;

    Building(Row first, long start, Basis startBasis) {
      this.first = first;
      this.last = first;
      this.start = start;
      this.startBasis = startBasis;
      this.lastSeen = timeOf(first);
    }

    boolean open() {
      return end == null;
    }

    void see(Row row) {
      lastSeen = Math.max(lastSeen, timeOf(row));
      last = row;
      learn(row);
    }

    void stop(Row row) {
      see(row);
      close(this, timeOf(row), "");
      end = Math.max(start, timeOf(row));
      endBasis = Basis.OBSERVED;
      stale = false;
      cause = row.text(Identity.CAUSE).orElse(null);
    }

    void learn(Row row) {
      if (user == null) user = row.text(Identity.USER_NAME).orElse(null);
      if (mac == null) mac = row.mac(Identity.MAC).orElse(null);
      if (row.number(Identity.INPUT_BYTES).isPresent()) {
        inputBytes = row.number(Identity.INPUT_BYTES).getAsLong();
      }
      if (row.number(Identity.OUTPUT_BYTES).isPresent()) {
        outputBytes = row.number(Identity.OUTPUT_BYTES).getAsLong();
      }
      String nas = row.text(Identity.NAS).orElse(null);
      if (nas != null) settle(new NasKey(nas), null, start);
      String port = row.text(Identity.NAS_PORT).orElse(null);
      if (nas != null && port != null && nasPort == null) {
        nasPort = port;
        settle(new PortKey(nas, port), "same-port", start);
      }
      row.address(Identity.ADDRESS).ifPresent(address -> hold(address, row));
      row.address(Identity.ADDRESS_V6).ifPresent(address -> hold(address, row));
    }

    private void hold(IpAddress address, Row row) {
      for (Session.Held held : addresses) {
        if (held.toMillis() == null && held.address().equals(address)) return;
      }
      long time = timeOf(row);
      boolean firstOfItsKind = true;
      for (int i = 0; i < addresses.size(); i++) {
        Session.Held held = addresses.get(i);
        if (held.address().isIpv4() != address.isIpv4()) continue;
        firstOfItsKind = false;
        // IPv6 hosts keep several addresses; an IPv4 address is given up for the next
        if (!address.isIpv4() || held.toMillis() != null) continue;
        addresses.set(i, new Session.Held(held.address(), held.fromMillis(), time));
        places.remove(held.address());
        openBy.getOrDefault(held.address(), Set.of()).remove(this);
      }
      long since = firstOfItsKind ? start : time;
      addresses.add(new Session.Held(address, since, null));
      settle(address, "same-address", since);
    }

    /** Takes a place where only one session can be; with a cause, from whoever was there. */
    private void settle(Object place, @Nullable String causeForOthers, long since) {
      if (!places.add(place)) return;
      if (causeForOthers != null) {
        for (Building other : openAt(place)) {
          if (other != this && other.start <= since) {
            close(other, Math.max(since, other.lastSeen), causeForOthers);
          }
        }
      }
      if (open()) openBy.computeIfAbsent(place, p -> new LinkedHashSet<>()).add(this);
    }

    Session finish(long horizonMillis) {
      if (end == null && lastSeen + silenceMillis < horizonMillis) {
        close(this, horizonMillis, "silent");
      }
      Session.State state =
          end == null ? Session.State.OPEN : stale ? Session.State.STALE : Session.State.CLOSED;
      return new Session(
          kind,
          first.text(Identity.SESSION_ID).orElse(null),
          user,
          List.copyOf(addresses),
          mac,
          first.text(Identity.NAS).orElse(null),
          nasPort,
          start,
          startBasis,
          end,
          endBasis,
          state,
          cause,
          lastSeen,
          inputBytes,
          outputBytes,
          first,
          last,
          null);
    }
  }
}
