package jaruek.retention.decode;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Requests seen lately, so that one recorded twice gives one row: a NAS sends its
 * Accounting-Request again when the answer was lost, and after a crash between the journal and the
 * answer nothing but the journal knows of the first.
 *
 * <p>At most {@link #REQUESTS_MAX}, none older than {@link #AGE_MILLIS_MAX} by received time.
 */
final class RecentRequests {
  static final int REQUESTS_MAX = 16_384;

  /** Longer than any NAS retries the same packet. */
  static final long AGE_MILLIS_MAX = 600_000;

  private static final byte VERSION = 1;

  private final Map<String, Long> receivedAt = new LinkedHashMap<>();

  /** Whether this one was there lately; it is from now on. */
  boolean again(String request, long receivedAtMillis) {
    forgetBefore(receivedAtMillis - AGE_MILLIS_MAX);
    if (receivedAt.putIfAbsent(request, receivedAtMillis) != null) return true;
    if (receivedAt.size() > REQUESTS_MAX) dropOldest();
    return false;
  }

  private void forgetBefore(long millis) {
    Iterator<Long> oldestFirst = receivedAt.values().iterator();
    while (oldestFirst.hasNext() && oldestFirst.next() < millis) oldestFirst.remove();
  }

  private void dropOldest() {
    Iterator<String> oldestFirst = receivedAt.keySet().iterator();
    oldestFirst.next();
    oldestFirst.remove();
  }

  /** Version (1), then for each, oldest first: received time (8), length (2), text. */
  byte[] state() {
    if (receivedAt.isEmpty()) return new byte[0];
    int length = 1;
    for (String request : receivedAt.keySet()) length += 10 + utf8(request).length;
    ByteBuffer state = ByteBuffer.allocate(length).put(VERSION);
    receivedAt.forEach(
        (request, millis) -> {
          byte[] text = utf8(request);
          state.putLong(millis).putShort((short) text.length).put(text);
        });
    return state.array();
  }

  void restore(byte[] state) {
    Map<String, Long> read = new LinkedHashMap<>();
    try {
      ByteBuffer from = ByteBuffer.wrap(state);
      if (from.hasRemaining() && from.get() != VERSION) {
        throw new IllegalArgumentException("recent requests of an unknown version");
      }
      while (from.hasRemaining()) {
        long millis = from.getLong();
        byte[] text = new byte[from.getShort() & 0xffff];
        from.get(text);
        read.put(new String(text, StandardCharsets.UTF_8), millis);
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("recent requests are cut short", e);
    }
    if (read.size() > REQUESTS_MAX) {
      throw new IllegalArgumentException(
          read.size() + " recent requests, there are at most " + REQUESTS_MAX);
    }
    receivedAt.clear();
    receivedAt.putAll(read);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
