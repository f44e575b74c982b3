package jaruek.retention.journal.chronicle;

import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.FrameCodec;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.record.Frame;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One append as it stands in the file, big-endian: format (4, "JRK" and the version 1), first
 * sequence (8), frames (4), their bytes (4), chain hash before them (32), the frames one behind the
 * other, chain hash after them (32). The last hash makes an excerpt prove itself: without it
 * nothing would vouch for the newest one.
 *
 * @param before the chain's head before the first frame
 * @param frames in order, at least one
 * @param hashes the chain hash after each
 */
record Excerpt(ChainHead before, List<Frame> frames, List<byte[]> hashes) {
  static final int FORMAT = 0x4a524b01;
  static final int HASH_BYTES = 32;
  static final int HEADER_BYTES = 4 + 8 + 4 + 4 + HASH_BYTES;

  /** The longest excerpt: Chronicle wants one to be a small part of its mapped block. */
  static final int BYTES_MAX = 8 << 20;

  /** Of a batch: how many bytes its excerpt has; a long, so that no batch overflows it. */
  static long length(List<Frame> batch) {
    long length = HEADER_BYTES + HASH_BYTES;
    for (Frame frame : batch) length += FrameCodec.length(frame);
    return length;
  }

  /**
   * Writes the batch at the start of the buffer and gives the chain's head after it.
   *
   * @param to an array-backed buffer with room for {@link #length}
   */
  @SuppressWarnings("ByteBufferBackingArray") // hashed where it lies
  static ChainHead write(List<Frame> batch, ChainHead before, MessageDigest sha256, ByteBuffer to) {
    to.clear().putInt(FORMAT).putLong(before.position().sequence()).putInt(batch.size()).putInt(0);
    to.put(before.hash());
    byte[] hash = before.hash();
    for (Frame frame : batch) {
      int start = to.position();
      FrameCodec.write(frame, to);
      hash = chain(hash, to.array(), start, to.position() - start, sha256);
    }
    to.putInt(16, to.position() - HEADER_BYTES).put(hash).flip();
    return new ChainHead(before.position().plus(batch.size()), hash);
  }

  /**
   * Reads an excerpt and checks its bytes against its own hashes.
   *
   * @throws IllegalArgumentException with words on what is wrong
   */
  static Excerpt read(byte[] bytes, MessageDigest sha256) {
    ChainHead before = readHeader(bytes);
    ByteBuffer from = ByteBuffer.wrap(bytes);
    int count = from.getInt(12);
    int end = HEADER_BYTES + from.getInt(16);
    from.position(HEADER_BYTES).limit(end);
    List<Frame> frames = new ArrayList<>(Math.min(count, 1024));
    List<byte[]> hashes = new ArrayList<>(Math.min(count, 1024));
    byte[] hash = before.hash();
    for (int i = 0; i < count; i++) {
      int start = from.position();
      frames.add(FrameCodec.read(from));
      hash = chain(hash, bytes, start, from.position() - start, sha256);
      hashes.add(hash);
    }
    if (from.hasRemaining()) {
      throw new IllegalArgumentException(from.remaining() + " bytes behind the last frame");
    }
    if (!Arrays.equals(hash, 0, HASH_BYTES, bytes, end, end + HASH_BYTES)) {
      throw new IllegalArgumentException("the frames do not have the hash that stands behind them");
    }
    return new Excerpt(before, frames, hashes);
  }

  /** Reads only where the excerpt stands in the chain. */
  static ChainHead readHeader(byte[] bytes) {
    if (bytes.length < HEADER_BYTES + HASH_BYTES) {
      throw new IllegalArgumentException("an excerpt of " + bytes.length + " bytes");
    }
    ByteBuffer from = ByteBuffer.wrap(bytes);
    int format = from.getInt();
    if (format >>> 8 != FORMAT >>> 8) {
      throw new IllegalArgumentException("not written by this program");
    }
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "format " + (format & 0xff) + ", this program reads " + (FORMAT & 0xff));
    }
    long sequence = from.getLong();
    int count = from.getInt();
    int length = from.getInt();
    // Chronicle rounds an excerpt's length up to a multiple of four (and once more for its header).
    int padding = bytes.length - HEADER_BYTES - HASH_BYTES - length;
    if (sequence < 0 || count < 1 || length < 0 || padding < 0 || padding > 7) {
      throw new IllegalArgumentException(
          "sequence %d, %d frames of %d bytes in an excerpt of %d"
              .formatted(sequence, count, length, bytes.length));
    }
    byte[] hash = new byte[HASH_BYTES];
    from.get(hash);
    return new ChainHead(new JournalPosition(sequence), hash);
  }

  /** The chain's head behind the last frame. */
  ChainHead after() {
    return new ChainHead(before.position().plus(frames.size()), hashes.getLast());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static byte[] chain(
      byte[] previous, byte[] bytes, int offset, int length, MessageDigest sha256) {
    sha256.update(previous);
    sha256.update(bytes, offset, length);
    return sha256.digest();
  }
}
