package jaruek.admin.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Lines of the admin protocol, honest and not. */
final class AdminCodecTest {
  private static final List<String> HONEST =
      List.of(
          "{\"command\":\"case open\",\"arguments\":{\"letter\":\"ตช 0026/1\"}}",
          "{\"row\":{\"user\":\"สมชาย\",\"n\":[1,2.5,null]}}",
          "{\"progress\":{\"code\":\"progress.seal\",\"done\":1,\"total\":2}}",
          "{\"end\":{\"status\":4,\"code\":\"refused.role\",\"arguments\":{\"role\":\"admin\"}}}");

  @Test
  void readsWhatItWrites() {
    ObjectNode row = AdminCodec.object().put("name", "สมชาย\n\"\u001b").put("n", 1L << 60);
    List<AdminReply> replies =
        List.of(
            new AdminReply.Row(row),
            new AdminReply.Progress("progress.seal", 3, 0),
            new AdminReply.End(AdminStatus.REFUSED, AdminCodes.ROLE, row));
    for (AdminReply reply : replies) {
      String line = AdminCodec.write(reply);
      assertFalse(line.contains("\n"));
      // numbers come back in the smallest type that holds them, so the text is compared
      assertEquals(line, AdminCodec.write(AdminCodec.reply(line)));
    }
    AdminRequest request = new AdminRequest("user add", row);
    String line = AdminCodec.write(request);
    assertEquals(line, AdminCodec.write(AdminCodec.request(line)));
  }

  @FuzzTest
  void anyLineIsAMessageOrRefused(byte[] bytes) {
    String line = new String(bytes, UTF_8);
    read(line, text -> AdminCodec.write(AdminCodec.request(text)));
    read(line, text -> AdminCodec.write(AdminCodec.reply(text)));
  }

  /** What is read can be written and read again. */
  private static void read(String line, Function<String, String> codec) {
    String written;
    try {
      written = codec.apply(line);
    } catch (IllegalArgumentException e) {
      return;
    }
    assertEquals(written, codec.apply(written));
  }

  @Test
  void brokenLinesAreMessagesOrRefused() {
    Random random = new Random(2569);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = HONEST.get(round % HONEST.size()).getBytes(UTF_8);
      for (int i = random.nextInt(1, 5); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      anyLineIsAMessageOrRefused(bytes);
    }
  }
}
