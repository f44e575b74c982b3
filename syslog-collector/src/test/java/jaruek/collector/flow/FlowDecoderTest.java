package jaruek.collector.flow;

import static jaruek.collector.flow.Packet.EXPORT_MILLIS;
import static jaruek.collector.flow.Packet.EXPORT_SECONDS;
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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each kind of field and datagram comes to. */
final class FlowDecoderTest {
  private static final int T = 256;

  private final Telemetry telemetry = new Telemetry();
  private final FlowDecoder decoder = new FlowDecoder(telemetry);
  private final Rows rows = new Rows();
  private long position;

  private Rows decode(byte[]... datagrams) {
    for (byte[] datagram : datagrams) {
      rows.frame(Corpus.RECEIVED_AT, position);
      decoder.decode(Corpus.frame(datagram), position++, rows);
    }
    return rows;
  }

  /** The row of one record with one element, by IPFIX. */
  private Map<String, Object> ipfixRow(int element, byte[] value) {
    return decode(ipfix(0, 1, set(2, template(T, element, value.length)), set(T, value))).only();
  }

  @Test
  void takesFlowFrames() {
    assertEquals(FrameKind.FLOW, decoder.kind());
  }

  @Test
  void fillsEveryColumnOfNetFlow5() {
    Map<String, Object> row = decode(v5(1, 60_000, 0, 0, v5Record(10_000, 59_999, 51_234))).only();
    assertEquals(
        Map.ofEntries(
            Map.entry("received_at", Corpus.RECEIVED_AT),
            Map.entry("frame", 0L),
            Map.entry("started_at", EXPORT_MILLIS + 250 - 50_000),
            Map.entry("ended_at", EXPORT_MILLIS + 250 - 1),
            Map.entry("exporter", "192.0.2.1"),
            Map.entry("origin", "netflow5"),
            Map.entry("protocol", 6L),
            Map.entry("source_address", "10.0.0.5"),
            Map.entry("source_port", 51_234L),
            Map.entry("destination_address", "203.0.113.7"),
            Map.entry("destination_port", 443L),
            Map.entry("bytes", 1_234L),
            Map.entry("packets", 10L),
            Map.entry("tcp_flags", 27L),
            Map.entry("input_interface", 3L),
            Map.entry("output_interface", 65_535L)),
        row);
    assertEquals(List.of(), rows.rejected);
  }

  @Test
  void readsNoMoreV5RecordsThanTheHeaderSays() {
    decode(v5(1, 0, 0, 0, v5Record(0, 0, 1), v5Record(0, 0, 2)));
    assertEquals(1L, rows.only().get("source_port"));
    assertEquals(List.of("trailing-bytes"), rows.reasons());
  }

  @Test
  void readsNoMoreV5RecordsThanTheDatagramHolds() {
    decode(v5(30, 0, 0, 0, v5Record(0, 0, 1), packet().zeros(47).done()));
    assertEquals(1L, rows.only().get("source_port"));
    assertEquals(List.of("truncated"), rows.reasons());
  }

  @Test
  void takesTheSamplingIntervalFromTheV5Header() {
    // The upper two bits are the mode.
    assertEquals(
        100L, decode(v5(1, 0, 0, 0x4000 | 100, v5Record(0, 0, 1))).only().get("sampling_interval"));
  }

  @Test
  void placesUptimesAcrossTheWrapOfThe32BitCounter() {
    Map<String, Object> row = decode(v5(1, 5_000, 0, 0, v5Record(-10_000, 2_000, 1))).only();
    assertEquals(EXPORT_MILLIS + 250 - 15_000, row.get("started_at"));
    assertEquals(EXPORT_MILLIS + 250 - 3_000, row.get("ended_at"));
  }

  @Test
  void placesAnUptimeSlightlyAheadOfTheHeader() {
    Map<String, Object> row = decode(v5(1, 5_000, 0, 0, v5Record(5_000, 5_020, 1))).only();
    assertEquals(EXPORT_MILLIS + 250 + 20, row.get("ended_at"));
  }

