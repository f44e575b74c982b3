package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A carrier-grade translator tells of blocks of ports only, and the person is found all the same.
 */
@Timeout(300)
final class PortBlockEndToEndTest {
  private static final int TEMPLATE = 256;

  @TempDir Path folder;

  private RunningAppliance running;
  private Instant now;
  private int sequence;

  @BeforeEach
  void start() throws IOException {
    running = new RunningAppliance(folder);
    now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void whoFindsTheHolderOfABlockHotSealedAndAfterARestart() throws Exception {
    Peers.need("radclient", "freeradius-utils");
    running.done(
        "device",
        "add",
        "gw",
        "--address",
        "127.0.0.1/32",
        "--kinds",
        "radius,log",
        "--secret",
        Peers.SECRET);
    login("somchai", "S-1", "10.0.0.1");
    login("malee", "S-2", "10.0.0.2");
    running.awaitRows("identityRows", 2);
    block(16, -20, 0x0a000001, 1_024, 2_047);
    block(16, -20, 0x0a000002, 2_048, 3_071);
    block(17, -1, 0x0a000001, 1_024, 2_047);
    running.awaitRows("trafficRows", 3);
    String id =
        running
            .done(
                "case",
                "open",
                "--letter",
                "1",
                "--officer",
                "o",
                "--basis",
                "18(2)",
                "--from",
                now.minus(1, ChronoUnit.HOURS).toString(),
                "--to",
                now.plus(1, ChronoUnit.HOURS).toString())
            .row()
            .path("id")
            .asText();
    check(id);
    running.done("seal");
    check(id);
    running.restart();
    check(id);
  }

  private void check(String id) {
    JsonNode taken = who(id, 1_500).path("candidates").path(0);
    assertEquals("somchai", taken.path("user").asText(), taken.toString());
    assertEquals("10.0.0.1", taken.path("insideAddress").asText());
    assertEquals("observed", taken.path("joins").path(0).path("basis").asText());
    JsonNode open = who(id, 3_071).path("candidates").path(0);
    assertEquals("malee", open.path("user").asText(), open.toString());
    assertEquals("inferred", open.path("joins").path(0).path("basis").asText());
    assertEquals(0, who(id, 3_072).path("candidates").size());
  }

  private JsonNode who(String id, int port) {
    String at = now.minus(5, ChronoUnit.MINUTES).toString();
    return running
        .run("who", "203.0.113.7:" + port, "--at", at, "--skew", "1s", "--case", id)
        .rows()
        .getFirst();
  }

  private void login(String user, String session, String address) throws Exception {
    Peers.radclientGets(
        "Accounting-Response",
        running.address("radius.accounting"),
        "acct",
        "Acct-Status-Type=Start,User-Name='%s',Acct-Session-Id='%s',NAS-IP-Address=192.0.2.9,"
                .formatted(user, session)
            + "Framed-IP-Address=%s,Acct-Delay-Time=1500".formatted(address));
  }

  /** An IPFIX message with the template of RFC 8158's block events, and one event. */
  private void block(int event, int minutes, int inside, int first, int last) throws IOException {
    long at = now.plus(minutes, ChronoUnit.MINUTES).toEpochMilli();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      int[] fields = {323, 8, 230, 1, 8, 4, 225, 4, 361, 2, 362, 2};
      int templateBytes = 8 + 2 * fields.length;
      int dataBytes = 4 + 21;
      out.writeShort(10);
      out.writeShort(16 + templateBytes + dataBytes);
      out.writeInt((int) (now.toEpochMilli() / 1_000));
      out.writeInt(sequence++);
      out.writeInt(1);
      out.writeShort(2);
      out.writeShort(templateBytes);
      out.writeShort(TEMPLATE);
      out.writeShort(fields.length / 2);
      for (int field : fields) out.writeShort(field);
      out.writeShort(TEMPLATE);
      out.writeShort(dataBytes);
      out.writeLong(at);
      out.writeByte(event);
      out.writeInt(inside);
      out.writeInt(0xcb007107);
      out.writeShort(first);
      out.writeShort(last);
    }
    InetSocketAddress to = running.address("collector.ipfix");
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(bytes.toByteArray(), bytes.size(), to));
    }
  }
}
