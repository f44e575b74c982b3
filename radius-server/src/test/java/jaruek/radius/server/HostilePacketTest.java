package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import jaruek.radius.account.NewAccount;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketWriter;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.Frame;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.store.Recorder;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostilePacketTest {
  @TempDir Path folder;
  private final Random random = new Random(20261123);
  private RunningServer running;
  private RawClient client;
  private RawClient nas;

  @BeforeEach
  void start() throws IOException {
    running = new RunningServer(folder);
    running.accounts.add(NewAccount.of("somchai", "pw"));
    client = new RawClient(running.server.authenticationAddress(), random);
    nas = new RawClient(running.server.accountingAddress(), random);
  }

  @AfterEach
  void stop() {
    client.close();
    nas.close();
    running.close();
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private void assertDiscarded(String reason, byte[] datagram) throws IOException {
    long before = running.rejected(reason);
    assertTrue(client.isDiscarded(datagram), reason);
    assertEquals(before + 1, running.rejected(reason), reason);
  }

  /** An Access-Request whose attributes are these bytes. */
  private byte[] withAttributes(int... attributes) {
    byte[] packet = new byte[20 + attributes.length];
    packet[0] = 1;
    for (int i = 0; i < attributes.length; i++) packet[20 + i] = (byte) attributes[i];
    return RawClient.withLength(packet, packet.length);
  }

  @Test
  void randomBytesOfEveryLengthAreDiscardedOnBothPorts() throws IOException {
    for (int length = 0; length <= 64; length++) {
      assertTrue(client.isDiscarded(randomBytes(length)), "length " + length);
      assertTrue(nas.isDiscarded(randomBytes(length)), "length " + length);
    }
    assertTrue(running.kept.size() <= 1, "a random Access-Request is told once");
  }

  @Test
  void whatIsDroppedIsRecordedOnceAMinuteWithoutAWordOfTheSender() throws IOException {
    byte[] unsigned = client.unauthenticatedLogin(1, "somchai", "pw");
    for (int i = 0; i < 3; i++) assertDiscarded("no-message-authenticator", unsigned);
    byte[] wrong = client.login(2, "somchai", "pw");
    wrong[22] ^= 1;
    assertDiscarded("bad-message-authenticator", wrong);
    assertEquals(
        List.of("no-message-authenticator", "bad-message-authenticator"),
        running.kept.events().stream().map(e -> e.reason()).toList());
    assertEquals("reject", running.kept.last().event());
    assertEquals("127.0.0.1", running.kept.last().nas());
    assertEquals(null, running.kept.last().userName());
    running.nowMillis.addAndGet(60_000);
    assertDiscarded("no-message-authenticator", unsigned);
    assertEquals(3, running.kept.size());
  }

  /** Somebody who sends with every address there is. */
  @Test
  void recordOfWhatIsDroppedIsBounded() {
    Telemetry telemetry = new Telemetry();
    PortMeter meter = new PortMeter(telemetry, running.clock, "authentication");
    List<Frame> noted = new ArrayList<>();
    Recorder recorder =
        frames -> {
          noted.addAll(frames);
          return new JournalPosition(0);
        };
    Duplicates duplicates =
        new Duplicates(Duration.ofSeconds(1), 10, running.clock, new LongAdder());
    Outbox outbox =
        new Outbox(
            new Datagrams(new EmbeddedChannel(), meter::unsent), recorder, duplicates, meter);
    LongAdder untold = new LongAdder();
    Drops drops = new Drops(outbox, Transport.UDP, running.clock, untold);
    for (int i = 0; i < 10_000; i++) {
      drops.note(IpAddress.of("10.0." + i / 250 + "." + i % 250), 1, "unknown-client");
    }
    outbox.flush();
    assertEquals(Drops.ROWS_MAX, noted.size());
    assertEquals(10_000 - Drops.ROWS_MAX, untold.sum());
  }

  @Test
  void attributeLengthsThatLieAreDiscarded() throws IOException {
    assertDiscarded("attribute-length", withAttributes(1, 0));
    assertDiscarded("attribute-length", withAttributes(1, 1));
    assertDiscarded("attribute-length", withAttributes(1, 3, 'a', 80, 3, 0));
    assertDiscarded(
        "attribute-length",
        withAttributes(3, 18, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16));
    assertDiscarded("attribute-truncated", withAttributes(1, 4, 'a'));
    assertDiscarded("attribute-truncated", withAttributes(1, 255, 'a', 'b'));
    assertDiscarded("attribute-truncated", withAttributes(1));
    assertDiscarded("attribute-type", withAttributes(0, 3, 'a'));
  }

  @Test
  void repeatedMessageAuthenticatorIsDiscarded() throws IOException {
    byte[] request =
        client.login(
            1, "somchai", "pw", new Attribute(AttributeType.MESSAGE_AUTHENTICATOR, new byte[16]));
    assertDiscarded("message-authenticator-repeated", request);
  }

  @Test
  void thousandsOfEmptyAttributesAreDiscarded() throws IOException {
    int[] attributes = new int[4076];
    for (int i = 0; i < attributes.length; i += 2) {
      attributes[i] = 200;
      attributes[i + 1] = 2;
    }
    assertDiscarded("too-many-attributes", withAttributes(attributes));
  }

  @Test
  void lengthFieldsThatLieAreDiscarded() throws IOException {
    byte[] request = client.login(1, "somchai", "pw");
    assertDiscarded("truncated", RawClient.withLength(request, request.length + 1));
    assertDiscarded("truncated", Arrays.copyOf(request, request.length - 1));
    assertDiscarded("truncated", Arrays.copyOf(request, 19));
    assertDiscarded("bad-length", RawClient.withLength(request, 19));
    assertDiscarded("bad-length", RawClient.withLength(request, 0));
    assertDiscarded("bad-length", RawClient.withLength(request, 4097));
    assertDiscarded("bad-length", RawClient.withLength(randomBytes(5000), 5000));
    assertDiscarded("bad-length", RawClient.withLength(randomBytes(60_000), 60_000));
  }

  @Test
  void paddingBehindTheLengthIsIgnored() throws IOException {
    byte[] request = client.login(1, "somchai", "pw");
    assertEquals(2, client.exchange(Arrays.copyOf(request, request.length + 40))[0]);
    byte[] second = client.login(2, "somchai", "pw");
    assertEquals(2, client.exchange(Arrays.copyOf(second, 9000))[0]);
  }

  @Test
  void vendorAttributesThatLieDoNotCostTheLogin() throws IOException {
    byte[][] values = {
      {},
      {0},
      {0, 0, 0, 9},
      {0, 0, 0, 9, 1},
      {0, 0, 0, 9, 1, 0},
      {0, 0, 0, 9, 1, 1},
      {0, 0, 0, 9, 1, 99}
    };
    for (int i = 0; i < values.length; i++) {
      byte[] request =
          client.login(i, "somchai", "pw", new Attribute(AttributeType.VENDOR_SPECIFIC, values[i]));
      assertEquals(2, client.exchange(request)[0]);
    }
  }

  @Test
  void typedAttributesOfTheWrongSizeReadAsAbsent() throws IOException {
    List<Attribute> odd = new ArrayList<>();
    for (int type : new int[] {4, 5, 8, 41, 42, 46, 49, 52, 55, 95, 97, 168}) {
      odd.add(new Attribute(type, randomBytes(type % 3 + 1)));
    }
    odd.add(Attribute.number(AttributeType.ACCT_STATUS_TYPE, 1));
    odd.add(Attribute.text(AttributeType.CALLING_STATION_ID, "no hardware address"));
    assertEquals(5, nas.exchange(PacketWriter.accountingRequest(1, odd, RawClient.SECRET))[0]);
    assertEquals("127.0.0.1", running.kept.last().nas());
    assertEquals(null, running.kept.last().address());
    assertEquals(null, running.kept.last().mac());
    assertEquals(running.nowMillis.get(), running.kept.last().eventAtMillis());
  }

  @Test
  void codesThatBelongElsewhereAreDiscarded() throws IOException {
    for (int code : new int[] {0, 2, 3, 4, 5, 11, 40, 43, 255}) {
      byte[] request = client.login(1, "somchai", "pw");
      request[0] = (byte) code;
      assertDiscarded("unexpected-code", request);
    }
    assertTrue(nas.isDiscarded(client.login(1, "somchai", "pw")));
  }

  @Test
  void requestWithoutMessageAuthenticatorIsDiscarded() throws IOException {
    assertDiscarded("no-message-authenticator", client.unauthenticatedLogin(1, "somchai", "pw"));
    assertDiscarded(
        "no-message-authenticator",
        client.unauthenticatedLogin(
            1, "somchai", "pw", new Attribute(AttributeType.PROXY_STATE, randomBytes(200))));
  }

  @Test
  void wrongMessageAuthenticatorIsDiscarded() throws IOException {
    byte[] request = client.login(1, "somchai", "pw");
    for (int at : new int[] {22, 37}) {
      byte[] forged = request.clone();
      forged[at] ^= 1;
      assertDiscarded("bad-message-authenticator", forged);
    }
    byte[] status = client.status();
    status[22] ^= 1;
    status[1] = 9;
    assertDiscarded("bad-message-authenticator", status);
  }

  @Test
  void oldClientMayDoWithoutButNotWithProxyState() throws IOException {
    running.clients.replace(List.of(RunningServer.client("old", "127.0.0.1", false)));
    byte[] reply = client.exchange(client.unauthenticatedLogin(1, "somchai", "pw"));
    assertEquals(2, reply[0]);
    assertEquals(AttributeType.MESSAGE_AUTHENTICATOR, reply[20]);
    assertDiscarded(
        "proxy-state-without-message-authenticator",
        client.unauthenticatedLogin(
            2, "somchai", "pw", new Attribute(AttributeType.PROXY_STATE, randomBytes(16))));
    byte[] wrong = client.login(3, "somchai", "pw");
    wrong[22] ^= 1;
    assertDiscarded("bad-message-authenticator", wrong);
  }

  @Test
  void proxyStateWithoutMessageAuthenticatorIsWhatTheClientsPolicySays() throws IOException {
    Attribute proxyState = new Attribute(AttributeType.PROXY_STATE, randomBytes(16));
    policy("none", LimitProxyState.NO);
    assertEquals(
        2, client.exchange(client.unauthenticatedLogin(1, "somchai", "pw", proxyState))[0]);
    policy("strict", LimitProxyState.YES);
    assertDiscarded(
        "proxy-state-without-message-authenticator",
        client.unauthenticatedLogin(2, "somchai", "pw", proxyState));
    // its first request decides
    policy("proxy", LimitProxyState.AUTO);
    assertEquals(
        2, client.exchange(client.unauthenticatedLogin(3, "somchai", "pw", proxyState))[0]);
    assertEquals(2, client.exchange(client.unauthenticatedLogin(4, "somchai", "pw"))[0]);
    policy("nas", LimitProxyState.AUTO);
    assertEquals(2, client.exchange(client.login(5, "somchai", "pw", proxyState))[0]);
    assertDiscarded(
        "proxy-state-without-message-authenticator",
        client.unauthenticatedLogin(6, "somchai", "pw", proxyState));
  }

  private void policy(String name, LimitProxyState limit) {
    running.clients.replace(
        List.of(
            new RadiusClient(
                name,
                Cidr.of("127.0.0.1"),
                RunningServer.SECRET.getBytes(StandardCharsets.UTF_8),
                new ClientPolicy(false, limit, false))));
  }

  @Test
  void oldDevicesAdministratorIsToldTheVendorsFix() {
    Map<Integer, String> fixes =
        Map.of(
            14988, "RouterOS", 12356, "FortiOS", 9, "Cisco", 25053, "Ruckus", 77, "its software");
    fixes.forEach(
        (vendor, fix) -> {
          byte[] request =
              PacketWriter.request(
                  1,
                  1,
                  new byte[16],
                  List.of(Attribute.vendor(vendor, 1, new byte[] {1})),
                  RawClient.SECRET);
          String advice = NasVendor.of(RawClient.packet(request)).advice();
          assertTrue(advice.contains(fix) && advice.contains("device change"), advice);
        });
  }

  @Test
  void messageAuthenticatorIsFirstInEveryReply() throws IOException {
    assertAuthenticated(client.login(1, "somchai", "pw"), 2);
    assertAuthenticated(client.login(2, "somchai", "no"), 3);
    assertAuthenticated(client.status(), 2);
    byte[] request = nas.status();
    byte[] reply = nas.exchange(request);
    assertEquals(5, reply[0]);
    assertEquals(AttributeType.MESSAGE_AUTHENTICATOR, reply[20]);
  }

  private void assertAuthenticated(byte[] request, int code) throws IOException {
    byte[] reply = client.exchange(request);
    byte[] authenticator = Arrays.copyOfRange(request, 4, 20);
    Packet packet = RawClient.packet(reply);
    assertEquals(code, packet.code());
    assertEquals(AttributeType.MESSAGE_AUTHENTICATOR, reply[20]);
    assertTrue(RawClient.SECRET.messageAuthenticatorMatches(packet, authenticator));
    assertTrue(RawClient.SECRET.responseAuthenticatorMatches(packet, authenticator));
  }

  @Test
  void proxyStatesComeBackInTheirOrder() throws IOException {
    byte[][] states = {randomBytes(3), randomBytes(0), randomBytes(253)};
    byte[] request =
        client.login(
            1,
            "somchai",
            "pw",
            new Attribute(AttributeType.PROXY_STATE, states[0]),
            new Attribute(AttributeType.PROXY_STATE, states[1]),
            new Attribute(AttributeType.PROXY_STATE, states[2]));
    List<byte[]> echoed = RawClient.packet(client.exchange(request)).all(AttributeType.PROXY_STATE);
    assertEquals(3, echoed.size());
    for (int i = 0; i < 3; i++) assertArrayEquals(states[i], echoed.get(i));
  }

  @Test
  void replyThatWouldBeTooLongDoesNotStopTheService() throws IOException {
    Attribute[] states = new Attribute[15];
    Arrays.setAll(states, i -> new Attribute(AttributeType.PROXY_STATE, randomBytes(253)));
    assertEquals(2, client.exchange(client.login(1, "somchai", "pw", states))[0]);
  }

  @Test
  void namesThatInjectAreJustNames() throws IOException {
    String[] names = {
      "' OR '1'='1",
      "x'; DROP TABLE account; --",
      "somchai'--",
      "a\nWARN forged line",
      "\u0000",
      "\"}"
    };
    for (int i = 0; i < names.length; i++) {
      assertEquals(3, client.exchange(client.login(i, names[i], "pw"))[0]);
      assertEquals(names[i], running.kept.last().userName());
      assertEquals("unknown-user", running.kept.last().reason());
      assertFalse(
          new String(running.kept.frames().getLast().bytes(), StandardCharsets.UTF_8)
              .contains("\n"));
    }
    assertEquals(1, running.accounts.list().size());
  }

  @Test
  void unknownClientIsDiscardedUntilItIsAdded() throws IOException {
    running.clients.replace(List.of(RunningServer.client("elsewhere", "192.0.2.0/24", true)));
    byte[] request = client.login(1, "somchai", "pw");
    client.send(request);
    RunningServer.await(() -> running.rejected("unknown-client") == 1);
    running.clients.replace(List.of(RunningServer.client("here", "127.0.0.1/32", true)));
    assertEquals(2, client.exchange(request)[0]);
    assertEquals(
        List.of("unknown-client", "somchai"),
        running.kept.events().stream()
            .map(e -> Objects.requireNonNullElse(e.reason(), e.userName()))
            .toList());
  }

  @Test
  void loginsWithoutNameOrPasswordAreRejectedWithTheReason() throws IOException {
    byte[] authenticator = client.authenticator();
    byte[] nothing = PacketWriter.request(1, 1, authenticator, List.of(), RawClient.SECRET);
    assertEquals(3, client.exchange(nothing)[0]);
    assertEquals("no-user-name", running.kept.last().reason());
    byte[] noPassword =
        PacketWriter.request(
            1, 2, authenticator, List.of(Attribute.text(1, "somchai")), RawClient.SECRET);
    assertEquals(3, client.exchange(noPassword)[0]);
    assertEquals("no-password", running.kept.last().reason());
    byte[] eap =
        PacketWriter.request(
            1,
            3,
            authenticator,
            List.of(
                Attribute.text(1, "somchai"),
                new Attribute(AttributeType.EAP_MESSAGE, new byte[] {2, 0, 0, 4})),
            RawClient.SECRET);
    assertEquals(3, client.exchange(eap)[0]);
    assertEquals("eap-not-offered", running.kept.last().reason());
    byte[] oddLength =
        PacketWriter.request(
            1,
            4,
            authenticator,
            List.of(
                Attribute.text(1, "somchai"),
                new Attribute(AttributeType.USER_PASSWORD, randomBytes(17))),
            RawClient.SECRET);
    assertEquals(3, client.exchange(oddLength)[0]);
    assertEquals("bad-password", running.kept.last().reason());
  }
}
