package jaruek.radius.packet;

import jaruek.retention.record.Cidr;
import jaruek.retention.record.IpAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A packet whose structure has been checked ({@link PacketCheck}). An attribute whose value does
 * not have the size of what it is asked as reads as absent: one odd attribute must not cost the
 * packet.
 */
public final class Packet {
  static final int AUTHENTICATOR_OFFSET = 4;
  static final int AUTHENTICATOR_BYTES = 16;
  static final int TOKEN_BYTES = 4;

  private final byte[] bytes;

  /** Takes bytes that passed the check. */
  Packet(byte[] bytes) {
    this.bytes = bytes;
  }

  /** See {@link PacketCode}. */
  public int code() {
    return bytes[0] & 0xff;
  }

  /** Matches replies to requests, 0-255. */
  public int id() {
    return bytes[1] & 0xff;
  }

  /** Matches replies to requests in RADIUS/1.1, RFC 9765 section 4.1: any 32 bits. */
  public int token() {
    return ByteBuffer.wrap(bytes).getInt(AUTHENTICATOR_OFFSET);
  }

  /** The 16 bytes of the authenticator field. */
  public byte[] authenticator() {
    return Arrays.copyOfRange(
        bytes, AUTHENTICATOR_OFFSET, AUTHENTICATOR_OFFSET + AUTHENTICATOR_BYTES);
  }

  /** The packet as it came, without padding. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The length in bytes. */
  public int length() {
    return bytes.length;
  }

  /** Whether there is an attribute of this type. */
  public boolean has(int type) {
    return find(type, PacketCheck.HEADER_BYTES) >= 0;
  }

  /** The first attribute of this type as it came. */
  public Optional<byte[]> octets(int type) {
    int at = find(type, PacketCheck.HEADER_BYTES);
    return at < 0 ? Optional.empty() : Optional.of(value(at));
  }

  /** All attributes of this type in their order. */
  public List<byte[]> all(int type) {
    List<byte[]> values = new ArrayList<>();
    for (int at = find(type, PacketCheck.HEADER_BYTES); at >= 0; at = find(type, next(at))) {
      values.add(value(at));
    }
    return values;
  }

  /** All attributes in their order. */
  public List<Attribute> attributes() {
    List<Attribute> all = new ArrayList<>();
    for (int at = PacketCheck.HEADER_BYTES; at < bytes.length; at = next(at)) {
      all.add(new Attribute(bytes[at] & 0xff, value(at)));
    }
    return all;
  }

  /**
   * The first attribute of this vendor and type, RFC 2865 section 5.26; a Vendor-Specific attribute
   * whose inner lengths do not fit reads as absent from there on.
   */
  public Optional<byte[]> vendorOctets(int vendor, int type) {
    for (byte[] value : all(AttributeType.VENDOR_SPECIFIC)) {
      if (value.length < 4 || vendor(value) != vendor) continue;
      for (int at = 4; at + 2 <= value.length; at += value[at + 1] & 0xff) {
        int length = value[at + 1] & 0xff;
        if (length < 2 || at + length > value.length) break;
        if ((value[at] & 0xff) == type) {
          return Optional.of(Arrays.copyOfRange(value, at + 2, at + length));
        }
      }
    }
    return Optional.empty();
  }

  /** The vendors whose attributes it holds, in their order. */
  public List<Integer> vendors() {
    return all(AttributeType.VENDOR_SPECIFIC).stream()
        .filter(value -> value.length >= 4)
        .map(Packet::vendor)
        .distinct()
        .toList();
  }

  private static int vendor(byte[] value) {
    return ByteBuffer.wrap(value).getInt();
  }

  /**
   * The first attribute of this type as UTF-8; malformed sequences become U+FFFD; empty is absent.
   */
  public Optional<String> text(int type) {
    int at = find(type, PacketCheck.HEADER_BYTES);
    if (at < 0 || bytes[at + 1] == 2) return Optional.empty();
    return Optional.of(new String(bytes, at + 2, next(at) - at - 2, StandardCharsets.UTF_8));
  }

  /** The first attribute of this type as an unsigned 32-bit number. */
  public OptionalLong number(int type) {
    int at = find(type, PacketCheck.HEADER_BYTES);
    if (at < 0 || bytes[at + 1] != 6) return OptionalLong.empty();
    long value = 0;
    for (int i = 2; i < 6; i++) value = value << 8 | bytes[at + i] & 0xff;
    return OptionalLong.of(value);
  }

  /** The first attribute of this type as an address: 4 bytes or 16. */
  public Optional<IpAddress> address(int type) {
    return octets(type).filter(v -> v.length == 4 || v.length == 16).map(IpAddress::ofBytes);
  }

  /** The first attribute of this type as an IPv6 prefix, RFC 3162 section 2.3. */
  public Optional<Cidr> prefix(int type) {
    byte[] value = octets(type).orElse(new byte[0]);
    if (value.length < 2 || value.length > 18 || (value[1] & 0xff) > 128) return Optional.empty();
    byte[] address = Arrays.copyOf(Arrays.copyOfRange(value, 2, value.length), 16);
    return Optional.of(new Cidr(IpAddress.ofBytes(address), value[1] & 0xff));
  }

  /** Where the value of the first attribute of this type starts, or -1. */
  int valueOffset(int type) {
    int at = find(type, PacketCheck.HEADER_BYTES);
    return at < 0 ? -1 : at + 2;
  }

  private int find(int type, int from) {
    for (int at = from; at < bytes.length; at = next(at)) {
      if ((bytes[at] & 0xff) == type) return at;
    }
    return -1;
  }

  private int next(int at) {
    return at + (bytes[at + 1] & 0xff);
  }

  private byte[] value(int at) {
    return Arrays.copyOfRange(bytes, at + 2, next(at));
  }

  /** Never the bytes: they may hold a password under a weak secret. */
  @Override
  public String toString() {
    return PacketCode.word(code()) + " id " + id() + ", " + bytes.length + " bytes";
  }
}
