package jaruek.collector.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import jaruek.retention.record.Dataset;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The corpus vectors of RFC 5424 and RFC 3164, each field that they name. */
final class FramingCorpusTest {
  private static final Map<String, String> TEXT_COLUMNS =
      Map.of("hostname", "hostname", "appName", "app_name", "procId", "proc_id", "msgId", "msg_id");

  @TestFactory
  Stream<DynamicTest> readsEveryRfc5424Vector() {
    List<JsonNode> vectors = Corpora.array("framing/rfc5424.json");
    assertEquals(187, vectors.size());
    return vectors.stream().map(v -> DynamicTest.dynamicTest(name(v), () -> checkVector(v)));
  }

  private static String name(JsonNode vector) {
    return vectors(vector).replaceAll("\\p{Cntrl}", " ").strip().concat(" ");
  }

  private static String vectors(JsonNode vector) {
    return vector.get("input").isNull()
        ? vector.get("inputHex").asText()
        : "'" + vector.get("input").asText() + "'";
  }

  private static byte[] input(JsonNode vector) {
    return vector.get("input").isNull()
        ? HexFormat.of().parseHex(vector.get("inputHex").asText())
        : vector.get("input").asText().getBytes(StandardCharsets.UTF_8);
  }

  private static void checkVector(JsonNode vector) {
    RecordedRows rows = Decoding.now().rows(input(vector));
    Map<String, Object> row = rows.only(Dataset.MESSAGES);
    if (vector.get("valid").asBoolean()) {
      assertEquals(List.of(), rows.rejected);
      checkFields(vector.get("expected"), row);
      if (!vector.get("expected").has("message")) assertNull(row.get("message"));
      checkData(vector.get("expected"), row);
    } else {
      JsonNode partial = vector.path("partial");
      checkFields(partial, row);
      assertEquals(isTakenAllTheSame(vector) ? 0 : 1, rows.rejected.size());
      if (partial.has("priority")
          && !partial.has("timestamp")
          && !partial.has("timestampEpochNanos")) {
        assertNull(row.get("sent_at"));
      }
    }
  }

  /**
   * Inputs that the vectors' strict reader refuses and we take: MSG in any encoding (RFC 5424
   * section 6.4, MSG-ANY), an escape that is none (6.3.3: "MUST be treated as a regular
   * backslash"), the same SD-ID twice, and a PRI without a version, which is RFC 3164.
   */
  private static boolean isTakenAllTheSame(JsonNode vector) {
    String text = vector.path("input").asText();
    return vector.get("input").isNull()
        || text.contains("escape=\"\\n\"")
        || text.contains("[id1][id1]")
        || text.contains("[dupe e=")
        || text.matches("(?s)<([1-9]?[0-9]|1[0-8][0-9]|19[01])>(?!([1-9][0-9]{0,2}) ).*");
  }

  private static void checkFields(JsonNode expected, Map<String, Object> row) {
    if (expected.has("facility")) {
      assertEquals(expected.get("facility").asLong(), row.get("facility"));
      assertEquals(expected.get("severity").asLong(), row.get("severity"));
    }
    TEXT_COLUMNS.forEach(
        (field, column) -> {
          if (expected.has(field)) assertEquals(expected.get(field).asText(), row.get(column));
        });
    if (expected.has("timestamp")) {
      OffsetDateTime time = parse(expected.get("timestamp").asText());
      assertEquals(
          time.toInstant().truncatedTo(ChronoUnit.MILLIS).toEpochMilli(), row.get("sent_at"));
    }
    if (expected.has("timestampEpochNanos")) {
      assertEquals(expected.get("timestampEpochNanos").asLong() / 1_000_000, row.get("sent_at"));
    }
    if (expected.has("message")) {
      String message = String.valueOf(row.get("message"));
      assertTrue(message.startsWith(expected.get("message").asText()), message);
    }
  }

  /** The offset 23:59 of the RFC is beyond what java.time takes. */
  private static OffsetDateTime parse(String time) {
    return time.endsWith("-23:59")
        ? OffsetDateTime.parse(time.replace("-23:59", "Z")).plusMinutes(23 * 60 + 59)
        : OffsetDateTime.parse(time);
  }

  private static void checkData(JsonNode expected, Map<String, Object> row) {
    if (!expected.has("structuredData")) return;
    StringBuilder data = new StringBuilder();
    expected
        .get("structuredData")
        .properties()
        .forEach(
            element -> {
              data.append('[').append(element.getKey());
              element
                  .getValue()
                  .properties()
                  .forEach(
                      p ->
                          data.append(' ')
                              .append(p.getKey())
                              .append("=\"")
                              .append(p.getValue().asText().replaceAll("[\\\\\\]\"]", "\\\\$0"))
                              .append('"'));
              data.append(']');
            });
    assertEquals(data.toString(), row.get("structured_data"));
  }

  @TestFactory
  Stream<DynamicTest> readsEveryRfc3164Vector() {
    return Corpora.array("framing/rfc3164.json").stream()
        .map(v -> DynamicTest.dynamicTest(name(v), () -> checkLegacy(v)));
  }

  private static void checkLegacy(JsonNode vector) {
    RecordedRows rows = Decoding.in("UTC", "2026-12-03T00:00:00Z").rows(input(vector));
    Map<String, Object> row = rows.only(Dataset.MESSAGES);
    if (vector.get("valid").asBoolean()) {
      checkFields(vector.get("expected"), row);
      String year = "2026 " + vector.get("expected").get("timestampText").asText();
      var format =
          java.time.format.DateTimeFormatter.ofPattern(
              "yyyy MMM ppd HH:mm:ss", java.util.Locale.ENGLISH);
      assertEquals(
          java.time.LocalDateTime.parse(year, format)
              .toInstant(java.time.ZoneOffset.UTC)
              .toEpochMilli(),
          row.get("sent_at"));
      assertEquals(List.of(), rows.rejected);
    } else {
      assertEquals(vector.get("input").asText(), row.get("message"));
      assertEquals(1, rows.rejected.size());
    }
  }

  @Test
  void countsAnUnparsedMessageByThatName() {
    RecordedRows rows = Decoding.now().rows("Use the BFG!");
    assertEquals("syslog", rows.rejected.getFirst().protocol());
    assertEquals("unparsed", rows.rejected.getFirst().reason());
  }
}
