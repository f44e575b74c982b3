package jaruek.collector.flow;

import static jaruek.collector.flow.FlowTestBed.T;
import static jaruek.collector.flow.Packet.EXPORT_MILLIS;
import static jaruek.collector.flow.Packet.ipfix;
import static jaruek.collector.flow.Packet.packet;
import static jaruek.collector.flow.Packet.set;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two-way flows (RFC 5103) as two rows. */
final class ReverseRowTest {
  private static final int REVERSE = 0x8000;

  private final FlowTestBed bed = new FlowTestBed();

  /** Fields of element and length; those from 0x8000 on are reverse ones. */
  private static byte[] fields(int... fields) {
    Packet packet = packet().u16(T).u16(fields.length / 2);
    for (int i = 0; i < fields.length; i += 2) {
      packet.u16(fields[i]).u16(fields[i + 1]);
      if (fields[i] >= REVERSE) packet.u32(ReverseRow.REVERSE);
    }
    return packet.done();
  }

  private void send(byte[] template, Packet record) {
    bed.decode(ipfix(0, 1, set(2, template), set(T, record.done())));
  }

  @Test
  void makesARowOfEachDirection() {
    send(
        fields(
            8,
            4,
            12,
            4,
            7,
            2,
            11,
            2,
            4,
            1,
            1,
            4,
            2,
            4,
            REVERSE | 1,
            4,
            REVERSE | 2,
            4,
            152,
            8,
            153,
            8,
            REVERSE | 152,
            8,
            10,
            4,
            14,
            4,
            REVERSE | 6,
            1),
        packet()
            .u32(0x0a000005)
            .u32(0xc6336407)
            .u16(40_000)
            .u16(443)
            .u8(6)
            .u32(100)
            .u32(2)
            .u32(9_000)
            .u32(7)
            .u64(EXPORT_MILLIS - 50)
            .u64(EXPORT_MILLIS)
            .u64(EXPORT_MILLIS - 40)
            .u32(3)
            .u32(4)
            .u8(0x12));
    assertEquals(2, bed.rows.rows.size());
    Map<String, Object> there = bed.rows.rows.get(0);
    Map<String, Object> back = bed.rows.rows.get(1);
    assertEquals("10.0.0.5", there.get("source_address"));
    assertEquals(100L, there.get("bytes"));
    assertEquals("198.51.100.7", back.get("source_address"));
    assertEquals("10.0.0.5", back.get("destination_address"));
    assertEquals(443L, back.get("source_port"));
    assertEquals(40_000L, back.get("destination_port"));
    assertEquals(9_000L, back.get("bytes"));
    assertEquals(7L, back.get("packets"));
    assertEquals(0x12L, back.get("tcp_flags"));
    assertEquals(EXPORT_MILLIS - 40, back.get("started_at"));
    assertEquals(EXPORT_MILLIS, back.get("ended_at"));
    assertEquals(4L, back.get("input_interface"));
    assertEquals(3L, back.get("output_interface"));
  }

  @Test
  void turnsTheTranslationAround() {
    send(
        fields(8, 4, 12, 4, 7, 2, 11, 2, 225, 4, 227, 2, REVERSE | 1, 4),
        packet()
            .u32(0x0a000005)
            .u32(0xc6336407)
            .u16(40_000)
            .u16(443)
            .u32(0xcb007107)
            .u16(51_234)
            .u32(9));
    Map<String, Object> back = bed.rows.rows.get(1);
    assertEquals("198.51.100.7", back.get("source_address"));
    assertEquals("203.0.113.7", back.get("destination_address"));
    assertEquals(51_234L, back.get("destination_port"));
    assertEquals("10.0.0.5", back.get("nat_destination_address"));
    assertEquals(40_000L, back.get("nat_destination_port"));
    assertFalse(back.containsKey("nat_source_address"));
  }

  @Test
  void makesNoRowWhereNothingCameBack() {
    send(fields(8, 4, 1, 4, REVERSE | 1, 4), packet().u32(1).u32(2).u32(0));
    assertEquals(1, bed.rows.rows.size());
  }

