package jaruek.retention.decode;

import jaruek.retention.record.Column;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.util.Arrays;

/**
 * Fills one row, column by column; what is not set is null. Got from {@link RowSink#row}; the row
 * counts from {@link #end()} on. The frame's received time and position are set already and may be
 * overwritten by a decoder that yields an older frame's rows late. A column must belong to the
 * dataset asked for and a value must fit its type.
 */
public interface RowWriter {
  /** A TIMESTAMP, LONG or INTEGER (cut to 32 bits) column. */
  RowWriter set(Column column, long value);

  /** A TEXT column (malformed surrogates become '?'), or an empty one for null. */
  RowWriter set(Column column, String text);

  /**
   * A BYTES column, or a TEXT column whose value is well-formed UTF-8. The array may be kept: it
   * must not be changed afterwards.
   */
  RowWriter set(Column column, byte[] bytes);

  /**
   * The same of a part of the array; parts of what this row has as BYTES take no room of their own.
   */
  default RowWriter set(Column column, byte[] bytes, int from, int to) {
    return set(column, Arrays.copyOfRange(bytes, from, to));
  }

  /** An ADDRESS column by its two words, as {@link IpAddress} has them. */
  RowWriter setAddress(Column column, long high, long low);

  /** An ADDRESS column. */
  default RowWriter set(Column column, IpAddress address) {
    return setAddress(column, address.high(), address.low());
  }

  /** A MAC column. */
  RowWriter setMac(Column column, long bits);

  /** A MAC column. */
  default RowWriter set(Column column, MacAddress mac) {
    return setMac(column, mac.bits());
  }

  /** Completes the row: queries may see it from here on. */
  void end();
}