  @Test
  void readsNatFieldsOfNetFlow9() {
    byte[] fields = template(T, 8, 4, 225, 4, 226, 4, 227, 2, 228, 2, 230, 1);
    byte[] record = packet().u32(0x0a000005).u32(0xcb007107).u32(0).u16(43_996).u16(0).u8(1).done();
    Map<String, Object> row = decode(v9(0, 1, set(0, fields), set(T, record))).only();
    assertEquals("netflow9", row.get("origin"));
    assertEquals("10.0.0.5", row.get("source_address"));
    assertEquals("203.0.113.7", row.get("nat_source_address"));
    assertEquals(43_996L, row.get("nat_source_port"));
    assertEquals(1L, row.get("nat_event"));
    assertFalse(row.containsKey("nat_destination_address"), "0.0.0.0 is no translation");
    assertFalse(row.containsKey("nat_destination_port"));
  }

  @Test
  void readsNatAddressesOfIpv6() {
    byte[] fields = template(T, 27, 16, 28, 16, 281, 16, 282, 16);
    byte[] record =
        packet()
            .bytes(IpAddress.of("fd00::5").bytes())
            .bytes(IpAddress.of("2001:db8::1").bytes())
            .bytes(IpAddress.of("2001:db8::5").bytes())
            .zeros(16)
            .done();
    Map<String, Object> row = decode(ipfix(0, 1, set(2, fields), set(T, record))).only();
    assertEquals("ipfix", row.get("origin"));
    assertEquals("fd00::5", row.get("source_address"));
    assertEquals("2001:db8::1", row.get("destination_address"));
    assertEquals("2001:db8::5", row.get("nat_source_address"));
    assertFalse(row.containsKey("nat_destination_address"));
  }

  @Test
  void readsTheFieldsOfOlderCiscoFirewallsInNetFlow9() {
    byte[] fields = template(T, 40_001, 4, 40_002, 4, 40_003, 2, 40_004, 2, 40_005, 1, 40_000, 20);
    byte[] record =
        packet()
            .u32(0xcb007107)
            .u32(0xcb007108)
            .u16(1)
            .u16(2)
            .u8(2)
            .text("somchai")
            .zeros(13)
            .done();
    Map<String, Object> row = decode(v9(0, 1, set(0, fields), set(T, record))).only();
    assertEquals("203.0.113.7", row.get("nat_source_address"));
    assertEquals("203.0.113.8", row.get("nat_destination_address"));
    assertEquals(1L, row.get("nat_source_port"));
    assertEquals(2L, row.get("nat_destination_port"));
    assertEquals("deleted", row.get("action"));
    assertEquals("somchai", row.get("user_name"));
  }

  @ParameterizedTest
  @CsvSource({"1,created", "2,deleted", "3,denied", "4,alert", "5,update", "0,", "9,"})
  void saysTheFirewallEventInWords(int event, String action) {
    assertEquals(action, ipfixRow(233, packet().u8(event).done()).get("action"));
  }

  @ParameterizedTest
  @CsvSource({"64,forwarded", "130,dropped", "192,consumed", "0,"})
  void saysTheForwardingStatusInWords(int status, String action) {
    assertEquals(action, ipfixRow(89, packet().u32(status).done()).get("action"));
  }

