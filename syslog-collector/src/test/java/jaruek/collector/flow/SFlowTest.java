package jaruek.collector.flow;

import static jaruek.collector.flow.Packet.packet;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** SFlow v5: flow samples to rows, counter samples counted, anything else refused in order. */
final class SFlowTest {
  private final FlowTestBed bed = new FlowTestBed();

  static byte[] datagram(int sequence, byte[]... samples) {
    Packet packet =
        packet().u32(5).u32(1).u32(0xc0000202).u32(0).u32(sequence).u32(60_000).u32(samples.length);
    for (byte[] sample : samples) packet.bytes(sample);
    return packet.done();
  }

  static byte[] sample(byte[]... records) {
    Packet body = packet().u32(1).u32(3).u32(512).u32(9_999).u32(0).u32(3).u32(4);
    return record(1, records(body, records));
  }

  private static byte[] expanded(int output, byte[]... records) {
    Packet body = packet().u32(1).u32(0).u32(3).u32(256).u32(9_999).u32(0);
    body.u32(0).u32(70_000).u32(output >>> 30).u32(output & 0x3fff_ffff);
    return record(3, records(body, records));
  }

  private static byte[] records(Packet body, byte[]... records) {
    body.u32(records.length);
    for (byte[] record : records) body.bytes(record);
    return body.done();
  }

  static byte[] record(int format, byte[] body) {
    return packet().u32(format).u32(body.length).bytes(body).done();
  }

  static byte[] header(int protocol, int frameBytes, byte[] bytes) {
    int padding = -bytes.length & 3;
    return record(
        1,
        packet()
            .u32(protocol)
            .u32(frameBytes)
            .u32(4)
            .u32(bytes.length)
            .bytes(bytes)
            .zeros(padding)
            .done());
  }

  static byte[] tcp4() {
    return Captures.packet(6, 0x0a000005, 40_000, 0xc6336407, 443, 0x12, new byte[0]);
  }

  static byte[] frame(byte[] packet, int... types) {
    Packet frame = packet().number(6, 0x112233445566L).number(6, 0x00aabbccddeeL);
    for (int type : types) {
      if (type < 0x0800) frame.u16(0x8100).u16(type);
      else frame.u16(type);
    }
    return frame.bytes(packet).done();
  }

  @Test
  void makesARowOfASampledPacket() {
    bed.decode(datagram(1, sample(header(1, 1_518, frame(tcp4(), 0x0800)))));
    Map<String, Object> row = bed.rows.only();
    assertEquals("sflow5", row.get("origin"));
    assertEquals("192.0.2.1", row.get("exporter"));
    assertEquals(6L, row.get("protocol"));
    assertEquals("10.0.0.5", row.get("source_address"));
    assertEquals(40_000L, row.get("source_port"));
    assertEquals("198.51.100.7", row.get("destination_address"));
    assertEquals(443L, row.get("destination_port"));
    assertEquals(0x12L, row.get("tcp_flags"));
    assertEquals(1_518L, row.get("bytes"));
    assertEquals(1L, row.get("packets"));
    assertEquals(512L, row.get("sampling_interval"));
    assertEquals(3L, row.get("input_interface"));
    assertEquals(4L, row.get("output_interface"));
    assertEquals("00:aa:bb:cc:dd:ee", row.get("source_mac"));
    assertFalse(row.containsKey("started_at"), "a sample has no time of its own");
    assertEquals(List.of(), bed.rows.rejected);
  }

  @Test
  void looksBehindVlanTagsAndPppoe() {
    byte[] pppoe = packet().u8(0x11).u8(0).u16(1).u16(42).u16(0x0021).bytes(tcp4()).done();
    bed.decode(
        datagram(1, sample(header(1, 90, frame(tcp4(), 20, 30, 0x0800)))),
        datagram(2, sample(header(1, 90, frame(pppoe, 20, 0x8864)))));
    assertEquals(List.of(443L, 443L), bed.column("destination_port"));
  }

  @Test
  void readsIpv6BehindExtensionHeaders() {
    byte[] packet =
        packet()
            .u32(0x6000_0000)
            .u16(24)
            .u8(0)
            .u8(64)
            .u64(0xfd00L << 48)
            .u64(5)
            .u64(0x2001_0db8L << 32)
            .u64(1)
            .u8(17)
            .u8(0)
            .zeros(6)
            .u16(5_353)
            .u16(53)
            .u32(0)
            .done();
    bed.decode(datagram(1, sample(header(12, 64, packet))));
    Map<String, Object> row = bed.rows.only();
    assertEquals("fd00::5", row.get("source_address"));
    assertEquals("2001:db8::1", row.get("destination_address"));
    assertEquals(17L, row.get("protocol"));
    assertEquals(53L, row.get("destination_port"));
  }

