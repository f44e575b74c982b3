package jaruek.collector.flow;

import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/** A field's value as people read it, by its abstract data type (RFC 7011 section 6.1). */
final class FieldText {
  /** More of a value is cut off. */
  static final int CHARACTERS_MAX = 256;

  private static final long NTP_TO_UNIX_SECONDS = 2_208_988_800L;
  private static final long NTP_ERA_SECONDS = 1L << 32;
  private static final String CUT = "…";

  private FieldText() {}

  /** A value whose length does not suit its type is shown in hexadecimal. */
  static String of(String type, byte[] bytes, int from, int length) {
    return switch (type) {
      case "unsigned8", "unsigned16", "unsigned32", "unsigned64" ->
          isNumber(length)
              ? Long.toUnsignedString(Wire.unsigned(bytes, from, length))
              : hex(bytes, from, length);
      case "signed8", "signed16", "signed32", "signed64" ->
          isNumber(length) ? Long.toString(signed(bytes, from, length)) : hex(bytes, from, length);
      case "float32", "float64" -> real(bytes, from, length);
      case "boolean" -> length == 1 ? truth(bytes[from]) : hex(bytes, from, length);
      case "ipv4Address" -> address(bytes, from, length, 4);
      case "ipv6Address" -> address(bytes, from, length, 16);
      case "macAddress" ->
          length == 6
              ? new MacAddress(Wire.unsigned(bytes, from, 6)).toString()
              : hex(bytes, from, length);
      case "string" -> text(bytes, from, length);
      case "dateTimeSeconds" -> time(bytes, from, length, 1_000);
      case "dateTimeMilliseconds" -> time(bytes, from, length, 1);
      case "dateTimeMicroseconds", "dateTimeNanoseconds" -> ntp(bytes, from, length);
      default -> hex(bytes, from, length);
    };
  }

  private static boolean isNumber(int length) {
    return length >= 1 && length <= 8;
  }

  private static long signed(byte[] bytes, int from, int length) {
    int unused = Long.SIZE - 8 * length;
    return Wire.unsigned(bytes, from, length) << unused >> unused;
  }

  private static String real(byte[] bytes, int from, int length) {
    return switch (length) {
      case 4 -> Float.toString(Float.intBitsToFloat(Wire.i32(bytes, from)));
      case 8 -> Double.toString(Double.longBitsToDouble(Wire.i64(bytes, from)));
      default -> hex(bytes, from, length);
    };
  }

  /** RFC 7011 section 6.1.5. */
  private static String truth(byte value) {
    return switch (value) {
      case 1 -> "true";
      case 2 -> "false";
      default -> hex(new byte[] {value}, 0, 1);
    };
  }

  private static String address(byte[] bytes, int from, int length, int wanted) {
    if (length != wanted) return hex(bytes, from, length);
    return IpAddress.ofBytes(Arrays.copyOfRange(bytes, from, from + length)).toString();
  }

  private static String time(byte[] bytes, int from, int length, int millisEach) {
    if (!isNumber(length)) return hex(bytes, from, length);
    long value = Wire.unsigned(bytes, from, length);
    if (value < 0 || value > TrafficMapper.MILLIS_MAX / millisEach) return hex(bytes, from, length);
    return Instant.ofEpochMilli(value * millisEach).toString();
  }

  private static String ntp(byte[] bytes, int from, int length) {
    if (length != 8) return hex(bytes, from, length);
    long seconds = Wire.u32(bytes, from) - NTP_TO_UNIX_SECONDS;
    if (seconds < 0) seconds += NTP_ERA_SECONDS;
    long nanos = Wire.u32(bytes, from + 4) * 1_000_000_000L >>> 32;
    return Instant.ofEpochSecond(seconds, nanos).toString();
  }

  private static String text(byte[] bytes, int from, int length) {
    int end = from;
    while (end < from + length && bytes[end] != 0) end++;
    String text = new String(bytes, from, end - from, StandardCharsets.UTF_8);
    if (text.length() <= CHARACTERS_MAX) return text;
    int cut = CHARACTERS_MAX;
    if (Character.isHighSurrogate(text.charAt(cut - 1))) cut--;
    return text.substring(0, cut) + CUT;
  }

  private static String hex(byte[] bytes, int from, int length) {
    int shown = Math.min(length, CHARACTERS_MAX / 2);
    String hex = HexFormat.of().formatHex(bytes, from, from + shown);
    return shown < length ? hex + CUT : hex;
  }
}
