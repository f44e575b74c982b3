package jaruek.collector.vendor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import jaruek.retention.record.IpAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AsciiTest {
  private static long number(String text) {
    return Ascii.number(Ascii.bytes(text), 0, text.length());
  }

  @Test
  void readsNumbersUpToTheLargestLong() {
    assertEquals(0, number("0"));
    assertEquals(1795402798123456789L, number("1795402798123456789"));
    assertEquals(Long.MAX_VALUE, number("9223372036854775807"));
    for (String none :
        new String[] {
          "", "-1", "+1", "1a", "9223372036854775808", "9999999999999999999", "10000000000000000000"
        }) {
      assertEquals(-1, number(none), none);
    }
  }

  private static @Nullable Endpoint endpoint(String text) {
    return Endpoint.read(Ascii.bytes(text), 0, text.length());
  }

  @Test
  void readsEndpoints() {
    assertEquals(new Endpoint(IpAddress.of("192.0.2.1"), 80), endpoint("192.0.2.1:80"));
    assertEquals(new Endpoint(IpAddress.of("192.0.2.1"), -1), endpoint("192.0.2.1"));
    assertEquals(new Endpoint(IpAddress.of("2001:db8::1"), 80), endpoint("[2001:db8::1]:80"));
    assertEquals(new Endpoint(IpAddress.of("2001:db8::1"), -1), endpoint("[2001:db8::1]"));
    assertEquals(new Endpoint(IpAddress.of("2001:db8::1"), -1), endpoint("2001:db8::1"));
    for (String none :
        new String[] {
          "", "[", "[]", "[::1", "[::1]x", "[::1]:", "1.2.3.4:", "1.2.3.4:65536", ":1"
        }) {
      assertNull(endpoint(none), none);
    }
  }

  @Test
  void findsNothingBeyondTheEnd() {
    byte[] text = Ascii.bytes("abc->");
    assertEquals(3, Ascii.find(text, Ascii.bytes("->"), 0, 5));
    assertEquals(-1, Ascii.find(text, Ascii.bytes("->"), 0, 4));
    assertEquals(-1, Ascii.find(text, Ascii.bytes("->"), 4, 5));
    assertEquals(-1, Ascii.find(text, '>', 0, 4));
  }
}