  @Test
  void readsHardwareAddresses() {
    byte[] fields = template(T, 56, 6, 80, 6);
    byte[] record = packet().number(6, 0x00aabbccddeeL).number(6, 0x112233445566L).done();
    Map<String, Object> row = decode(v9(0, 1, set(0, fields), set(T, record))).only();
    assertEquals("00:aa:bb:cc:dd:ee", row.get("source_mac"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void readsCountersOfEveryLength(int length) {
    assertEquals(201L, ipfixRow(1, packet().number(length, 201).done()).get("bytes"));
  }

  @Test
  void keepsACounterBeyond63BitsAtTheMost() {
    assertEquals(Long.MAX_VALUE, ipfixRow(1, packet().u64(-2).done()).get("bytes"));
  }

  @Test
  void takesTotalsWhereThereAreNoDeltas() {
    byte[] fields = template(T, 85, 8, 86, 4);
    byte[] record = packet().u64(1L << 40).u32(7).done();
    Map<String, Object> row = decode(ipfix(0, 1, set(2, fields), set(T, record))).only();
    assertEquals(1L << 40, row.get("bytes"));
    assertEquals(7L, row.get("packets"));
  }

  @Test
  void takesDeltasBeforeTotals() {
    byte[] fields = template(T, 85, 8, 1, 4);
    byte[] record = packet().u64(99).u32(7).done();
    assertEquals(7L, decode(ipfix(0, 1, set(2, fields), set(T, record))).only().get("bytes"));
  }

  @ParameterizedTest
  @CsvSource({"10,input_interface", "14,output_interface"})
  void readsInterfacesOfTwoAndFourBytes(int element, String column) {
    assertEquals(65_535L, ipfixRow(element, packet().u16(65_535).done()).get(column));
    rows.rows.clear();
    assertEquals(70_000L, ipfixRow(element, packet().u32(70_000).done()).get(column));
    rows.rows.clear();
    assertNull(ipfixRow(element, packet().u32(0xffff_ffffL).done()).get(column));
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void readsTcpFlagsOfBothLengths(int length) {
    assertEquals(0x12L, ipfixRow(6, packet().number(length, 0x12).done()).get("tcp_flags"));
  }

  @Test
  void leavesAFieldOfAnImpossibleLengthAlone() {
    byte[] fields = template(T, 8, 5, 4, 9, 56, 8, 27, 4, 7, 2);
    byte[] record = packet().zeros(26).u16(53).done();
    Map<String, Object> row = decode(ipfix(0, 1, set(2, fields), set(T, record))).only();
    assertEquals(53L, row.get("source_port"));
    assertFalse(row.containsKey("source_address"));
    assertFalse(row.containsKey("protocol"));
    assertFalse(row.containsKey("source_mac"));
  }

  @Test
  void takesTheFamilyThatIsNotZeroWhereATemplateHasBoth() {
    byte[] fields = template(T, 8, 4, 27, 16, 12, 4, 28, 16);
    byte[] v4 = packet().u32(0x0a000005).zeros(16).u32(0x0a000006).zeros(16).done();
    byte[] v6 = packet().u32(0).u64(0xfd00L << 48).u64(5).u32(0).zeros(16).done();
    decode(ipfix(0, 1, set(2, fields), set(T, v4, v6)));
    assertEquals("10.0.0.5", rows.rows.get(0).get("source_address"));
    assertEquals("10.0.0.6", rows.rows.get(0).get("destination_address"));
    assertEquals("fd00::5", rows.rows.get(1).get("source_address"));
    assertFalse(rows.rows.get(1).containsKey("destination_address"));
  }

  @Test
  void takesTheFirstOfTwoAlikeFields() {
    byte[] fields = template(T, 7, 2, 7, 2);
    byte[] record = packet().u16(1).u16(2).done();
    assertEquals(1L, decode(ipfix(0, 1, set(2, fields), set(T, record))).only().get("source_port"));
  }

  @Test
  void readsPortsByTransport() {
    byte[] fields = template(T, 180, 2, 182, 2, 181, 2, 183, 2);
    byte[] record = packet().u16(0).u16(1_024).u16(53).u16(0).done();
    Map<String, Object> row = decode(ipfix(0, 1, set(2, fields), set(T, record))).only();
    assertEquals(1_024L, row.get("source_port"));
    assertEquals(53L, row.get("destination_port"));
  }

  @Test
  void putsIcmpTypeAndCodeIntoTheDestinationPort() {
    byte[] combined = template(T, 4, 1, 32, 2, 7, 2, 11, 2);
    byte[] apart = template(T + 1, 4, 1, 178, 1, 179, 1);
    decode(
        ipfix(0, 1, set(2, combined, apart)),
        ipfix(0, 1, set(T, packet().u8(1).u16(0x0301).u16(0).u16(0).done())),
        ipfix(1, 1, set(T, packet().u8(1).u16(0x0301).u16(9).u16(0x0800).done())),
        ipfix(2, 1, set(T, packet().u8(6).u16(0x0301).u16(9).u16(0).done())),
        ipfix(3, 1, set(T + 1, packet().u8(58).u8(128).u8(1).done())));
    assertEquals(
        List.of(0x0301L, 0x0800L, 0L, 0x8001L),
        rows.rows.stream().map(row -> row.get("destination_port")).toList());
  }

  @ParameterizedTest
  @CsvSource({"150,4,started_at", "151,4,ended_at", "322,4,started_at"})
  void readsSeconds(int element, int length, String column) {
    assertEquals(
        EXPORT_MILLIS,
        ipfixRow(element, packet().number(length, EXPORT_SECONDS).done()).get(column));
  }

  @ParameterizedTest
  @CsvSource({"152,started_at", "153,ended_at", "323,started_at", "323,ended_at"})
  void readsMilliseconds(int element, String column) {
    assertEquals(
        EXPORT_MILLIS - 1, ipfixRow(element, packet().u64(EXPORT_MILLIS - 1).done()).get(column));
  }

  @ParameterizedTest
  @CsvSource({
    "154,started_at",
    "155,ended_at",
    "156,started_at",
    "157,ended_at",
    "324,ended_at",
    "325,started_at"
  })
  void readsMicrosecondsAndNanoseconds(int element, String column) {
    // Half a second, then 723 ms, which 2^-32 seconds cannot hold exactly.
    long seconds = EXPORT_SECONDS + 2_208_988_800L;
    assertEquals(
        EXPORT_MILLIS + 500,
        ipfixRow(element, packet().u32(seconds).u32(0x8000_0000L).done()).get(column));
    rows.rows.clear();
    long fraction = 723L * (1L << 32) / 1_000;
    assertEquals(
        EXPORT_MILLIS + 723,
        ipfixRow(element, packet().u32(seconds).u32(fraction).done()).get(column));
  }

  @Test
  void readsNtpTimesBehindTheirWrapIn2036() {
    // Era 1 begins 2036-02-07T06:28:16Z.
    assertEquals(
        2_085_978_496_000L + 5_000, ipfixRow(154, packet().u32(5).u32(0).done()).get("started_at"));
  }

  @ParameterizedTest
  @CsvSource({"158,started_at", "159,ended_at"})
  void readsMicrosecondsBeforeTheExport(int element, String column) {
    assertEquals(
        EXPORT_MILLIS - 1_500, ipfixRow(element, packet().u32(1_500_000).done()).get(column));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, 253_402_300_800_000L})
  void leavesAnImpossibleTimeNull(long millis) {
    assertFalse(ipfixRow(152, packet().u64(millis).done()).containsKey("started_at"));
  }

  @Test
  void worksOutTheEndFromTheDuration() {
    byte[] fields = template(T, 152, 8, 161, 4);
    byte[] record = packet().u64(EXPORT_MILLIS).u32(1_500).done();
    assertEquals(
        EXPORT_MILLIS + 1_500,
        decode(ipfix(0, 1, set(2, fields), set(T, record))).only().get("ended_at"));
  }

  @Test
  void readsUptimesOfIpfixFromTheBootTimeInTheRecord() {
    byte[] fields = template(T, 22, 4, 21, 4, 160, 8);
    // Up for 50 days and an hour: the 32-bit counter has wrapped once.
    long boot = EXPORT_MILLIS - (50 * 24 + 1) * 3_600_000L;
    long uptime = EXPORT_MILLIS - boot;
    byte[] record = packet().u32(uptime - 7_000).u32(uptime - 2_000).u64(boot).done();
    Map<String, Object> row = decode(ipfix(0, 1, set(2, fields), set(T, record))).only();
    assertEquals(EXPORT_MILLIS - 7_000, row.get("started_at"));
    assertEquals(EXPORT_MILLIS - 2_000, row.get("ended_at"));
    assertEquals(0, telemetry.sum("flow.time.no.boot"));
  }

  @Test
  void readsUptimesOfIpfixFromTheBootTimeInOptions() {
    byte[] options = optionsIpfix(300, 1, 144, 4, 160, 8);
    byte[] said = packet().u32(1).u64(EXPORT_MILLIS - 60_000).done();
    decode(
        ipfix(0, 1, set(3, options), set(300, said), set(2, template(T, 22, 4, 21, 4))),
        ipfix(1, 1, set(T, packet().u32(10_000).u32(50_000).done())));
    assertEquals(EXPORT_MILLIS - 50_000, rows.only().get("started_at"));
    assertEquals(EXPORT_MILLIS - 10_000, rows.only().get("ended_at"));
  }

  @Test
  void takesTheExportForTheEndWhereIpfixNeverSaysItsBootTimeAndMarksIt() {
    byte[] fields = template(T, 22, 4, 21, 4);
    byte[] record = packet().u32(-1_000).u32(500).done();
    Map<String, Object> row = decode(ipfix(0, 1, set(2, fields), set(T, record))).only();
    assertEquals(EXPORT_MILLIS, row.get("ended_at"));
    assertEquals(EXPORT_MILLIS - 1_500, row.get("started_at"));
    assertEquals("ipfix/untimed", row.get("origin"));
    assertEquals(1, telemetry.sum("flow.time.no.boot"));
  }

  @Test
  void readsVariableLengthsInBothForms() {
    byte[] fields = template(T, 7, 2, 371, 65_535, 94, 65_535, 11, 2);
    String name = "ส".repeat(100);
    byte[] record = packet().u16(1).u8(255).u16(300).text(name).u8(3).text("abc").u16(443).done();
    byte[] empty = packet().u16(2).u8(0).u8(0).u16(80).done();
    decode(ipfix(0, 1, set(2, fields), set(T, record, empty)));
    assertEquals(name, rows.rows.get(0).get("user_name"));
    assertEquals(443L, rows.rows.get(0).get("destination_port"));
    assertFalse(rows.rows.get(1).containsKey("user_name"));
    assertEquals(80L, rows.rows.get(1).get("destination_port"));
    assertEquals(List.of(), rows.rejected);
  }

  @Test
  void readsWholeRecordsBeforeAVariableLengthThatGoesTooFar() {
    byte[] fields = template(T, 7, 2, 371, 65_535);
    byte[] good = packet().u16(1).u8(1).text("a").done();
    byte[] bad = packet().u16(2).u8(200).text("b").done();
    decode(ipfix(0, 1, set(2, fields), set(T, good, bad)));
    assertEquals("a", rows.only().get("user_name"));
    assertEquals(List.of("truncated-record"), rows.reasons());
  }

  @Test
  void skipsFieldsOfEnterprises() {
    byte[] fields =
        packet()
            .u16(T)
            .u16(3)
            .u16(0x8000 | 8)
            .u16(4)
            .u32(29_305)
            .u16(7)
            .u16(2)
            .u16(0x8001)
            .u16(65_535)
            .u32(9)
            .done();
    byte[] record = packet().u32(0x0a000005).u16(53).u8(2).text("xy").done();
    Map<String, Object> row = decode(ipfix(0, 1, set(2, fields), set(T, record))).only();
    assertEquals(53L, row.get("source_port"));
    assertFalse(row.containsKey("source_address"), "element 8 of an enterprise is not IANA's 8");
  }

  @Test
  void skipsPadding() {
    byte[] record = packet().u16(53).zeros(2).done();
    decode(v9(0, 1, set(0, template(T, 7, 2, 4, 1)), set(T, packet().u16(53).u8(6).u8(0).done())));
    assertEquals(1, rows.rows.size());
    decode(ipfix(0, 1, set(2, template(T, 11, 2, 4, 1), new byte[2]), set(T, record)));
    assertEquals(2, rows.rows.size());
    assertEquals(List.of(), rows.rejected);
  }

  @Test
  void appliesTheSamplingIntervalOfOptions() {
    byte[] fields = set(0, template(T, 7, 2));
    byte[] options = set(1, options9(300, 1, 1, 4, 34, 4, 35, 1));
    byte[] said = set(300, packet().u32(1).u32(1_000).u8(2).zeros(3).done());
    decode(v9(0, 1, fields, options, said, set(T, packet().u16(1).zeros(2).done())));
    assertEquals(1_000L, rows.rows.getFirst().get("sampling_interval"));
  }

  @Test
  void appliesTheIntervalOfTheSamplerThatAFlowNames() {
    byte[] fields = set(0, template(T, 48, 1));
    byte[] options = set(1, options9(300, 1, 1, 4, 48, 1, 49, 1, 50, 4));
    byte[] one = packet().u32(0).u8(1).u8(2).u32(100).done();
    byte[] two = packet().u32(0).u8(2).u8(2).u32(200).done();
    decode(
        v9(0, 1, fields, options, set(300, one, two)),
        v9(1, 1, set(T, packet().u8(2).u8(1).u8(0).u8(9).done())));
    assertEquals(200L, rows.rows.get(0).get("sampling_interval"));
    assertEquals(100L, rows.rows.get(1).get("sampling_interval"));
    assertFalse(rows.rows.get(2).containsKey("sampling_interval"), "0 is no sampler");
    assertFalse(rows.rows.get(3).containsKey("sampling_interval"), "9 was never described");
  }

  @Test
  void appliesTheOnlySamplerToFlowsThatNameNone() {
    byte[] options = set(3, optionsIpfix(300, 1, 302, 4, 305, 4, 306, 4));
    decode(
        ipfix(
            0,
            1,
            set(2, template(T, 7, 2)),
            options,
            set(300, packet().u32(5).u32(1).u32(511).done())),
        ipfix(1, 1, set(T, packet().u16(1).done())));
    assertEquals(512L, rows.only().get("sampling_interval"));
  }

  @ParameterizedTest
  @CsvSource({"310,309", "309,310"})
  void readsSamplingGivenAsSizeAndPopulation(int first, int second) {
    byte[] options = set(3, optionsIpfix(300, 0, first, 4, second, 4));
    int[] said = first == 310 ? new int[] {2_000, 4} : new int[] {4, 2_000};
    decode(
        ipfix(
            0,
            1,
            set(2, template(T, 7, 2)),
            options,
            set(300, packet().u32(said[0]).u32(said[1]).done())),
        ipfix(1, 1, set(T, packet().u16(1).done())));
    assertEquals(500L, rows.only().get("sampling_interval"));
  }

  @Test
  void readsSamplingGivenAsAProbability() {
    byte[] options = set(3, optionsIpfix(300, 0, 311, 8), optionsIpfix(301, 0, 311, 4));
    byte[] data = set(T, packet().u16(1).done());
    decode(
        ipfix(0, 1, set(2, template(T, 7, 2)), options),
        ipfix(0, 1, set(300, packet().u64(Double.doubleToLongBits(0.001)).done()), data),
        ipfix(2, 1, set(301, packet().u32(Float.floatToIntBits(0.25f)).done()), data),
        ipfix(4, 1, set(301, packet().u32(Float.floatToIntBits(Float.NaN)).done()), data));
    assertEquals(
        List.of(1_000L, 4L, 4L),
        rows.rows.stream().map(row -> row.get("sampling_interval")).toList());
  }

  @Test
  void takesTheIntervalInTheFlowBeforeThatOfOptions() {
    byte[] options = set(1, options9(300, 0, 34, 4));
    decode(
        v9(0, 1, set(0, template(T, 34, 4)), options, set(300, packet().u32(7).done())),
        v9(1, 1, set(T, packet().u32(64).done())));
    assertEquals(64L, rows.only().get("sampling_interval"));
  }

  @Test
  void makesNoRowOfOptionsData() {
    decode(
        v9(
            0,
            1,
            set(1, options9(300, 1, 1, 4, 82, 8)),
            set(300, packet().u32(1).text("eth0").zeros(4).done())));
    assertEquals(List.of(), rows.rows);
    assertEquals(List.of(), rows.rejected);
  }

  @Test
  void keepsTemplatesOfDomainsExportersAndVersionsApart() {
    byte[] data = set(T, packet().u16(77).done());
    decode(v9(0, 1, set(0, template(T, 7, 2))), v9(0, 2, set(0, template(T, 11, 2))));
    decode(v9(1, 1, data), v9(1, 2, data), ipfix(0, 1, data));
    assertEquals(77L, rows.rows.get(0).get("source_port"));
    assertEquals(77L, rows.rows.get(1).get("destination_port"));
    assertEquals(2, rows.rows.size(), "IPFIX has no template 256 yet");
  }

  @Test
  void readsDataByTheNewestDefinition() {
    byte[] data = set(T, packet().u16(77).done());
    decode(v9(0, 1, set(0, template(T, 7, 2))), v9(1, 1, set(0, template(T, 11, 2)), data));
    assertEquals(77L, rows.only().get("destination_port"));
  }

  @Test
  void withdrawsOneTemplateOrAllOfIpfix() {
    byte[] data = set(T, packet().u16(77).done());
    byte[] both = set(2, template(T, 7, 2), template(T + 1, 7, 2));
    decode(ipfix(0, 1, both), ipfix(0, 1, set(2, template(T))), ipfix(0, 1, data));
    assertEquals(0, rows.rows.size());
    decode(ipfix(1, 1, set(T + 1, packet().u16(1).done())));
    assertEquals(1, rows.rows.size(), "the other one is still valid");
    decode(ipfix(2, 1, set(2, template(2))), ipfix(2, 1, set(T + 1, packet().u16(1).done())));
    assertEquals(1, rows.rows.size());
    assertEquals(List.of(), rows.rejected);
  }

  @Test
  void goesBySetsNotByTheCountInTheHeaderOfV9() {
    byte[] datagram =
        v9(0, 1, set(0, template(T, 7, 2)), set(T, packet().u16(1).u16(2).u16(3).done()));
    datagram[3] = 1;
    assertEquals(3, decode(datagram).rows.size());
  }
}
