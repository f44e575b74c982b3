package jaruek.collector.flow;

import static jaruek.retention.record.IpAddress.lowOfIpv4;

import jaruek.retention.decode.RowSink;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Traffic;
import org.jspecify.annotations.Nullable;

/**
 * The answering half of a two-way flow (RFC 5103) as a row of its own, as an exporter of one-way
 * flows would have sent it: ends swapped, its counters and flags, its times where it says them.
 *
 * <p>What is translated swaps, too: a source that was translated on the way out is, for the reply,
 * a destination that is translated on the way in.
 */
final class ReverseRow implements FieldVisitor {
  /** The enterprise of reverse elements: IANA's numbers seen the other way (RFC 5103, 6.1). */
  static final int REVERSE = 29_305;

  private static final int RESPONDER_BYTES = 232;
  private static final int RESPONDER_PACKETS = 299;
  private static final long ABSENT = -1;

  private long bytes;
  private long packets;
  private long tcpFlags;
  private long start;
  private long end;
  private long input;
  private long output;
  private long protocol;
  private long sourcePort;
  private long destinationPort;
  private long natSourcePort;
  private long natDestinationPort;
  private @Nullable IpAddress source;
  private @Nullable IpAddress destination;
  private @Nullable IpAddress natSource;
  private @Nullable IpAddress natDestination;

  /** Whether records of such a template tell of both directions. */
  static boolean isIn(int[] enterprises, int[] elements) {
    for (int i = 0; i < elements.length; i++) if (counts(enterprises[i], elements[i])) return true;
    return false;
  }

  private static boolean counts(int enterprise, int element) {
    return switch (enterprise) {
      case REVERSE -> element == 1 || element == 2 || element == 85 || element == 86;
      case 0 -> element == RESPONDER_BYTES || element == RESPONDER_PACKETS;
      default -> false;
    };
  }

  /**
   * Writes the row, unless nothing came back.
   *
   * @param forwardStart of the row in the other direction, 0 if it has none
   * @param forwardEnd the same
   * @param origin as the other row's
   */
  void write(
      Datagram datagram,
      Template template,
      byte[] record,
      int from,
      RowSink rows,
      long forwardStart,
      long forwardEnd,
      byte[] origin,
      long interval) {
    clear();
    template.fields(record, from, this);
    if (bytes <= 0 && packets <= 0) return;
    RowWriter row = rows.row(Dataset.TRAFFIC);
    IpAddress exporter = datagram.exporter().address();
    row.setAddress(Traffic.EXPORTER, exporter.high(), exporter.low());
    row.set(Traffic.ORIGIN, origin);
    set(row, Traffic.STARTED_AT, start > 0 ? start : forwardStart > 0 ? forwardStart : ABSENT);
    set(row, Traffic.ENDED_AT, end > 0 ? end : forwardEnd > 0 ? forwardEnd : ABSENT);
    set(row, Traffic.PROTOCOL, protocol);
    set(row, Traffic.BYTES, bytes);
    set(row, Traffic.PACKETS, packets);
    set(row, Traffic.TCP_FLAGS, tcpFlags);
    set(row, Traffic.INPUT_INTERFACE, output);
    set(row, Traffic.OUTPUT_INTERFACE, input);
    set(row, Traffic.SAMPLING_INTERVAL, interval > 0 ? interval : ABSENT);
    ends(row);
    if (datagram.late()) {
      row.set(Traffic.RECEIVED_AT, datagram.receivedAtMillis());
      row.set(Traffic.FRAME, datagram.position());
    }
    row.end();
    datagram.exporter().reverseRows().increment();
  }

  private void ends(RowWriter row) {
    boolean out = natSource != null || natSourcePort > 0;
    boolean in = natDestination != null || natDestinationPort > 0;
    address(row, Traffic.SOURCE_ADDRESS, natDestination == null ? destination : natDestination);
    address(row, Traffic.DESTINATION_ADDRESS, natSource == null ? source : natSource);
    set(row, Traffic.SOURCE_PORT, natDestinationPort > 0 ? natDestinationPort : destinationPort);
    set(row, Traffic.DESTINATION_PORT, natSourcePort > 0 ? natSourcePort : sourcePort);
    if (in) {
      address(row, Traffic.NAT_SOURCE_ADDRESS, destination);
      set(row, Traffic.NAT_SOURCE_PORT, destinationPort);
    }
    if (out) {
      address(row, Traffic.NAT_DESTINATION_ADDRESS, source);
      set(row, Traffic.NAT_DESTINATION_PORT, sourcePort);
    }
  }

