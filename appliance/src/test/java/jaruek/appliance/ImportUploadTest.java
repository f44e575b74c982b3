package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that does not keep to the rules spoils its own import and nothing else. */
final class ImportUploadTest {
  private static final String READY = "progress.upload";

  /** One line of syslog of 192.0.2.1. */
  private static final byte[] ITEM =
      ByteBuffer.allocate(32 + 8)
          .put((byte) 1)
          .put((byte) 0)
          .putLong(1_795_405_321_000L)
          .putLong(0)
          .putLong(0xffffc0000201L)
          .putShort((short) 514)
          .putInt(8)
          .put("<13>text".getBytes(StandardCharsets.US_ASCII))
          .array();

  @TempDir private Path folder;

  private RunningAppliance jaruek;
  private int files;

  @BeforeEach
  void start() throws IOException {
    jaruek = new RunningAppliance(folder);
  }

  @AfterEach
  void stop() {
    jaruek.close();
  }

  /** A connection in the middle of an import. */
  private final class Upload implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader in;
    private final DataOutputStream out;

    Upload() throws IOException {
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.connect(UnixDomainSocketAddress.of(folder.resolve("admin.sock")));
      in =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
      out = new DataOutputStream(Channels.newOutputStream(channel));
      String request =
          "{\"command\":\"import\",\"arguments\":{\"file\":\"f%d\",\"sha256\":\"%064x\","
                  .formatted(files, files)
              + "\"format\":\"syslog\",\"source\":\"192.0.2.1\"}}\n";
      files++;
      out.write(request.getBytes(StandardCharsets.UTF_8));
    }

    @Nullable String line() throws IOException {
      return in.readLine();
    }

    void part(byte[] bytes) throws IOException {
      out.writeInt(bytes.length);
      out.write(bytes);
    }

    /** Whether it is ready for more. */
    boolean ready() throws IOException {
      String line = line();
      return line != null && line.contains(READY);
    }

    /** The last line. */
    String end() throws IOException {
      String last = "";
      for (String line = line(); line != null; line = line()) last = line;
      return last;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static byte[] end(String json) {
    return ("\0" + json).getBytes(StandardCharsets.UTF_8);
  }

  private void anotherGoesWell() throws IOException {
    try (Upload upload = new Upload()) {
      assertTrue(upload.ready());
      upload.part(ITEM);
      assertTrue(upload.ready());
      upload.part(end("{\"read\":1}"));
      String answer = upload.line();
      assertTrue(answer != null && answer.contains("\"messageRows\":1"), answer);
      assertTrue(upload.end().contains("file.imported"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ffffffff", // a negative length
        "7fffffff", // a gigabyte
        "00100001", // a byte more than may be
        "00000001", // a part that does not come
        "0000000109", // an item of no kind
        "0000000101", // half an item
        "0000000500" + "7b7d5b5d", // no JSON
        "0000000000", // nothing at all, and then silence
      })
  void breaksOffAtWhatIsNoPart(String hex) throws Exception {
    try (Upload upload = new Upload()) {
      assertTrue(upload.ready());
      upload.part(ITEM);
      assertTrue(upload.ready());
      upload.out.write(HexFormat.of().parseHex(hex));
      upload.channel.shutdownOutput();
      upload.end();
    }
    anotherGoesWell();
    assertEquals(2, jaruek.status().path("messageRows").asLong(), "what came before is kept");
  }

  @Test
  void believesNoLengthOfAnItem() throws Exception {
    for (int length : new int[] {-1, 9, Integer.MAX_VALUE, 65_536}) {
      byte[] lying = ITEM.clone();
      ByteBuffer.wrap(lying).putInt(28, length);
      try (Upload upload = new Upload()) {
        assertTrue(upload.ready());
        upload.part(lying);
        assertTrue(upload.end().contains("\"failed\""));
      }
    }
    anotherGoesWell();
  }

  @Test
  void takesOneFileAtATimeAndTheNextOneWhenTheFirstIsLeft() throws Exception {
    try (Upload first = new Upload()) {
      assertTrue(first.ready());
      try (Upload second = new Upload()) {
        assertTrue(second.end().contains("file.import.busy"));
      }
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try (Upload next = new Upload()) {
        String line = next.line();
        if (line != null && line.contains(READY)) return;
      }
      assertTrue(System.nanoTime() < deadline, "the first one is still there");
    }
  }

  @Test
  void refusesNamesAndHashesThatAreNone() throws Exception {
    for (String arguments :
        new String[] {
          "\"file\":\"f\",\"sha256\":\"zz\",\"format\":\"syslog\",\"source\":\"192.0.2.1\"",
          "\"file\":\"f\\u0007\",\"sha256\":\"%064x\",\"format\":\"syslog\",\"source\":\"192.0.2.1\"",
          "\"file\":\"f\",\"sha256\":\"%064x\",\"format\":\"syslog\",\"source\":\"nobody\"",
          "\"file\":\"f\",\"sha256\":\"%064x\",\"format\":\"syslog\"",
          "\"file\":\"f\",\"sha256\":\"%064x\",\"format\":\"pcap\",\"vendor\":\"nobody\"",
          "\"file\":\"f\",\"sha256\":\"%064x\",\"format\":\"pcap\",\"zone\":\"Moon/Crater\"",
          "\"file\":\"f\",\"sha256\":\"%064x\",\"format\":\"pcap\",\"unknown\":1"
        }) {
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(folder.resolve("admin.sock")));
        String line = "{\"command\":\"import\",\"arguments\":{" + arguments.formatted(99) + "}}\n";
        channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
        String answer =
            new BufferedReader(
                    new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))
                .readLine();
        assertTrue(String.valueOf(answer).contains("\"status\":2"), arguments + ": " + answer);
      }
    }
  }
}
