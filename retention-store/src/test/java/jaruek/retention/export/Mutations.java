package jaruek.retention.export;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Changes bytes as somebody may who wants a reader to stumble. */
final class Mutations {
  private static final List<String> TOKENS =
      List.of(
          "0",
          "-1",
          "-0",
          "00",
          "1.0",
          "1e2",
          "1E400",
          "9223372036854775807",
          "9223372036854775808",
          "123456789012345678901234567890",
          "NaN",
          "true",
          "null",
          "\"\"",
          "\"\\ud800\"",
          "\\u0000",
          "\\ud83d\\ude00",
          "\"a\":1,\"a\":2",
          "[[[[[[[[[[",
          "{}",
          "[]",
          "\n",
          "\r\n",
          "\t",
          " ",
          "\0",
          "\ufeff",
          "\u2028",
          "๑",
          "é",
          "\\",
          "\"",
          "/*x*/",
          "#x\n",
          "'",
          "=",
          "-----BEGIN PUBLIC KEY-----\n",
          "\n\n",
          "— a AAAAAAAA\n",
          "AAAA",
          "====");
  private static final int CHANGES_MAX = 4;

  private final RandomGenerator random;

  Mutations(RandomGenerator random) {
    this.random = random;
  }

  /** Never the same bytes. */
  byte[] of(byte[] good) {
    byte[] bad = good;
    for (int left = 1 + random.nextInt(CHANGES_MAX); left > 0 || Arrays.equals(bad, good); left--) {
      bad = once(bad);
    }
    return bad;
  }

  /** The same, mostly near the end, where a zip has its directory. */
  byte[] ofZip(byte[] good) {
    byte[] bad = good.clone();
    int tail = Math.min(good.length, 3_000);
    for (int left = 1 + random.nextInt(CHANGES_MAX); left > 0 || Arrays.equals(bad, good); left--) {
      int at =
          random.nextInt(4) == 0
              ? random.nextInt(good.length)
              : good.length - 1 - random.nextInt(tail);
      bad[at] = (byte) (random.nextBoolean() ? bad[at] ^ 1 << random.nextInt(8) : random.nextInt());
    }
    if (random.nextInt(8) > 0) return bad;
    return random.nextBoolean() ? Arrays.copyOf(bad, random.nextInt(bad.length)) : of(bad);
  }

  private byte[] once(byte[] bytes) {
    if (bytes.length == 0) return token();
    int at = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, at + 1 + random.nextInt(1 << random.nextInt(8)));
    return switch (random.nextInt(8)) {
      case 0 -> spliced(bytes, at, at + 1, new byte[] {(byte) random.nextInt()});
      case 1 ->
          spliced(bytes, at, at + 1, new byte[] {(byte) (bytes[at] ^ 1 << random.nextInt(8))});
      case 2 -> spliced(bytes, at, at, token());
      case 3 -> spliced(bytes, at, to, new byte[0]);
      case 4 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
      case 5 -> swapped(bytes);
      case 6 -> number(bytes, at);
      default -> spliced(bytes, at, to, token());
    };
  }

  private byte[] token() {
    return TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] with) {
    byte[] made = Arrays.copyOf(bytes, bytes.length - (to - from) + with.length);
    System.arraycopy(with, 0, made, from, with.length);
    System.arraycopy(bytes, to, made, from + with.length, bytes.length - to);
    return made;
  }

  /** Two lines in each other's place. */
  private byte[] swapped(byte[] bytes) {
    List<String> lines =
        new ArrayList<>(
            Arrays.asList(new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)));
    int one = random.nextInt(lines.size());
    int other = random.nextInt(lines.size());
    String first = lines.get(one);
    lines.set(one, lines.get(other));
    lines.set(other, first);
    return String.join("\n", lines).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The next number another one, or what is none. */
  private byte[] number(byte[] bytes, int at) {
    int from = at;
    while (from < bytes.length && (bytes[from] < '0' || bytes[from] > '9')) from++;
    int to = from;
    while (to < bytes.length && bytes[to] >= '0' && bytes[to] <= '9') to++;
    return from == to ? bytes : spliced(bytes, from, to, token());
  }
}
