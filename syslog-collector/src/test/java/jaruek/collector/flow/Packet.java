package jaruek.collector.flow;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Bytes put together by hand, big-endian: datagrams, sets and records for tests. */
final class Packet {
  /** The exporter's clock in all headers: 2026-11-23T10:42:01Z. */
  static final long EXPORT_SECONDS = 1_795_430_521L;

  static final long EXPORT_MILLIS = EXPORT_SECONDS * 1_000;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Packet number(int length, long value) {
    for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
      out.write(shift > 56 ? 0 : (int) (value >>> shift));
    }
    return this;
  }

  Packet u8(long value) {
    return number(1, value);
  }

  Packet u16(long value) {
    return number(2, value);
  }

  Packet u32(long value) {
    return number(4, value);
  }

  Packet u64(long value) {
    return number(8, value);
  }

  Packet bytes(byte... bytes) {
    out.writeBytes(bytes);
    return this;
  }

  Packet text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  Packet zeros(int count) {
    return bytes(new byte[count]);
  }

  byte[] done() {
    return out.toByteArray();
  }

  static Packet packet() {
    return new Packet();
  }

  /** A set of this number with these contents. */
  static byte[] set(int id, byte[]... contents) {
    Packet inside = packet();
    for (byte[] content : contents) inside.bytes(content);
    byte[] bytes = inside.done();
    return packet().u16(id).u16(bytes.length + 4).bytes(bytes).done();
  }

  /** A template of element, length, element, length, … */
  static byte[] template(int id, int... fields) {
    Packet packet = packet().u16(id).u16(fields.length / 2);
    for (int field : fields) packet.u16(field);
    return packet.done();
  }

  /** A NetFlow v9 options template, its first so many fields the scope. */
  static byte[] options9(int id, int scopes, int... fields) {
    Packet packet = packet().u16(id).u16(scopes * 4L).u16(fields.length * 2L - scopes * 4L);
    for (int field : fields) packet.u16(field);
    return packet.done();
  }

  /** An IPFIX options template, its first so many fields the scope. */
  static byte[] optionsIpfix(int id, int scopes, int... fields) {
    Packet packet = packet().u16(id).u16(fields.length / 2).u16(scopes);
    for (int field : fields) packet.u16(field);
    return packet.done();
  }

  static byte[] v9(int sequence, int domain, byte[]... sets) {
    return v9(0, sequence, domain, sets);
  }

  static byte[] v9(int uptime, int sequence, int domain, byte[]... sets) {
    Packet packet =
        packet().u16(9).u16(sets.length).u32(uptime).u32(EXPORT_SECONDS).u32(sequence).u32(domain);
    for (byte[] set : sets) packet.bytes(set);
    return packet.done();
  }

  static byte[] ipfix(int sequence, int domain, byte[]... sets) {
    Packet inside = packet();
    for (byte[] set : sets) inside.bytes(set);
    byte[] bytes = inside.done();
    return packet()
        .u16(10)
        .u16(16 + bytes.length)
        .u32(EXPORT_SECONDS)
        .u32(sequence)
        .u32(domain)
        .bytes(bytes)
        .done();
  }

  /** NetFlow v5 with a header that says so many records, and these. */
  static byte[] v5(int count, int uptime, int sequence, int sampling, byte[]... records) {
    Packet packet =
        packet().u16(5).u16(count).u32(uptime).u32(EXPORT_SECONDS).u32(250_000_000).u32(sequence);
    packet.u8(1).u8(7).u16(sampling);
    for (byte[] record : records) packet.bytes(record);
    return packet.done();
  }

  /** A NetFlow v5 record with these uptimes and this source port. */
  static byte[] v5Record(int first, int last, int port) {
    return packet()
        .u32(0x0a000005)
        .u32(0xcb007107)
        .u32(0)
        .u16(3)
        .u16(65_535)
        .u32(10)
        .u32(1_234)
        .u32(first)
        .u32(last)
        .u16(port)
        .u16(443)
        .u8(0)
        .u8(0x1b)
        .u8(6)
        .u8(0)
        .u16(0)
        .u16(0)
        .u8(24)
        .u8(24)
        .u16(0)
        .done();
  }
}
