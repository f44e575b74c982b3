package jaruek.collector.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import jaruek.collector.flow.Corpus.Case;
import jaruek.retention.telemetry.Telemetry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The corpus of real datagrams: every asserted field, and the row each record makes. */
final class FlowCorpusTest {
  /** Cases that fail, by name, with the reason. */
  private static final Map<String, String> KNOWN_FAILURES = Map.of();

  private static final int CASES = 47;
  private static final int RECORDS = 1_692;

  /** Which column an element must show up in, where it is the only one for it. */
  private static final Map<String, String> COLUMNS =
      Map.ofEntries(
          Map.entry("sourceIPv4Address", "source_address"),
          Map.entry("destinationIPv4Address", "destination_address"),
          Map.entry("sourceTransportPort", "source_port"),
          Map.entry("protocolIdentifier", "protocol"),
          Map.entry("octetDeltaCount", "bytes"),
          Map.entry("packetDeltaCount", "packets"),
          Map.entry("tcpControlBits", "tcp_flags"),
          Map.entry("ingressInterface", "input_interface"),
          Map.entry("egressInterface", "output_interface"),
          Map.entry("postNATSourceIPv4Address", "nat_source_address"),
          Map.entry("postNAPTSourceTransportPort", "nat_source_port"),
          Map.entry("sourceMacAddress", "source_mac"),
          Map.entry("flowStartMilliseconds", "started_at"),
          Map.entry("flowEndMilliseconds", "ended_at"));

  /** A record as the corpus sees it, and its row where it has one. */
  private record Seen(Map<String, String> fields, Map<String, Object> row, boolean late) {}

  @TestFactory
  Stream<DynamicTest> decodesEachCaseToItsExpectedRecords() {
    assumeTrue(Corpus.isThere(), "the corpora are not beside the project: ../shared/corpora");
    return Corpus.cases().stream().map(c -> dynamicTest(c.name(), () -> check(c)));
  }

  @Test
  void seesAllCases() {
    assumeTrue(Corpus.isThere(), "the corpora are not beside the project: ../shared/corpora");
    assertEquals(CASES, Corpus.cases().size());
    int records = 0;
    for (Case corpusCase : Corpus.cases()) {
      for (JsonNode event : corpusCase.expected()) records += event.get("records").size();
    }
    assertEquals(RECORDS, records);
  }

  @Test
  void namesOnlyExistingCasesAsKnownFailures() {
    assumeTrue(Corpus.isThere(), "the corpora are not beside the project: ../shared/corpora");
    List<String> names = Corpus.cases().stream().map(Case::name).toList();
    assertTrue(names.containsAll(KNOWN_FAILURES.keySet()), KNOWN_FAILURES.toString());
  }

  /** The records that a decoder without patience loses: its two first datagrams come too early. */
  @Test
  void decodesLateWhatCameBeforeItsTemplateInACase() {
    assumeTrue(Corpus.isThere(), "the corpora are not beside the project: ../shared/corpora");
    Case early =
        Corpus.cases().stream()
            .filter(c -> c.name().equals("v9-pcap-nprobe-4"))
            .findFirst()
            .orElseThrow();
    FlowTestBed bed = new FlowTestBed().decode(early.datagrams().toArray(byte[][]::new));
    assertEquals(15, bed.rows.rows.size(), "16 records, one of them options data");
    assertEquals(14, bed.column("frame").stream().filter(f -> (long) f < 2).count());
  }

  private static void check(Case corpusCase) {
    List<String> faults = faults(corpusCase);
    if (KNOWN_FAILURES.containsKey(corpusCase.name())) {
      assertTrue(!faults.isEmpty(), "passes now: take it off the list of known failures");
    } else {
      assertEquals(List.of(), faults);
    }
  }

  private static List<String> faults(Case corpusCase) {
    List<Seen> seen = new ArrayList<>();
    Rows rows = new Rows();
    int[] rowsBefore = {0};
    RecordVisitor visitor =
        (datagram, template, bytes, from) -> {
          // a two-way flow makes two rows, the first is the one in the record's own direction
          Map<String, Object> row = template.options() ? Map.of() : rows.rows.get(rowsBefore[0]);
          rowsBefore[0] = rows.rows.size();
          seen.add(new Seen(Elements.named(template, bytes, from), row, datagram.late()));
        };
    FlowDecoder decoder = new FlowDecoder(new Telemetry(), FlowLimits.STANDARD, visitor);
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < corpusCase.datagrams().size(); i++) {
      seen.clear();
      JsonNode event = corpusCase.expected().get(i);
      decoder.decode(
          Corpus.frame(corpusCase.datagrams().get(i)), i, rows.frame(Corpus.RECEIVED_AT, i));
      if (event.path("malformed").asBoolean()) continue;
      List<Seen> onTime = seen.stream().filter(s -> !s.late()).toList();
      compare(event, onTime, faults);
    }
    return faults;
  }

  private static void compare(JsonNode event, List<Seen> seen, List<String> faults) {
    String name = event.get("datagram").asText();
    JsonNode expected = event.get("records");
    if (expected.size() != seen.size()) {
      faults.add(name + ": " + seen.size() + " records instead of " + expected.size());
      return;
    }
    for (int i = 0; i < expected.size(); i++) {
      Seen record = seen.get(i);
      Map<String, String> actual = new HashMap<>(record.fields());
      derive(actual, record.row());
      String where = name + " record " + i + " ";
      for (Map.Entry<String, JsonNode> field : expected.get(i).properties()) {
        compareField(where + field.getKey(), field.getValue(), actual.get(field.getKey()), faults);
        String column = COLUMNS.get(field.getKey());
        Object value = column == null ? null : record.row().get(column);
        if (column != null && value != null) {
          compareField(where + column, field.getValue(), column(column, value), faults);
        }
      }
    }
  }

  /** The instants that v5 and v9 only have relative to the uptime. */
  private static void derive(Map<String, String> fields, Map<String, Object> row) {
    if (row.get("started_at") instanceof Long start) {
      fields.putIfAbsent("flowStartMilliseconds", Instant.ofEpochMilli(start).toString());
    }
    if (row.get("ended_at") instanceof Long end) {
      fields.putIfAbsent("flowEndMilliseconds", Instant.ofEpochMilli(end).toString());
    }
  }

  private static String column(String column, Object value) {
    return column.endsWith("_at") ? Instant.ofEpochMilli((Long) value).toString() : "" + value;
  }

  private static void compareField(
      String where, JsonNode expected, @Nullable String actual, List<String> faults) {
    if (actual == null || !same(where, expected, actual)) {
      faults.add(where + ": " + actual + " instead of " + expected.asText());
    }
  }

  private static boolean same(String where, JsonNode expected, String actual) {
    if (!actual.matches("\\d{4}-\\d\\d-\\d\\dT.*Z")) return expected.asText().equals(actual);
    Instant instant = Instant.parse(actual);
    if (!expected.isNumber()) {
      return Instant.parse(expected.asText()).toEpochMilli() == instant.toEpochMilli();
    }
    long unit = where.endsWith("Seconds") ? instant.getEpochSecond() : instant.toEpochMilli();
    return expected.asLong() == unit;
  }
}
