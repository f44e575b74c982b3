package jaruek.collector.flow;

import static jaruek.retention.record.IpAddress.lowOfIpv4;

import jaruek.retention.decode.Rejected;
import jaruek.retention.decode.RowSink;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Traffic;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Reads the flow samples of one sFlow v5 datagram (sflow.org, "sFlow Version 5", July 2004): one
 * row a sampled packet, with the sampling rate. Counter samples are counted and skipped, and so is
 * what enterprises add. A sample has no time of its own: started_at and ended_at stay null.
 */
final class SFlow {
  /** The most samples of one datagram and records of one sample. */
  private static final int ITEMS_MAX = 1_024;

  private static final int ETHERNET = 1;
  private static final int IPV4 = 11;
  private static final int IPV6 = 12;
  private static final int TYPE_IPV4 = 0x0800;
  private static final int TYPE_IPV6 = 0x86dd;
  private static final int TYPE_PPPOE = 0x8864;
  private static final int TAGS_MAX = 4;
  private static final int EXTENSIONS_MAX = 8;
  private static final int TEXT_MAX = 8_192;
  private static final byte[] DROPPED = "dropped".getBytes(StandardCharsets.US_ASCII);

  private final LongAdder counterSamples;
  private final LongAdder otherSamples;

  /** One datagram's reading. */
  private static final class Walk {
    final byte[] bytes;
    final IpAddress source;
    final RowSink rows;

    Walk(byte[] bytes, IpAddress source, RowSink rows) {
      this.bytes = bytes;
      this.source = source;
      this.rows = rows;
    }

    void reject(String reason, int at) {
      rows.reject(new Rejected("sflow5", reason, "exporter %s offset %d".formatted(source, at)));
    }
  }

  /** What stands before the samples. */
  record Header(int domain, int sequence, int uptime, int samples, int length) {}

  SFlow(LongAdder counterSamples, LongAdder otherSamples) {
    this.counterSamples = counterSamples;
    this.otherSamples = otherSamples;
  }

  /** The header; null if the datagram has not even that. */
  static @Nullable Header header(byte[] bytes) {
    if (bytes.length < 28) return null;
    int type = Wire.i32(bytes, 4);
    int addressBytes = type == 1 ? 4 : type == 2 ? 16 : -1;
    if (addressBytes < 0 || bytes.length < 24 + addressBytes) return null;
    int at = 8 + addressBytes;
    int agent = Arrays.hashCode(Arrays.copyOfRange(bytes, 8, at));
    return new Header(
        agent * 31 + Wire.i32(bytes, at),
        Wire.i32(bytes, at + 4),
        Wire.i32(bytes, at + 8),
        Wire.i32(bytes, at + 12),
        at + 16);
  }

  void read(Datagram datagram, Header header, byte[] bytes, RowSink rows) {
    Walk walk = new Walk(bytes, datagram.exporter().address(), rows);
    int at = header.length();
    int samples = header.samples();
    if (samples < 0 || samples > ITEMS_MAX) {
      walk.reject("bad-count", at);
      samples = Math.clamp(samples, 0, ITEMS_MAX);
    }
    for (int i = 0; i < samples; i++) {
      if (bytes.length - at < 8) {
        walk.reject("truncated", at);
        return;
      }
      int format = Wire.i32(bytes, at);
      long length = Wire.u32(bytes, at + 4);
      at += 8;
      if (length > bytes.length - at) {
        walk.reject("truncated", at);
        return;
      }
      int end = at + (int) length;
      switch (format) {
        case 1 -> sample(walk, datagram, at, end, false);
        case 3 -> sample(walk, datagram, at, end, true);
        case 2, 4 -> skip(datagram, counterSamples);
        default -> skip(datagram, otherSamples);
      }
      at = end;
    }
    if (at < bytes.length && !Wire.isZero(bytes, at, bytes.length))
      walk.reject("trailing-bytes", at);
  }

  private static void skip(Datagram datagram, LongAdder samples) {
    samples.increment();
    datagram.exporter().skippedSamples().increment();
  }