  private static void set(RowWriter row, Column column, long value) {
    if (value >= 0) row.set(column, value);
  }

  private static void address(RowWriter row, Column column, @Nullable IpAddress address) {
    if (address != null) row.setAddress(column, address.high(), address.low());
  }

  private void clear() {
    bytes = ABSENT;
    packets = ABSENT;
    tcpFlags = ABSENT;
    start = ABSENT;
    end = ABSENT;
    input = ABSENT;
    output = ABSENT;
    protocol = ABSENT;
    sourcePort = ABSENT;
    destinationPort = ABSENT;
    natSourcePort = ABSENT;
    natDestinationPort = ABSENT;
    source = null;
    destination = null;
    natSource = null;
    natDestination = null;
  }

  @Override
  public void field(int enterprise, int element, byte[] data, int from, int length) {
    if (enterprise == 0 && length == 16) address(element, data, from);
    if (length < 1 || length > 8) return;
    long value = Wire.unsigned(data, from, length);
    if (enterprise == REVERSE && length == 8) ntp(element, value);
    if (value < 0) value = Long.MAX_VALUE;
    if (enterprise == REVERSE) reverse(element, value);
    else if (enterprise == 0) forward(element, value, length);
  }

  private void ntp(int element, long timestamp) {
    switch (element) {
      case 154, 156 -> start = TrafficMapper.timeOrNone(TrafficMapper.ntpMillis(timestamp));
      case 155, 157 -> end = TrafficMapper.timeOrNone(TrafficMapper.ntpMillis(timestamp));
      default -> {}
    }
  }

  private void reverse(int element, long value) {
    switch (element) {
      case 1, 85 -> bytes = Math.max(bytes, value);
      case 2, 86 -> packets = Math.max(packets, value);
      case 6 -> tcpFlags = value & 0xffff;
      case 150 -> start = TrafficMapper.timeOrNone(TrafficMapper.secondsToMillis(value));
      case 151 -> end = TrafficMapper.timeOrNone(TrafficMapper.secondsToMillis(value));
      case 152 -> start = TrafficMapper.timeOrNone(value);
      case 153 -> end = TrafficMapper.timeOrNone(value);
      default -> {}
    }
  }

  private void forward(int element, long value, int length) {
    switch (element) {
      case 4 -> protocol = value & 0xff;
      case 7 -> sourcePort = value & 0xffff;
      case 11 -> destinationPort = value & 0xffff;
      case 10 -> input = value <= Integer.MAX_VALUE ? value : ABSENT;
      case 14 -> output = value <= Integer.MAX_VALUE ? value : ABSENT;
      case 227 -> natSourcePort = value & 0xffff;
      case 228 -> natDestinationPort = value & 0xffff;
      case RESPONDER_BYTES -> bytes = Math.max(bytes, value);
      case RESPONDER_PACKETS -> packets = Math.max(packets, value);
      case 8, 12, 225, 226 -> {
        if (length == 4 && value != 0) put(element, new IpAddress(0, lowOfIpv4((int) value)));
      }
      default -> {}
    }
  }

  private void address(int element, byte[] data, int from) {
    long high = Wire.i64(data, from);
    long low = Wire.i64(data, from + 8);
    if ((high | low) == 0) return;
    switch (element) {
      case 27 -> put(8, new IpAddress(high, low));
      case 28 -> put(12, new IpAddress(high, low));
      case 281 -> put(225, new IpAddress(high, low));
      case 282 -> put(226, new IpAddress(high, low));
      default -> {}
    }
  }

  private void put(int element, IpAddress address) {
    switch (element) {
      case 8 -> source = address;
      case 12 -> destination = address;
      case 225 -> natSource = address;
      default -> natDestination = address;
    }
  }
}
