package jaruek.admin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.admin.api.AdminCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Appliances that are not there, hang up or lie; readers that go away. */
final class ConnectionTest {
  private static final String DONE = "{\"end\":{\"status\":0,\"code\":\"\",\"arguments\":{}}}";

  @TempDir Path folder;

  private static void unreachable(Path socket, String err) {
    Run run = Run.with().run("status", "--socket", socket.toString());
    assertEquals(3, run.status);
    assertEquals("", run.out);
    assertEquals(err + "\n", run.err);
  }

  @Test
  void saysWhichSocketIsAbsentAndWhatToDo() {
    Path socket = folder.resolve("none.sock");
    unreachable(
        socket,
        "Cannot reach the appliance: there is no socket "
            + socket
            + ". Is it running (systemctl status jaruek)? If it listens elsewhere, give --socket or"
            + " --config.");
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    Path socket = folder.resolve("old.sock");
    try (ServerSocketChannel server =
        ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      server.bind(java.net.UnixDomainSocketAddress.of(socket));
    }
    unreachable(
        socket,
        "Cannot reach the appliance: nobody listens on "
            + socket
            + ". It has stopped or is restarting (systemctl status jaruek).");
  }

  /** The tests may run as root, who is denied nothing. */
  @Test
  void tellsADeniedSocketApart() {
    Path socket = folder.resolve("admin.sock");
    assertEquals(
        "socket.denied",
        AdminConnection.connectCode(socket, new SocketException("Permission denied")));
    assertEquals(
        "socket.absent",
        AdminConnection.connectCode(socket, new SocketException("No such file or directory")));
  }

