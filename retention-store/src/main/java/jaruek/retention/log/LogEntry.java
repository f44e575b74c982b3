package jaruek.retention.log;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One event of the store's life, as its log keeps it: a JSON object on one line, whose bytes are
 * the leaf of the Merkle tree. The order of the keys is fixed, so writing what was read gives the
 * same bytes.
 */
public sealed interface LogEntry {
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

  /** From here on this key signs; its first use is the log's first entry. */
  static LogEntry key(long atMillis, VerifyingKey key) {
    return new Event(atMillis, "key", new TreeMap<>(Map.of("ed25519", key.fingerprint())));
  }
}
