package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jaruek.radius.client.RadiusProbe;
import jaruek.radius.packet.PacketCode;
import jaruek.retention.record.IdentityEvent;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountingTest {
  @TempDir Path folder;
  private RunningServer running;
  private RadiusProbe probe;

  @BeforeEach
  void start() throws IOException {
    running = new RunningServer(folder);
    probe = running.probe();
  }

  @AfterEach
  void stop() {
    probe.close();
    running.close();
  }

  private IdentityEvent account(String status, Map<String, String> more) throws IOException {
    Map<String, String> attributes = new HashMap<>(more);
    attributes.put("Acct-Status-Type", status);
    attributes.put("Acct-Session-Id", "5e55");
    assertEquals(PacketCode.ACCOUNTING_RESPONSE, probe.account(attributes).packet().code());
    return running.kept.last();
  }

  @Test
  void recordsAStart() throws IOException {
    IdentityEvent event =
        account(
            "Start",
            Map.of(
                "User-Name", "somchai",
                "Framed-IP-Address", "10.5.0.17",
                "Calling-Station-Id", "aabb.cc00.1122",
                "NAS-Identifier", "gw-1",
                "NAS-Port", "4294967295"));
    assertEquals("start", event.event());
    assertEquals("5e55", event.sessionId());
    assertEquals("somchai", event.userName());
    assertEquals("10.5.0.17", event.address());
    assertEquals("aa:bb:cc:00:11:22", event.mac());
    assertEquals("gw-1", event.nas());
    assertEquals("4294967295", event.nasPort());
    assertEquals(running.nowMillis.get(), event.eventAtMillis());
    assertNull(event.seconds());
  }

  @Test
  void recordsAStopWithGigawordsAndItsCause() throws IOException {
    IdentityEvent event =
        account(
            "Stop",
            Map.of(
                "Acct-Session-Time", "3600",
                "Acct-Input-Octets", "1000",
                "Acct-Input-Gigawords", "2",
                "Acct-Output-Octets", "4294967295",
                "Acct-Terminate-Cause", "Idle-Timeout"));
    assertEquals("stop", event.event());
    assertEquals(3600, event.seconds());
    assertEquals(2 * (1L << 32) + 1000, event.inputBytes());
    assertEquals(4_294_967_295L, event.outputBytes());
    assertEquals("idle-timeout", event.cause());
    assertEquals("127.0.0.1", event.nas());
  }

  @Test
  void recordsInterimOnAndOff() throws IOException {
    assertEquals("interim", account("Interim-Update", Map.of()).event());
    assertEquals("accounting-on", account("Accounting-On", Map.of()).event());
    assertEquals("accounting-off", account("Accounting-Off", Map.of()).event());
  }

  @Test
  void takesTheDelayOffTheTimeItCame() throws IOException {
    IdentityEvent event = account("Start", Map.of("Acct-Delay-Time", "90"));
    assertEquals(running.nowMillis.get() - 90_000, event.eventAtMillis());
  }

  @Test
  void believesTheDeviceAboutTheTimeUnlessItsClockIsUnset() throws IOException {
    long stamp = running.nowMillis.get() / 1000 - 7;
    assertEquals(
        stamp * 1000,
        account("Start", Map.of("Event-Timestamp", Long.toString(stamp), "Acct-Delay-Time", "3"))
            .eventAtMillis());
    assertEquals(
        running.nowMillis.get(),
        account("Start", Map.of("Event-Timestamp", "86400")).eventAtMillis());
  }

  @Test
  void recordsIpv6AddressAndElsePrefix() throws IOException {
    assertEquals(
        "2001:db8::7",
        account(
                "Start",
                Map.of(
                    "Framed-IPv6-Address", "2001:db8::7", "Framed-IPv6-Prefix", "2001:db8:1::/64"))
            .addressV6());
    assertEquals(
        "2001:db8:1::",
        account("Start", Map.of("Framed-IPv6-Prefix", "2001:db8:1::/64")).addressV6());
  }

  @Test
  void answersNothingItCouldNotKeep() throws IOException {
    running.kept.failing = true;
    try (RadiusProbe patient = running.probe(RunningServer.SECRET, Duration.ofMillis(300), 2)) {
      assertThrows(
          SocketTimeoutException.class, () -> patient.account(Map.of("Acct-Status-Type", "Start")));
      RunningServer.await(() -> running.rejected("not-journalled") == 2);
    }
    running.kept.failing = false;
    account("Start", Map.of());
    assertEquals(1, running.kept.size());
  }

  @Test
  void wrongSecretGetsNoAnswer() throws IOException {
    try (RadiusProbe stranger = running.probe("not it", Duration.ofMillis(200), 1)) {
      assertThrows(
          SocketTimeoutException.class,
          () -> stranger.account(Map.of("Acct-Status-Type", "Start")));
    }
    assertEquals(1, running.rejected("bad-request-authenticator"));
    assertEquals(0, running.kept.size());
  }

  @Test
  void unknownStatusTypeIsCountedAndNotAnswered() throws IOException {
    try (RadiusProbe patient = running.probe(RunningServer.SECRET, Duration.ofMillis(200), 1)) {
      assertThrows(
          SocketTimeoutException.class, () -> patient.account(Map.of("User-Name", "somchai")));
    }
    assertEquals(1, running.rejected("unknown-status-type"));
  }
}
