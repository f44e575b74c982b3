package jaruek.collector.flow;

import static jaruek.collector.flow.FlowTestBed.T;
import static jaruek.collector.flow.Packet.EXPORT_MILLIS;
import static jaruek.collector.flow.Packet.ipfix;
import static jaruek.collector.flow.Packet.packet;
import static jaruek.collector.flow.Packet.set;
import static jaruek.collector.flow.Packet.template;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What translators tell: sessions, bindings, blocks of ports, and a firewall's events. */
final class FlowNatTest {
  private static final int INSIDE = 0x0a000005;
  private static final int PUBLIC = 0xcb007107;

  private final FlowTestBed bed = new FlowTestBed();

  private Map<String, Object> event(int number, Packet more, int... moreFields) {
    int[] fields = new int[8 + moreFields.length];
    System.arraycopy(new int[] {230, 1, 323, 8, 8, 4, 225, 4}, 0, fields, 0, 8);
    System.arraycopy(moreFields, 0, fields, 8, moreFields.length);
    byte[] record =
        packet().u8(number).u64(EXPORT_MILLIS).u32(INSIDE).u32(PUBLIC).bytes(more.done()).done();
    bed.decode(ipfix(0, 1, set(2, template(T, fields)), set(T, record)));
    return bed.rows.only();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 6, 8, 10, 12, 14, 16})
  void leavesTheEndOfWhatOpensOpen(int number) {
    Map<String, Object> row = event(number, packet());
    assertEquals((long) number, row.get("nat_event"));
    assertEquals(EXPORT_MILLIS, row.get("started_at"));
    assertFalse(row.containsKey("ended_at"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 5, 7, 9, 11, 13, 15, 17, 18, 64, 65, 255})
  void endsEveryOtherEventWhenItWasObserved(int number) {
    Map<String, Object> row = event(number, packet());
    assertEquals(EXPORT_MILLIS, row.get("started_at"));
    assertEquals(EXPORT_MILLIS, row.get("ended_at"));
  }

  @ParameterizedTest
  @CsvSource({"1,false", "2,true", "3,true", "5,true"})
  void leavesTheEndOfACreatedConnectionOfAFirewallOpen(int number, boolean ended) {
    byte[] record = packet().u8(number).u64(EXPORT_MILLIS - 9).u64(EXPORT_MILLIS).done();
    bed.decode(ipfix(0, 1, set(2, template(T, 233, 1, 152, 8, 323, 8)), set(T, record)));
    assertEquals(EXPORT_MILLIS - 9, bed.rows.only().get("started_at"));
    assertEquals(ended, bed.rows.only().containsKey("ended_at"));
  }

  @Test
  void readsAnAsaExtendedEventBesideTheEvent() {
    byte[] record = packet().u8(3).u16(1_001).u32(INSIDE).done();
    bed.decode(ipfix(0, 1, set(2, template(T, 233, 1, 33_002 & 0x7fff, 2, 8, 4)), set(T, record)));
    assertEquals("denied", bed.rows.only().get("action"));
  }

  @Test
  void storesABlockOfPortsByItsFirstAndLast() {
    Map<String, Object> row = event(16, packet().u16(1_024).u16(2_047), 361, 2, 362, 2);
    assertEquals("10.0.0.5", row.get("source_address"));
    assertEquals("203.0.113.7", row.get("nat_source_address"));
    assertEquals(1_024L, row.get("nat_source_port"));
    assertEquals(2_047L, row.get("nat_destination_port"));
    assertEquals("port-block", row.get("action"));
    assertFalse(row.containsKey("ended_at"));
  }

  @Test
  void worksOutTheLastPortFromStepAndCount() {
    Map<String, Object> row = event(16, packet().u16(4).u16(64).u16(1_024), 363, 2, 364, 2, 361, 2);
    assertEquals(1_024L, row.get("nat_source_port"));
    assertEquals(1_024L + 63 * 4, row.get("nat_destination_port"));
    assertEquals("port-block/4", row.get("action"));
  }

  @Test
  void takesABlockWithoutAnEndForOnePort() {
    Map<String, Object> row = event(17, packet().u16(0), 361, 2);
    assertEquals(0L, row.get("nat_source_port"));
    assertEquals(0L, row.get("nat_destination_port"));
    assertEquals(EXPORT_MILLIS, row.get("ended_at"));
  }

  @ParameterizedTest
  @CsvSource({"2048,1024", "70000,80000", "1024,70000"})
  void leavesOutABlockThatCannotBe(long first, long last) {
    Map<String, Object> row = event(16, packet().u32(first).u32(last), 361, 4, 362, 4);
    assertFalse(row.containsKey("nat_source_port"));
    assertFalse(row.containsKey("action"));
    assertEquals("203.0.113.7", row.get("nat_source_address"));
  }

  @Test
  void leavesOutACountThatIsTooLarge() {
    Map<String, Object> row =
        event(16, packet().u64(-1).u64(1L << 62).u16(9), 363, 8, 364, 8, 361, 2);
    assertFalse(row.containsKey("nat_destination_port"));
  }

  @Test
  void readsIpv6SubscribersOfNat64() {
    byte[] record =
        packet().u8(6).u64(EXPORT_MILLIS).u64(0xfd00L << 48).u64(5).u32(PUBLIC).u16(999).done();
    bed.decode(
        ipfix(0, 1, set(2, template(T, 230, 1, 323, 8, 27, 16, 225, 4, 227, 2)), set(T, record)));
    assertEquals("fd00::5", bed.rows.only().get("source_address"));
    assertEquals("203.0.113.7", bed.rows.only().get("nat_source_address"));
    assertEquals(999L, bed.rows.only().get("nat_source_port"));
  }
}
