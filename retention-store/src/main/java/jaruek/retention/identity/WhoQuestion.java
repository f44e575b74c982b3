package jaruek.retention.identity;

import jaruek.retention.record.IpAddress;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Who was behind an address at a time.
 *
 * @param address public, or an inside one
 * @param port of that address, 0-65535; without it every candidate is listed
 * @param protocol IANA number; empty for any
 * @param atMillis the time, milliseconds since the epoch
 * @param skewMillis how far the asker's clock may be off, 0 to an hour
 */
public record WhoQuestion(
    IpAddress address, OptionalInt port, OptionalInt protocol, long atMillis, long skewMillis) {
  /** The widest skew. */
  public static final long SKEW_MILLIS_MAX = Duration.ofHours(1).toMillis();

  /** Checks the ranges. */
  public WhoQuestion {
    if (port.isPresent() && (port.getAsInt() < 0 || port.getAsInt() > 65_535)) {
      throw new IllegalArgumentException("port " + port.getAsInt());
    }
    if (protocol.isPresent() && (protocol.getAsInt() < 0 || protocol.getAsInt() > 255)) {
      throw new IllegalArgumentException("protocol " + protocol.getAsInt());
    }
    if (skewMillis < 0 || skewMillis > SKEW_MILLIS_MAX) {
      throw new IllegalArgumentException("skew of " + skewMillis + " ms, at most an hour");
    }
  }

  long fromMillis() {
    return atMillis - skewMillis;
  }

  long toMillis() {
    return atMillis + skewMillis;
  }
}