  private static void sample(Walk walk, Datagram datagram, int from, int end, boolean expanded) {
    int headBytes = expanded ? 44 : 32;
    byte[] bytes = walk.bytes;
    if (end - from < headBytes) {
      walk.reject("truncated", from);
      return;
    }
    int rateAt = from + (expanded ? 12 : 8);
    long rate = Wire.u32(bytes, rateAt);
    int records = Wire.i32(bytes, from + headBytes - 4);
    RowWriter row = walk.rows.row(Dataset.TRAFFIC);
    IpAddress exporter = datagram.exporter().address();
    row.setAddress(Traffic.EXPORTER, exporter.high(), exporter.low());
    row.set(Traffic.ORIGIN, FlowVersion.SFLOW5.origin());
    row.set(Traffic.PACKETS, 1);
    if (rate > 0 && rate <= Integer.MAX_VALUE) row.set(Traffic.SAMPLING_INTERVAL, rate);
    if (expanded) {
      interfaces(
          row,
          Wire.i32(bytes, from + 24),
          Wire.u32(bytes, from + 28),
          Wire.i32(bytes, from + 32),
          Wire.u32(bytes, from + 36));
    } else {
      long in = Wire.u32(bytes, from + 20);
      long out = Wire.u32(bytes, from + 24);
      interfaces(row, (int) (in >>> 30), in & 0x3fff_ffff, (int) (out >>> 30), out & 0x3fff_ffff);
    }
    if (!records(walk, row, from + headBytes, end, records)) {
      walk.reject("no-packet", from);
      return;
    }
    row.end();
    datagram.domain().counts().add(DomainCounts.Term.RECORDS, 1);
  }

  /** Format 0 is an ifIndex, 1 a packet that was dropped, 2 several outputs. */
  private static void interfaces(RowWriter row, int inFormat, long in, int outFormat, long out) {
    if (inFormat == 0 && in < 0x3fff_ffff) row.set(Traffic.INPUT_INTERFACE, in);
    if (outFormat == 0 && out < 0x3fff_ffff) row.set(Traffic.OUTPUT_INTERFACE, out);
    if (outFormat == 1) row.set(Traffic.ACTION, DROPPED);
  }

  /** Whether one of them said what packet it was. */
  private static boolean records(Walk walk, RowWriter row, int from, int end, int count) {
    byte[] bytes = walk.bytes;
    boolean packet = false;
    int at = from;
    for (int i = 0; i < Math.clamp(count, 0, ITEMS_MAX); i++) {
      if (end - at < 8) {
        walk.reject("truncated-record", at);
        break;
      }
      int format = Wire.i32(bytes, at);
      long length = Wire.u32(bytes, at + 4);
      at += 8;
      if (length > end - at) {
        walk.reject("truncated-record", at);
        break;
      }
      int next = at + (int) length;
      switch (format) {
        case 1 -> packet |= header(row, bytes, at, next);
        case 2 -> packet |= ethernet(row, bytes, at, next);
        case 3 -> packet |= ipv4(row, bytes, at, next);
        case 4 -> packet |= ipv6(row, bytes, at, next);
        case 1_004 -> user(row, bytes, at, next);
        case 1_005 -> url(row, bytes, at, next);
        case 1_007 -> nat(row, bytes, at, next);
        case 1_020 -> natPorts(row, bytes, at, next);
        default -> {} // 1001 switch, 1002 router, …: no column for them
      }
      at = next;
    }
    return packet;
  }

  /** The first bytes of the packet as it passed. */
  private static boolean header(RowWriter row, byte[] bytes, int from, int end) {
    if (end - from < 16) return false;
    row.set(Traffic.BYTES, Wire.u32(bytes, from + 4));
    long length = Wire.u32(bytes, from + 12);
    int at = from + 16;
    int limit = at + (int) Math.min(length, end - at);
    switch (Wire.i32(bytes, from)) {
      case ETHERNET -> frame(row, bytes, at, limit);
      case IPV4 -> packet4(row, bytes, at, limit);
      case IPV6 -> packet6(row, bytes, at, limit);
      default -> {}
    }
    return true;
  }

