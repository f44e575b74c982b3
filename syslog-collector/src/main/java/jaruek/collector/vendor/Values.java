package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Traffic;
import java.util.Optional;

/**
 * Where values stand on one line, each named by a number: what every reader of this package gives.
 * One that is not there is empty. {@link #write} fills a column by the column's type and leaves it
 * when the value is none: nothing that cannot be read is ever guessed.
 *
 * @param ranges from and to of value 0, of value 1, …
 * @param escaping how special bytes stand in values
 */
record Values(LogLine line, int[] ranges, Escaping escaping) {
  private static final int PORT_MAX = 65_535;
  private static final byte[] NOT_AVAILABLE = Ascii.bytes("N/A");
  private static final byte[] NOT_AVAILABLE_SMALL = Ascii.bytes("n/a");

  Values(LogLine line, int count, Escaping escaping) {
    this(line, new int[count * 2], escaping);
  }

  /** How many there can be. */
  int count() {
    return ranges.length / 2;
  }

  int from(int key) {
    return ranges[key * 2];
  }

  int to(int key) {
    return ranges[key * 2 + 1];
  }

  void put(int key, int from, int to) {
    ranges[key * 2] = from;
    ranges[key * 2 + 1] = to;
  }

  /** Sets it unless it has stood on the line before: the first of two counts. */
  void putFirst(int key, int from, int to) {
    if (ranges[key * 2 + 1] == 0) put(key, from, to);
  }

  /** Whether it is there and not empty. */
  boolean has(int key) {
    return to(key) > from(key);
  }

  /** Whether it is there and no word for nothing: "-" or "N/A". */
  boolean says(int key) {
    if (!has(key) || is(key, NOT_AVAILABLE) || is(key, NOT_AVAILABLE_SMALL)) return false;
    return to(key) - from(key) > 1 || line.text()[from(key)] != '-';
  }

  boolean is(int key, byte[] word) {
    return to(key) - from(key) == word.length && line.has(word, from(key));
  }

  boolean startsWith(int key, byte[] word) {
    return to(key) - from(key) >= word.length && line.has(word, from(key));
  }

  boolean endsWith(int key, byte[] word) {
    return to(key) - from(key) >= word.length && line.has(word, to(key) - word.length);
  }

  boolean contains(int key, byte[] word) {
    return Ascii.find(line.text(), word, from(key), to(key)) >= 0;
  }

  /** The value as UTF-8, escapes taken away. */
  byte[] bytes(int key) {
    return escaping.plain(line.text(), from(key), to(key));
  }

  long number(int key) {
    return Ascii.number(line.text(), from(key), to(key));
  }

  int number(int key, int max) {
    return Ascii.number(line.text(), from(key), to(key), max);
  }

  /** The address, empty where there is none or it is the unspecified one. */
  Optional<IpAddress> address(int key) {
    if (!has(key)) return Optional.empty();
    return Ascii.address(line.text(), from(key), to(key))
        .filter(a -> !a.equals(IpAddress.UNSPECIFIED) && !a.equals(IpAddress.ofIpv4(0)));
  }

  /**
   * Fills the column with the value if it is one.
   *
   * <p>The unspecified address, a translated port of 0, and the words "-" and "N/A" are none. An
   * IPv6 address for {@link Identity#ADDRESS} goes to {@link Identity#ADDRESS_V6}.
   *
   * @return whether it was filled
   */
  boolean write(int key, RowWriter row, Column column) {
    return switch (column.type()) {
      case ADDRESS -> writeAddress(key, row, column);
      case MAC -> {
        Optional<MacAddress> mac = Ascii.mac(line.text(), from(key), to(key));
        mac.ifPresent(m -> row.set(column, m));
        yield mac.isPresent();
      }
      case TEXT -> {
        if (says(key)) row.set(column, bytes(key));
        yield says(key);
      }
      case INTEGER -> writeInteger(key, row, column);
      case LONG, TIMESTAMP -> {
        long number = number(key);
        if (number >= 0) row.set(column, number);
        yield number >= 0;
      }
      default -> throw new IllegalArgumentException(column + " is no column of a value");
    };
  }

  private boolean writeAddress(int key, RowWriter row, Column column) {
    IpAddress address = address(key).orElse(null);
    if (address == null) return false;
    boolean six = column.equals(Identity.ADDRESS) && !address.isIpv4();
    row.set(six ? Identity.ADDRESS_V6 : column, address);
    return true;
  }

  private boolean writeInteger(int key, RowWriter row, Column column) {
    int number;
    if (column.equals(Traffic.PROTOCOL)) {
      number = ProtocolNumbers.of(line.text(), from(key), to(key));
    } else if (column.equals(Traffic.NAT_SOURCE_PORT)
        || column.equals(Traffic.NAT_DESTINATION_PORT)) {
      number = number(key, PORT_MAX);
      if (number == 0) return false;
    } else if (column.equals(Traffic.SOURCE_PORT) || column.equals(Traffic.DESTINATION_PORT)) {
      number = number(key, PORT_MAX);
    } else {
      number = number(key, Integer.MAX_VALUE);
    }
    if (number >= 0) row.set(column, number);
    return number >= 0;
  }
}
