package jaruek.collector.receive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SyslogFramerTest {
  private static final Path FRAMING =
      Path.of(System.getProperty("jaruek.root")).resolve("../shared/corpora/syslog/framing");

  private static final class Taken implements StreamFraming.Sink {
    final List<byte[]> messages = new ArrayList<>();
    int cuts;
    int unterminated;
    String brokenFor = "";

    @Override
    public void message(byte[] message) {
      messages.add(message);
    }

    @Override
    public void cut() {
      cuts++;
    }

    @Override
    public void unterminated() {
      unterminated++;
    }

    @Override
    public void broken(String reason, String detail) {
      brokenFor = reason;
    }

    List<String> texts() {
      return messages.stream().map(m -> new String(m, StandardCharsets.UTF_8)).toList();
    }
  }

  private static Taken frame(byte[] stream, int chunk) {
    Taken taken = new Taken();
    SyslogFramer framer = new SyslogFramer(taken);
    for (int at = 0; at < stream.length; at += chunk) {
      framer.feed(ByteBuffer.wrap(stream, at, Math.min(chunk, stream.length - at)));
    }
    framer.end();
    return taken;
  }

  private static Taken frame(String stream) {
    return frame(stream.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE >> 1);
  }

  @Test
  void aCompressedStreamIsRefusedWhateverThePiecesItComesIn() {
    for (String opening : List.of("789c", "78da", "7801", "1f8b")) {
      byte[] stream = HexFormat.of().parseHex(opening + "0a41420a3c313e0a");
      for (int chunk : new int[] {1, 2, 100}) {
        Taken taken = frame(stream, chunk);
        assertEquals("compressed", taken.brokenFor, opening);
        assertEquals(List.of(), taken.texts());
      }
    }
  }

  @Test
  void onlyTheFirstBytesOfAStreamTellThatItIsCompressed() {
    byte[] stream = HexFormat.of().parseHex("410a789c410a");
    assertEquals("", frame(stream, 100).brokenFor);
    assertEquals(List.of("x", "xylophone"), frame("x\nxylophone\n").texts());
  }

  @Test
  void readsCountedMessages() {
    assertEquals(List.of("<1>a\nb", "<2>c"), frame("6 <1>a\nb4 <2>c").texts());
  }

  @Test
  void aTrailerCountedInIsTakenOff() {
    assertEquals(List.of("<1>a", "<2>b", "<3>c"), frame("5 <1>a\n6 <2>b\r\n5 <3>c\0").texts());
  }

  @Test
  void readsLines() {
    assertEquals(List.of("<1>a", "<2>b", "<3>c"), frame("<1>a\n<2>b\r\n<3>c\0").texts());
  }

  @Test
  void tellsThemApartPerMessage() {
    Taken taken = frame("4 <1>a<2>b\n4 <3>c\n\n<4>d\n");
    assertEquals(List.of("<1>a", "<2>b", "<3>c", "<4>d"), taken.texts());
    assertEquals(0, taken.unterminated);
  }

  @Test
  void digitsThatAreNoCountAreText() {
    assertEquals(
        List.of("2026-11-23 x", "12 monkeys", "16", "5 ", "00 <1>"),
        frame("2026-11-23 x\n12 monkeys\n16\n5 \n00 <1>\n").texts());
  }

  @Test
  void whatStandsAtTheEndComesAsItIs() {
    Taken line = frame("<1>half");
    assertEquals(List.of("<1>half"), line.texts());
    assertEquals(1, line.unterminated);
    assertEquals(List.of("<1>half"), frame("900 <1>half").texts());
    assertEquals(List.of("12"), frame("12").texts());
  }

  @Test
  void aLineAtTheLimitIsWhole() {
    String longest = "x".repeat(SyslogFramer.MESSAGE_BYTES_MAX);
    Taken taken = frame(longest + "\nnext\n");
    assertEquals(List.of(longest, "next"), taken.texts());
    assertEquals(0, taken.cuts);
  }

  @Test
  void aLongerLineComesInPartsAndIsCounted() {
    int max = SyslogFramer.MESSAGE_BYTES_MAX;
    String line = "x".repeat(max) + "12 <3>" + "y".repeat(max);
    Taken taken = frame(line + "\nnext\n");
    assertEquals(line + "next", String.join("", taken.texts()));
    assertEquals(4, taken.messages.size());
    assertEquals(3, taken.cuts);
  }

  @Test
  void aCountAtTheLimitIsTakenAndOneOverItRefused() {
    int max = SyslogFramer.MESSAGE_BYTES_MAX;
    Taken taken = frame(max + " <1>" + "x".repeat(max - 3) + (max + 1) + " <1>lost");
    assertEquals(1, taken.messages.size());
    assertEquals(max, taken.messages.getFirst().length);
    assertEquals("octet-count", taken.brokenFor);
  }

  @Test
  void hugeCountsAreRefusedAndLongDigitsAreText() {
    assertEquals("octet-count", frame("999999999999999999 <1>x").brokenFor);
    Taken taken = frame("9".repeat(40) + " <1>x\n");
    assertEquals("", taken.brokenFor);
    assertEquals(List.of("9".repeat(40) + " <1>x"), taken.texts());
  }

  @Test
  void aCountOfOneIsAMessage() {
    assertEquals(List.of("<", "<1>b"), frame("1 <4 <1>b").texts());
  }

  @Test
  void chunksDoNotMatter() {
    byte[] stream =
        ("28 <1>3 - - - - - - hello\nworld<2>line\r\n16 <1>1 - - - - - -\0\0 12 text\n"
                + "x".repeat(SyslogFramer.MESSAGE_BYTES_MAX + 10)
                + "\n5 <1>")
            .getBytes(StandardCharsets.UTF_8);
    List<String> whole = frame(stream, stream.length).texts();
    for (int chunk : new int[] {1, 2, 3, 7, 100, 65_534, 65_535, 65_536}) {
      assertEquals(whole, frame(stream, chunk).texts(), "chunks of " + chunk);
    }
  }

  @Test
  void randomStreamsNeverThrowAndLoseNothing() {
    Random random = new Random(6587);
    byte[] alphabet = "0123456789 <>1x\n\r\0".getBytes(StandardCharsets.US_ASCII);
    for (int round = 0; round < 3_000; round++) {
      byte[] stream = new byte[random.nextInt(200)];
      for (int i = 0; i < stream.length; i++) stream[i] = alphabet[random.nextInt(alphabet.length)];
      check(stream, 1 + random.nextInt(50));
    }
  }

  @FuzzTest
  void anyStreamIsTakenWhole(byte[] stream) {
    check(stream, 1 + stream.length / 3);
  }

  /** Every letter that is no framing comes out again, in order, however the stream was cut. */
  private static void check(byte[] stream, int chunk) {
    Taken taken = frame(stream, chunk);
    List<String> whole = frame(stream, Math.max(1, stream.length)).texts();
    assertEquals(whole, taken.texts());
    for (byte[] message : taken.messages) {
      assertTrue(message.length > 0 && message.length <= SyslogFramer.MESSAGE_BYTES_MAX);
    }
    if (taken.brokenFor.isEmpty()) assertArrayEquals(letters(stream), letters(taken.messages));
  }

  private static byte[] letters(byte[] stream) {
    ByteArrayOutputStream letters = new ByteArrayOutputStream();
    for (byte b : stream) {
      boolean mayBeFraming = b >= '0' && b <= '9' || b == ' ' || b == '\n' || b == '\r' || b == 0;
      if (!mayBeFraming) letters.write(b);
    }
    return letters.toByteArray();
  }

  private static byte[] letters(List<byte[]> messages) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    messages.forEach(all::writeBytes);
    return letters(all.toByteArray());
  }

  static Stream<JsonNode> vectors() throws IOException {
    assumeTrue(Files.isDirectory(FRAMING), "the corpora are not beside the project");
    List<JsonNode> rows = new ArrayList<>();
    for (String name : List.of("octet-counting.json", "non-transparent.json")) {
      new ObjectMapper().readTree(FRAMING.resolve(name).toFile()).forEach(rows::add);
    }
    return rows.stream();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void framesTheVectorsOfTheCorpus(JsonNode row) {
    byte[] stream =
        row.path("input").isTextual()
            ? row.get("input").textValue().getBytes(StandardCharsets.UTF_8)
            : HexFormat.of().parseHex(row.get("inputHex").textValue());
    for (int chunk : new int[] {1, 13, stream.length + 1}) {
      List<String> texts = frame(stream, chunk).texts();
      List<JsonNode> expected =
          StreamSupport.stream(row.path("expected").path("frames").spliterator(), false)
              .filter(frame -> frame.has("message"))
              .toList();
      if (row.get("valid").booleanValue()) assertEquals(expected.size(), texts.size());
      assertTrue(texts.size() >= expected.size(), texts + " for " + row);
      for (int i = 0; i < expected.size(); i++) {
        JsonNode message = expected.get(i).get("message");
        assertTrue(
            texts.get(i).startsWith("<" + message.get("priority").intValue() + ">"), texts.get(i));
        assertTrue(texts.get(i).endsWith(message.path("message").asText("")), texts.get(i));
      }
    }
  }
}
