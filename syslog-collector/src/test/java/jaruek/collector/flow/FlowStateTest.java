package jaruek.collector.flow;

import static jaruek.collector.flow.FlowTestBed.T;
import static jaruek.collector.flow.FlowTestBed.ports;
import static jaruek.collector.flow.Packet.ipfix;
import static jaruek.collector.flow.Packet.options9;
import static jaruek.collector.flow.Packet.packet;
import static jaruek.collector.flow.Packet.set;
import static jaruek.collector.flow.Packet.template;
import static jaruek.collector.flow.Packet.v9;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jaruek.collector.flow.Corpus.Case;
import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What later datagrams depend on goes through bytes and comes back. */
final class FlowStateTest {

  private static FlowTestBed full() {
    FlowTestBed bed = new FlowTestBed();
    bed.decode(
        v9(7, 1, set(0, template(T, 7, 2, 48, 1)), set(1, options9(300, 0, 48, 1, 34, 4))),
        v9(8, 1, set(300, packet().u8(3).u32(77).done()), ports(400, 9, 10)),
        ipfix(1, 5, set(2, template(T, 22, 4)), set(3, options9(301, 4, 160, 8))));
    bed.decodeFrom(IpAddress.of("2001:db8::1"), v9(1, 2, ports(T, 1)));
    return bed;
  }

  @Test
  void isEmptyWhereThereIsNothing() {
    FlowDecoder decoder = new FlowDecoder(new Telemetry());
    assertEquals(0, decoder.state().length);
    decoder.restore(new byte[0]);
    assertEquals(0, decoder.state().length);
  }

  @Test
  void forgetsEverythingWhenAnEmptyStateIsRestored() {
    FlowTestBed bed = full();
    bed.decoder.restore(new byte[0]);
    assertEquals(0, bed.decoder.state().length);
  }

  @Test
  void givesTheSameBytesForTheSameState() {
    byte[] state = full().decoder.state();
    assertArrayEquals(state, full().decoder.state());
    FlowDecoder other = new FlowDecoder(new Telemetry());
    other.restore(state);
    assertArrayEquals(state, other.state());
  }

  @Test
  void decodesAfterARestartWhatWaitedBefore() {
    FlowTestBed before = full();
    FlowTestBed after = new FlowTestBed();
    after.decoder.restore(before.decoder.state());
    after.now += 1_000;
    after.decode(v9(9, 1, set(0, template(400, 11, 2)), set(T, packet().u16(1).u8(3).done())));
    assertEquals(List.of(9L, 10L, "null"), after.column("destination_port"));
    assertEquals(
        List.of(Corpus.RECEIVED_AT, Corpus.RECEIVED_AT, Corpus.RECEIVED_AT + 1_000),
        after.column("received_at"));
    assertEquals(77L, after.rows.rows.get(2).get("sampling_interval"));
    assertEquals(0, after.telemetry.sum("flow.sequence.gap"));
    after.decode(v9(20, 1));
    assertEquals(10, after.telemetry.sum("flow.sequence.gap"), "the expected number is state too");
  }

  @Test
  void refusesBytesThatAreNoState() {
    FlowDecoder decoder = new FlowDecoder(new Telemetry());
    byte[] state = full().decoder.state();
    for (int length = 1; length < state.length; length++) {
      byte[] cut = Arrays.copyOf(state, length);
      assertThrows(IllegalArgumentException.class, () -> decoder.restore(cut));
    }
    byte[] longer = Arrays.copyOf(state, state.length + 1);
    assertThrows(IllegalArgumentException.class, () -> decoder.restore(longer));
  }

  @Test
  void namesAFormatItCannotRead() {
    byte[] state = full().decoder.state();
    state[4] = 9;
    FlowDecoder decoder = new FlowDecoder(new Telemetry());
    assertEquals(
        "flow state format 9, this version reads up to 2",
        assertThrows(IllegalArgumentException.class, () -> decoder.restore(state)).getMessage());
  }

  /** Of a store that was sealed before senders were told apart by ports. */
  @Test
  void readsTheFormatWithoutPorts() throws IOException {
    byte[] old;
    try (InputStream in =
        FlowStateTest.class.getResourceAsStream(
            "FlowFuzzTestInputs/refusesOrRestoresAnything/state")) {
      old = in.readAllBytes();
    }
    assertEquals(1, old[4]);
    FlowDecoder decoder = new FlowDecoder(new Telemetry());
    decoder.restore(old);
    byte[] now = decoder.state();
    assertEquals(2, now[4]);
    assertTrue(now.length > old.length, "the ports are new: " + now.length);
    FlowDecoder other = new FlowDecoder(new Telemetry());
    other.restore(now);
    assertArrayEquals(now, other.state());
  }

  @Test
  void keepsItsStateWhenAnotherIsRefused() {
    FlowTestBed bed = full();
    byte[] state = bed.decoder.state();
    assertThrows(IllegalArgumentException.class, () -> bed.decoder.restore(new byte[] {1}));
    assertArrayEquals(state, bed.decoder.state());
  }

  @Test
  void takesOrRefusesDamagedBytesButNeverFails() {
    SplittableRandom random = new SplittableRandom(20_691);
    byte[] state = full().decoder.state();
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = state.clone();
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      FlowDecoder decoder = new FlowDecoder(new Telemetry());
      try {
        decoder.restore(damaged);
      } catch (IllegalArgumentException refused) {
        continue;
      }
      decoder.decode(Corpus.frame(v9(9, 1, ports(T, 1))), 0, new Rows());
      decoder.state();
    }
  }

  @TestFactory
  Stream<DynamicTest> givesTheSameRowsWhenRestartedAnywhereInACase() {
    assumeTrue(Corpus.isThere(), "the corpora are not beside the project: ../shared/corpora");
    return Corpus.cases().stream().map(c -> dynamicTest(c.name(), () -> restartAnywhere(c)));
  }

  private static void restartAnywhere(Case corpusCase) {
    Rows straight = new Rows();
    FlowDecoder decoder = new FlowDecoder(new Telemetry());
    run(decoder, corpusCase, 0, straight);
    for (int cut = 1; cut < corpusCase.datagrams().size(); cut++) {
      Rows rows = new Rows();
      FlowDecoder before = new FlowDecoder(new Telemetry());
      run(
          before,
          new Case("", corpusCase.datagrams().subList(0, cut), corpusCase.expected()),
          0,
          rows);
      FlowDecoder after = new FlowDecoder(new Telemetry());
      after.restore(before.state());
      run(after, corpusCase, cut, rows);
      assertEquals(straight.rows, rows.rows);
      assertEquals(straight.rejected, rows.rejected);
      assertArrayEquals(decoder.state(), after.state());
    }
  }

  private static void run(FlowDecoder decoder, Case corpusCase, int from, Rows rows) {
    for (int i = from; i < corpusCase.datagrams().size(); i++) {
      long at = Corpus.RECEIVED_AT + i * 1_000L;
      rows.frame(at, i);
      decoder.decode(Corpus.frame(corpusCase.datagrams().get(i), at), i, rows);
    }
  }
}
