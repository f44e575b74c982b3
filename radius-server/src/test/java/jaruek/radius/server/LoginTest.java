package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.radius.account.NewAccount;
import jaruek.radius.client.ProbeReply;
import jaruek.radius.client.RadiusProbe;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.PacketCode;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IdentityEvent;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginTest {
  @TempDir Path folder;
  private RunningServer running;
  private RadiusProbe probe;

  @BeforeEach
  void start() throws IOException {
    running = new RunningServer(folder);
    running.accounts.add(NewAccount.of("somchai", "correct horse"));
    probe = running.probe();
  }

  @AfterEach
  void stop() {
    probe.close();
    running.close();
  }

  private ProbeReply login(String user, String password) throws IOException {
    return probe.login(user, password, Map.of());
  }

  @Test
  void acceptsTheRightPasswordAndRecordsTheLogin() throws IOException {
    ProbeReply reply =
        probe.login(
            "somchai",
            "correct horse",
            Map.of(
                "NAS-IP-Address", "192.0.2.1",
                "Calling-Station-Id", "AA-BB-CC-00-11-22",
                "Called-Station-Id", "office:wifi",
                "NAS-Port-Id", "ether3"));
    assertTrue(reply.accepted());
    IdentityEvent event = running.kept.last();
    assertEquals("accept", event.event());
    assertEquals("somchai", event.userName());
    assertEquals("192.0.2.1", event.nas());
    assertEquals("aa:bb:cc:00:11:22", event.mac());
    assertEquals("office:wifi", event.calledStation());
    assertEquals("ether3", event.nasPort());
    assertNull(event.reason());
    assertEquals(FrameKind.IDENTITY, running.kept.frames().getFirst().kind());
    assertEquals(running.nowMillis.get(), running.kept.frames().getFirst().receivedAtMillis());
  }

  @Test
  void rejectsWithThePreciseReasonInTheRecordOnly() throws IOException {
    assertFalse(login("somchai", "wrong").accepted());
    assertEquals("bad-password", running.kept.last().reason());
    assertFalse(login("somsak", "wrong").accepted());
    assertEquals("unknown-user", running.kept.last().reason());
    assertEquals("reject", running.kept.last().event());
    running.accounts.disable("somchai");
    assertEquals(20 + 18, login("somchai", "correct horse").packet().length());
    assertEquals("disabled", running.kept.last().reason());
    running.accounts.enable("somchai");
    assertTrue(login("somchai", "correct horse").accepted());
  }

  @Test
  void neverRecordsThePassword() throws IOException {
    login("somchai", "correct horse");
    login("somchai", "a guess at it");
    running
        .kept
        .frames()
        .forEach(
            frame -> {
              String bytes = new String(frame.bytes(), StandardCharsets.UTF_8);
              assertFalse(bytes.contains("correct horse") || bytes.contains("a guess"), bytes);
            });
  }

  @Test
  void sessionEndsWhenTheAccountExpires() throws IOException {
    Instant end = Instant.ofEpochMilli(running.nowMillis.get()).plusSeconds(5400);
    running.accounts.add(new NewAccount("guest", "pw", null, null, null, end, false));
    ProbeReply reply = login("guest", "pw");
    assertEquals(5400, reply.packet().number(AttributeType.SESSION_TIMEOUT).orElseThrow());
    running.nowMillis.set(end.toEpochMilli());
    assertFalse(login("guest", "pw").accepted());
    assertEquals("expired", running.kept.last().reason());
  }

  @Test
  void changedPasswordCountsAtOnceThoughTheOldOneWasCached() throws IOException {
    assertTrue(login("somchai", "correct horse").accepted());
    assertTrue(login("somchai", "correct horse").accepted());
    assertEquals(1, running.counted("passwords.cached-logins"));
    running.accounts.setPassword("somchai", "another");
    assertFalse(login("somchai", "correct horse").accepted());
    assertTrue(login("somchai", "another").accepted());
    running.accounts.remove("somchai");
    assertFalse(login("somchai", "another").accepted());
    assertEquals("unknown-user", running.kept.last().reason());
  }

  @Test
  void cachedPasswordIsForgottenAfterItsTime() throws IOException {
    assertTrue(login("somchai", "correct horse").accepted());
    running.nowMillis.addAndGet(Duration.ofHours(1).toMillis());
    assertTrue(login("somchai", "correct horse").accepted());
    assertEquals(0, running.counted("passwords.cached-logins"));
    assertEquals(2, running.counted("passwords.hashed-logins"));
  }

  @Test
  void thaiNamesAndPasswordsWork() throws IOException {
    running.accounts.add(NewAccount.of("สมหญิง.ใจดี", "รหัสผ่าน๑๒๓"));
    assertTrue(login("สมหญิง.ใจดี", "รหัสผ่าน๑๒๓").accepted());
    assertEquals("สมหญิง.ใจดี", running.kept.last().userName());
  }

  @Test
  void wrongSecretGetsNoAnswer() throws IOException {
    try (RadiusProbe stranger = running.probe("not it", Duration.ofMillis(200), 1)) {
      assertThrows(SocketTimeoutException.class, () -> stranger.login("somchai", "pw", Map.of()));
    }
    assertEquals(1, running.rejected("bad-message-authenticator"));
    assertEquals("bad-message-authenticator", running.kept.last().reason());
  }

  @Test
  void noAnswerLeavesWhenTheJournalFails() throws IOException {
    running.kept.failing = true;
    try (RadiusProbe patient = running.probe(RunningServer.SECRET, Duration.ofMillis(200), 2)) {
      assertThrows(
          SocketTimeoutException.class, () -> patient.login("somchai", "correct horse", Map.of()));
    }
    RunningServer.await(() -> running.rejected("not-journalled") == 2);
    running.kept.failing = false;
    assertTrue(login("somchai", "correct horse").accepted());
  }

  @Test
  void answersStatusServer() throws IOException {
    ProbeReply reply = probe.status();
    assertEquals(PacketCode.ACCESS_ACCEPT, reply.packet().code());
    assertEquals(0, running.kept.size());
  }

  @Test
  void stopsAndStartsAgainWithTheSameAccounts() throws IOException {
    running.close();
    running = new RunningServer(folder);
    probe.close();
    probe = running.probe();
    assertTrue(login("somchai", "correct horse").accepted());
  }
}
