package jaruek.collector.imported;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import jaruek.collector.flow.FlowDatagrams;
import jaruek.collector.vendor.Recognition;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ImportDecoderTest {
  private static final IpAddress GATEWAY = IpAddress.of("192.0.2.1");
  private static final ZoneId BANGKOK = ZoneId.of("Asia/Bangkok");
  private static final long NOW = Instant.parse("2026-11-23T10:00:00Z").toEpochMilli();
  private static final long THEN = Instant.parse("2025-02-03T04:05:06Z").toEpochMilli();

  private final ImportTallies tallies = new ImportTallies();
  private final ImportDecoder decoder = new ImportDecoder(tallies);
  private final ImportedRows rows = new ImportedRows();

  private static ImportItem item(ImportKind kind, long run, boolean captured, byte[] bytes) {
    return new ImportItem(kind, run, run, THEN, captured, GATEWAY, 514, BANGKOK, null, bytes);
  }

  private static ImportItem line(String text) {
    return item(ImportKind.SYSLOG, 1, false, text.getBytes(StandardCharsets.UTF_8));
  }

  private void decode(ImportItem item) {
    decoder.decode(item.frame(NOW), 7, rows);
  }

  private static FlowDatagrams exporter() {
    return new FlowDatagrams(7, THEN - 3_600_000, FlowDatagrams.ALL_FIELDS);
  }

  private static FlowDatagrams.Flow flow() {
    return new FlowDatagrams.Flow(
        THEN - 1_000,
        THEN,
        6,
        IpAddress.of("10.0.0.5"),
        40_000,
        IpAddress.of("198.51.100.7"),
        443,
        1,
        1,
        0,
        1,
        2,
        IpAddress.of("203.0.113.7"),
        51_234,
        null,
        0);
  }

  @Test
  void keepsAllOfAnItemInItsFrame() {
    byte[] bytes = {0, 1, -1};
    ImportItem item =
        new ImportItem(
            ImportKind.FLOW, 3, 4, THEN, true, GATEWAY, 65_535, BANGKOK, "mikrotik", bytes);
    Frame frame = item.frame(NOW);
    assertEquals(FrameKind.IMPORT, frame.kind());
    assertEquals(IpAddress.UNSPECIFIED, frame.source());
    assertEquals(Transport.LOCAL, frame.transport());
    ImportItem read = ImportItem.parse(frame.bytes()).orElseThrow();
    assertArrayEquals(bytes, read.bytes());
    assertArrayEquals(frame.bytes(), read.frame(NOW).bytes());
    assertEquals(4, read.file());
    assertEquals("mikrotik", read.vendor());
    assertEquals(65_535, read.sourcePort());
  }

  @Test
  void takesItemsUpToTheirLimitAndNotMore() {
    ImportItem most = item(ImportKind.SYSLOG, 1, false, new byte[ImportItem.BYTES_MAX]);
    assertTrue(most.frame(NOW).bytes().length <= Frame.BYTES_MAX);
    assertThrows(
        IllegalArgumentException.class,
        () -> item(ImportKind.SYSLOG, 1, false, new byte[ImportItem.BYTES_MAX + 1]));
  }

  @Test
  void refusesEveryCutOfAFramesHeader() {
    byte[] payload = line("").frame(NOW).bytes();
    for (int length = 0; length < payload.length; length++) {
      assertTrue(ImportItem.parse(Arrays.copyOf(payload, length)).isEmpty(), "of " + length);
    }
    payload[0] = 2;
    decoder.decode(
        new Frame(FrameKind.IMPORT, NOW, IpAddress.UNSPECIFIED, 0, Transport.LOCAL, payload),
        7,
        rows);
    assertEquals("malformed", rows.rejected.getFirst().reason());
  }

  @Test
  void marksMessagesAndInfersTheYearFromWhatTheFileIsAbout() {
    decode(line("<134>Jan 31 23:59:59 gw1 app: text"));
    Map<String, Object> row = rows.only(Dataset.MESSAGES);
    assertEquals("import", row.get("transport"));
    assertEquals(GATEWAY, row.get("sender"));
    assertEquals(Instant.parse("2025-01-31T16:59:59Z").toEpochMilli(), row.get("sent_at"));
    assertFalse(row.containsKey("received_at"), "it is the journal's");
  }

  @Test
  void marksRowsOfVendorsLines() {
    decode(
        line(
            "<134>Jan 31 10:00:00 gw1 firewall,info srcnat: in:lan out:wan, proto TCP (SYN),"
                + " 10.0.0.5:40000->198.51.100.7:443, NAT"
                + " (10.0.0.5:40000->203.0.113.7:51234)->198.51.100.7:443, len 60"));
    assertEquals("import/syslog/mikrotik", rows.only(Dataset.TRAFFIC).get("origin"));
    assertEquals("mikrotik", rows.only(Dataset.MESSAGES).get("vendor"));
    assertEquals(1, tallies.of(1).lines(Recognition.KNOWN));
    assertEquals(1, tallies.of(1).rows(Dataset.TRAFFIC));
  }

  @Test
  void marksIdentityByItsEvent() {
    decode(line("<134>Jan 31 10:00:00 gw1 dhcp,info dhcp1 assigned 10.0.0.5 to AA:BB:CC:DD:EE:01"));
    assertEquals("import/dhcp", rows.only(Dataset.IDENTITY).get("event"));
  }

  @Test
  void leavesOutARowThatHappenedNobodyKnowsWhen() {
    String untimed = "dhcp,info dhcp1 assigned 10.0.0.5 to AA:BB:CC:DD:EE:01";
    decode(line(untimed));
    assertEquals(List.of(), rows.of(Dataset.IDENTITY));
    assertEquals(1, rows.of(Dataset.MESSAGES).size());
    assertEquals(1, tallies.of(1).rejected().get("no-time"));
    decode(item(ImportKind.SYSLOG, 1, true, untimed.getBytes(StandardCharsets.UTF_8)));
    assertEquals(THEN, rows.only(Dataset.IDENTITY).get("event_at"));
    assertEquals(THEN, rows.of(Dataset.MESSAGES).getLast().get("sent_at"));
  }

  @Test
  void decodesFlowsWithTemplatesOfTheirOwnRunOnly() {
    FlowDatagrams exporter = exporter();
    decode(item(ImportKind.FLOW, 1, true, exporter.template(THEN)));
    byte[] data = exporter.data(THEN, List.of(flow()));
    decode(item(ImportKind.FLOW, 1, true, data));
    Map<String, Object> row = rows.only(Dataset.TRAFFIC);
    assertEquals("import/netflow9", row.get("origin"));
    assertEquals(IpAddress.of("203.0.113.7"), row.get("nat_source_address"));
    assertEquals(THEN - 1_000, tallies.of(1).fromMillis());
    decode(item(ImportKind.FLOW, 2, true, data));
    assertEquals(1, rows.of(Dataset.TRAFFIC).size());
    assertEquals(1, tallies.of(2).withoutTemplate());
    decode(item(ImportKind.FLOW, 2, true, exporter.template(THEN)));
    assertEquals(2, rows.of(Dataset.TRAFFIC).size());
    assertEquals(0, tallies.of(2).withoutTemplate());
    decode(item(ImportKind.FLOW, 2, true, new byte[] {0, 9, 0}));
    assertEquals("import/netflow9", rows.rejected.getFirst().protocol());
    assertEquals(Map.of("truncated", 1L), tallies.of(2).rejected());
  }

  @Test
  void goesOnWithItsStateAfterARestart() {
    FlowDatagrams exporter = exporter();
    assertEquals(0, decoder.state().length);
    decode(item(ImportKind.FLOW, 1, true, exporter.template(THEN)));
    byte[] state = decoder.state();
    ImportDecoder restarted = new ImportDecoder(new ImportTallies());
    restarted.restore(state);
    assertArrayEquals(state, restarted.state());
    byte[] data = exporter.data(THEN, List.of(flow()));
    restarted.decode(item(ImportKind.FLOW, 1, true, data).frame(NOW), 8, rows);
    assertEquals(1, rows.of(Dataset.TRAFFIC).size());
    byte[] newer = state.clone();
    newer[0] = 9;
    assertThrows(IllegalArgumentException.class, () -> restarted.restore(newer));
  }

  @Test
  void rowsThatComeLateKeepTheirOwnPlaceAndTheImportsTime() {
    FlowDatagrams exporter = exporter();
    byte[] template = exporter.template(THEN);
    decoder.decode(
        item(ImportKind.FLOW, 1, true, exporter.data(THEN, List.of(flow()))).frame(NOW), 5, rows);
    decoder.decode(item(ImportKind.FLOW, 1, true, template).frame(NOW), 6, rows);
    Map<String, Object> row = rows.only(Dataset.TRAFFIC);
    assertEquals(5L, row.get("frame"));
    assertFalse(row.containsKey("received_at"));
  }

  private static String nfdump(String... changed) {
    String[] fields = {
      "2025-02-03 04:05:06.007",
      "2025-02-03 04:05:07.999",
      "6 ",
      "  10.0.0.5",
      " 40000",
      " 198.51.100.7",
      " 443",
      "  10",
      "  1000",
      "...AP.SF",
      " 2",
      " 1",
      " 192.0.2.9",
      "  ADD",
      " 203.0.113.7",
      " 51234",
      " 198.51.100.7",
      " 443",
      " 0",
      " 0",
      " 0",
      "00:01:02:03:04:05",
      "a,user"
    };
    for (int i = 0; i < changed.length; i += 2) {
      fields[Integer.parseInt(changed[i])] = changed[i + 1];
    }
    return String.join(",", fields);
  }

  private Map<String, Object> flowOf(IpAddress source, String... lines) {
    rows.clear();
    byte[] bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    decode(new ImportItem(ImportKind.NFDUMP, 1, 1, THEN, false, source, 0, BANGKOK, null, bytes));
    return rows.of(Dataset.TRAFFIC).isEmpty() ? Map.of() : rows.of(Dataset.TRAFFIC).getFirst();
  }

  @Test
  void readsWhatNfdumpPrints() {
    Map<String, Object> row = flowOf(IpAddress.UNSPECIFIED, nfdump());
    assertEquals("import/nfcapd", row.get("origin"));
    assertEquals(Instant.parse("2025-02-03T04:05:06.007Z").toEpochMilli(), row.get("started_at"));
    assertEquals(Instant.parse("2025-02-03T04:05:07.999Z").toEpochMilli(), row.get("ended_at"));
    assertEquals(6L, row.get("protocol"));
    assertEquals(IpAddress.of("192.0.2.9"), row.get("exporter"));
    assertEquals(IpAddress.of("203.0.113.7"), row.get("nat_source_address"));
    assertEquals(51_234L, row.get("nat_source_port"));
    assertEquals(1L, row.get("nat_event"));
    assertEquals(0x1bL, row.get("tcp_flags"));
    assertEquals("a,user", row.get("user_name"));
    assertEquals(GATEWAY, flowOf(GATEWAY, nfdump()).get("exporter"));
  }

  @Test
  void leavesOutWhatNfdumpHasNot() {
    Map<String, Object> row =
        flowOf(
            GATEWAY,
            nfdump(
                "2",
                "1",
                "6",
                "8.0",
                "9",
                "........",
                "13",
                "INVALID",
                "14",
                "0.0.0.0",
                "16",
                "::",
                "21",
                "00:00:00:00:00:00",
                "22",
                "<empty>"));
    for (String column :
        List.of(
            "destination_port",
            "tcp_flags",
            "nat_event",
            "nat_source_address",
            "nat_source_port",
            "nat_destination_address",
            "source_mac",
            "user_name",
            "action")) {
      assertFalse(row.containsKey(column), column);
    }
    Map<String, Object> block = flowOf(GATEWAY, nfdump("18", "1024", "19", "2047"));
    assertEquals("port-block", block.get("action"));
    assertEquals(1024L, block.get("nat_source_port"));
    assertEquals(2047L, block.get("nat_destination_port"));
  }

  @Test
  void countsLinesThatAreNoFlows() {
    String[] bad = {
      "Summary: total flows: 3",
      "2025-02-03 04:05:06.007",
      nfdump("0", "yesterday"),
      nfdump("1", "2025-13-03 04:05:06.007"),
      nfdump("3", "10.0.0.999"),
      nfdump("5", ""),
      nfdump() + "x".repeat(2_000)
    };
    assertEquals(Map.of(), flowOf(GATEWAY, bad));
    assertEquals(bad.length, rows.rejected.size());
    assertFalse(flowOf(GATEWAY, bad[0], nfdump(), "").isEmpty());
    assertEquals(1, rows.of(Dataset.TRAFFIC).size());
  }

  @FuzzTest
  void decodesAnything(byte[] payload) {
    ImportDecoder fresh = new ImportDecoder(new ImportTallies());
    byte[] cut = payload.length > Frame.BYTES_MAX ? Arrays.copyOf(payload, 1_000) : payload;
    fresh.decode(
        new Frame(FrameKind.IMPORT, NOW, IpAddress.UNSPECIFIED, 0, Transport.LOCAL, cut), 1, rows);
    fresh.restore(fresh.state());
    rows.requireMarked();
    rows.clear();
  }

  @Test
  void decodesMutationsOfGoodItems() {
    SplittableRandom random = new SplittableRandom(20_261_123);
    FlowDatagrams exporter = exporter();
    List<byte[]> good =
        List.of(
            line("<134>Jan 31 10:00:00 gw1 dhcp,info dhcp1 assigned 10.0.0.5 to AA:BB:CC:DD:EE:01")
                .frame(NOW)
                .bytes(),
            item(ImportKind.FLOW, 1, true, exporter.template(THEN)).frame(NOW).bytes(),
            item(ImportKind.FLOW, 1, true, exporter.data(THEN, List.of(flow()))).frame(NOW).bytes(),
            item(ImportKind.NFDUMP, 1, false, nfdump().getBytes(StandardCharsets.UTF_8))
                .frame(NOW)
                .bytes());
    for (int i = 0; i < 20_000; i++) {
      byte[] payload = good.get(random.nextInt(good.size())).clone();
      for (int c = random.nextInt(4); c >= 0; c--) {
        payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
      }
      if (random.nextInt(5) == 0) payload = Arrays.copyOf(payload, random.nextInt(payload.length));
      decoder.decode(
          new Frame(FrameKind.IMPORT, NOW, IpAddress.UNSPECIFIED, 0, Transport.LOCAL, payload),
          i,
          rows);
      rows.requireMarked();
      rows.clear();
    }
    decoder.restore(decoder.state());
  }
}