  @Test
  void takesARespondersBytesForTheSame() {
    send(fields(8, 4, 12, 4, 231, 4, 232, 4), packet().u32(1).u32(2).u32(10).u32(20));
    assertEquals(10L, bed.rows.rows.get(0).get("bytes"));
    assertEquals(20L, bed.rows.rows.get(1).get("bytes"));
    assertEquals("0.0.0.2", bed.rows.rows.get(1).get("source_address"));
  }

  @Test
  void fillsUserAndUrlFromEnterprisesElements() {
    byte[] template =
        packet()
            .u16(T)
            .u16(2)
            .u16(REVERSE | 205)
            .u16(0xffff)
            .u32(5_951)
            .u16(REVERSE | 180)
            .u16(0xffff)
            .u32(35_632)
            .done();
    send(template, packet().u8(7).text("somchai").u8(4).text("/a/b"));
    assertEquals("somchai", bed.rows.only().get("user_name"));
    assertEquals("/a/b", bed.rows.only().get("url"));
  }

  /** RFC 6313: basicList, subTemplateList, subTemplateMultiList, of variable length. */
  @Test
  void skipsStructuredData() {
    byte[] template =
        packet()
            .u16(T)
            .u16(4)
            .u16(291)
            .u16(0xffff)
            .u16(292)
            .u16(0xffff)
            .u16(293)
            .u16(0xffff)
            .u16(7)
            .u16(2)
            .done();
    send(
        template,
        packet().u8(7).u8(255).u16(7).u16(2).u16(80).u8(255).u16(3).u8(0).u16(T).u8(0).u16(53));
    assertEquals(53L, bed.rows.only().get("source_port"));
    assertEquals(java.util.List.of(), bed.rows.rejected);
  }

  /** Lengths inside a list are not looked at: only the list's own counts. */
  @ParameterizedTest
  @ValueSource(
      strings = {"03", "ff0000ff", "03012300ffffffff", "00", "ff01240123ffff", "0301250400"})
  void skipsStructuredDataWhoseInnerLengthsLie(String hex) {
    byte[] list = HexFormat.of().parseHex(hex);
    byte[] template =
        packet().u16(T).u16(3).u16(293).u16(0xffff).u16(291).u16(0xffff).u16(7).u16(2).done();
    send(
        template,
        packet().u8(list.length).bytes(list).u8(255).u16(list.length).bytes(list).u16(53));
    assertEquals(53L, bed.rows.only().get("source_port"));
    assertEquals(java.util.List.of(), bed.rows.rejected);
  }

  @Test
  void refusesAListLongerThanItsSet() {
    byte[] template = packet().u16(T).u16(2).u16(7).u16(2).u16(291).u16(0xffff).done();
    send(template, packet().u16(1).u8(1).u8(9).u16(2).u8(255).u16(40_000).u8(1));
    assertEquals(1L, bed.rows.only().get("source_port"));
    assertEquals(java.util.List.of("truncated-record"), bed.rows.reasons());
  }

  /** A time of the answering half that cannot be leaves that of the other. */
  @Test
  void leavesAnImpossibleReverseTimeAloneAndReadsNtp() {
    byte[] template =
        packet()
            .u16(T)
            .u16(4)
            .u16(152)
            .u16(8)
            .u16(0x8001)
            .u16(4)
            .u32(ReverseRow.REVERSE)
            .u16(0x8000 | 150)
            .u16(8)
            .u32(ReverseRow.REVERSE)
            .u16(0x8000 | 157)
            .u16(8)
            .u32(ReverseRow.REVERSE)
            .done();
    send(
        template,
        packet()
            .u64(1_795_430_000_000L)
            .u32(9)
            .u64(0x7fff_ffff_ffff_fff0L)
            .u64((1_795_430_001L + 2_208_988_800L) << 32 | 0x8000_0000L));
    assertEquals(1_795_430_000_000L, bed.rows.rows.get(1).get("started_at"));
    assertEquals(1_795_430_001_500L, bed.rows.rows.get(1).get("ended_at"));
  }
}
