package jaruek.retention.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTest {
  @ParameterizedTest
  @CsvSource({ // RFC 5952 sections 4 and 5
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0db8::0001, 2001:db8::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:DB8::AbCd, 2001:db8::abcd",
    "0:0:0:0:0:0:0:1, ::1",
    "::, ::",
    "1::, 1::",
    "::ffff:192.0.2.1, 192.0.2.1",
    "::ffff:c000:201, 192.0.2.1",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    "2001:0:0:1::2, 2001:0:0:1::2",
    "1:0:0:2:0:0:0:3, 1:0:0:2::3",
    "203.0.113.7, 203.0.113.7",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8"
  })
  void writesTheCanonicalText(String text, String canonical) {
    assertEquals(canonical, IpAddress.of(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.4 ",
        " 1.2.3.4",
        "01.2.3.4567",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "g::",
        "1:",
        ":1",
        "::1.2.3",
        "1:2:3:4:5:6:7:1.2.3.4",
        "1::2:3:4:5:6:7:8",
        "fe80::1%eth0",
        "example.org",
        "１.2.3.4",
        "::１"
      })
  void refusesWhatIsNoAddress(String text) {
    assertEquals(Optional.empty(), IpAddress.parse(text));
  }

  @Test
  void agreesWithTheJdkOnRandomAddresses() throws UnknownHostException {
    Random random = new Random(20261123);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(bytes);
      for (int zero = random.nextInt(12); zero > 0; zero--) bytes[random.nextInt(bytes.length)] = 0;
      IpAddress address = IpAddress.ofBytes(bytes);
      assertArrayEquals(bytes, address.bytes());
      assertArrayEquals(bytes, InetAddress.getByName(address.toString()).getAddress());
      assertEquals(address, IpAddress.of(InetAddress.getByAddress(bytes).getHostAddress()));
    }
  }

  @Test
  void knowsWhatARangeHolds() {
    Cidr range = Cidr.of("192.0.2.77/26");
    assertEquals("192.0.2.64/26", range.toString());
    assertEquals("192.0.2.127", range.last().toString());
    assertTrue(range.contains(IpAddress.of("192.0.2.64")));
    assertTrue(range.contains(IpAddress.of("::ffff:192.0.2.127")));
    assertFalse(range.contains(IpAddress.of("192.0.2.128")));
    assertFalse(range.contains(IpAddress.of("2001:db8::1")));
    assertTrue(Cidr.of("0.0.0.0/0").contains(IpAddress.of("255.1.2.3")));
    assertFalse(Cidr.of("0.0.0.0/0").contains(IpAddress.of("::1")));
    assertTrue(Cidr.of("::/0").contains(IpAddress.of("192.0.2.1")));
    assertTrue(Cidr.of("2001:db8::/33").contains(IpAddress.of("2001:db8:7fff::1")));
    assertFalse(Cidr.of("2001:db8::/33").contains(IpAddress.of("2001:db8:8000::1")));
    assertEquals("2001:db8::1/128", Cidr.of("2001:db8::1").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.0/33",
        "192.0.2.0/-1",
        "192.0.2.0/",
        "::/129",
        "x/8",
        "192.0.2.0/8/8",
        "/"
      })
  void refusesWhatIsNoRange(String text) {
    assertEquals(Optional.empty(), Cidr.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"e2:9b:00:0a:Bc:fF", "E2-9B-00-0A-BC-FF", "e29b.000a.bcff", "e29b000abcff"})
  void readsHardwareAddresses(String text) {
    assertEquals("e2:9b:00:0a:bc:ff", MacAddress.parse(text).orElseThrow().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "e2:9b:00:0a:bc",
        "e2:9b:00:0a:bc:ff:11",
        "e2:9b:00:0a:bc:fg",
        "e:29b000abcff",
        ":e29b000abcff",
        "e29b000abcff:"
      })
  void refusesWhatIsNoHardwareAddress(String text) {
    assertEquals(Optional.empty(), MacAddress.parse(text));
  }
}
