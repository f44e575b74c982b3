package jaruek.retention.identity;

import jaruek.retention.imported.Imported;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The identity rows that sessions of some selection are to be built from: the rows selected, and
 * those that touch the same sessions, ports, addresses and devices.
 */
final class IdentityRows {
  /** The most rows of one question; what lies behind is not read, and the answer says so. */
  static final int ROWS_MAX = 200_000;

  /** The most sessions, ports and addresses whose other rows are asked for by name. */
  static final int KEYS_MAX = 500;

  private record Key(String event, long frame, String session, String address) {
    static Key of(Row row) {
      return new Key(
          IdentityEvents.eventOf(row),
          row.frame(),
          row.text(Identity.SESSION_ID).orElse(""),
          row.address(Identity.ADDRESS).map(IpAddress::toString).orElse(""));
    }
  }

  private final QueryEngine engine;
  private final long fromMillis;
  private final long toMillis;
  private final Map<Key, Row> rows = new LinkedHashMap<>();
  private boolean complete = true;

  /** Rows received in this span, both ends included. */
  IdentityRows(QueryEngine engine, long fromMillis, long toMillis) {
    this.engine = engine;
    this.fromMillis = fromMillis;
    this.toMillis = toMillis;
  }

  /** All rows so far, each once. */
  Collection<Row> rows() {
    return rows.values();
  }

  /** Whether no limit was hit. */
  boolean complete() {
    return complete;
  }

  /** Adds the rows like this, and gives them. */
  List<Row> load(Condition selector) {
    Condition span = new Condition.Between(Identity.RECEIVED_AT, fromMillis, toMillis);
    List<Row> all =
        engine.list(RowQuery.of(Dataset.IDENTITY, Condition.all(span, selector), ROWS_MAX));
    if (all.size() == ROWS_MAX) complete = false;
    // nobody saw the sessions and leases of a file
    List<Row> found = all.stream().filter(row -> !Imported.is(row)).toList();
    found.forEach(row -> rows.putIfAbsent(Key.of(row), row));
    return found;
  }

  /** Adds the other rows of the same sessions, and what ended them. */
  void loadRelated() {
    Set<String> devices = new LinkedHashSet<>();
    Set<Condition> conditions = new LinkedHashSet<>();
    for (Row row : rows.values()) {
      String nas = row.text(Identity.NAS).orElse(null);
      if (nas == null) continue;
      devices.add(nas);
      Condition device = new Condition.Equal(Identity.NAS, nas);
      row.text(Identity.SESSION_ID)
          .ifPresent(id -> conditions.add(Condition.all(device, equal(Identity.SESSION_ID, id))));
      row.text(Identity.NAS_PORT)
          .ifPresent(
              port ->
                  conditions.add(
                      Condition.all(
                          device,
                          equal(Identity.NAS_PORT, port),
                          equal(Identity.EVENT, IdentityEvents.START))));
    }
    for (String nas : devices) {
      conditions.add(Condition.all(equal(Identity.NAS, nas), REBOOT));
    }
    loadAny(conditions);
    loadAddresses();
    HomeLogins.Wanted.by(rows.values()).ifPresent(wanted -> load(wanted.condition()));
  }

  private static final Condition REBOOT =
      Condition.any(
          equal(Identity.EVENT, IdentityEvents.ACCOUNTING_ON),
          equal(Identity.EVENT, IdentityEvents.ACCOUNTING_OFF));

  private void loadAddresses() {
    Set<Condition> conditions = new LinkedHashSet<>();
    for (Row row : rows.values()) {
      row.address(Identity.ADDRESS).ifPresent(a -> conditions.add(equal(Identity.ADDRESS, a)));
      row.address(Identity.ADDRESS_V6)
          .ifPresent(a -> conditions.add(equal(Identity.ADDRESS_V6, a)));
    }
    loadAny(conditions);
  }

  private void loadAny(Set<Condition> conditions) {
    if (conditions.isEmpty()) return;
    List<Condition> some = new ArrayList<>(conditions);
    if (some.size() > KEYS_MAX) {
      complete = false;
      some = some.subList(0, KEYS_MAX);
    }
    load(new Condition.Any(some));
  }

  static Condition equal(Column column, Object value) {
    return new Condition.Equal(column, value);
  }

  /** Rows that show this address as the user's. */
  static Condition ofAddress(IpAddress address) {
    return Condition.any(equal(Identity.ADDRESS, address), equal(Identity.ADDRESS_V6, address));
  }
}
