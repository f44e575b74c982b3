package jaruek.collector.capture;

import java.util.SortedMap;
import java.util.TreeMap;

/** What became of a capture's packets: datagrams given, and the others by reason. */
public final class CaptureCounts {
  private final SortedMap<String, Long> skipped = new TreeMap<>();
  private long packets;
  private long datagrams;

  void packet() {
    packets++;
  }

  void datagram() {
    datagrams++;
  }

  void skip(String reason) {
    skipped.merge(reason, 1L, Long::sum);
  }

  /** All packets. */
  public long packets() {
    return packets;
  }

  /** Those that held a whole UDP datagram. */
  public long datagrams() {
    return datagrams;
  }

  /**
   * The others: not-udp, fragment, cut (by the capture's snap length), bad-length, link-type.
   *
   * <p>A datagram in fragments counts each of them, and is lost.
   */
  public SortedMap<String, Long> skipped() {
    return skipped;
  }
}
