package jaruek.retention.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jaruek.retention.record.IdentityEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Identity events are written so that Jackson reads them, and read as Jackson reads them. */
final class IdentityJsonTest {
  private static final JsonMapper JACKSON =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private final SplittableRandom random = new SplittableRandom(20261123);

  private @Nullable String text() {
    if (random.nextInt(3) == 0) return null;
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(random.nextInt(8) == 0 ? 300 : 20);
    int kind = random.nextInt(4);
    for (int i = 0; i < length; i++) {
      switch (kind) {
        case 0 -> text.append((char) random.nextInt(0x20, 0x7f));
        case 1 -> text.append((char) random.nextInt(0x80));
        case 2 -> text.append((char) random.nextInt(0xe01, 0xe5c));
        default -> text.appendCodePoint(random.nextInt(5) == 0 ? 0x1f600 : random.nextInt(0xd800));
      }
    }
    return text.toString();
  }

  private @Nullable Long number() {
    if (random.nextInt(3) == 0) return null;
    return random.nextLong() >> random.nextInt(64);
  }

  private IdentityEvent event() {
    String word = text();
    return new IdentityEvent(
        word == null ? "start" : word,
        number(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        text(),
        number(),
        number(),
        number(),
        text(),
        text(),
        text());
  }

  @Test
  void writesWhatJacksonWritesAndReadsItBack() throws IOException {
    for (int i = 0; i < 20_000; i++) {
      IdentityEvent event = event();
      assertSame(event);
    }
    for (long number : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1, 9, 10, 99, 100}) {
      assertSame(
          new IdentityEvent(
              "stop", number, null, null, null, null, null, null, null, null, number, null, null,
              null, null, null));
    }
  }

  private static void assertSame(IdentityEvent event) throws IOException {
    byte[] ours = EventCodec.encode(event);
    // beyond the first plane Jackson writes escapes, and reads both
    boolean plain = utf8(ours).chars().noneMatch(c -> Character.isSurrogate((char) c));
    if (plain) assertEquals(utf8(jackson(event)), utf8(ours));
    assertEquals(event, JACKSON.readValue(ours, IdentityEvent.class));
    assertEquals(event, EventCodec.identity(ours));
  }

  @Test
  void leavesEveryOtherFormToJackson() throws IOException {
    for (String json :
        List.of(
            "",
            "{",
            "{}",
            "[]",
            "{\"userName\":\"u\"}",
            "{ \"event\":\"start\"}",
            "{\"event\":\"start\"} ",
            "{\"event\":\"start\",}",
            "{\"event\":\"start\"",
            "{\"event\":\"start",
            "{\"event\":null}",
            "{\"event\":\"a\\u0041\"}",
            "{\"event\":\"start\",\"eventAtMillis\":01}",
            "{\"event\":\"start\",\"eventAtMillis\":-}",
            "{\"event\":\"start\",\"eventAtMillis\":1.5}",
            "{\"event\":\"start\",\"eventAtMillis\":9223372036854775808}",
            "{\"event\":\"start\",\"other\":1}",
            "{\"userName\":\"u\",\"event\":\"start\"}",
            "{\"event\":\"start\",\"event\":\"stop\"}")) {
      assertNull(IdentityJson.read(json.getBytes(StandardCharsets.UTF_8)), json);
    }
    byte[] noUtf8 = "{\"event\":\"x\"}".getBytes(StandardCharsets.ISO_8859_1);
    noUtf8[10] = (byte) 0xff;
    assertNull(IdentityJson.read(noUtf8));
  }

  @Test
  void agreesWithJacksonOnChangedBytes() throws IOException {
    for (int i = 0; i < 50_000; i++) {
      byte[] json = EventCodec.encode(event());
      for (int n = random.nextInt(4); n >= 0; n--) {
        json[random.nextInt(json.length)] = (byte) random.nextInt(256);
      }
      IdentityEvent ours = IdentityJson.read(json);
      if (ours != null) assertEquals(JACKSON.readValue(json, IdentityEvent.class), ours);
    }
  }

  private static byte[] jackson(IdentityEvent event) throws JsonProcessingException {
    return JACKSON.writeValueAsBytes(event);
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
