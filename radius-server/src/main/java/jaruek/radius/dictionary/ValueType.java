package jaruek.radius.dictionary;

import jaruek.retention.record.Cidr;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The kinds of values, by their words in dictionaries. */
enum ValueType {
  STRING,
  OCTETS,
  BYTE,
  SHORT,
  INTEGER,
  SIGNED,
  INTEGER64,
  DATE,
  IPADDR,
  IPV6ADDR,
  COMBO_IP,
  IPV4PREFIX,
  IPV6PREFIX,
  ETHER,
  IFID,
  TLV,
  EXTENDED,
  LONG_EXTENDED,
  EVS,
  VSA;

  private static final Map<String, ValueType> OTHER_WORDS =
      Map.of(
          "text", STRING,
          "uint8", BYTE,
          "uint16", SHORT,
          "uint32", INTEGER,
          "int32", SIGNED,
          "uint64", INTEGER64,
          "ipv4addr", IPADDR,
          "time", DATE,
          "bool", BYTE);

  static Optional<ValueType> of(String word) {
    String plain = word.toLowerCase(Locale.ROOT);
    int bracket = plain.indexOf('['); // octets[8]: what is of another length is the NAS's affair
    if (bracket > 0) plain = plain.substring(0, bracket);
    ValueType other = OTHER_WORDS.get(plain);
    if (other != null) return Optional.of(other);
    String name = plain;
    return Arrays.stream(values())
        .filter(type -> type.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name))
        .findFirst();
  }

  /** Whether it holds other attributes and no value of its own. */
  boolean holdsOthers() {
    return switch (this) {
      case TLV, EXTENDED, LONG_EXTENDED, EVS, VSA -> true;
      default -> false;
    };
  }

  /**
   * The bytes of a value.
   *
   * @param words that stand for numbers, in lower case
   * @throws IllegalArgumentException if it is none of this type
   */
  byte[] encode(String text, Map<String, Long> words) {
    return switch (this) {
      case STRING -> text.getBytes(StandardCharsets.UTF_8);
      case OCTETS -> octets(text);
      case BYTE -> number(text, words, 0, 255, 1);
      case SHORT -> number(text, words, 0, 65_535, 2);
      case INTEGER -> number(text, words, 0, 4_294_967_295L, 4);
      case SIGNED -> number(text, words, Integer.MIN_VALUE, Integer.MAX_VALUE, 4);
      case INTEGER64 -> number(text, words, 0, Long.MAX_VALUE, 8);
      case DATE -> date(text, words);
      case IPADDR -> address(text, true, false);
      case IPV6ADDR -> address(text, false, true);
      case COMBO_IP -> address(text, true, true);
      case IPV4PREFIX, IPV6PREFIX -> prefix(text);
      case ETHER -> ether(text);
      case IFID -> ifid(text);
      case TLV, EXTENDED, LONG_EXTENDED, EVS, VSA ->
          throw new IllegalArgumentException("holds other attributes, set those");
    };
  }

  private static IllegalArgumentException no(String what) {
    return new IllegalArgumentException("is no " + what);
  }

  private static byte[] octets(String text) {
    String hex = text.startsWith("0x") ? text.substring(2) : text;
    try {
      return HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      throw no("row of bytes like 0x0a1b");
    }
  }

  private static byte[] number(
      String text, Map<String, Long> words, long least, long most, int bytes) {
    Long word = words.get(text.toLowerCase(Locale.ROOT));
    long value = word != null ? word : parsed(text, !words.isEmpty());
    if (value < least || value > most) throw no("number from " + least + " to " + most);
    ByteBuffer eight = ByteBuffer.allocate(8).putLong(value);
    return Arrays.copyOfRange(eight.array(), 8 - bytes, 8);
  }

  private static long parsed(String text, boolean hasWords) {
    try {
      return text.startsWith("0x") ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw no(hasWords ? "number, nor a word of this attribute" : "number");
    }
  }

  private static byte[] date(String text, Map<String, Long> words) {
    if (!text.contains("T")) return number(text, words, 0, 4_294_967_295L, 4);
    try {
      long seconds = Instant.parse(text).getEpochSecond();
      return number(Long.toString(seconds), Map.of(), 0, 4_294_967_295L, 4);
    } catch (DateTimeException e) {
      throw no("time like 2026-11-23T10:42:01Z");
    }
  }

  private static byte[] address(String text, boolean four, boolean six) {
    return IpAddress.parse(text)
        .filter(address -> address.isIpv4() ? four : six)
        .orElseThrow(() -> no(four && six ? "address" : four ? "IPv4 address" : "IPv6 address"))
        .bytes();
  }

  /** RFC 3162 section 2.3, RFC 8044 section 3.11: a zero, the length, the prefix. */
  private byte[] prefix(String text) {
    Cidr range =
        Cidr.parse(text)
            .filter(r -> r.first().isIpv4() == (this == IPV4PREFIX))
            .orElseThrow(
                () -> no("prefix like " + (this == IPV4PREFIX ? "10.0.0.0/8" : "2001:db8::/48")));
    byte[] address = range.first().bytes();
    return ByteBuffer.allocate(2 + address.length)
        .put((byte) 0)
        .put((byte) range.prefixLength())
        .put(address)
        .array();
  }

  private static byte[] ether(String text) {
    String mac = MacAddress.parse(text).orElseThrow(() -> no("MAC address")).toString();
    return HexFormat.ofDelimiter(":").parseHex(mac);
  }

  private static byte[] ifid(String text) {
    String[] groups = text.split(":", -1);
    ByteBuffer bytes = ByteBuffer.allocate(8);
    try {
      if (groups.length != 4) throw no("interface id like 0:0:0:1");
      for (String group : groups) {
        int value = Integer.parseInt(group, 16);
        if (value < 0 || value > 0xffff) throw no("interface id like 0:0:0:1");
        bytes.putShort((short) value);
      }
    } catch (NumberFormatException e) {
      throw no("interface id like 0:0:0:1");
    }
    return bytes.array();
  }
}
