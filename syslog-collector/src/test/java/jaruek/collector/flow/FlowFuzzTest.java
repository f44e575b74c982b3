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
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes are: no exception, an end, bounded memory, and a state that comes back. */
final class FlowFuzzTest {
  private static final int ROUNDS = 8_000;
  private static final int ACCOUNT_ROUNDS = 100_000;
  private static final int[] NUMBERS = {0, 1, 2, 3, 4, 255, 256, 257, 0x7fff, 0x8000, 0xffff};

  /** Small, so that every limit is reached. */
  private static final FlowLimits TIGHT =
      new FlowLimits(3, 3, 6, 40, 2_000, 3, 6, 4_000, 6_000, 60_000);

  /** More than a state within those limits can have. */
  private static final int STATE_BYTES_MAX = 20_000;

  /** Each datagram stands behind its length in two bytes; the rest is one more. */
  @FuzzTest
  void decodesAnything(byte[] data) {
    FlowDecoder decoder = new FlowDecoder(new Telemetry(), TIGHT, FlowFuzzTest::walk);
    Rows rows = new Rows();
    int at = 0;
    for (int i = 0; at < data.length; i++) {
      int length = data.length - at < 2 ? data.length - at : Wire.u16(data, at);
      at = Math.min(data.length, at + 2);
      int end = Math.min(data.length, at + length);
      feed(decoder, Arrays.copyOfRange(data, at, end), i, rows);
      at = end;
    }
    check(decoder);
  }

  /** The input stands behind a sound header of NetFlow v5, its first two bytes the count. */
  @FuzzTest
  void decodesNetFlow5(byte[] data) {
    FlowDecoder decoder = new FlowDecoder(new Telemetry(), TIGHT, FlowFuzzTest::walk);
    int count = data.length < 2 ? 1 : Wire.u16(data, 0);
    byte[] rest = data.length < 2 ? data : Arrays.copyOfRange(data, 2, data.length);
    Rows rows = new Rows();
    feed(decoder, v5(count, 5_000, 1, 0x4010, rest), 0, rows);
    assertTrue(rows.rows.size() <= Math.min(count, rest.length / NetFlow5.RECORD_BYTES));
    check(decoder);
  }

  /** Every kind of template is known: the input is sets, which may be data of them. */
  @FuzzTest
  void decodesSetsOfNetFlow9(byte[] sets) {
    FlowDecoder decoder = new FlowDecoder(new Telemetry(), TIGHT, FlowFuzzTest::walk);
    feed(
        decoder,
        v9(
            0,
            1,
            set(0, template(256, 8, 4, 12, 4, 7, 2, 11, 2, 4, 1, 1, 4, 2, 4, 22, 4, 21, 4, 10, 2)),
            set(0, template(257, 225, 4, 226, 4, 227, 2, 228, 2, 230, 1, 323, 8, 361, 2, 362, 2)),
            set(0, template(258, 27, 16, 28, 16, 231, 4, 232, 4, 233, 1, 40_000, 20, 57_593, 9)),
            set(1, options9(259, 1, 2, 4, 48, 1, 50, 4)),
            set(1, options9(260, 1, 1, 4, 34, 4, 160, 8))),
        0,
        new Rows());
    feed(decoder, v9(60_000, 1, 1, sets), 5, new Rows());
    feed(decoder, v9(61_000, 2, 1, sets), 10, new Rows());
    check(decoder);
  }

