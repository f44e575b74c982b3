package jaruek.retention.segment;

import jaruek.retention.column.ColumnBatch;
import jaruek.retention.query.Row;
import jaruek.retention.record.Column;
import jaruek.retention.record.ColumnType;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The canonical bytes of a row, which are the data of its Merkle leaf. Two rows of a dataset have
 * the same bytes exactly if all their values are the same.
 *
 * <p>First a bit for each column, in the dataset's order, from the highest bit of the first byte
 * on: 1 if there is a value; unused bits of the last byte are 0. Then the values that are there, in
 * the same order, numbers big-endian:
 *
 * <ul>
 *   <li>TIMESTAMP (milliseconds since 1970-01-01T00:00Z), LONG: 8 bytes, two's complement
 *   <li>INTEGER: 4 bytes, two's complement
 *   <li>ADDRESS: one byte, 4 or 16, then so many bytes in network order; an IPv4-mapped IPv6
 *       address is written as its IPv4 address
 *   <li>MAC: 6 bytes
 *   <li>TEXT (as UTF-8), BYTES: the length as 4 bytes, then so many bytes
 * </ul>
 *
 * <p>An instance is a buffer that one thread fills, row by row.
 */
public final class RowEncoding {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final Dataset dataset;
  private final Column[] allColumns;
  private final int headerBytes;
  private byte[] bytes = new byte[512];
  private int length;

  /** For rows of this dataset. */
  public RowEncoding(Dataset dataset) {
    this.dataset = dataset;
    allColumns = dataset.columns().toArray(Column[]::new);
    headerBytes = dataset.columns().size() + 7 >>> 3;
  }

  /** The bytes of the row; the first {@link #length()} count, until the next row is begun. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many bytes the row has. */
  public int length() {
    return length;
  }

  /** Encodes this row of a batch. */
  public RowEncoding encode(ColumnBatch batch, int row) {
    return encode(batch, row, allColumns);
  }

  /** Encodes this row of a batch, of whose columns all but these are empty. */
  RowEncoding encode(ColumnBatch batch, int row, Column[] columns) {
    begin();
    for (Column column : columns) {
      if (batch.isNull(column, row)) continue;
      switch (column.type()) {
        case TIMESTAMP, LONG -> putLong(column, batch.number(column, row));
        case INTEGER -> putInteger(column, (int) batch.number(column, row));
        case ADDRESS -> putAddress(column, batch.high(column, row), batch.low(column, row));
        case MAC -> putMac(column, batch.number(column, row));
        case TEXT, BYTES -> putBytes(column, batch, row);
      }
    }
    return this;
  }

  /** Encodes a row that a query found. */
  public RowEncoding encode(Row row) {
    begin();
    for (Column column : dataset.columns()) {
      Object value = row.values()[column.ordinal()];
      switch (value) {
        case null -> {}
        case Long number when column.type() == ColumnType.INTEGER ->
            putInteger(column, number.intValue());
        case Long number -> putLong(column, number);
        case IpAddress address -> putAddress(column, address.high(), address.low());
        case MacAddress mac -> putMac(column, mac.bits());
        case String text -> putBytes(column, text.getBytes(StandardCharsets.UTF_8));
        case byte[] raw -> putBytes(column, raw);
        default -> throw new IllegalArgumentException(column + " holds a " + value.getClass());
      }
    }
    return this;
  }

  /** Begins a row without values. */
  public void begin() {
    Arrays.fill(bytes, 0, headerBytes, (byte) 0);
    length = headerBytes;
  }

  /** The next value: a TIMESTAMP or LONG. Values come in the order of columns, nulls left out. */
  public void putLong(Column column, long value) {
    mark(column, 8);
    LONG.set(bytes, length, value);
    length += 8;
  }

  /** The next value: an INTEGER. */
  public void putInteger(Column column, int value) {
    mark(column, 4);
    INT.set(bytes, length, value);
    length += 4;
  }

  /** The next value: an ADDRESS. */
  public void putAddress(Column column, long high, long low) {
    mark(column, 17);
    if (IpAddress.isIpv4(high, low)) {
      bytes[length] = 4;
      INT.set(bytes, length + 1, (int) low);
      length += 5;
    } else {
      bytes[length] = 16;
      LONG.set(bytes, length + 1, high);
      LONG.set(bytes, length + 9, low);
      length += 17;
    }
  }

  /** The next value: a MAC. */
  public void putMac(Column column, long bits) {
    mark(column, 6);
    for (int shift = 40; shift >= 0; shift -= 8) bytes[length++] = (byte) (bits >>> shift);
  }

  /** The next value: the UTF-8 of a TEXT, or BYTES. */
  public void putBytes(Column column, byte[] value) {
    mark(column, 4 + value.length);
    INT.set(bytes, length, value.length);
    System.arraycopy(value, 0, bytes, length + 4, value.length);
    length += 4 + value.length;
  }

  private void putBytes(Column column, ColumnBatch batch, int row) {
    int count = batch.length(column, row);
    mark(column, 4 + count);
    INT.set(bytes, length, count);
    batch.copy(column, row, bytes, length + 4);
    length += 4 + count;
  }

  private void mark(Column column, int room) {
    if (length + room > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + room));
    }
    int ordinal = column.ordinal();
    bytes[ordinal >>> 3] |= (byte) (0x80 >>> (ordinal & 7));
  }
}
