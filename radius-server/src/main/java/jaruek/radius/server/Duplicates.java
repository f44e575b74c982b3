package jaruek.radius.server;

import jaruek.retention.record.IpAddress;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What was asked lately, so that a retransmission is answered once (RFC 5080 section 2.2.2): while
 * the first is in work it is dropped, after that it gets the same reply. Used by one thread.
 */
final class Duplicates {
  /** Requests remembered; beyond it the oldest is forgotten. */
  static final int ENTRIES_MAX = 65_536;

  private final LinkedHashMap<Key, Entry> entries = new LinkedHashMap<>();
  private final long timeMillis;
  private final int entriesMax;
  private final InstantSource clock;
  private final LongAdder evicted;

  /** Who asked: RFC 5080 compares source address, port and identifier. */
  record Key(IpAddress source, int port, int id) {}

  /** A request remembered: by its authenticator, with its reply once there is one. */
  static final class Entry {
    private final Key key;
    private final byte[] authenticator;
    private final long atMillis;
    private byte @Nullable [] reply;

    private Entry(Key key, byte[] authenticator, long atMillis) {
      this.key = key;
      this.authenticator = authenticator;
      this.atMillis = atMillis;
    }

    /** Null while the request is in work. */
    byte @Nullable [] reply() {
      return reply;
    }
  }

  Duplicates(Duration time, int entriesMax, InstantSource clock, LongAdder evicted) {
    this.timeMillis = time.toMillis();
    this.entriesMax = entriesMax;
    this.clock = clock;
    this.evicted = evicted;
  }

  /** The same request seen before, or null; then it is to be begun. */
  @Nullable Entry find(Key key, byte[] authenticator) {
    Entry known = entries.get(key);
    if (known == null || expired(known, clock.millis())) return null;
    return MessageDigest.isEqual(known.authenticator, authenticator) ? known : null;
  }

  /** Remembers a request as in work; an older one with the same key is forgotten. */
  Entry begin(Key key, byte[] authenticator) {
    long now = clock.millis();
    entries.remove(key);
    dropExpired(now);
    if (entries.size() >= entriesMax) {
      entries.pollFirstEntry();
      evicted.increment();
    }
    Entry entry = new Entry(key, authenticator, now);
    entries.put(key, entry);
    return entry;
  }

  private void dropExpired(long now) {
    for (Map.Entry<Key, Entry> oldest = entries.firstEntry();
        oldest != null && expired(oldest.getValue(), now);
        oldest = entries.firstEntry()) {
      entries.pollFirstEntry();
    }
  }

  // a clock set back must not make an entry live longer
  private boolean expired(Entry entry, long now) {
    return now < entry.atMillis || now - entry.atMillis >= timeMillis;
  }

  /** Keeps the reply; false if the client has moved on and would not take it any more. */
  boolean answered(Entry entry, byte[] reply) {
    entry.reply = reply;
    return entries.get(entry.key) == entry;
  }

  /** Forgets a request that was not answered: its retransmission counts as new. */
  void forget(Entry entry) {
    entries.remove(entry.key, entry);
  }

  int size() {
    return entries.size();
  }
}
