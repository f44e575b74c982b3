package jaruek.collector.flow;

import static jaruek.collector.flow.FlowTestBed.T;
import static jaruek.collector.flow.FlowTestBed.ports;
import static jaruek.collector.flow.Packet.ipfix;
import static jaruek.collector.flow.Packet.options9;
import static jaruek.collector.flow.Packet.optionsIpfix;
import static jaruek.collector.flow.Packet.packet;
import static jaruek.collector.flow.Packet.set;
import static jaruek.collector.flow.Packet.template;
import static jaruek.collector.flow.Packet.v5;
import static jaruek.collector.flow.Packet.v5Record;
import static jaruek.collector.flow.Packet.v9;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams that no exporter should send: each a rejection, and what is sound beside it a row. */
final class FlowHostileTest {
  private static final byte[] PORTS_9 = set(0, template(T, 7, 2));
  private static final byte[] PORTS_IPFIX = set(2, template(T, 7, 2));

  private final FlowTestBed bed = new FlowTestBed();

  private void expect(List<String> reasons, List<Object> ports, byte[]... datagrams) {
    bed.decode(datagrams);
    assertEquals(reasons, bed.rows.reasons(), bed.rows.rejected.toString());
    assertEquals(ports, bed.column("source_port"));
  }

  static Stream<byte[]> wholeDatagrams() {
    return Stream.of(
        v5(1, 0, 0, 0, v5Record(0, 0, 1)),
        v9(0, 1, PORTS_9, ports(T, 1, 2)),
        ipfix(0, 1, PORTS_IPFIX, ports(T, 1, 2)));
  }

