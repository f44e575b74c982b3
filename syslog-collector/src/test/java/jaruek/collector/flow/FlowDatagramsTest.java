package jaruek.collector.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.record.IpAddress;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the demo sends is what the decoder reads. */
final class FlowDatagramsTest {
  private static final long NOW = 1_795_430_521_400L;
  private static final FlowDatagrams.Flow FLOW =
      new FlowDatagrams.Flow(
          NOW - 5_000,
          NOW - 1,
          6,
          IpAddress.of("10.0.0.5"),
          43_996,
          IpAddress.of("198.51.100.42"),
          443,
          5_200,
          12,
          0x1b,
          2,
          1,
          IpAddress.of("203.0.113.7"),
          51_234,
          null,
          0);

  private final FlowTestBed bed = new FlowTestBed();

  @Test
  void comesBackAsItWentOut() {
    FlowDatagrams exporter = new FlowDatagrams(7, NOW - 86_400_000, FlowDatagrams.ALL_FIELDS);
    bed.decode(exporter.template(NOW), exporter.data(NOW, List.of(FLOW)));
    assertEquals(
        Map.ofEntries(
            Map.entry("received_at", Corpus.RECEIVED_AT),
            Map.entry("frame", 1L),
            Map.entry("started_at", NOW - 5_000),
            Map.entry("ended_at", NOW - 1),
            Map.entry("exporter", "192.0.2.1"),
            Map.entry("origin", "netflow9"),
            Map.entry("protocol", 6L),
            Map.entry("source_address", "10.0.0.5"),
            Map.entry("source_port", 43_996L),
            Map.entry("destination_address", "198.51.100.42"),
            Map.entry("destination_port", 443L),
            Map.entry("nat_source_address", "203.0.113.7"),
            Map.entry("nat_source_port", 51_234L),
            Map.entry("bytes", 5_200L),
            Map.entry("packets", 12L),
            Map.entry("tcp_flags", 27L),
            Map.entry("input_interface", 2L),
            Map.entry("output_interface", 1L)),
        bed.rows.only());
  }

  @Test
  void numbersItsDatagramsWithoutAGap() {
    FlowDatagrams exporter = new FlowDatagrams(7, NOW - 1_000, FlowDatagrams.ALL_FIELDS);
    bed.decode(exporter.template(NOW));
    for (int i = 0; i < 100; i++) bed.decode(exporter.data(NOW + i * 50L, List.of(FLOW)));
    assertEquals(100, bed.rows.rows.size());
    assertEquals(0, bed.telemetry.sum("flow.sequence.gap"));
  }

  @Test
  void fitsAnEthernetFrameWithAsManyFlowsAsItSays() {
    FlowDatagrams exporter = new FlowDatagrams(7, NOW - 1_000, FlowDatagrams.ALL_FIELDS);
    List<FlowDatagrams.Flow> flows = Collections.nCopies(FlowDatagrams.FLOWS_PER_DATAGRAM, FLOW);
    assertTrue(exporter.data(NOW, flows).length <= 1_472);
  }

  @Test
  void padsASetToFourBytes() {
    FlowDatagrams exporter = new FlowDatagrams(7, NOW, List.of(FlowDatagrams.Field.SOURCE_PORT));
    byte[] datagram = exporter.data(NOW, List.of(FLOW));
    assertEquals(0, datagram.length % 4);
    bed.decode(exporter.template(NOW), exporter.data(NOW, List.of(FLOW)));
    assertEquals(List.of(43_996L), bed.column("source_port").subList(0, 1));
  }

  @Test
  void refusesMoreFlowsThanADatagramHolds() {
    FlowDatagrams exporter = new FlowDatagrams(7, NOW, FlowDatagrams.ALL_FIELDS);
    assertThrows(IllegalArgumentException.class, () -> exporter.data(NOW, List.of()));
    List<FlowDatagrams.Flow> tooMany = Collections.nCopies(2_000, FLOW);
    assertThrows(IllegalArgumentException.class, () -> exporter.data(NOW, tooMany));
  }
}
