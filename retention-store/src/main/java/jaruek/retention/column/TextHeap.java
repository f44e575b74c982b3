package jaruek.retention.column;

import java.util.Arrays;

/**
 * The texts of a batch, one behind the other in a few large arrays: a million small ones would be
 * the garbage collector's to look at again and again. A text is told by its place: from the highest
 * bit on its length (24 bits), array (20) and offset there (20).
 *
 * <p>One thread adds; readers know places of rows that were published after the text was.
 */
final class TextHeap {
  /** A longer text has an array of its own. */
  static final int BLOCK_BYTES = 1 << 18;

  static final int LENGTH_MAX = (1 << 24) - 1;
  private static final int FIRST_BYTES = 1 << 12;
  private static final int BLOCKS_MAX = 1 << 20;
  private static final int OFFSET_BITS = 20;
  private static final int OFFSET_MASK = (1 << OFFSET_BITS) - 1;
  private static final int LENGTH_SHIFT = 40;

  /** Volatile, since a reader of old texts may meet a directory that grew for new ones. */
  private volatile byte[][] blocks = new byte[8][];

  /** Written by the one that adds, read by anyone who asks how much there is. */
  private volatile long memoryBytes;

  private int last = -1;
  private int used;

  /** Keeps a copy of these bytes; answers its place. */
  long add(byte[] from, int offset, int length) {
    if (length > LENGTH_MAX) throw new IllegalArgumentException("a text of " + length + " bytes");
    if (last < 0 || used + length > blocks[last].length) grow(length);
    System.arraycopy(from, offset, blocks[last], used, length);
    long place = (long) length << LENGTH_SHIFT | (long) last << OFFSET_BITS | used;
    used += length;
    return place;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  private void grow(int length) {
    byte[][] directory = blocks;
    int size =
        Math.max(
            length, Math.min(BLOCK_BYTES, last < 0 ? FIRST_BYTES : 4 * directory[last].length));
    last++;
    if (last == BLOCKS_MAX) throw new IllegalStateException("the batch is full");
    if (last == directory.length) directory = Arrays.copyOf(directory, 2 * last);
    directory[last] = new byte[size];
    blocks = directory;
    used = 0;
    memoryBytes += size + 24;
  }

  long memoryBytes() {
    return memoryBytes;
  }

  static int length(long place) {
    return (int) (place >>> LENGTH_SHIFT);
  }

  private static int offset(long place) {
    return (int) place & OFFSET_MASK;
  }

  private byte[] block(long place) {
    return blocks[(int) (place >>> OFFSET_BITS) & BLOCKS_MAX - 1];
  }

  /** The place of a part of the text at another. */
  static long part(long place, int from, int length) {
    return (long) length << LENGTH_SHIFT | (place & (1L << LENGTH_SHIFT) - 1) + from;
  }

  /** A copy of the text. */
  byte[] get(long place) {
    int offset = offset(place);
    return Arrays.copyOfRange(block(place), offset, offset + length(place));
  }

  /** Copies the text to there. */
  void copy(long place, byte[] to, int at) {
    System.arraycopy(block(place), offset(place), to, at, length(place));
  }

  boolean equals(long place, byte[] other) {
    int offset = offset(place);
    return Arrays.equals(block(place), offset, offset + length(place), other, 0, other.length);
  }
}