  private static void frame(RowWriter row, byte[] bytes, int from, int limit) {
    if (limit - from < 14) return;
    mac(row, bytes, from + 6);
    int at = from + 12;
    int type = Wire.u16(bytes, at);
    at += 2;
    for (int tag = 0; tag < TAGS_MAX && isTag(type) && limit - at >= 4; tag++) {
      type = Wire.u16(bytes, at + 2);
      at += 4;
    }
    if (type == TYPE_PPPOE && limit - at >= 8) {
      int protocol = Wire.u16(bytes, at + 6);
      type = protocol == 0x0021 ? TYPE_IPV4 : protocol == 0x0057 ? TYPE_IPV6 : 0;
      at += 8;
    }
    if (type == TYPE_IPV4) packet4(row, bytes, at, limit);
    else if (type == TYPE_IPV6) packet6(row, bytes, at, limit);
  }

  /** IEEE 802.1Q, 802.1ad and the older double tags. */
  private static boolean isTag(int type) {
    return type == 0x8100 || type == 0x88a8 || type == 0x9100 || type == 0x9200;
  }

  private static void packet4(RowWriter row, byte[] bytes, int at, int limit) {
    if (limit - at < 20 || Wire.u8(bytes, at) >>> 4 != 4) return;
    int headerBytes = (Wire.u8(bytes, at) & 15) * 4;
    int protocol = Wire.u8(bytes, at + 9);
    row.set(Traffic.PROTOCOL, protocol);
    row.setAddress(Traffic.SOURCE_ADDRESS, 0, lowOfIpv4(Wire.i32(bytes, at + 12)));
    row.setAddress(Traffic.DESTINATION_ADDRESS, 0, lowOfIpv4(Wire.i32(bytes, at + 16)));
    boolean later = (Wire.u16(bytes, at + 6) & 0x1fff) != 0;
    if (!later && headerBytes >= 20) transport(row, bytes, protocol, at + headerBytes, limit);
  }

  private static void packet6(RowWriter row, byte[] bytes, int from, int limit) {
    if (limit - from < 40 || Wire.u8(bytes, from) >>> 4 != 6) return;
    row.setAddress(Traffic.SOURCE_ADDRESS, Wire.i64(bytes, from + 8), Wire.i64(bytes, from + 16));
    row.setAddress(
        Traffic.DESTINATION_ADDRESS, Wire.i64(bytes, from + 24), Wire.i64(bytes, from + 32));
    int next = Wire.u8(bytes, from + 6);
    int at = from + 40;
    boolean later = false;
    for (int i = 0; i < EXTENSIONS_MAX && isExtension(next) && limit - at >= 8; i++) {
      if (next == 44) later = (Wire.u16(bytes, at + 2) & 0xfff8) != 0;
      int length = next == 44 ? 8 : (Wire.u8(bytes, at + 1) + 1) * 8;
      next = Wire.u8(bytes, at);
      at += length;
      if (later) break;
    }
    row.set(Traffic.PROTOCOL, next);
    if (!later) transport(row, bytes, next, at, limit);
  }

  /** Hop-by-hop, routing, fragment, destination options. */
  private static boolean isExtension(int next) {
    return next == 0 || next == 43 || next == 44 || next == 60;
  }

  private static void transport(RowWriter row, byte[] bytes, int protocol, int at, int limit) {
    switch (protocol) {
      case 6, 17, 132, 136 -> {
        if (limit - at < 4) return;
        row.set(Traffic.SOURCE_PORT, Wire.u16(bytes, at));
        row.set(Traffic.DESTINATION_PORT, Wire.u16(bytes, at + 2));
        if (protocol == 6 && limit - at >= 14) row.set(Traffic.TCP_FLAGS, Wire.u8(bytes, at + 13));
      }
      case 1, 58 -> {
        if (limit - at >= 2) row.set(Traffic.DESTINATION_PORT, Wire.u16(bytes, at));
      }
      default -> {}
    }
  }

  private static void mac(RowWriter row, byte[] bytes, int at) {
    long bits = Wire.unsigned(bytes, at, 6);
    if (bits != 0) row.setMac(Traffic.SOURCE_MAC, bits);
  }

