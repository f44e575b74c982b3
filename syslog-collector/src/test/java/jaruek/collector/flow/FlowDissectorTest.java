package jaruek.collector.flow;

import static jaruek.collector.flow.FlowTestBed.T;
import static jaruek.collector.flow.FlowTestBed.ports;
import static jaruek.collector.flow.Packet.ipfix;
import static jaruek.collector.flow.Packet.options9;
import static jaruek.collector.flow.Packet.packet;
import static jaruek.collector.flow.Packet.set;
import static jaruek.collector.flow.Packet.template;
import static jaruek.collector.flow.Packet.v5;
import static jaruek.collector.flow.Packet.v5Record;
import static jaruek.collector.flow.Packet.v9;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people see of a datagram, beside the rows it becomes. */
final class FlowDissectorTest {
  private final FlowDissector dissector = new FlowDissector();
  private final Rows rows = new Rows();
  private final List<FlowDissector.Data> records = new ArrayList<>();

  private FlowDissector.Dissection read(byte[] datagram) {
    return dissector.read(
        new Frame(
            FrameKind.FLOW, Corpus.RECEIVED_AT, Corpus.EXPORTER, 2_055, Transport.UDP, datagram),
        0,
        rows,
        records::add);
  }

  @Test
  void showsHeaderSetsTemplatesAndRecordsByName() {
    FlowDissector.Dissection read =
        read(
            v9(
                60_000,
                7,
                3,
                set(0, template(T, 7, 2, 371, 4, 30_001, 1)),
                set(1, options9(300, 1, 2, 4, 34, 4)),
                set(T, packet().u16(443).text("ann").u8(0).u8(255).done())));
    FlowDissector.Header header = read.header().orElseThrow();
    assertEquals("netflow9", header.version());
    assertEquals(3, header.domain());
    assertEquals(7, header.sequence());
    assertEquals(Optional.of(60_000L), header.uptimeMillis());
    assertEquals(List.of(0, 1, T), read.sets().stream().map(FlowDissector.Section::id).toList());
    assertEquals(
        new FlowDissector.Column("sourceTransportPort", "unsigned16", 2),
        read.templates().getFirst().fields().getFirst());
    assertTrue(read.templates().get(1).options());
    assertEquals("scopeInterface", read.templates().get(1).fields().getFirst().name());
    assertEquals(
        List.of(
            new FlowDissector.Value("sourceTransportPort", "443"),
            new FlowDissector.Value("userName", "ann"),
            new FlowDissector.Value("0x0/0x7531", "ff")),
        records.getFirst().fields());
    assertEquals(443L, rows.only().get("source_port"));
  }

  @Test
  void readsDataByTemplatesOfEarlierDatagramsAndSaysWhatCameLate() {
    read(ipfix(0, 1, ports(T, 80)));
    assertEquals(List.of(), records);
    read(ipfix(0, 1, set(2, template(T, 7, 2)), ports(T, 443)));
    assertEquals(List.of(true, false), records.stream().map(FlowDissector.Data::late).toList());
  }

  @Test
  void showsWithdrawalsAndFaultyTemplates() {
    FlowDissector.Dissection read = read(ipfix(0, 1, set(2, template(T), template(9, 7, 2))));
    assertEquals(List.of(), read.templates().getFirst().fields());
    assertEquals(Optional.empty(), read.templates().getFirst().fault());
    assertEquals(Optional.of("bad-template-id"), read.templates().get(1).fault());
  }

  @Test
  void showsNetFlow5AndSFlow() {
    FlowDissector.Dissection read = read(v5(1, 9, 5, 100, v5Record(1, 2, 443)));
    assertEquals("netflow5", read.header().orElseThrow().version());
    assertEquals(
        "sourceIPv4Address", records.getFirst().fields().getFirst().name(), records.toString());
    FlowDissector.Dissection sampled = read(SFlowTest.datagram(4));
    assertEquals("sflow5", sampled.header().orElseThrow().version());
    assertEquals(4, sampled.header().orElseThrow().sequence());
  }

  @Test
  void hasNothingToSayOfWhatIsNoFlowDatagram() {
    assertEquals(Optional.empty(), read(new byte[0]).header());
    assertEquals(Optional.empty(), read(new byte[] {0, 9, 0, 1}).header());
    assertEquals(Optional.empty(), read(packet().u16(7).zeros(60).done()).header());
    assertEquals(3, rows.rejected.size());
  }

  @Test
  void takesEveryCaseOfTheCorpusApart() {
    for (Corpus.Case corpusCase : Corpus.cases()) {
      FlowDissector fresh = new FlowDissector();
      List<FlowDissector.Data> seen = new ArrayList<>();
      int[] header = {0};
      for (byte[] datagram : corpusCase.datagrams()) {
        fresh
            .read(Corpus.frame(datagram), 0, new Rows(), seen::add)
            .header()
            .ifPresent(h -> header[0]++);
      }
      assertEquals(corpusCase.datagrams().size(), header[0], corpusCase.name());
      for (FlowDissector.Data data : seen) {
        assertTrue(!data.fields().isEmpty(), corpusCase.name());
      }
    }
  }
}
