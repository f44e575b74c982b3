package jaruek.retention.expiry;

import jaruek.retention.log.MerkleAccumulator;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.HexFormat;

/** Row numbers of one dataset of one segment, as text {@code 0-4,7}. */
final class RowRanges {
  private static final RowRanges NONE = new RowRanges(new BitSet());

  private final BitSet rows;

  private RowRanges(BitSet rows) {
    this.rows = rows;
  }

  static RowRanges none() {
    return NONE;
  }

  /** These, which are not to be changed any more. */
  static RowRanges of(BitSet rows) {
    return new RowRanges(rows);
  }

  /**
   * Reads {@link #text()}.
   *
   * @throws ExpiryException if it is none
   */
  static RowRanges parse(String text) {
    BitSet rows = new BitSet();
    if (!text.isEmpty()) {
      for (String range : text.split(",", -1)) {
        if (!range.matches("[0-9]{1,9}(-[0-9]{1,9})?")) throw bad(text);
        String[] ends = range.split("-", -1);
        int from = Integer.parseInt(ends[0]);
        int to = Integer.parseInt(ends[ends.length - 1]);
        if (from < rows.length() || to < from) throw bad(text);
        rows.set(from, to + 1);
      }
    }
    return new RowRanges(rows);
  }

  private static ExpiryException bad(String text) {
    return new ExpiryException("not the numbers of rows: \"" + text + "\"");
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (int from = rows.nextSetBit(0); from >= 0; ) {
      int to = rows.nextClearBit(from) - 1;
      if (!text.isEmpty()) text.append(',');
      text.append(from);
      if (to > from) text.append('-').append(to);
      from = rows.nextSetBit(to + 1);
    }
    return text.toString();
  }

  /** What the log has of them: COUNT:HEX, SHA-256 of the ascending numbers in eight bytes each. */
  String digest() {
    MessageDigest digest = MerkleAccumulator.sha256();
    rows.stream().forEach(row -> digest.update(ByteBuffer.allocate(8).putLong(row).array()));
    return count() + ":" + HexFormat.of().formatHex(digest.digest());
  }

  long count() {
    return rows.cardinality();
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  boolean contains(long row) {
    return rows.get(Math.toIntExact(row));
  }

  /** The first row from this one on, -1 if there is none. */
  long next(long from) {
    return rows.nextSetBit(Math.toIntExact(from));
  }

  RowRanges with(RowRanges others) {
    BitSet all = (BitSet) rows.clone();
    all.or(others.rows);
    return new RowRanges(all);
  }

  RowRanges without(RowRanges others) {
    BitSet left = (BitSet) rows.clone();
    left.andNot(others.rows);
    return new RowRanges(left);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowRanges ranges && rows.equals(ranges.rows);
  }

  @Override
  public int hashCode() {
    return rows.hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
