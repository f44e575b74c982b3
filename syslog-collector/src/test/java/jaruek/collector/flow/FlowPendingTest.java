package jaruek.collector.flow;

import static jaruek.collector.flow.FlowTestBed.T;
import static jaruek.collector.flow.FlowTestBed.ports;
import static jaruek.collector.flow.Packet.ipfix;
import static jaruek.collector.flow.Packet.options9;
import static jaruek.collector.flow.Packet.packet;
import static jaruek.collector.flow.Packet.set;
import static jaruek.collector.flow.Packet.template;
import static jaruek.collector.flow.Packet.v9;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jaruek.retention.record.IpAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Data that comes before its template, and the limits on what is kept. */
final class FlowPendingTest {
  private static final byte[] PORT_TEMPLATE = set(0, template(T, 7, 2));

  private static FlowLimits limits(int sets, int bytes, int bytesInAll) {
    FlowLimits standard = FlowLimits.STANDARD;
    return new FlowLimits(
        standard.exportersMax(),
        standard.domainsPerExporterMax(),
        standard.templatesPerDomainMax(),
        standard.fieldsPerTemplateMax(),
        standard.templateBytesMax(),
        standard.selectorsPerDomainMax(),
        sets,
        bytes,
        bytesInAll,
        60_000);
  }