  /** The same for IPFIX: variable lengths, enterprises, two ways, structured data. */
  @FuzzTest
  void decodesSetsOfIpfix(byte[] sets) {
    if (sets.length > 60_000) return;
    FlowDecoder decoder = new FlowDecoder(new Telemetry(), TIGHT, FlowFuzzTest::walk);
    byte[] enterprise =
        packet()
            .u16(258)
            .u16(4)
            .u16(7)
            .u16(2)
            .u16(0x8000 | 1)
            .u16(4)
            .u32(ReverseRow.REVERSE)
            .u16(0x8000 | 180)
            .u16(65_535)
            .u32(35_632)
            .u16(291)
            .u16(65_535)
            .done();
    feed(
        decoder,
        ipfix(
            0,
            1,
            set(2, template(256, 8, 4, 7, 2, 11, 2, 371, 65_535, 461, 65_535, 22, 4, 21, 4)),
            set(2, template(257, 1, 3, 2, 5, 10, 3, 152, 8, 156, 8, 158, 4, 230, 1, 363, 2)),
            set(2, enterprise),
            set(3, optionsIpfix(259, 1, 149, 4, 160, 8, 305, 4, 306, 4)),
            set(3, optionsIpfix(260, 2, 302, 8, 10, 4, 311, 8))),
        0,
        new Rows());
    feed(decoder, ipfix(0, 1, sets), 5, new Rows());
    feed(decoder, ipfix(9, 1, sets), 10, new Rows());
    check(decoder);
  }

  /** Samples behind a sound header of sFlow. */
  @FuzzTest
  void decodesSamplesOfSFlow(byte[] samples) {
    FlowDecoder decoder = new FlowDecoder(new Telemetry(), TIGHT, FlowFuzzTest::walk);
    feed(
        decoder,
        packet().u32(5).u32(1).u32(0xc0000202).u32(0).u32(1).u32(9).u32(4).bytes(samples).done(),
        0,
        new Rows());
    check(decoder);
  }

  /**
   * The first bytes are the version; each datagram is taken apart twice, so that templates count.
   */
  @FuzzTest
  void takesAnythingApart(byte[] data) {
    FlowDissector dissector = new FlowDissector();
    for (int i = 0; i < 2; i++) {
      Frame frame =
          new Frame(
              FrameKind.FLOW, Corpus.RECEIVED_AT, Corpus.EXPORTER, 2_055, Transport.UDP, data);
      FlowDissector.Dissection read =
          dissector.read(
              frame,
              i,
              new Rows(),
              record ->
                  record
                      .fields()
                      .forEach(
                          value ->
                              assertTrue(value.text().length() <= FieldText.CHARACTERS_MAX + 1)));
      assertTrue(read.sets().size() <= data.length / 4);
    }
  }

