package jaruek.radius.session;

import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link ImageWriter} wrote; no length is believed before it is checked.
 *
 * <p>Where something else stands, each throws IllegalArgumentException or BufferUnderflowException.
 */
final class ImageReader {
  private final ByteBuffer from;

  ImageReader(ByteBuffer from) {
    this.from = from;
  }

  long number() {
    long bits = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = from.get();
      bits |= (next & 0x7fL) << shift;
      if (next >= 0) return bits >>> 1 ^ -(bits & 1);
    }
    throw new IllegalArgumentException("a number of more than 64 bits");
  }

  /** A number in this range. */
  int number(int least, int most) {
    long value = number();
    if (value < least || value > most) {
      throw new IllegalArgumentException(value + " is not in " + least + " to " + most);
    }
    return (int) value;
  }

  /** How many things follow, of a byte each at least. */
  int count() {
    return number(0, from.remaining());
  }

  boolean flag() {
    byte value = from.get();
    if (value < 0 || value > 1) throw new IllegalArgumentException("a flag of " + value);
    return value == 1;
  }

  @Nullable Long boxed() {
    return flag() ? (Long) number() : null;
  }

  OptionalLong optional() {
    return flag() ? OptionalLong.of(number()) : OptionalLong.empty();
  }

  byte @Nullable [] bytes() {
    int length = number(-1, from.remaining());
    if (length < 0) return null;
    byte[] value = new byte[length];
    from.get(value);
    return value;
  }

  @Nullable String text() {
    byte[] value = bytes();
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  /** A text that is not null. */
  String name() {
    return Objects.requireNonNullElseGet(
        text(),
        () -> {
          throw new IllegalArgumentException("a name is missing");
        });
  }

  @Nullable IpAddress address() {
    return flag() ? new IpAddress(from.getLong(), from.getLong()) : null;
  }

  @Nullable MacAddress mac() {
    return flag() ? new MacAddress(number()) : null;
  }

  /** Checks that nothing follows. */
  void end() {
    if (from.hasRemaining()) {
      throw new IllegalArgumentException(from.remaining() + " bytes too many");
    }
  }
}
