package jaruek.retention.column;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.ColumnType;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one dataset, column by column, append-only. One thread writes; any number of threads read
 * the rows below {@link #rows()}, which never change again.
 *
 * <p>A TIMESTAMP outside the years 1 to 9999 ({@link #TIMESTAMP_MIN_MILLIS}, {@link
 * #TIMESTAMP_MAX_MILLIS}) is a device's nonsense that no reader of Parquet agrees on: it is kept as
 * null. An empty TEXT is null too, and text that is not well-formed gets replacement characters.
 */
public final class ColumnBatch {
  /** 0001-01-01T00:00Z. */
  public static final long TIMESTAMP_MIN_MILLIS = -62_135_596_800_000L;

  /** 9999-12-31T23:59:59.999Z. */
  public static final long TIMESTAMP_MAX_MILLIS = 253_402_300_799_999L;

  private static final VarHandle ROWS;

  static {
    try {
      ROWS = MethodHandles.lookup().findVarHandle(ColumnBatch.class, "rows", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Dataset dataset;
  private final ColumnData<?>[] data;
  private final TextHeap texts;
  private final Writer writer = new Writer();

  @SuppressWarnings("unused") // by ROWS
  private int rows;

  /** An empty batch. */
  public ColumnBatch(Dataset dataset) {
    this.dataset = dataset;
    List<Column> columns = dataset.columns();
    texts = new TextHeap();
    data = new ColumnData<?>[columns.size()];
    for (Column column : columns) {
      data[column.ordinal()] =
          switch (column.type()) {
            case TIMESTAMP, LONG, MAC -> new ColumnData.Longs();
            case INTEGER -> new ColumnData.Ints();
            case ADDRESS -> new ColumnData.Addresses();
            case TEXT, BYTES -> new ColumnData.Texts(texts);
          };
    }
  }

  private ColumnBatch(Dataset dataset, ColumnData<?>[] data, TextHeap texts, int rows) {
    this.dataset = dataset;
    this.data = data;
    this.texts = texts;
    this.rows = rows;
  }

  /**
   * A copy with these rows in this order; the texts are shared. Passing over it is several times
   * faster than fetching rows here and there.
   */
  public ColumnBatch inOrder(int[] order) {
    ColumnData<?>[] sorted = new ColumnData<?>[data.length];
    for (int i = 0; i < data.length; i++) sorted[i] = data[i].inOrder(order);
    return new ColumnBatch(dataset, sorted, texts, order.length);
  }

  /** Which table the rows belong to. */
  public Dataset dataset() {
    return dataset;
  }

  /** How many rows are complete; they are 0 to this number less one. */
  public int rows() {
    return (int) ROWS.getAcquire(this);
  }

  /** About how much memory the rows take, texts included. */
  public long memoryBytes() {
    long bytes = texts.memoryBytes();
    for (ColumnData<?> column : data) bytes += column.memoryBytes();
    return bytes;
  }

  /**
   * Begins a row; one that was begun and not ended is dropped. The writer is always the same.
   *
   * @param receivedAtMillis the frame's time
   * @param position the frame's journal position
   */
  public RowWriter begin(long receivedAtMillis, long position) {
    writer.begin();
    return writer.set(dataset.receivedAt(), receivedAtMillis).set(dataset.frame(), position);
  }

  /** Whether the row has no value in this column. */
  public boolean isNull(Column column, int row) {
    return !data[column.ordinal()].has(row);
  }

  /** The value of a TIMESTAMP, LONG, INTEGER or MAC column that is not null. */
  public long number(Column column, int row) {
    return switch (data[column.ordinal()]) {
      case ColumnData.Longs longs -> longs.get(row);
      case ColumnData.Ints ints -> ints.get(row);
      case ColumnData.Addresses addresses -> throw mistaken(column);
      case ColumnData.Texts texts -> throw mistaken(column);
    };
  }

  /** The high word of an ADDRESS that is not null, as {@link IpAddress} has it. */
  public long high(Column column, int row) {
    return addresses(column).high(row);
  }

  /** The low word of an ADDRESS that is not null. */
  public long low(Column column, int row) {
    return addresses(column).low(row);
  }

  /** A copy of the bytes of a BYTES value, or of the UTF-8 of a TEXT, that is not null. */
  public byte[] bytes(Column column, int row) {
    return texts(column).get(row);
  }

  /** How many bytes {@link #bytes} has. */
  public int length(Column column, int row) {
    return texts(column).length(row);
  }

  /** Copies what {@link #bytes} has to this place. */
  public void copy(Column column, int row, byte[] to, int at) {
    texts(column).copy(row, to, at);
  }

  /** Whether {@link #bytes} has these. */
  public boolean equals(Column column, int row, byte[] other) {
    return texts(column).equals(row, other);
  }

  /** The value as {@link jaruek.retention.query.Row} holds it. */
  public @Nullable Object value(Column column, int row) {
    if (isNull(column, row)) return null;
    return switch (column.type()) {
      case TIMESTAMP, LONG, INTEGER -> number(column, row);
      case MAC -> new MacAddress(number(column, row));
      case ADDRESS -> new IpAddress(high(column, row), low(column, row));
      case TEXT -> new String(bytes(column, row), StandardCharsets.UTF_8);
      case BYTES -> bytes(column, row);
    };
  }

  /** Whether no row has a value in this column. */
  public boolean isEmpty(Column column) {
    return data[column.ordinal()].isEmpty();
  }

  /**
   * Fetches a TIMESTAMP, LONG, INTEGER or MAC column for many rows at once.
   *
   * @param from the first row
   * @param count how many rows
   * @param values filled from index 0 on where there is a value
   * @param nulls filled from index 0 on
   */
  public void numbers(Column column, int from, int count, long[] values, boolean[] nulls) {
    switch (data[column.ordinal()]) {
      case ColumnData.Longs longs -> {
        for (int i = 0; i < count; i++) {
          long[] chunk = longs.valuesOrNull(from + i);
          nulls[i] = chunk == null;
          if (chunk != null) values[i] = chunk[(from + i) & ColumnData.MASK];
        }
      }
      case ColumnData.Ints ints -> {
        for (int i = 0; i < count; i++) {
          int[] chunk = ints.valuesOrNull(from + i);
          nulls[i] = chunk == null;
          if (chunk != null) values[i] = chunk[(from + i) & ColumnData.MASK];
        }
      }
      case ColumnData.Addresses addresses -> throw mistaken(column);
      case ColumnData.Texts texts -> throw mistaken(column);
    }
  }

  private ColumnData.Addresses addresses(Column column) {
    if (data[column.ordinal()] instanceof ColumnData.Addresses addresses) return addresses;
    throw mistaken(column);
  }

  private ColumnData.Texts texts(Column column) {
    if (data[column.ordinal()] instanceof ColumnData.Texts found) return found;
    throw mistaken(column);
  }

  private IllegalArgumentException mistaken(Column column) {
    return new IllegalArgumentException(
        dataset.word() + "." + column.name() + " is a " + column.type());
  }

  /** Fills the row after the last complete one. */
  private final class Writer implements RowWriter {
    private @Nullable TextCache cache; // of a batch that is written
    private byte @Nullable [] whole; // this row's BYTES
    private long wholePlace;
    private long touched;
    private boolean open;

    void begin() {
      if (open) drop();
      if (rows == Integer.MAX_VALUE) throw new IllegalStateException("the batch is full");
      open = true;
      whole = null;
    }

    private void drop() {
      for (long left = touched; left != 0; left &= left - 1) {
        data[Long.numberOfTrailingZeros(left)].clear(rows);
      }
      touched = 0;
    }

    private ColumnData<?> touch(Column column) {
      if (!open) throw new IllegalStateException("the row is complete already");
      touched |= 1L << column.ordinal();
      return data[column.ordinal()];
    }

    @Override
    public RowWriter set(Column column, long value) {
      switch (touch(column)) {
        case ColumnData.Longs longs -> {
          if (column.type() != ColumnType.TIMESTAMP || isTime(value)) longs.set(rows, value);
          else longs.clear(rows);
        }
        case ColumnData.Ints ints -> ints.set(rows, (int) value);
        case ColumnData.Addresses addresses -> throw mistaken(column);
        case ColumnData.Texts ignored -> throw mistaken(column);
      }
      return this;
    }

    private static boolean isTime(long millis) {
      return millis >= TIMESTAMP_MIN_MILLIS && millis <= TIMESTAMP_MAX_MILLIS;
    }

    @Override
    public RowWriter set(Column column, String text) {
      if (!(touch(column) instanceof ColumnData.Texts values)) throw mistaken(column);
      if (text.isEmpty()) {
        values.clear(rows);
        return this;
      }
      TextCache known = cache;
      if (known == null) {
        known = new TextCache(texts);
        cache = known;
      }
      values.set(rows, known.place(text));
      return this;
    }

    @Override
    public RowWriter set(Column column, byte[] bytes) {
      if (!(touch(column) instanceof ColumnData.Texts values)) throw mistaken(column);
      if (column.type() == ColumnType.BYTES) {
        whole = bytes;
        wholePlace = texts.add(bytes, 0, bytes.length);
        values.set(rows, wholePlace);
      } else if (bytes.length == 0) values.clear(rows);
      else {
        byte[] text = wellFormed(bytes);
        values.set(rows, texts.add(text, 0, text.length));
      }
      return this;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a part of the very array, not of its like
    public RowWriter set(Column column, byte[] bytes, int from, int to) {
      boolean shared = bytes == whole && from < to && column.type() == ColumnType.TEXT;
      if (!shared || !isAscii(bytes, from, to)) {
        return set(column, Arrays.copyOfRange(bytes, from, to));
      }
      if (!(touch(column) instanceof ColumnData.Texts values)) throw mistaken(column);
      values.set(rows, TextHeap.part(wholePlace, from, to - from));
      return this;
    }

    @Override
    public RowWriter setAddress(Column column, long high, long low) {
      if (!(touch(column) instanceof ColumnData.Addresses addresses)) throw mistaken(column);
      addresses.set(rows, high, low);
      return this;
    }

    @Override
    public RowWriter setMac(Column column, long bits) {
      if (column.type() != ColumnType.MAC) throw mistaken(column);
      if (touch(column) instanceof ColumnData.Longs longs) {
        longs.set(rows, new MacAddress(bits).bits());
      }
      return this;
    }

    @Override
    public void end() {
      if (!open) throw new IllegalStateException("the row is complete already");
      open = false;
      touched = 0;
      ROWS.setRelease(ColumnBatch.this, rows + 1);
    }
  }

  /** The bytes themselves where they are UTF-8, which decoders promise; else a mended copy. */
  private static byte[] wellFormed(byte[] bytes) {
    if (isAscii(bytes, 0, bytes.length)) return bytes;
    byte[] mended = new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(mended, bytes) ? bytes : mended;
  }

  private static boolean isAscii(byte[] bytes, int from, int to) {
    int all = 0;
    for (int i = from; i < to; i++) all |= bytes[i];
    return all >= 0;
  }
}
