package jaruek.retention.column;

import jaruek.retention.record.IpAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of one column, in chunks that are allocated when a first value is set in them. One
 * thread writes; readers look only at rows that the batch has published, so plain writes suffice
 * here. Presence is kept in {@code int} words because only those may be overwritten next to a
 * reader without tearing.
 */
abstract sealed class ColumnData<C>
    permits ColumnData.Longs, ColumnData.Ints, ColumnData.Addresses, ColumnData.Texts {
  static final int SHIFT = 14;
  static final int CHUNK_ROWS = 1 << SHIFT;
  static final int MASK = CHUNK_ROWS - 1;
  private static final int PRESENCE_BYTES = CHUNK_ROWS / 8 + 16;

  /** Volatile, since a reader of old rows may meet a directory that grew for new ones. */
  @SuppressWarnings("unchecked")
  private volatile @Nullable Chunk<C>[] chunks = (@Nullable Chunk<C>[]) new Chunk<?>[4];

  /** Written by the writer, read by anyone who asks how much there is. */
  private volatile long memoryBytes;

  /** The values of a range of rows, and which of them are set. */
  private static final class Chunk<C> {
    final int[] present = new int[CHUNK_ROWS / 32];
    final C values;

    Chunk(C values) {
      this.values = values;
    }
  }

  abstract C allocate();

  /** The values of these rows, in this order, as rows 0, 1, … of a new column. */
  abstract ColumnData<C> inOrder(int[] order);

  /** The size of what {@link #allocate} gives. */
  abstract long chunkBytes();

  final long memoryBytes() {
    return memoryBytes;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  final void grown(long bytes) {
    memoryBytes += bytes;
  }

  final boolean has(int row) {
    return valuesOrNull(row) != null;
  }

  final void clear(int row) {
    @Nullable Chunk<C>[] directory = chunks;
    Chunk<C> chunk = row >>> SHIFT < directory.length ? directory[row >>> SHIFT] : null;
    if (chunk != null) chunk.present[(row & MASK) >>> 5] &= ~(1 << row);
  }

  /** Whether no row was ever given a value. */
  final boolean isEmpty() {
    return memoryBytes == 0;
  }

  /** The values of the chunk that this row lies in, or null if the row has none. */
  final @Nullable C valuesOrNull(int row) {
    @Nullable Chunk<C>[] directory = chunks;
    int index = row >>> SHIFT;
    Chunk<C> chunk = index < directory.length ? directory[index] : null;
    if (chunk == null || (chunk.present[(row & MASK) >>> 5] >>> row & 1) == 0) return null;
    return chunk.values;
  }

  /** The values of the chunk that this row, known to be set, lies in. */
  final C values(int row) {
    C values = valuesOrNull(row);
    if (values == null) throw new IllegalStateException("row " + row + " is not set");
    return values;
  }

  /** Marks the row as set and gives the values of its chunk. */
  final C valuesForWriting(int row) {
    int index = row >>> SHIFT;
    @Nullable Chunk<C>[] directory = chunks;
    if (index >= directory.length) {
      directory = Arrays.copyOf(directory, Math.max(directory.length * 2, index + 1));
      chunks = directory;
    }
    Chunk<C> chunk = directory[index];
    if (chunk == null) {
      chunk = new Chunk<>(allocate());
      directory[index] = chunk;
      grown(PRESENCE_BYTES + chunkBytes());
    }
    chunk.present[(row & MASK) >>> 5] |= 1 << row;
    return chunk.values;
  }

  /** TIMESTAMP, LONG and MAC. */
  static final class Longs extends ColumnData<long[]> {
    @Override
    long[] allocate() {
      return new long[CHUNK_ROWS];
    }

    @Override
    long chunkBytes() {
      return 8L * CHUNK_ROWS + 16;
    }

    @Override
    Longs inOrder(int[] order) {
      Longs copy = new Longs();
      for (int i = 0; i < order.length; i++) {
        long[] chunk = valuesOrNull(order[i]);
        if (chunk != null) copy.set(i, chunk[order[i] & MASK]);
      }
      return copy;
    }

    void set(int row, long value) {
      valuesForWriting(row)[row & MASK] = value;
    }

    long get(int row) {
      return values(row)[row & MASK];
    }
  }

  /** INTEGER. */
  static final class Ints extends ColumnData<int[]> {
    @Override
    int[] allocate() {
      return new int[CHUNK_ROWS];
    }

    @Override
    long chunkBytes() {
      return 4L * CHUNK_ROWS + 16;
    }

    @Override
    Ints inOrder(int[] order) {
      Ints copy = new Ints();
      for (int i = 0; i < order.length; i++) {
        int[] chunk = valuesOrNull(order[i]);
        if (chunk != null) copy.set(i, chunk[order[i] & MASK]);
      }
      return copy;
    }

    void set(int row, int value) {
      valuesForWriting(row)[row & MASK] = value;
    }

    int get(int row) {
      return values(row)[row & MASK];
    }
  }

  /** TEXT and BYTES: places in a heap. */
  static final class Texts extends ColumnData<long[]> {
    private final TextHeap heap;

    Texts(TextHeap heap) {
      this.heap = heap;
    }

    @Override
    long[] allocate() {
      return new long[CHUNK_ROWS];
    }

    @Override
    long chunkBytes() {
      return 8L * CHUNK_ROWS + 16;
    }

    @Override
    Texts inOrder(int[] order) {
      Texts copy = new Texts(heap);
      for (int i = 0; i < order.length; i++) {
        long[] chunk = valuesOrNull(order[i]);
        if (chunk != null) copy.set(i, chunk[order[i] & MASK]);
      }
      return copy;
    }

    void set(int row, long place) {
      valuesForWriting(row)[row & MASK] = place;
    }

    private long place(int row) {
      return values(row)[row & MASK];
    }

    byte[] get(int row) {
      return heap.get(place(row));
    }

    int length(int row) {
      return TextHeap.length(place(row));
    }

    void copy(int row, byte[] to, int at) {
      heap.copy(place(row), to, at);
    }

    boolean equals(int row, byte[] other) {
      return heap.equals(place(row), other);
    }
  }

  /** ADDRESS: four bytes a row until the chunk meets an IPv6 address. */
  static final class Addresses extends ColumnData<Addresses.Words> {
    /** The addresses of one chunk. */
    static final class Words {
      private final int[] narrow = new int[CHUNK_ROWS];
      private volatile @Nullable Wide wide;

      long high(int place) {
        Wide now = wide;
        return now == null ? 0 : now.high[place];
      }

      long low(int place) {
        Wide now = wide;
        return now == null ? IpAddress.lowOfIpv4(narrow[place]) : now.low[place];
      }
    }

    /** Both words of each address; made from filled arrays, so that readers see them filled. */
    private record Wide(long[] high, long[] low) {}

    @Override
    Words allocate() {
      return new Words();
    }

    @Override
    long chunkBytes() {
      return 4L * CHUNK_ROWS + 40;
    }

    @Override
    Addresses inOrder(int[] order) {
      Addresses copy = new Addresses();
      for (int i = 0; i < order.length; i++) {
        Words words = valuesOrNull(order[i]);
        if (words != null) copy.set(i, words.high(order[i] & MASK), words.low(order[i] & MASK));
      }
      return copy;
    }

    void set(int row, long high, long low) {
      Words words = valuesForWriting(row);
      Wide wide = words.wide;
      if (wide == null) {
        if (IpAddress.isIpv4(high, low)) {
          words.narrow[row & MASK] = (int) low;
          return;
        }
        wide = widen(words);
      }
      wide.high[row & MASK] = high;
      wide.low[row & MASK] = low;
    }

    private Wide widen(Words words) {
      long[] low = new long[CHUNK_ROWS];
      for (int i = 0; i < CHUNK_ROWS; i++) low[i] = IpAddress.lowOfIpv4(words.narrow[i]);
      Wide wide = new Wide(new long[CHUNK_ROWS], low);
      words.wide = wide;
      grown(16L * CHUNK_ROWS + 48);
      return wide;
    }

    long high(int row) {
      return values(row).high(row & MASK);
    }

    long low(int row) {
      return values(row).low(row & MASK);
    }
  }
}
