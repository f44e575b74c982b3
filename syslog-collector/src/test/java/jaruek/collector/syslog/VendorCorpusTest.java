package jaruek.collector.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import jaruek.retention.record.Dataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The corpus lines of vendors: each field of those we know, and every other line kept. */
final class VendorCorpusTest {
  private static final Map<String, Long> PROTOCOLS =
      Map.of("tcp", 6L, "udp", 17L, "ipv6-icmp", 58L);

  private static final Map<String, String> TRAFFIC_COLUMNS =
      Map.ofEntries(
          Map.entry("sourceAddress", "source_address"),
          Map.entry("sourcePort", "source_port"),
          Map.entry("destinationAddress", "destination_address"),
          Map.entry("destinationPort", "destination_port"),
          Map.entry("protocol", "protocol"),
          Map.entry("mac", "source_mac"),
          Map.entry("action", "action"),
          Map.entry("bytesSent", "bytes"),
          Map.entry("url", "url"));

  @TestFactory
  Stream<DynamicTest> knowsEveryMikrotikLine() {
    return known("mikrotik", 18);
  }

  @TestFactory
  Stream<DynamicTest> knowsEveryFortigateLine() {
    return known("fortigate", 12);
  }

  private static Stream<DynamicTest> known(String vendor, int count) {
    List<JsonNode> lines = Corpora.lines(Corpora.folder().resolve("vendors/" + vendor + ".jsonl"));
    assertEquals(count, lines.size());
    return lines.stream()
        .map(l -> DynamicTest.dynamicTest(l.get("source").asText(), () -> check(l, vendor)));
  }

  private static void check(JsonNode line, String vendor) {
    RecordedRows rows = Decoding.now().rows(line.get("raw").asText());
    Map<String, Object> message = rows.only(Dataset.MESSAGES);
    assertEquals(vendor, message.get("vendor"));
    assertTrue(message.containsKey("sent_at"), "a time stands on each of these lines");
    assertEquals(List.of(), rows.rejected);
    JsonNode expected = line.get("expected");
    if (!rows.of(Dataset.TRAFFIC).isEmpty()) {
      checkTraffic(expected, rows.only(Dataset.TRAFFIC), vendor);
    } else if (!rows.of(Dataset.IDENTITY).isEmpty()) {
      Map<String, Object> identity = rows.only(Dataset.IDENTITY);
      assertEquals("reject", identity.get("event"));
      assertEquals(expected.get("sourceAddress").asText(), identity.get("address"));
      assertEquals(expected.has("user"), identity.containsKey("user_name"));
      if (expected.has("user")) {
        assertEquals(expected.get("user").asText(), identity.get("user_name"));
      }
    } else {
      assertEquals(1, expected.size(), "only an action stands on a line without a row");
      assertTrue(String.valueOf(message.get("message")).contains(expected.get("action").asText()));
    }
  }

  private static void checkTraffic(JsonNode expected, Map<String, Object> row, String vendor) {
    assertEquals("syslog/" + vendor, row.get("origin"));
    assertEquals("192.0.2.1", row.get("exporter"));
    expected
        .properties()
        .forEach(
            field -> {
              if (field.getKey().equals("bytesReceived")) return; // has no column
              Object actual = row.get(TRAFFIC_COLUMNS.getOrDefault(field.getKey(), field.getKey()));
              JsonNode value = field.getValue();
              Object wanted = value.isNumber() ? (Object) value.asLong() : value.asText();
              if (field.getKey().equals("protocol")) wanted = PROTOCOLS.get(value.asText());
              assertEquals(wanted, actual, field.getKey());
            });
  }

  @TestFactory
  Stream<DynamicTest> keepsEveryLineOfOtherVendors() throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.list(Corpora.folder().resolve("vendors"))) {
      files = all.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList();
    }
    assertEquals(12, files.size());
    return files.stream()
        .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> keepsLines(f)));
  }

  private static void keepsLines(Path file) {
    String name = file.getFileName().toString();
    boolean known = name.startsWith("mikrotik") || name.startsWith("fortigate");
    for (JsonNode line : Corpora.lines(file)) {
      RecordedRows rows = Decoding.now().rows(line.get("raw").asText());
      Map<String, Object> message = rows.only(Dataset.MESSAGES);
      assertTrue(message.containsKey("message") || message.containsKey("structured_data"));
      if (!known) {
        assertEquals(List.of(), rows.of(Dataset.TRAFFIC), line.get("raw").asText());
        assertEquals(List.of(), rows.of(Dataset.IDENTITY), line.get("raw").asText());
      }
    }
  }
}
