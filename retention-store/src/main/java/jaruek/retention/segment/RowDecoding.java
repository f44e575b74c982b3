package jaruek.retention.segment;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.ColumnType;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Reads a row's canonical bytes ({@link RowEncoding}) back into a row. */
public final class RowDecoding {
  private final Dataset dataset;
  private final int headerBytes;

  /** For rows of this dataset. */
  public RowDecoding(Dataset dataset) {
    this.dataset = dataset;
    headerBytes = dataset.columns().size() + 7 >>> 3;
  }

  /**
   * Fills the row, except its end.
   *
   * @throws SegmentException if these are not the bytes of a row
   */
  public void decode(byte[] data, int offset, int length, RowWriter row) {
    try {
      ByteBuffer from = ByteBuffer.wrap(data, offset + headerBytes, length - headerBytes);
      for (Column column : dataset.columns()) {
        int ordinal = column.ordinal();
        if ((data[offset + (ordinal >>> 3)] & 0x80 >>> (ordinal & 7)) == 0) continue;
        value(column, from, row);
      }
      if (from.hasRemaining()) throw new SegmentException("a row's bytes are too many");
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new SegmentException("a row's bytes are cut short", e);
    }
  }

  private static void value(Column column, ByteBuffer from, RowWriter row) {
    switch (column.type()) {
      case TIMESTAMP, LONG -> row.set(column, from.getLong());
      case INTEGER -> row.set(column, from.getInt());
      case ADDRESS -> {
        byte[] address = new byte[from.get()];
        from.get(address);
        row.set(column, IpAddress.ofBytes(address));
      }
      case MAC ->
          row.setMac(column, (from.getShort() & 0xffffL) << 32 | from.getInt() & 0xffffffffL);
      case TEXT, BYTES -> {
        byte[] value = new byte[length(from)];
        from.get(value);
        if (value.length > 0 || column.type() == ColumnType.BYTES) row.set(column, value);
      }
    }
  }

  private static int length(ByteBuffer from) {
    int length = from.getInt();
    if (length < 0 || length > from.remaining()) {
      throw new SegmentException("a row's bytes are cut short");
    }
    return length;
  }
}
