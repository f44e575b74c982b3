package jaruek.retention.identity;

import jaruek.retention.query.Condition;
import jaruek.retention.query.Row;
import jaruek.retention.record.Column;
import jaruek.retention.record.Identity;
import jaruek.retention.record.MacAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which login a guest's session followed: the last accept of the same device, or where that is not
 * known the same name, before its start. If a home server gave it, its record says which one.
 */
final class HomeLogins {
  /** The reason in the record of an accept that a home server gave. */
  private static final String BY_HOME_SERVER = "proxy";

  /** An accounting Start comes this long after its login at most, an address has to be leased. */
  static final long BEFORE_MILLIS = Duration.ofMinutes(10).toMillis();

  /** The NAS's clock may be behind ours, and tells whole seconds. */
  static final long AFTER_MILLIS = Duration.ofMinutes(1).toMillis();

  private final Map<Object, NavigableMap<Long, Row>> accepts = new HashMap<>();

  /** The accepts among these rows. */
  HomeLogins(Collection<Row> rows) {
    for (Row row : rows) {
      if (!IdentityEvents.eventOf(row).equals(IdentityEvents.ACCEPT)) continue;
      row.mac(Identity.MAC).ifPresent(mac -> add(mac, row));
      row.text(Identity.USER_NAME).ifPresent(user -> add(user, row));
    }
  }

  private void add(Object key, Row row) {
    accepts.computeIfAbsent(key, k -> new TreeMap<>()).put(IdentityEvents.timeOf(row), row);
  }

  /** The session with the home server's accept, if it followed one. */
  Session with(Session session) {
    String user = session.user();
    if (user == null || !isOfARealm(user)) return session;
    MacAddress mac = session.mac();
    Row login = mac == null ? null : before(mac, session.startMillis());
    if (login == null) login = before(user, session.startMillis());
    if (login == null || !isByHomeServer(login)) return session;
    return session.followed(login);
  }

  private static boolean isByHomeServer(Row login) {
    return login.text(Identity.REASON).filter(BY_HOME_SERVER::equals).isPresent();
  }

  private @Nullable Row before(Object key, long startMillis) {
    NavigableMap<Long, Row> its = accepts.get(key);
    if (its == null) return null;
    Map.Entry<Long, Row> last = its.floorEntry(startMillis + AFTER_MILLIS);
    return last == null || last.getKey() < startMillis - BEFORE_MILLIS ? null : last.getValue();
  }

  private static boolean isOfARealm(String user) {
    return user.indexOf('@') >= 0 || user.indexOf('\\') >= 0;
  }

  /** Logins that are to be read besides these rows. */
  record Wanted(long fromMillis, long toMillis, Set<Condition> whose) {
    /** Those of the guests who have a Start here. */
    static Optional<Wanted> by(Collection<Row> rows) {
      Set<Condition> whose = new LinkedHashSet<>();
      long from = Long.MAX_VALUE;
      long to = Long.MIN_VALUE;
      for (Row row : rows) {
        String user = row.text(Identity.USER_NAME).orElse(null);
        boolean starts = IdentityEvents.eventOf(row).equals(IdentityEvents.START);
        if (user == null || !starts || !isOfARealm(user)) continue;
        long at = IdentityEvents.timeOf(row);
        from = Math.min(from, at - BEFORE_MILLIS);
        to = Math.max(to, at + AFTER_MILLIS);
        whose.add(accept(Identity.USER_NAME, user));
        row.mac(Identity.MAC).ifPresent(mac -> whose.add(accept(Identity.MAC, mac)));
      }
      return whose.isEmpty() ? Optional.empty() : Optional.of(new Wanted(from, to, whose));
    }

    private static Condition accept(Column column, Object value) {
      return Condition.all(
          IdentityRows.equal(Identity.EVENT, IdentityEvents.ACCEPT),
          IdentityRows.equal(column, value));
    }

    Condition condition() {
      return Condition.all(
          new Condition.Between(Identity.RECEIVED_AT, fromMillis, toMillis),
          new Condition.Any(List.copyOf(whose)));
    }
  }
}