  @FuzzTest
  void refusesOrRestoresAnything(byte[] state) {
    FlowDecoder decoder = new FlowDecoder(new Telemetry(), TIGHT, null);
    try {
      decoder.restore(state);
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertTrue(decoder.state().length <= 2 * state.length, "the older format has no ports");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void decodesRandomBytes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FlowDecoder decoder = new FlowDecoder(new Telemetry(), TIGHT, FlowFuzzTest::walk);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] datagram = new byte[random.nextInt(120)];
      random.nextBytes(datagram);
      if (datagram.length > 1) {
        datagram[0] = 0;
        datagram[1] = (byte) new int[] {5, 9, 10, 0}[random.nextInt(4)];
        if (datagram[1] == 0 && datagram.length > 3) {
          datagram[2] = 0;
          datagram[3] = 5;
        }
      }
      feed(decoder, datagram, i, new Rows());
    }
    check(decoder);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void decodesMutationsOfGoodDatagrams(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> good = goodDatagrams();
    FlowDecoder decoder = new FlowDecoder(new Telemetry(), TIGHT, FlowFuzzTest::walk);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] datagram = mutate(random, good.get(random.nextInt(good.size())));
      feed(decoder, datagram, i, new Rows());
      if (i % 500 == 0) check(decoder);
    }
    check(decoder);
  }

  /** What is sent is read or rejected with a reason, never neither. */
  @ParameterizedTest
  @ValueSource(longs = {21, 22})
  void accountsForEveryMutatedDatagram(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> good = goodDatagrams();
    long[] records = {0};
    FlowDecoder decoder =
        new FlowDecoder(new Telemetry(), TIGHT, (datagram, template, bytes, from) -> records[0]++);
    Rows rows = new Rows();
    for (int i = 0; i < ACCOUNT_ROUNDS; i++) {
      byte[] datagram = Arrays.copyOf(good.get(random.nextInt(good.size())), 8);
      datagram[random.nextInt(4)] = (byte) random.nextInt(12);
      if (random.nextBoolean()) datagram = Arrays.copyOf(datagram, random.nextInt(9));
      rows.rows.clear();
      rows.rejected.clear();
      feed(decoder, datagram, i, rows);
      assertTrue(!rows.rejected.isEmpty(), "a header cut short is always told: " + i);
    }
    for (int i = 0; i < ACCOUNT_ROUNDS; i++) {
      rows.rows.clear();
      rows.rejected.clear();
      feed(decoder, mutate(random, good.get(random.nextInt(good.size()))), i, rows);
      if (i % 10_000 == 0) check(decoder);
    }
    check(decoder);
  }

  private static List<byte[]> goodDatagrams() {
    List<byte[]> good = new ArrayList<>();
    good.add(v5(2, 9, 1, 100, v5Record(1, 2, 3), v5Record(4, 5, 6)));
    good.add(v9(1, 1, set(0, template(T, 7, 2, 225, 4, 152, 8, 371, 65_535)), ports(T, 1)));
    good.add(v9(2, 1, set(1, options9(300, 1, 1, 4, 48, 1, 34, 4)), set(300, new byte[18])));
    good.add(ipfix(1, 1, set(2, template(T, 7, 2, 371, 65_535, 22, 4)), set(T, new byte[40])));
    good.add(ipfix(2, 1, set(3, optionsIpfix(301, 1, 302, 4, 305, 4)), set(301, new byte[16])));
    good.add(ipfix(3, 1, set(2, template(T)), set(2, template(2)), ports(T, 1, 2, 3)));
    good.add(v9(3, 1, packet().zeros(12).done()));
    good.add(
        SFlowTest.datagram(
            1,
            SFlowTest.sample(SFlowTest.header(1, 90, SFlowTest.frame(SFlowTest.tcp4(), 0x0800)))));
    good.add(ipfix(4, 1, set(2, template(T, 230, 1, 361, 2, 362, 2)), set(T, new byte[15])));
    Corpus.cases().forEach(c -> good.addAll(c.datagrams()));
    return good;
  }

  private static byte[] mutate(SplittableRandom random, byte[] good) {
    byte[] datagram = good.clone();
    for (int n = random.nextInt(1, 6); n > 0 && datagram.length > 2; n--) {
      int at = random.nextInt(2, datagram.length);
      switch (random.nextInt(5)) {
        case 0 -> datagram[at] = (byte) random.nextInt();
        case 1 -> datagram[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> {
          int number = NUMBERS[random.nextInt(NUMBERS.length)];
          datagram[at - 1] = (byte) (number >> 8);
          datagram[at] = (byte) number;
        }
        case 3 -> datagram = Arrays.copyOf(datagram, at);
        default -> {
          int from = random.nextInt(datagram.length);
          int length = Math.min(datagram.length - from, datagram.length - at);
          System.arraycopy(good, from, datagram, at, Math.min(length, good.length - from));
        }
      }
    }
    return datagram;
  }

  private static void feed(FlowDecoder decoder, byte[] datagram, int position, Rows rows) {
    IpAddress exporter = IpAddress.ofIpv4(0x0a000001 + position % 5);
    long at = Corpus.RECEIVED_AT + position * 10L;
    int port = 2_055 + position / 5 % 2;
    rows.frame(at, position);
    decoder.decode(
        new Frame(FrameKind.FLOW, at, exporter, port, Transport.UDP, datagram), position, rows);
  }

  /** Every field lies inside its datagram. */
  private static void walk(Datagram datagram, Template template, byte[] bytes, int from) {
    int[] end = {from};
    template.fields(
        bytes,
        from,
        (enterprise, element, data, at, length) -> {
          assertTrue(at >= end[0] && at + length <= data.length);
          end[0] = at + length;
        });
    assertEquals(end[0], template.end(bytes, from, bytes.length));
  }

  private static void check(FlowDecoder decoder) {
    byte[] state = decoder.state();
    assertTrue(state.length <= STATE_BYTES_MAX, state.length + " bytes of state");
    FlowDecoder other = new FlowDecoder(new Telemetry(), TIGHT, null);
    other.restore(state);
    assertArrayEquals(state, other.state());
  }
}