  @Test
  void givesALaterFragmentNoPorts() {
    byte[] fragment = tcp4();
    fragment[7] = 9;
    bed.decode(datagram(1, sample(header(11, 64, fragment))));
    assertFalse(bed.rows.only().containsKey("destination_port"));
    assertEquals("10.0.0.5", bed.rows.only().get("source_address"));
  }

  @Test
  void readsExpandedSamplesWithUserUrlAndTranslation() {
    byte[] user =
        record(1_004, packet().u32(106).u32(7).text("somchai").u8(0).u32(0).u32(0).done());
    byte[] url = record(1_005, packet().u32(1).u32(4).text("/a/b").u32(0).done());
    byte[] nat = record(1_007, packet().u32(1).u32(0xcb007107).u32(1).u32(0).done());
    byte[] natPorts = record(1_020, packet().u32(51_234).u32(0).done());
    bed.decode(datagram(1, expanded(1 << 30, header(11, 64, tcp4()), user, url, nat, natPorts)));
    Map<String, Object> row = bed.rows.only();
    assertEquals("somchai", row.get("user_name"));
    assertEquals("/a/b", row.get("url"));
    assertEquals("203.0.113.7", row.get("nat_source_address"));
    assertEquals(51_234L, row.get("nat_source_port"));
    assertFalse(row.containsKey("nat_destination_address"));
    assertEquals(70_000L, row.get("input_interface"));
    assertEquals("dropped", row.get("action"));
    assertEquals(256L, row.get("sampling_interval"));
  }

  @Test
  void readsSampledIpv4AndIpv6Records() {
    byte[] four =
        record(
            3,
            packet()
                .u32(99)
                .u32(17)
                .u32(0x0a000005)
                .u32(0x08080808)
                .u32(9)
                .u32(53)
                .u32(0)
                .u32(0)
                .done());
    byte[] six =
        record(
            4,
            packet()
                .u32(99)
                .u32(6)
                .zeros(15)
                .u8(1)
                .zeros(15)
                .u8(2)
                .u32(9)
                .u32(80)
                .u32(2)
                .u32(0)
                .done());
    bed.decode(datagram(1, sample(four), sample(six)));
    assertEquals(List.of("10.0.0.5", "::1"), bed.column("source_address"));
    assertEquals(List.of(53L, 80L), bed.column("destination_port"));
  }

  @Test
  void countsCounterSamplesAndWhatEnterprisesAdd() {
    byte[] counters = record(2, new byte[40]);
    byte[] own = record(4_413 << 12 | 1, new byte[8]);
    bed.decode(datagram(1, counters, own, sample(header(11, 64, tcp4()))));
    assertEquals(1, bed.rows.rows.size());
    assertEquals(2, bed.telemetry.sum("flow.samples.skipped"));
  }

  @Test
  void countsGapsInTheSequenceAlsoAfterARestart() {
    bed.decode(datagram(5, sample(header(11, 64, tcp4()))));
    FlowTestBed after = new FlowTestBed();
    after.decoder.restore(bed.decoder.state());
    assertArrayEquals(bed.decoder.state(), after.decoder.state());
    after.decode(datagram(9, sample(header(11, 64, tcp4()))));
    assertEquals(3, after.telemetry.sum("flow.sequence.gap"));
  }

  @Test
  void refusesOtherVersionsAndWhatIsCutAnywhere() {
    byte[] four = datagram(1);
    four[3] = 4;
    bed.decode(four);
    assertEquals(List.of("unknown-version"), bed.rows.reasons());
    byte[] whole =
        datagram(1, sample(header(1, 90, frame(tcp4(), 0x0800))), record(2, new byte[4]));
    for (int length = 4; length < whole.length; length++) {
      FlowTestBed cut = new FlowTestBed().decode(Arrays.copyOf(whole, length));
      assertFalse(cut.rows.rejected.isEmpty(), length + " bytes");
    }
  }

  @Test
  void refusesCountsAndLengthsThatCannotBe() {
    byte[] datagram = datagram(1, sample(header(11, 64, tcp4())));
    for (int at = 24; at < datagram.length - 4; at += 4) {
      byte[] bad = datagram.clone();
      Arrays.fill(bad, at, at + 4, (byte) 0xff);
      new FlowTestBed().decode(bad);
    }
    byte[] many = datagram.clone();
    Arrays.fill(many, 24, 28, (byte) 0x7f);
    assertEquals(List.of("bad-count", "truncated"), bed.decode(many).rows.reasons());
  }

  @Test
  void endsOnAnyMutation() {
    SplittableRandom random = new SplittableRandom(77);
    byte[] good =
        datagram(1, sample(header(1, 90, frame(tcp4(), 20, 0x0800))), record(2, new byte[8]));
    for (int i = 0; i < 50_000; i++) {
      byte[] bad = Arrays.copyOf(good, random.nextInt(4, good.length + 4));
      for (int n = random.nextInt(6); n > 0; n--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      bed.decode(bad);
      bed.rows.rows.clear();
      bed.rows.rejected.clear();
    }
  }
}
