package jaruek.radius.session;

import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Values one behind the other, as {@link ImageReader} reads them: numbers in zigzag LEB128, texts
 * and bytes behind their length, null as a length of -1 or a 0 before what would follow.
 */
final class ImageWriter {
  private static final int CHUNK_BYTES = 256 * 1024;
  private static final int NUMBER_BYTES_MAX = 10;

  private final List<ByteBuffer> full = new ArrayList<>();
  private ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
  private final long bytesMax;
  private long fullBytes;

  /**
   * Nothing yet.
   *
   * @param bytesMax with more, give or take a chunk, it throws IllegalStateException
   */
  ImageWriter(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** What was written. */
  List<ByteBuffer> chunks() {
    List<ByteBuffer> all = new ArrayList<>(full);
    all.add(chunk.duplicate().flip());
    return all;
  }

  private void room(int bytes) {
    if (chunk.remaining() >= bytes) return;
    full.add(chunk.flip());
    fullBytes += chunk.remaining();
    if (fullBytes > bytesMax) throw new IllegalStateException("more than " + bytesMax + " bytes");
    chunk = ByteBuffer.allocate(Math.max(bytes, CHUNK_BYTES));
  }

  void number(long value) {
    room(NUMBER_BYTES_MAX);
    long rest = value << 1 ^ value >> 63;
    while ((rest & ~0x7fL) != 0) {
      chunk.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    chunk.put((byte) rest);
  }

  void flag(boolean value) {
    room(1);
    chunk.put((byte) (value ? 1 : 0));
  }

  void boxed(@Nullable Long value) {
    flag(value != null);
    if (value != null) number(value);
  }

  void optional(OptionalLong value) {
    flag(value.isPresent());
    if (value.isPresent()) number(value.getAsLong());
  }

  void bytes(byte @Nullable [] value) {
    number(value == null ? -1 : value.length);
    if (value == null) return;
    room(value.length);
    chunk.put(value);
  }

  void text(@Nullable String value) {
    bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
  }

  void address(@Nullable IpAddress value) {
    flag(value != null);
    if (value == null) return;
    room(16);
    chunk.putLong(value.high()).putLong(value.low());
  }

  void mac(@Nullable MacAddress value) {
    flag(value != null);
    if (value != null) number(value.bits());
  }
}
