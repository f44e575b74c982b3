package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.Checked;
import jaruek.radius.packet.Dictionary;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCheck;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.IdentityEvent;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three clients on loopback: gw1 (127.0.0.11), aps (127.0.0.16/28), proxy (127.0.0.40). */
class ForgedAccountingTest {
  @TempDir Path folder;
  private RunningServer running;
  private int id;

  @BeforeEach
  void start() {
    running = new RunningServer(folder);
    running.clients.replace(
        List.of(
            client("gw1", "127.0.0.11", ClientPolicy.DEFAULT),
            client("aps", "127.0.0.16/28", ClientPolicy.DEFAULT),
            client("proxy", "127.0.0.40", ClientPolicy.DEFAULT.with(true, 0))));
  }

  private static RadiusClient client(String name, String range, ClientPolicy policy) {
    byte[] secret = RunningServer.SECRET.getBytes(StandardCharsets.UTF_8);
    return new RadiusClient(name, Cidr.of(range), secret, policy);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  /** The reply, or null if none comes. */
  private @Nullable Packet send(int timeoutMillis, String from, String... attributes)
      throws IOException {
    List<Attribute> all = new ArrayList<>();
    for (int i = 0; i < attributes.length; i += 2) {
      all.add(Dictionary.attribute(attributes[i], attributes[i + 1]));
    }
    byte[] request =
        PacketWriter.accountingRequest(id++ & 0xff, all, SharedSecret.of(RunningServer.SECRET));
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(from))) {
      socket.setSoTimeout(timeoutMillis);
      socket.send(new DatagramPacket(request, request.length, running.server.accountingAddress()));
      DatagramPacket reply = new DatagramPacket(new byte[4096], 4096);
      socket.receive(reply);
      byte[] bytes = Arrays.copyOf(reply.getData(), reply.getLength());
      return ((Checked.Sound) PacketCheck.check(bytes)).packet();
    } catch (SocketTimeoutException e) {
      return null;
    }
  }

  private void accepted(String from, String... attributes) throws IOException {
    Packet reply = send(20_000, from, attributes);
    assertEquals(PacketCode.ACCOUNTING_RESPONSE, reply == null ? -1 : reply.code());
  }

  private void refused(String reason, String from, String... attributes) throws IOException {
    assertNull(send(300, from, attributes));
    RunningServer.await(() -> running.rejected(reason) > 0);
    RunningServer.await(() -> running.kept.last().event().equals("reject"));
    IdentityEvent kept = running.kept.last();
    assertEquals(reason, kept.reason());
  }

  private static String[] event(String status, String nas) {
    return new String[] {
      "Acct-Status-Type",
      status,
      "Acct-Session-Id",
      "a1",
      "User-Name",
      "somchai",
      "NAS-IP-Address",
      nas
    };
  }

  @Test
  void refusesTheStopOfASessionOfAnotherClient() throws IOException {
    accepted("127.0.0.11", event("Start", "127.0.0.11"));
    refused("nas-of-another-client", "127.0.0.17", event("Stop", "127.0.0.11"));
    refused("nas-of-another-client", "127.0.0.17", event("Accounting-On", "127.0.0.11"));
    assertEquals(1, running.sessions.size());
    accepted("127.0.0.11", event("Stop", "127.0.0.11"));
    assertEquals(0, running.sessions.size());
  }

  @Test
  void refusesItToBehindAnAddressOrNameThatIsNoClients() throws IOException {
    accepted("127.0.0.11", event("Start", "192.168.88.1"));
    refused("session-of-another-client", "127.0.0.17", event("Stop", "192.168.88.1"));
    assertEquals(1, running.sessions.size());
    String[] start = {
      "Acct-Status-Type", "Start", "Acct-Session-Id", "b", "NAS-Identifier", "MikroTik"
    };
    accepted("127.0.0.11", start);
    start[1] = "Interim-Update";
    refused("session-of-another-client", "127.0.0.17", start);
    start[1] = "Accounting-Off";
    refused("nas-of-another-client", "127.0.0.17", start);
    assertEquals(2, running.sessions.size());
  }

  @Test
  void refusesOneNasOfARangeTheSessionsOfAnother() throws IOException {
    accepted("127.0.0.17", event("Start", "127.0.0.17"));
    refused("nas-of-another-source", "127.0.0.18", event("Stop", "127.0.0.17"));
    assertEquals(1, running.sessions.size());
  }

  @Test
  void aProxyMaySpeakForAnyNas() throws IOException {
    accepted("127.0.0.11", event("Start", "127.0.0.11"));
    accepted("127.0.0.40", event("Stop", "127.0.0.11"));
    assertEquals(0, running.sessions.size());
  }

  @Test
  void aRenamedClientKeepsItsSessions() throws IOException {
    accepted("127.0.0.11", event("Start", "192.168.88.1"));
    running.clients.replace(List.of(client("gate", "127.0.0.11", ClientPolicy.DEFAULT)));
    accepted("127.0.0.11", event("Stop", "192.168.88.1"));
    assertEquals(0, running.sessions.size());
  }

  @Test
  void refusalsAreRecordedWithinALimit() throws IOException {
    accepted("127.0.0.11", event("Start", "127.0.0.11"));
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.17"))) {
      for (int i = 0; i < AccountingService.REFUSALS_RECORDED_MAX + 200; i++) {
        List<Attribute> attributes =
            List.of(
                Dictionary.attribute("Acct-Status-Type", "Stop"),
                Dictionary.attribute("Acct-Session-Id", "a1"),
                Dictionary.attribute("NAS-IP-Address", "127.0.0.11"),
                Dictionary.attribute("Acct-Session-Time", "" + i));
        byte[] request =
            PacketWriter.accountingRequest(
                i & 0xff, attributes, SharedSecret.of(RunningServer.SECRET));
        socket.send(
            new DatagramPacket(request, request.length, running.server.accountingAddress()));
        int sent = i + 1;
        if (sent % 50 == 0) {
          RunningServer.await(() -> running.rejected("nas-of-another-client") == sent);
        }
      }
    }
    RunningServer.await(() -> running.counted("refusals-not-recorded") == 200);
    assertEquals(1 + AccountingService.REFUSALS_RECORDED_MAX, running.kept.size());
  }

  @Test
  void whatIsSentAgainWithAnotherIdIsAnsweredButNotKeptAgain() throws IOException {
    String[] stop = {
      "Acct-Status-Type",
      "Stop",
      "Acct-Session-Id",
      "a1",
      "User-Name",
      "somchai",
      "Acct-Session-Time",
      "60",
      "Acct-Input-Octets",
      "100"
    };
    accepted("127.0.0.11", stop);
    accepted("127.0.0.11", stop);
    assertEquals(1, running.kept.size());
    assertEquals(1, running.counted("accounting-repeats"));
    assertEquals(100, running.sessions.used("somchai", 0).bytes());
  }

  @Test
  void clockFaultsAreCounted() throws IOException {
    long now = running.nowMillis.get() / 1000;
    for (long stamp : new long[] {86_400, now + 3600, now - 90_000}) {
      accepted(
          "127.0.0.11",
          "Acct-Status-Type",
          "Start",
          "Acct-Session-Id",
          "s" + stamp,
          "Event-Timestamp",
          "" + stamp);
      assertEquals(now * 1000, running.kept.last().eventAtMillis());
    }
    accepted(
        "127.0.0.11",
        "Acct-Status-Type",
        "Start",
        "Acct-Session-Id",
        "held",
        "Event-Timestamp",
        "" + (now - 7200));
    assertEquals((now - 7200) * 1000, running.kept.last().eventAtMillis());
    accepted(
        "127.0.0.11",
        "Acct-Status-Type",
        "Start",
        "Acct-Session-Id",
        "slow",
        "Event-Timestamp",
        "" + (now - 7200),
        "Acct-Delay-Time",
        "0");
    assertEquals(now * 1000, running.kept.last().eventAtMillis());
    assertEquals(4, running.counted("doubtful"));
  }

  @Test
  void mapsPrefixesAndInterfaceIds() throws IOException {
    accepted(
        "127.0.0.11",
        "Acct-Status-Type",
        "Start",
        "Acct-Session-Id",
        "p1",
        "Framed-IPv6-Prefix",
        "2001:db8:1::/64",
        "Framed-Interface-Id",
        "0000000000000007");
    assertEquals("2001:db8:1::7", running.kept.last().addressV6());
    accepted(
        "127.0.0.11",
        "Acct-Status-Type",
        "Start",
        "Acct-Session-Id",
        "p2",
        "Framed-IP-Address",
        "255.255.255.254");
    assertNull(running.kept.last().address());
  }
}