  private static boolean ethernet(RowWriter row, byte[] bytes, int from, int end) {
    if (end - from < 24) return false;
    row.set(Traffic.BYTES, Wire.u32(bytes, from));
    mac(row, bytes, from + 4);
    return true;
  }

  private static boolean ipv4(RowWriter row, byte[] bytes, int from, int end) {
    if (end - from < 32) return false;
    row.setAddress(Traffic.SOURCE_ADDRESS, 0, lowOfIpv4(Wire.i32(bytes, from + 8)));
    row.setAddress(Traffic.DESTINATION_ADDRESS, 0, lowOfIpv4(Wire.i32(bytes, from + 12)));
    return ports(row, bytes, from, from + 16);
  }

  private static boolean ipv6(RowWriter row, byte[] bytes, int from, int end) {
    if (end - from < 56) return false;
    row.setAddress(Traffic.SOURCE_ADDRESS, Wire.i64(bytes, from + 8), Wire.i64(bytes, from + 16));
    row.setAddress(
        Traffic.DESTINATION_ADDRESS, Wire.i64(bytes, from + 24), Wire.i64(bytes, from + 32));
    return ports(row, bytes, from, from + 40);
  }

  private static boolean ports(RowWriter row, byte[] bytes, int from, int portsAt) {
    row.set(Traffic.BYTES, Wire.u32(bytes, from));
    number(row, Traffic.PROTOCOL, Wire.u32(bytes, from + 4), 255);
    number(row, Traffic.SOURCE_PORT, Wire.u32(bytes, portsAt), 65_535);
    number(row, Traffic.DESTINATION_PORT, Wire.u32(bytes, portsAt + 4), 65_535);
    number(row, Traffic.TCP_FLAGS, Wire.u32(bytes, portsAt + 8), 65_535);
    return true;
  }

  private static void number(RowWriter row, Column column, long value, long max) {
    if (value <= max) row.set(column, value);
  }

  private static void user(RowWriter row, byte[] bytes, int from, int end) {
    if (end - from >= 8) text(row, Traffic.USER_NAME, bytes, from + 4, end);
  }

  private static void url(RowWriter row, byte[] bytes, int from, int end) {
    if (end - from >= 8) text(row, Traffic.URL, bytes, from + 4, end);
  }

  /** XDR's string: its length, then its bytes. */
  private static void text(RowWriter row, Column column, byte[] bytes, int at, int end) {
    long length = Wire.u32(bytes, at);
    if (length == 0 || length > TEXT_MAX || length > end - at - 4) return;
    row.set(column, new String(bytes, at + 4, (int) length, StandardCharsets.UTF_8));
  }

  private static void nat(RowWriter row, byte[] bytes, int from, int end) {
    int at = address(row, Traffic.NAT_SOURCE_ADDRESS, bytes, from, end);
    if (at > 0) address(row, Traffic.NAT_DESTINATION_ADDRESS, bytes, at, end);
  }

  /** Where the next one begins; 0 if this one cannot be read. */
  private static int address(RowWriter row, Column column, byte[] bytes, int at, int end) {
    if (end - at < 8) return 0;
    int type = Wire.i32(bytes, at);
    if (type == 1) {
      int bits = Wire.i32(bytes, at + 4);
      if (bits != 0) row.setAddress(column, 0, lowOfIpv4(bits));
      return at + 8;
    }
    if (type != 2 || end - at < 20) return type == 0 ? at + 4 : 0;
    long high = Wire.i64(bytes, at + 4);
    long low = Wire.i64(bytes, at + 12);
    if ((high | low) != 0) row.setAddress(column, high, low);
    return at + 20;
  }

  private static void natPorts(RowWriter row, byte[] bytes, int from, int end) {
    if (end - from < 8) return;
    long source = Wire.u32(bytes, from);
    long destination = Wire.u32(bytes, from + 4);
    if (source > 0) number(row, Traffic.NAT_SOURCE_PORT, source, 65_535);
    if (destination > 0) number(row, Traffic.NAT_DESTINATION_PORT, destination, 65_535);
  }
}
