package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.radius.account.NewAccount;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.PacketWriter;
import jaruek.retention.record.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RFC 5080 section 2.2.2. */
class DuplicateRequestTest {
  @TempDir Path folder;
  private RunningServer running;
  private RawClient client;

  @BeforeEach
  void start() throws IOException {
    running = new RunningServer(folder, RunningServer.CHEAP, 1);
    running.accounts.add(NewAccount.of("somchai", "pw"));
    client = new RawClient(running.server.authenticationAddress(), new Random(1));
  }

  @AfterEach
  void stop() {
    client.close();
    running.close();
  }

  @Test
  void answeredRequestGetsTheSameReplyAgainAndIsRecordedOnce() throws IOException {
    byte[] request = client.login(7, "somchai", "pw");
    byte[] reply = client.exchange(request);
    assertArrayEquals(reply, client.exchange(request));
    assertArrayEquals(reply, client.exchange(request));
    assertEquals(1, running.kept.size());
    assertEquals(2, running.counted("duplicates-answered"));
  }

  @Test
  void requestInWorkIsNotBegunAgain() throws IOException {
    CountDownLatch gate = new CountDownLatch(1);
    running.passwordGate = gate;
    byte[] request = client.login(7, "somchai", "pw");
    client.send(request);
    client.send(request);
    client.send(request);
    RunningServer.await(() -> running.counted("duplicates-in-flight") == 2);
    gate.countDown();
    assertEquals(2, client.receive()[0]);
    assertEquals(1, running.kept.size());
    assertTrue(client.isDiscarded(new byte[0]), "only one reply came");
  }

  @Test
  void sameIdentifierWithAnotherAuthenticatorIsANewRequest() throws IOException {
    assertEquals(2, client.exchange(client.login(7, "somchai", "pw"))[0]);
    assertEquals(3, client.exchange(client.login(7, "somchai", "other"))[0]);
    assertEquals(2, running.kept.size());
  }

  @Test
  void replyIsForgottenAfterItsTime() throws IOException {
    byte[] request = client.login(7, "somchai", "pw");
    client.exchange(request);
    running.nowMillis.addAndGet(8000);
    client.exchange(request);
    assertEquals(2, running.kept.size());
  }

  @Test
  void accountingIsRecordedOnce() throws IOException {
    byte[] request =
        PacketWriter.accountingRequest(
            3,
            List.of(
                Attribute.number(AttributeType.ACCT_STATUS_TYPE, 1),
                Attribute.text(AttributeType.ACCT_SESSION_ID, "s1")),
            RawClient.SECRET);
    try (RawClient nas = new RawClient(running.server.accountingAddress(), new Random(1))) {
      assertArrayEquals(nas.exchange(request), nas.exchange(request));
    }
    assertEquals(1, running.kept.size());
  }

  @Test
  void duplicatesOfOneBatchAreRecordedOnceThoughNotYetAnswered() throws IOException {
    running.kept.gate = new CountDownLatch(1);
    byte[] request =
        PacketWriter.accountingRequest(
            3, List.of(Attribute.number(AttributeType.ACCT_STATUS_TYPE, 1)), RawClient.SECRET);
    try (RawClient nas = new RawClient(running.server.accountingAddress(), new Random(1))) {
      for (int i = 0; i < 20; i++) nas.send(request);
      running.kept.gate.countDown();
      nas.receive();
      nas.exchange(nas.status());
    }
    assertEquals(1, running.kept.size());
  }

  @Test
  void loginsBeyondThePasswordQueueAreDroppedAndTheirRetryIsTaken() throws IOException {
    CountDownLatch gate = new CountDownLatch(1);
    running.passwordGate = gate;
    byte[] third = client.login(3, "somchai", "pw");
    client.send(client.login(1, "somchai", "pw"));
    client.send(client.login(2, "somchai", "pw"));
    client.send(third);
    RunningServer.await(() -> running.rejected("busy") == 1);
    gate.countDown();
    assertEquals(3, client.receive()[1] + client.receive()[1]);
    assertEquals(3, client.exchange(third)[1]);
    assertEquals(3, running.kept.size());
  }

  @Test
  void tableOfRequestsIsBounded() {
    LongAdder evicted = new LongAdder();
    Duplicates duplicates =
        new Duplicates(Duration.ofSeconds(8), 100, () -> Instant.EPOCH, evicted);
    for (int i = 0; i < 1000; i++) {
      duplicates.begin(new Duplicates.Key(IpAddress.ofIpv4(i), 1, 0), new byte[16]);
    }
    assertEquals(100, duplicates.size());
    assertEquals(900, evicted.sum());
  }

  @Test
  void requestsOfOneReadAreJournalledTogether() throws IOException {
    CountDownLatch gate = new CountDownLatch(1);
    running.kept.gate = gate;
    try (RawClient nas = new RawClient(running.server.accountingAddress(), new Random(1))) {
      for (int id = 0; id < 100; id++) {
        nas.send(
            PacketWriter.accountingRequest(
                id,
                List.of(Attribute.number(AttributeType.ACCT_STATUS_TYPE, 3)),
                RawClient.SECRET));
      }
      gate.countDown();
      for (int id = 0; id < 100; id++) nas.receive();
    }
    assertEquals(100, running.kept.size());
    assertTrue(running.kept.calls() < 20, running.kept.calls() + " calls");
  }
}
