package jaruek.retention.log;

import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One event of the store's life, as its log keeps it: a JSON object on one line, whose bytes are
 * the leaf of the Merkle tree. The order of the keys is fixed, so writing what was read gives the
 * same bytes.
 */
public sealed interface LogEntry {
  /** The type of {@link #config}. */
  String CONFIG = "config";

  /** The type of {@link #clock}. */
  String CLOCK = "clock";

  /** The type of {@link #gap}. */
  String GAP = "gap";

  /** The type of {@link #expire}. */
  String EXPIRE = "expire";

  /** The type of {@link #hold}. */
  String HOLD = "hold";

  /** The type of {@link #held}. */
  String HELD = "held";

  /** The type of {@link #release}. */
  String RELEASE = "release";

  /** The type of {@link #export}. */
  String EXPORT = "export";

  /** The type of {@link #repair}. */
  String REPAIR = "repair";

  /** When it was logged, our clock, milliseconds since the epoch. */
  long atMillis();

  /** The word in its {@code type} field. */
  String type();

  /**
   * A segment was sealed.
   *
   * @param atMillis when
   * @param id the segment's
   * @param manifestSha256 of the manifest's bytes, 64 lower-case hex digits
   * @param journalFrom the first journal position whose rows it holds
   * @param journalTo the first position after it: where the next segment begins
   * @param roots the Merkle root over each dataset's rows, by the dataset's word, hex
   */
  record Segment(
      long atMillis,
      long id,
      String manifestSha256,
      long journalFrom,
      long journalTo,
      SortedMap<String, String> roots)
      implements LogEntry {
    /** The type's word. */
    public static final String TYPE = "segment";

    /** Checks the ranges. */
    public Segment {
      roots = new TreeMap<>(roots);
      if (id < 0 || journalFrom < 0 || journalTo < journalFrom) {
        throw new LogException(
            "segment " + id + " of journal positions " + journalFrom + " to " + journalTo);
      }
      requireHash(manifestSha256);
      roots.values().forEach(Segment::requireHash);
    }

    private static void requireHash(String hex) {
      if (!hex.matches("[0-9a-f]{64}")) {
        throw new LogException("not a SHA-256 in lower-case hex: \"" + hex + "\"");
      }
    }

    @Override
    public String type() {
      return TYPE;
    }
  }

  /**
   * Anything else: start, stop, key, gap, expire, hold and what later versions add.
   *
   * @param atMillis when
   * @param type its word, lower case
   * @param fields what is to be said of it
   */
  record Event(long atMillis, String type, SortedMap<String, String> fields) implements LogEntry {
    /** Checks the word. */
    public Event {
      fields = new TreeMap<>(fields);
      if (!type.matches("[a-z][a-z0-9-]{0,63}") || type.equals(Segment.TYPE)) {
        throw new LogException("not a type for a log event: \"" + type + "\"");
      }
    }
  }

  /** The appliance started. */
  static LogEntry start(long atMillis, String version) {
    return new Event(atMillis, "start", new TreeMap<>(Map.of("version", version)));
  }

  /** The appliance stopped as it should. */
  static LogEntry stop(long atMillis) {
    return new Event(atMillis, "stop", new TreeMap<>());
  }

  /** This key signs, from the log's beginning; its place is the first entry. */
  static LogEntry key(long atMillis, VerifyingKey key) {
    return event(
        atMillis,
        KeyChain.TYPE,
        Map.of(KeyChain.FINGERPRINT, key.fingerprint(), KeyChain.PUBLIC, KeyChain.base64(key)));
  }

  /**
   * Files beside the records were mended while the appliance was stopped.
   *
   * @param what a word: {@code permissions}, {@code owner}, {@code leftover}, {@code public-key}
   * @param count how many files
   * @param files their names below the data directory, as many as fit
   */
  static LogEntry repair(long atMillis, String what, long count, String files) {
    return event(
        atMillis, REPAIR, Map.of("what", what, "count", Long.toString(count), "files", files));
  }

  /** The appliance runs with another configuration file than before. */
  static LogEntry config(long atMillis, String sha256) {
    return event(atMillis, CONFIG, Map.of("sha256", sha256));
  }

  /**
   * How our clock stood when the segment whose entry comes next was sealed.
   *
   * @param sample what it was measured against; empty where nothing was measured
   * @param retentionMillis the retention clock; empty where none runs
   */
  static LogEntry clock(
      long atMillis, SortedMap<String, String> sample, OptionalLong retentionMillis) {
    SortedMap<String, String> fields = new TreeMap<>(sample);
    retentionMillis.ifPresent(millis -> fields.put("retentionMillis", Long.toString(millis)));
    return new Event(atMillis, CLOCK, fields);
  }

  /**
   * Something was not recorded, or is known to be lost.
   *
   * @param fields {@code kind} (down, silence, sequence, kernel-drop, clock-step), its beginning;
   *     its end and how many were {@code lost} once it is over; {@code source} and {@code
   *     sourceKind} (log, radius) where it is one source's; {@code detail}
   */
  static LogEntry gap(long atMillis, SortedMap<String, String> fields) {
    return new Event(atMillis, GAP, fields);
  }

  /**
   * A segment's rows were removed at their time.
   *
   * @param fields what the receipt says besides the segment's id and its manifest's hash
   */
  static LogEntry expire(
      long atMillis, long segment, String manifestSha256, Map<String, String> fields) {
    SortedMap<String, String> all = new TreeMap<>(fields);
    all.put("segment", Long.toString(segment));
    all.put("manifestSha256", manifestSha256);
    return new Event(atMillis, EXPIRE, all);
  }

  /** A hold was placed: its id, and what it covers and until when. */
  static LogEntry hold(long atMillis, String id, Map<String, String> fields) {
    return withId(atMillis, HOLD, id, fields);
  }

  /** Rows under a hold were kept apart from a segment that expired. */
  static LogEntry held(long atMillis, String id, Map<String, String> fields) {
    return withId(atMillis, HELD, id, fields);
  }

  /** A hold was released or ran out. */
  static LogEntry release(long atMillis, String id, Map<String, String> fields) {
    return withId(atMillis, RELEASE, id, fields);
  }

  /** An export was handed out: its id, its hash, case and people. */
  static LogEntry export(long atMillis, String id, Map<String, String> fields) {
    return withId(atMillis, EXPORT, id, fields);
  }

  private static LogEntry withId(
      long atMillis, String type, String id, Map<String, String> fields) {
    SortedMap<String, String> all = new TreeMap<>(fields);
    all.put("id", id);
    return new Event(atMillis, type, all);
  }

  private static LogEntry event(long atMillis, String type, Map<String, String> fields) {
    return new Event(atMillis, type, new TreeMap<>(fields));
  }
}