  @ParameterizedTest
  @MethodSource("wholeDatagrams")
  void rejectsADatagramCutAnywhere(byte[] whole) {
    for (int length = 0; length < whole.length; length++) {
      FlowTestBed cut = new FlowTestBed().decode(Arrays.copyOf(whole, length));
      boolean atABoundary = cut.rows.rejected.isEmpty();
      // NetFlow v9 does not say how long it is: a cut between sets cannot be seen.
      assertTrue(!atABoundary || whole[1] == 9, "length " + length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 11, 0x0500, 65_535})
  void rejectsOtherVersions(int version) {
    expect(List.of("unknown-version"), List.of(), packet().u16(version).zeros(40).done());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void stopsAtASetShorterThanItsHeaderAndKeepsWhatCameBefore(int length) {
    byte[] bad = packet().u16(T).u16(length).u16(9).done();
    expect(List.of("bad-length"), List.of(1L), v9(0, 1, PORTS_9, ports(T, 1), bad, ports(T, 2)));
  }

  @Test
  void readsTheWholeRecordsOfASetLongerThanTheDatagram() {
    byte[] cut = packet().u16(T).u16(100).u16(1).u16(2).u8(0).done();
    expect(List.of("truncated"), List.of(1L, 2L), v9(0, 1, PORTS_9, cut));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 255})
  void skipsReservedSetsOfV9(int id) {
    expect(
        List.of("reserved-set"), List.of(1L), v9(0, 1, PORTS_9, set(id, new byte[8]), ports(T, 1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 255})
  void skipsReservedSetsOfIpfix(int id) {
    expect(
        List.of("reserved-set"),
        List.of(1L),
        ipfix(0, 1, PORTS_IPFIX, set(id, new byte[8]), ports(T, 1)));
  }

  @Test
  void refusesATemplateWithoutFieldsAndReadsTheNext() {
    byte[] set = set(0, template(T + 1), template(T, 7, 2));
    expect(List.of("no-fields"), List.of(1L), v9(0, 1, set, ports(T, 1)));
  }

  @Test
  void refusesATemplateWhoseRecordsHaveNoBytes() {
    byte[] set = set(0, template(T + 1, 7, 0, 8, 0), template(T, 7, 2));
    expect(List.of("zero-length-record"), List.of(1L), v9(0, 1, set, ports(T, 1), ports(T + 1, 1)));
  }

  @Test
  void readsRecordsWithAFieldOfNoBytes() {
    expect(List.of(), List.of(1L, 2L), v9(0, 1, set(0, template(T, 8, 0, 7, 2)), ports(T, 1, 2)));
  }

  @Test
  void refusesATemplateWhoseRecordsFitNoDatagram() {
    byte[] set = set(0, template(T + 1, 95, 40_000, 96, 40_000), template(T, 7, 2));
    expect(List.of("record-too-long"), List.of(1L), v9(0, 1, set, ports(T, 1)));
  }

  @Test
  void refusesATemplateThatGoesPastItsSet() {
    byte[] set = set(0, packet().u16(T).u16(500).u16(7).u16(2).done());
    expect(List.of("truncated-template"), List.of(), v9(0, 1, set));
    byte[] enterprise = set(2, packet().u16(T).u16(1).u16(0x8007).u16(2).done());
    expect(List.of("truncated-template", "truncated-template"), List.of(), ipfix(0, 1, enterprise));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 255})
  void refusesATemplateNumberBelow256(int id) {
    expect(List.of("bad-template-id"), List.of(), v9(0, 1, set(0, template(id, 7, 2))));
  }

  @Test
  void doesNotReadDataByTheDefinitionBeforeABrokenOne() {
    expect(
        List.of("zero-length-record"),
        List.of(),
        v9(0, 1, PORTS_9),
        v9(1, 1, set(0, template(T, 7, 0))),
        v9(2, 1, ports(T, 1)));
    bed.decode(v9(3, 1, PORTS_9));
    assertEquals(List.of(1L), bed.column("source_port"));
  }

  @Test
  void refusesOptionsTemplatesThatContradictThemselves() {
    byte[] scopeBeyondFields = packet().u16(300).u16(1).u16(2).u16(34).u16(4).done();
    expect(List.of("bad-scope-count"), List.of(), ipfix(0, 1, set(3, scopeBeyondFields)));
    byte[] oddLength = packet().u16(300).u16(3).u16(4).u16(34).u16(4).done();
    byte[] tooLong = packet().u16(300).u16(4).u16(40_000).u16(34).u16(4).done();
    byte[] cut = packet().u16(300).u16(4).done();
    bed.decode(v9(0, 1, set(1, oddLength)), v9(1, 1, set(1, tooLong)), v9(2, 1, set(1, cut)));
    assertEquals(
        List.of("bad-scope-count", "bad-length", "truncated-template", "truncated-template"),
        bed.rows.reasons());
    bed.decode(v9(3, 1, set(1, options9(300, 0))), ipfix(0, 1, set(3, optionsIpfix(300, 0))));
    assertEquals("no-fields", bed.rows.rejected.getLast().reason());
  }

  @Test
  void rejectsAnIpfixMessageShorterThanItsHeader() {
    byte[] message = ipfix(0, 1, PORTS_IPFIX, ports(T, 1));
    message[3] = 15;
    expect(List.of("bad-length"), List.of(), message);
  }

  @Test
  void readsAnIpfixMessageNoFurtherThanItsLength() {
    byte[] message = ipfix(0, 1, PORTS_IPFIX, ports(T, 1), ports(T, 2));
    message[3] = (byte) (message[3] - 6);
    expect(List.of("trailing-bytes"), List.of(1L), message);
  }

  @Test
  void readsAnIpfixMessageNoFurtherThanItsDatagram() {
    byte[] message = ipfix(0, 1, PORTS_IPFIX, ports(T, 1));
    message[3] = (byte) (message[3] + 9);
    expect(List.of("truncated"), List.of(1L), message);
  }

  @Test
  void reportsBytesBehindTheLastSet() {
    expect(List.of("trailing-bytes"), List.of(1L), v9(0, 1, PORTS_9, ports(T, 1), new byte[] {1}));
  }

  @Test
  void readsADatagramFullOfOneByteRecordsWithoutEnd() {
    byte[] datagram = v9(0, 1, set(0, template(T, 4, 1)), set(T, new byte[65_000]));
    assertEquals(65_000, bed.decode(datagram).rows.rows.size());
  }

  @Test
  void saysWhereAFaultIs() {
    bed.decode(v9(0, -1, set(9, new byte[4])));
    assertEquals(
        "exporter 192.0.2.1 domain 4294967295 offset 24: set 9",
        bed.rows.rejected.getFirst().detail());
    assertEquals("netflow9", bed.rows.rejected.getFirst().protocol());
  }

  @Test
  void refusesTheWithdrawalOfAReservedNumber() {
    expect(List.of("bad-template-id"), List.of(), ipfix(0, 1, set(2, template(3))));
  }
}