  @Test
  void saysThatAPathIsTooLongForASocket() {
    Run run = Run.with().run("status", "--socket", "/" + "x".repeat(200));
    assertEquals(3, run.status);
    assertTrue(run.err.startsWith("Cannot reach the appliance"), run.err);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "hello\n",
        "[]\n",
        "{}\n",
        "{\"row\":1}\n",
        "{\"row\":{\"a\":\n",
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "{\"row\":{\"a\":1}}\n",
        "{\"end\":{\"status\":0}}",
        "{\"end\":{\"status\":\"no\"}}\n",
        "{\"end\":{\"status\":99,\"code\":\"\"}}\n",
        "{\"end\":{\"status\":-1,\"code\":\"\"}}\n",
        "{\"end\":{}}\n",
      })
  void takesNothingForAnAnswerThatIsNone(String lines) throws Exception {
    try (FakeDaemon daemon = FakeDaemon.start(folder, out -> out.write(lines.getBytes(UTF_8)))) {
      assertEquals(3, Run.of(daemon, "user", "list").status);
    }
  }

  @Test
  void takesDeepAndOverlongLinesForNoAnswer() throws Exception {
    String deep = "{\"row\":{\"a\":" + "[".repeat(100_000) + "\n";
    try (FakeDaemon daemon = FakeDaemon.start(folder, out -> out.write(deep.getBytes(UTF_8)))) {
      assertEquals(3, Run.of(daemon, "user", "list").status);
    }
    Files.delete(folder.resolve("admin.sock"));
    byte[] block = "x".repeat(1 << 20).getBytes(UTF_8);
    FakeDaemon.Answer endless =
        out -> {
          while (true) out.write(block);
        };
    try (FakeDaemon daemon = FakeDaemon.start(folder, endless)) {
      Run run = Run.of(daemon, "user", "list");
      assertEquals(3, run.status);
      assertTrue(run.err.contains("a line without an end"), run.err);
    }
  }

  @Test
  void survivesRandomReplies() throws Exception {
    Random random = new Random(2569);
    byte[] honest = ("{\"row\":{\"user\":\"สมชาย\",\"n\":1}}\n" + DONE + "\n").getBytes(UTF_8);
    FakeDaemon.Answer broken =
        out -> {
          byte[] bytes = honest.clone();
          for (int i = random.nextInt(1, 6); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
          }
          out.write(bytes);
        };
    try (FakeDaemon daemon = FakeDaemon.start(folder, broken)) {
      for (int round = 0; round < 500; round++) {
        Run run = Run.of(daemon, "user", "list", "--format", round % 2 == 0 ? "table" : "csv");
        assertTrue(run.status >= 0 && run.status <= 4);
        assertTrue(run.out.chars().noneMatch(c -> c < ' ' && c != '\n' && c != '\r'), run.out);
      }
    }
  }

  @Test
  void readsTheRefusalOfARequestThatWasNotReadToItsEnd() throws Exception {
    byte[] csv = "x".repeat(4 << 20).getBytes(UTF_8);
    String full = "{\"end\":{\"status\":2,\"code\":\"usage.request\",\"arguments\":{}}}";
    try (FakeDaemon daemon = FakeDaemon.answering(folder, full)) {
      assertEquals(2, Run.with().stdin(csv).socket(daemon).run("user", "import", "-").status);
    }
  }

  @Test
  void refusesARequestThatNoLineCanHold() throws Exception {
    byte[] csv = new byte[TextFile.BYTES_MAX];
    try (FakeDaemon daemon = FakeDaemon.answering(folder, DONE)) {
      Run run = Run.with().stdin(csv).socket(daemon).run("user", "import", "-");
      assertEquals(2, run.status);
      assertEquals(
          "The request is larger than " + AdminCodec.LINE_BYTES_MAX + " bytes; split the file.\n",
          run.err);
    }
  }

  /** The fake sends the rest only when the beginning has come out at the other end. */
  @ParameterizedTest
  @ValueSource(strings = {"table", "csv", "json"})
  void streamsAnswersOfAnyLength(String format) throws Exception {
    int rows = 100_000;
    CountDownLatch seen = new CountDownLatch(1);
    byte[] row = "{\"row\":{\"user\":\"somchai\",\"n\":12345}}\n".getBytes(UTF_8);
    FakeDaemon.Answer answer =
        out -> {
          for (int i = 0; i < 1_000; i++) out.write(row);
          awaitSeen(seen);
          for (int i = 1_000; i < rows; i++) out.write(row);
          out.write((DONE + "\n").getBytes(UTF_8));
        };
    CountingStream stdout = new CountingStream(seen);
    try (FakeDaemon daemon = FakeDaemon.start(folder, answer)) {
      assertEquals(0, execute(stdout, daemon, "user", "list", "--format", format));
    }
    assertEquals(format.equals("json") ? rows : rows + 1, stdout.lines);
  }

  private static void awaitSeen(CountDownLatch seen) throws IOException {
    try {
      if (!seen.await(30, TimeUnit.SECONDS)) throw new IOException("nothing came out");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static int execute(OutputStream stdout, FakeDaemon daemon, String... typed) {
    Surroundings surroundings =
        new Surroundings(
            Map.of(),
            new ByteArrayInputStream(new byte[0]),
            stdout,
            new ByteArrayOutputStream(),
            Surroundings.Terminal.NONE);
    Run.With with = Run.with().socket(daemon);
    return with.commandLine(surroundings).execute(with.joined(typed));
  }

  @Test
  void stopsQuietlyWhenTheReaderHasSeenEnough() throws Exception {
    byte[] row = "{\"row\":{\"user\":\"somchai\"}}\n".getBytes(UTF_8);
    FakeDaemon.Answer endless =
        out -> {
          while (true) out.write(row);
        };
    Pipe pipe = Pipe.open();
    pipe.source().close();
    try (FakeDaemon daemon = FakeDaemon.start(folder, endless);
        OutputStream stdout = Channels.newOutputStream(pipe.sink())) {
      assertEquals(0, execute(stdout, daemon, "user", "list"));
    }
  }

  @Test
  void doesNotCallAFullDiskDone() throws Exception {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    try (FakeDaemon daemon = FakeDaemon.answering(folder, "{\"row\":{\"a\":1}}", DONE)) {
      assertNotEquals(0, execute(full, daemon, "user", "list"));
    }
  }

  private static final class CountingStream extends OutputStream {
    private final CountDownLatch seen;
    private long lines;

    CountingStream(CountDownLatch seen) {
      this.seen = seen;
    }

    @Override
    public void write(int b) {
      if (b == '\n') lines++;
      seen.countDown();
    }
  }
}
