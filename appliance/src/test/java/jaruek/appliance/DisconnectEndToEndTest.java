package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import jaruek.radius.client.RadiusProbe;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Checked;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCheck;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions by accounting, ended by command and by themselves, and over a restart. */
final class DisconnectEndToEndTest {
  private static final SharedSecret SECRET = SharedSecret.of("long enough a secret");

  @TempDir private Path folder;
  private final Set<String> atNas = ConcurrentHashMap.newKeySet();
  private final List<Packet> received = new CopyOnWriteArrayList<>();
  private RunningAppliance running;
  private DatagramSocket nas;

  @BeforeEach
  void start() throws IOException {
    nas = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("nas").start(this::answer);
    running = new RunningAppliance(folder);
    running.done(
        "device",
        "add",
        "gw1",
        "--address",
        "127.0.0.1",
        "--secret",
        "long enough a secret",
        "--coa-port",
        Integer.toString(nas.getLocalPort()));
  }

  @AfterEach
  void stop() {
    running.close();
    nas.close();
  }

  /** Ends the sessions it has, and says of others that it has none. */
  private void answer() {
    DatagramPacket datagram = new DatagramPacket(new byte[4096], 4096);
    try {
      while (true) {
        datagram.setLength(4096);
        nas.receive(datagram);
        byte[] bytes = Arrays.copyOf(datagram.getData(), datagram.getLength());
        Packet request = ((Checked.Sound) PacketCheck.check(bytes)).packet();
        received.add(request);
        if (request.code() == PacketCode.COA_REQUEST) {
          byte[] reply = change(request);
          nas.send(new DatagramPacket(reply, reply.length, datagram.getSocketAddress()));
          continue;
        }
        boolean there =
            SECRET.accountingMessageAuthenticatorMatches(request)
                && atNas.remove(request.text(AttributeType.ACCT_SESSION_ID).orElse(""));
        List<Attribute> cause = List.of(Attribute.number(AttributeType.ERROR_CAUSE, 503));
        byte[] reply =
            there
                ? PacketWriter.reply(request, 41, List.of(), SECRET)
                : PacketWriter.reply(request, 42, cause, SECRET);
        nas.send(new DatagramPacket(reply, reply.length, datagram.getSocketAddress()));
      }
    } catch (IOException e) {
      if (!nas.isClosed()) throw new IllegalStateException(e);
    }
  }

  /** Takes a VLAN and a rate for the sessions it has, and no filter. */
  private byte[] change(Packet request) {
    boolean there =
        SECRET.accountingMessageAuthenticatorMatches(request)
            && atNas.contains(request.text(AttributeType.ACCT_SESSION_ID).orElse(""));
    int cause = !there ? 503 : request.has(AttributeType.FILTER_ID) ? 407 : 0;
    if (cause == 0) return PacketWriter.reply(request, PacketCode.COA_ACK, List.of(), SECRET);
    List<Attribute> why = List.of(Attribute.number(AttributeType.ERROR_CAUSE, cause));
    return PacketWriter.reply(request, PacketCode.COA_NAK, why, SECRET);
  }

  private void account(String status, String id, String user) throws IOException {
    try (RadiusProbe probe =
        new RadiusProbe(
            running.address("radius.authentication"),
            running.address("radius.accounting"),
            SECRET,
            Duration.ofSeconds(20),
            1,
            new SecureRandom())) {
      probe.account(
          Map.of(
              "Acct-Status-Type",
              status,
              "Acct-Session-Id",
              id,
              "User-Name",
              user,
              "NAS-IP-Address",
              "127.0.0.1",
              "Framed-IP-Address",
              "10.5.0." + (id.hashCode() & 0x7f)));
    }
    if (status.equals("Start")) atNas.add(id);
  }

  private JsonNode result(RunningAppliance.Answer answer) {
    assertEquals(1, answer.rows().size(), answer.errors());
    return answer.rows().getFirst();
  }

  @Test
  void endsSessionsByUserAndByIdAndSaysWhatCameOfIt() throws IOException {
    account("Start", "a1", "somchai");
    account("Start", "a2", "somchai");
    account("Start", "b1", "somying");
    RunningAppliance.Answer both = running.done("disconnect", "--user", "somchai");
    assertEquals(2, both.rows().size());
    assertEquals("done", both.rows().getFirst().path("result").textValue());
    assertTrue(atNas.contains("b1") && atNas.size() == 1);
    account("Stop", "a1", "somchai");
    account("Stop", "a2", "somchai");
    assertEquals(1, running.run("disconnect", "--user", "somchai").status());

    atNas.clear();
    JsonNode gone = result(running.done("disconnect", "--session", "b1"));
    assertEquals("session-context-not-found", gone.path("result").textValue());
    assertEquals(503, gone.path("errorCause").intValue());
    assertEquals(1, running.run("disconnect", "--session", "b1").status(), "it is closed now");
    assertEquals(2, running.run("disconnect").status());
  }

  @Test
  void changesOpenSessionsToTheirUsersPresentSettings() throws IOException {
    running.done("user", "add", "somchai", "--password", "correct horse battery");
    account("Start", "a1", "somchai");
    account("Start", "g1", "guest");
    JsonNode none = result(running.run("coa", "--user", "somchai"));
    assertEquals("nothing-to-change", none.path("result").textValue());
    running.done("user", "change", "somchai", "--vlan", "30", "--session-timeout", "1h");
    assertEquals("done", result(running.done("coa", "--user", "somchai")).path("result").asText());
    Packet sent = received.getLast();
    assertEquals("30", sent.text(AttributeType.TUNNEL_PRIVATE_GROUP_ID).orElseThrow());
    assertEquals(3600, sent.number(AttributeType.SESSION_TIMEOUT).orElseThrow());
    assertEquals("a1", sent.text(AttributeType.ACCT_SESSION_ID).orElseThrow());

    RunningAppliance.Answer refused =
        running.run("coa", "--session", "a1", "--attribute", "Filter-Id=guests");
    assertEquals(1, refused.status());
    assertEquals("invalid-attribute-value", result(refused).path("result").textValue());
    assertEquals(407, result(refused).path("errorCause").intValue());
    assertEquals(
        "done",
        result(running.done("coa", "--user", "guest", "--attribute", "Session-Timeout=60"))
            .path("result")
            .asText());
    JsonNode stranger = result(running.run("coa", "--user", "guest"));
    assertEquals("no-account", stranger.path("result").textValue());
    assertEquals(2, running.run("coa", "--user", "guest", "--attribute", "State=x").status());
    assertEquals(2, running.run("coa", "--user", "guest", "--attribute", "Nonsense=x").status());
    assertEquals(2, running.run("coa").status());
    atNas.remove("a1");
    JsonNode gone = result(running.run("coa", "--user", "somchai"));
    assertEquals("session-context-not-found", gone.path("result").textValue());
    assertEquals(1, running.run("coa", "--user", "somchai").status(), "it is closed now");
  }

  @Test
  void sessionsOutliveARestartAndADisabledUsersEndsByItself() throws Exception {
    running.done("user", "add", "somchai", "--password", "correct horse battery");
    account("Start", "a1", "somchai");
    running.restart();
    assertTrue(atNas.contains("a1"));
    running.done("user", "disable", "somchai");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (atNas.contains("a1")) {
      assertTrue(System.nanoTime() < deadline, "the session goes on");
      TimeUnit.MILLISECONDS.sleep(50);
    }
    running.awaitRows("operationRows", 3);
    assertTrue(running.metric("jaruek_radius_sessions_ended_total", "disabled") > 0);
  }
}
