package jaruek.retention.expiry;

import jaruek.retention.log.LogEntry;
import jaruek.retention.log.StoreLog;
import jaruek.retention.selection.Selection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All holds, each order and end of one in the log. Used under the lock of {@link Retention}. */
final class Holds {
  /** How many there may be, those that ended included. */
  static final int HOLDS_MAX = 10_000;

  private static final String PREFIX = "H-";
  private static final Logger LOG = LoggerFactory.getLogger(Holds.class);

  private final HoldFile file;
  private final StoreLog log;
  private final InstantSource wall;
  private final Map<String, Hold> byId = new TreeMap<>(Holds::compare);

  Holds(SavedText file, StoreLog log, InstantSource wall) {
    this.file = new HoldFile(file);
    this.log = log;
    this.wall = wall;
  }

  private static int compare(String a, String b) {
    return Long.compare(number(a), number(b));
  }

  private static long number(String id) {
    return id.matches(PREFIX + "[0-9]{1,9}") ? Long.parseLong(id.substring(PREFIX.length())) : -1;
  }

  /** Reads them, and logs what a crash left unlogged. */
  void start(List<LogEntry> entries) {
    try {
      for (Hold hold : file.read()) byId.put(hold.id(), hold);
    } catch (ExpiryException e) {
      LOG.error("{}; the holds are taken from the log", e.getMessage());
      byId.clear();
      for (LogEntry entry : entries) if (entry instanceof LogEntry.Event event) recall(event);
      file.write(all());
    }
    Map<String, Integer> orders = new HashMap<>();
    Map<String, Integer> releases = new HashMap<>();
    for (LogEntry entry : entries) {
      if (!(entry instanceof LogEntry.Event event)) continue;
      String id = event.fields().getOrDefault("id", "");
      if (event.type().equals(LogEntry.HOLD)) orders.merge(id, 1, Integer::sum);
      if (event.type().equals(LogEntry.RELEASE)) releases.merge(id, 1, Integer::sum);
    }
    for (Hold hold : byId.values()) {
      for (int i = orders.getOrDefault(hold.id(), 0); i < hold.orders().size(); i++) {
        logOrder(hold, hold.orders().get(i));
      }
      if (!hold.isInForce() && !releases.containsKey(hold.id())) logRelease(hold);
    }
  }

  /** Every order and end is in the log. */
  private void recall(LogEntry.Event event) {
    Map<String, String> fields = event.fields();
    String id = fields.getOrDefault("id", "");
    Hold known = byId.get(id);
    if (event.type().equals(LogEntry.RELEASE) && known != null) {
      byId.put(id, known.released(event.atMillis(), fields.getOrDefault("by", "")));
    }
    if (!event.type().equals(LogEntry.HOLD)) return;
    Hold.Order order =
        new Hold.Order(
            fields.getOrDefault("letter", ""),
            Integer.parseInt(fields.getOrDefault("months", "1")),
            event.atMillis(),
            fields.getOrDefault("by", ""));
    long end = Long.parseLong(fields.getOrDefault("endMillis", "0"));
    Hold first = known == null ? HoldFile.recalled(id, fields, order) : known;
    List<Hold.Order> orders = new ArrayList<>(first.orders());
    if (known != null) orders.add(order);
    byId.put(id, first.ending(orders, end, -1));
  }

  List<Hold> all() {
    return List.copyOf(byId.values());
  }

  List<Hold> inForce() {
    return byId.values().stream().filter(Hold::isInForce).toList();
  }

  Optional<Hold> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  Hold place(String caseId, Selection selection, Hold.Order order, OptionalLong retention) {
    if (byId.size() >= HOLDS_MAX) throw new ExpiryException("there are " + HOLDS_MAX + " holds");
    long next = byId.keySet().stream().mapToLong(Holds::number).max().orElse(0) + 1;
    long end = later(order.atMillis(), order.months());
    Hold placed =
        new Hold(
            PREFIX + next,
            caseId,
            selection,
            List.of(order),
            end,
            ending(end, retention),
            -1,
            null,
            null);
    put(placed);
    logOrder(placed, order);
    return placed;
  }

  /** Lengthens one that is in force and whose months suffice; the caller checked. */
  Hold renew(Hold hold, Hold.Order order, OptionalLong retention) {
    List<Hold.Order> orders = new ArrayList<>(hold.orders());
    orders.add(order);
    long end = later(Math.max(hold.endMillis(), order.atMillis()), order.months());
    Hold renewed = hold.ending(orders, end, ending(end, retention));
    put(renewed);
    logOrder(renewed, order);
    return renewed;
  }

  private static long later(long millis, int months) {
    return Instant.ofEpochMilli(millis)
        .atZone(ZoneOffset.UTC)
        .plusMonths(months)
        .toInstant()
        .toEpochMilli();
  }

  private long ending(long endMillis, OptionalLong retention) {
    if (retention.isEmpty()) return -1;
    return retention.getAsLong() + Math.max(0, endMillis - wall.millis());
  }

  /** Releases those that ran out. */
  void runOut(OptionalLong retention) {
    if (retention.isEmpty()) return;
    for (Hold hold : inForce()) {
      if (hold.endRetentionMillis() < 0) {
        put(hold.ending(hold.orders(), hold.endMillis(), ending(hold.endMillis(), retention)));
      } else if (retention.getAsLong() >= hold.endRetentionMillis()
          && wall.millis() >= hold.endMillis()) {
        release(hold, "system");
      }
    }
  }

  Hold release(Hold hold, String by) {
    Hold released = hold.released(wall.millis(), by);
    put(released);
    logRelease(released);
    return released;
  }

  void scanned(Hold hold, long segment) {
    if (segment > hold.scannedTo()) put(hold.scannedTo(segment));
  }

  private void put(Hold hold) {
    Map<String, Hold> next = new TreeMap<>(Holds::compare);
    next.putAll(byId);
    next.put(hold.id(), hold);
    file.write(List.copyOf(next.values()));
    byId.put(hold.id(), hold);
  }

  private void logOrder(Hold hold, Hold.Order order) {
    Map<String, String> fields = new TreeMap<>();
    fields.put("case", hold.caseId());
    fields.put("selection", hold.selection().json().toString());
    fields.put("letter", order.letter());
    fields.put("months", Integer.toString(order.months()));
    fields.put("by", order.by());
    fields.put("endMillis", Long.toString(hold.endMillis()));
    log.append(LogEntry.hold(order.atMillis(), hold.id(), fields));
  }

  private void logRelease(Hold hold) {
    Map<String, String> fields = new TreeMap<>();
    fields.put("by", String.valueOf(hold.releasedBy()));
    log.append(LogEntry.release(wall.millis(), hold.id(), fields));
  }
}
