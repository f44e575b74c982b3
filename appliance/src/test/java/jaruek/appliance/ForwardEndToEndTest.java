package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Another collector gets what a source sends, also what came while it was away. */
@Timeout(300)
final class ForwardEndToEndTest {
  private static final int PATIENCE_MILLIS = 120_000;

  @TempDir Path folder;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private static ServerSocket listening(int port) throws IOException {
    ServerSocket socket = new ServerSocket(port, 5, InetAddress.ofLiteral("127.0.0.1"));
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static void say(InetSocketAddress to, String line) throws IOException {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(bytes, bytes.length, to));
    }
  }

  private static String read(InputStream in, String expected) throws IOException {
    String counted = expected.getBytes(StandardCharsets.UTF_8).length + " " + expected;
    int length = counted.getBytes(StandardCharsets.UTF_8).length;
    assertEquals(counted, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    return expected;
  }

  private static JsonNode forward(RunningAppliance running) {
    return running.done("status").row().get("forwards").get(0);
  }

  @Test
  void copiesWaitForACollectorThatIsAwayAndSurviveARestart() throws Exception {
    int port = freePort();
    String forward =
        "forward: [ { name: ministry, to: \"127.0.0.1:%d\", transport: tcp } ]".formatted(port);
    try (RunningAppliance running = new RunningAppliance(folder, "", forward)) {
      running.done("device", "add", "gw", "--address", "127.0.0.1/32", "--kinds", "log");
      say(running.address("collector.syslog-udp"), "<13>Nov 23 10:00:00 gw app: first ไทย");
      running.awaitRows("messageRows", 1);
      assertEquals("tcp://127.0.0.1:" + port, forward(running).get("address").asText());
      assertTrue(forward(running).get("waitingFrames").asLong() > 0);
      running.done("seal");
      running.restart();
      try (ServerSocket ministry = listening(port);
          Socket connection = ministry.accept()) {
        connection.setSoTimeout(PATIENCE_MILLIS);
        InputStream in = new BufferedInputStream(connection.getInputStream());
        read(in, "<13>Nov 23 10:00:00 gw app: first ไทย");
        say(running.address("collector.syslog-udp"), "<13>Nov 23 10:00:01 gw app: second");
        read(in, "<13>Nov 23 10:00:01 gw app: second");
        assertTrue(forward(running).get("connected").asBoolean());
        assertEquals(2, forward(running).get("sent").asLong());
      }
    }
  }
}