  @Test
  void decodesDataThatCameBeforeItsTemplateInOrderAndWithItsOwnFrame() {
    FlowTestBed bed = new FlowTestBed();
    bed.decode(v9(0, 1, ports(T, 1, 2)));
    bed.now += 5_000;
    bed.decode(v9(1, 1, ports(T, 3, 4)));
    bed.now += 5_000;
    assertEquals(0, bed.rows.rows.size());
    bed.decode(v9(2, 1, PORT_TEMPLATE, ports(T, 5, 6)));
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), bed.column("source_port"));
    assertEquals(List.of(0L, 0L, 1L, 1L, 2L, 2L), bed.column("frame"));
    long first = Corpus.RECEIVED_AT;
    assertEquals(
        List.of(first, first, first + 5_000, first + 5_000, first + 10_000, first + 10_000),
        bed.column("received_at"));
    assertEquals(List.of(), bed.rows.rejected);
  }

  @Test
  void decodesLateDataByTheClockOfItsOwnDatagram() {
    byte[] early = v9(10_000, 0, 1, set(T, packet().u32(9_000).done()));
    byte[] later = v9(90_000, 1, 1, set(0, template(T, 22, 4)));
    assertEquals(
        List.of(Packet.EXPORT_MILLIS - 1_000),
        new FlowTestBed().decode(early, later).column("started_at"));
  }

  @Test
  void decodesOnlyWhatWaitedForThatTemplateOfThatDomainAndVersion() {
    FlowTestBed bed = new FlowTestBed();
    bed.decode(
        v9(0, 1, ports(T, 1), ports(T + 1, 2)), v9(0, 2, ports(T, 3)), ipfix(0, 1, ports(T, 4)));
    bed.decode(v9(1, 1, PORT_TEMPLATE));
    assertEquals(List.of(1L), bed.column("source_port"));
    bed.decode(v9(1, 2, PORT_TEMPLATE), ipfix(0, 1, set(2, template(T, 7, 2))));
    assertEquals(List.of(1L, 3L, 4L), bed.column("source_port"));
    bed.decode(v9(2, 1, set(0, template(T + 1, 7, 2))));
    assertEquals(List.of(1L, 3L, 4L, 2L), bed.column("source_port"));
  }

  @Test
  void decodesLateOptionsData() {
    FlowTestBed bed = new FlowTestBed();
    bed.decode(
        v9(0, 1, set(300, packet().u32(50).done())),
        v9(1, 1, set(1, options9(300, 0, 34, 4)), PORT_TEMPLATE, ports(T, 1)));
    assertEquals(List.of(50L), bed.column("sampling_interval"));
  }

  @Test
  void givesTheOldestSetUpWhenThereAreTooMany() {
    FlowTestBed bed = new FlowTestBed(limits(2, 1_000_000, 1_000_000));
    bed.decode(v9(0, 1, ports(T, 1), ports(T, 2), ports(T, 3)));
    assertEquals(List.of("no-template"), bed.rows.reasons());
    assertEquals(1, bed.limitReached("pending"));
    bed.decode(v9(1, 1, PORT_TEMPLATE));
    assertEquals(List.of(2L, 3L), bed.column("source_port"));
  }

  @Test
  void givesTheOldestSetUpWhenTheyAreTooLong() {
    FlowTestBed bed = new FlowTestBed(limits(100, 200, 1_000_000));
    bed.decode(v9(0, 1, ports(T, 1), ports(T, 2), ports(T, 3), ports(T, 4)));
    assertEquals(List.of("no-template"), bed.rows.reasons());
    bed.decode(v9(1, 1, set(T, new byte[300])));
    assertEquals(5, bed.rows.rejected.size(), "one set longer than the limit is not kept at all");
  }

  @Test
  void holdsTheLimitOfAllExportersTogether() {
    FlowTestBed bed = new FlowTestBed(limits(100, 1_000, 200));
    bed.decodeFrom(IpAddress.of("192.0.2.1"), v9(0, 1, ports(T, 1), ports(T, 2), ports(T, 3)));
    bed.decodeFrom(IpAddress.of("192.0.2.2"), v9(0, 1, ports(T, 4)));
    assertEquals(List.of("no-template"), bed.rows.reasons());
    bed.decodeFrom(IpAddress.of("192.0.2.1"), v9(1, 1, PORT_TEMPLATE));
    bed.decodeFrom(IpAddress.of("192.0.2.2"), v9(1, 1, PORT_TEMPLATE));
    assertEquals(List.of(2L, 3L, 4L), bed.column("source_port"), "who held most gave up");
  }

  @Test
  void letsNoExporterThatFellSilentKeepTheRoomOfAllForEver() {
    FlowTestBed bed = new FlowTestBed(limits(100, 1_000, 200));
    bed.decodeFrom(IpAddress.of("192.0.2.1"), v9(0, 1, ports(T, 1), ports(T, 2), ports(T, 3)));
    bed.now += 60_001;
    bed.decodeFrom(
        IpAddress.of("192.0.2.2"), v9(0, 1, ports(T, 4), ports(T, 5), ports(T, 6), PORT_TEMPLATE));
    assertEquals(3, bed.rows.rejected.size(), bed.rows.rejected.toString());
    assertEquals(List.of(4L, 5L, 6L), bed.column("source_port"));
  }

  @Test
  void givesSetsUpWhoseTemplateDoesNotComeInTime() {
    FlowTestBed bed = new FlowTestBed(limits(100, 1_000, 1_000));
    bed.decode(v9(0, 1, ports(T, 1)));
    bed.now += 60_000;
    bed.decode(v9(1, 1, ports(T, 2)));
    assertEquals(List.of(), bed.rows.reasons());
    bed.now += 1;
    bed.decode(v9(2, 1, PORT_TEMPLATE));
    assertEquals(List.of("no-template"), bed.rows.reasons());
    assertEquals(List.of(2L), bed.column("source_port"));
  }

  @Test
  void evictsTheExporterUnheardForLongestWithItsSets() {
    FlowTestBed bed = new FlowTestBed(new FlowLimits(2, 2, 2, 8, 10_000, 2, 9, 999, 999, 60_000));
    IpAddress first = IpAddress.of("192.0.2.1");
    IpAddress second = IpAddress.of("192.0.2.2");
    bed.decodeFrom(first, v9(0, 1, PORT_TEMPLATE));
    bed.decodeFrom(second, v9(0, 1, ports(T, 9)));
    bed.decodeFrom(first, v9(1, 1, ports(T, 1)));
    bed.decodeFrom(IpAddress.of("192.0.2.3"), v9(0, 1, PORT_TEMPLATE));
    assertEquals(1, bed.limitReached("exporters"));
    assertEquals(List.of("no-template"), bed.rows.reasons());
    bed.decodeFrom(first, v9(2, 1, ports(T, 2)));
    assertEquals(List.of(1L, 2L), bed.column("source_port"));
  }

  @Test
  void evictsTheDomainUnheardForLongest() {
    FlowTestBed bed = new FlowTestBed(new FlowLimits(2, 2, 2, 8, 10_000, 2, 9, 999, 999, 60_000));
    bed.decode(v9(0, 1, PORT_TEMPLATE), v9(0, 2, PORT_TEMPLATE), v9(1, 1, ports(T, 1)));
    bed.decode(v9(0, 3, PORT_TEMPLATE), v9(2, 1, ports(T, 2)), v9(1, 2, ports(T, 3)));
    assertEquals(List.of(1L, 2L), bed.column("source_port"), "domain 2 made room");
    assertEquals(2, bed.limitReached("domains"));
  }

  @Test
  void evictsTheTemplateAnnouncedLongestAgo() {
    FlowTestBed bed = new FlowTestBed(new FlowLimits(2, 2, 2, 8, 10_000, 2, 9, 999, 999, 60_000));
    bed.decode(v9(0, 1, set(0, template(T, 7, 2), template(T + 1, 7, 2), template(T, 7, 2))));
    bed.decode(v9(1, 1, set(0, template(T + 2, 7, 2))));
    bed.decode(v9(2, 1, ports(T, 1), ports(T + 1, 2), ports(T + 2, 3)));
    assertEquals(List.of(1L, 3L), bed.column("source_port"));
    assertEquals(1, bed.limitReached("templates"));
  }

  @Test
  void refusesTemplatesBeyondTheirBytesInAll() {
    FlowTestBed bed = new FlowTestBed(new FlowLimits(2, 2, 9, 8, 16, 2, 9, 999, 999, 60_000));
    bed.decode(v9(0, 1, set(0, template(T, 7, 2), template(T + 1, 7, 2), template(T + 2, 7, 2))));
    assertEquals(List.of("too-many-templates"), bed.rows.reasons());
    bed.decode(v9(1, 1, set(0, template(T, 11, 2))));
    assertEquals(1, bed.rows.rejected.size(), "a new definition takes the old one's place");
    assertEquals(1, bed.limitReached("template-bytes"));
  }

  @Test
  void refusesATemplateWithTooManyFieldsAndReadsTheNext() {
    FlowTestBed bed = new FlowTestBed(new FlowLimits(2, 2, 9, 2, 999, 2, 9, 999, 999, 60_000));
    bed.decode(
        v9(0, 1, set(0, template(T, 7, 2, 11, 2, 4, 1), template(T + 1, 7, 2)), ports(T + 1, 5)));
    assertEquals(List.of("too-many-fields"), bed.rows.reasons());
    assertEquals(List.of(5L), bed.column("source_port"));
  }

  @Test
  void forgetsTheSamplerHeardOfFirstWhenThereAreTooMany() {
    FlowTestBed bed = new FlowTestBed(new FlowLimits(2, 2, 9, 9, 999, 2, 9, 999, 999, 60_000));
    byte[][] said =
        IntStream.rangeClosed(1, 3)
            .mapToObj(i -> packet().u8(i).u32(i * 100L).done())
            .toArray(byte[][]::new);
    bed.decode(
        v9(
            0,
            1,
            set(0, template(T, 48, 1)),
            set(1, options9(300, 0, 48, 1, 34, 4)),
            set(300, said)));
    bed.decode(v9(1, 1, set(T, packet().u8(1).u8(2).u8(3).done())));
    assertEquals(List.of("null", 200L, 300L), bed.column("sampling_interval"));
    assertEquals(1, bed.limitReached("selectors"));
  }
}
