package jaruek.collector.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import jaruek.retention.record.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The corpus lines of one vendor: each field that the corpus is certain of stands in the row of
 * traffic or identity, or, where there is no row to hold it, in the message.
 *
 * @param file the corpus file without ".jsonl"
 * @param lines how many it has, so that none is passed over
 * @param rows how many of them give a row of traffic or identity
 * @param vendors what the vendor column may say where a format knows the line
 */
record VendorCorpus(String file, int lines, int rows, Set<String> vendors) {
  private static final Map<String, Long> PROTOCOLS =
      Map.of("tcp", 6L, "udp", 17L, "icmp", 1L, "ipv6-icmp", 58L);

  private static final Map<String, String> TRAFFIC_COLUMNS =
      Map.ofEntries(
          Map.entry("sourceAddress", "source_address"),
          Map.entry("sourcePort", "source_port"),
          Map.entry("destinationAddress", "destination_address"),
          Map.entry("destinationPort", "destination_port"),
          Map.entry("natSourceAddress", "nat_source_address"),
          Map.entry("natSourcePort", "nat_source_port"),
          Map.entry("natDestinationAddress", "nat_destination_address"),
          Map.entry("natDestinationPort", "nat_destination_port"),
          Map.entry("protocol", "protocol"),
          Map.entry("user", "user_name"),
          Map.entry("mac", "source_mac"),
          Map.entry("action", "action"),
          Map.entry("bytesSent", "bytes"),
          Map.entry("url", "url"));

  private static final Map<String, String> IDENTITY_COLUMNS =
      Map.of(
          "sourceAddress", "address",
          "assignedAddress", "address",
          "user", "user_name",
          "mac", "mac");

  /** A test for each line, and one for the counts. */
  Stream<DynamicTest> tests() {
    List<JsonNode> all = Corpora.lines(Corpora.folder().resolve("vendors/" + file + ".jsonl"));
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode line : all) {
      tests.add(DynamicTest.dynamicTest(line.get("source").asText(), () -> check(line)));
    }
    tests.add(
        DynamicTest.dynamicTest(
            file + ": all lines, and as many rows as there should be",
            () -> {
              assertEquals(lines, all.size());
              assertEquals(rows, all.stream().filter(VendorCorpus::givesARow).count());
            }));
    return tests.stream();
  }

  private static boolean givesARow(JsonNode line) {
    RecordedRows rows = Decoding.now().rows(line.get("raw").asText());
    return !rows.of(Dataset.TRAFFIC).isEmpty() || !rows.of(Dataset.IDENTITY).isEmpty();
  }

  private void check(JsonNode line) {
    String raw = line.get("raw").asText();
    RecordedRows rows = Decoding.now().rows(raw);
    Map<String, Object> message = rows.only(Dataset.MESSAGES);
    assertTrue(message.containsKey("message") || message.containsKey("structured_data"));
    Object vendor = message.get("vendor");
    assertTrue(vendor == null || vendors.contains(vendor), () -> vendor + ": " + raw);
    JsonNode expected = line.get("expected");
    if (expected == null || expected.isNull()) {
      assertEquals(List.of(), rows.of(Dataset.TRAFFIC), raw);
      return; // nothing on it is certain; a row of identity says no more than the line does
    }
    expected
        .properties()
        .forEach(
            field -> {
              if (!field.getKey().equals("bytesReceived") && !field.getKey().equals("hostname")) {
                check(field.getKey(), field.getValue(), rows, message); // those have no column
              }
            });
  }

  private static void check(
      String field, JsonNode value, RecordedRows rows, Map<String, Object> message) {
    String column = TRAFFIC_COLUMNS.get(field);
    if (!rows.of(Dataset.TRAFFIC).isEmpty() && column != null) {
      Map<String, Object> row = rows.only(Dataset.TRAFFIC);
      assertEquals("syslog/" + message.get("vendor"), row.get("origin"));
      Object actual = row.get(column);
      if (field.equals("protocol")) assertEquals(PROTOCOLS.get(value.asText()), actual, field);
      else if (value.isNumber()) assertEquals((Object) value.asLong(), actual, field);
      else if (field.equals("action"))
        assertEquals(small(value.asText()), small(String.valueOf(actual)), field);
      else assertEquals(value.asText(), actual, field);
    } else if (!rows.of(Dataset.IDENTITY).isEmpty() && IDENTITY_COLUMNS.containsKey(field)) {
      Map<String, Object> row = rows.only(Dataset.IDENTITY);
      assertEquals(value.asText(), row.get(IDENTITY_COLUMNS.get(field)), field);
    } else {
      String text = message.get("message") + " " + message.get("structured_data");
      assertTrue(
          text.contains(value.asText()) || text.contains(value.asText().toUpperCase(Locale.ROOT)),
          () -> field + " is lost: " + text);
    }
  }

  private static String small(Object text) {
    assertNotNull(text);
    return text.toString().toLowerCase(Locale.ROOT);
  }
}
