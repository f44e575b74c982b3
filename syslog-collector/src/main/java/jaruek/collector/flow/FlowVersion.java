package jaruek.collector.flow;

import java.nio.charset.StandardCharsets;

/** The formats, told apart by a datagram's first two bytes (sFlow's version has four). */
enum FlowVersion {
  SFLOW5(0, "sflow5"),
  NETFLOW5(5, "netflow5"),
  NETFLOW9(9, "netflow9"),
  IPFIX(10, "ipfix");

  private final int number;
  private final String word;
  private final byte[] origin;

  FlowVersion(int number, String word) {
    this.number = number;
    this.word = word;
    this.origin = word.getBytes(StandardCharsets.US_ASCII);
  }

  /** The first two bytes on the wire. */
  int number() {
    return number;
  }

  /** The protocol of rejections. */
  String word() {
    return word;
  }

  /** The origin column's text: shared, never changed. */
  byte[] origin() {
    return origin;
  }

  /**
   * @throws IllegalArgumentException if there is none
   */
  static FlowVersion ofNumber(int number) {
    return switch (number) {
      case 0 -> SFLOW5;
      case 5 -> NETFLOW5;
      case 9 -> NETFLOW9;
      case 10 -> IPFIX;
      default -> throw new IllegalArgumentException("flow version " + number);
    };
  }
}
