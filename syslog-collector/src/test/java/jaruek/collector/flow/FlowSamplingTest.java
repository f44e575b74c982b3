package jaruek.collector.flow;

import static jaruek.collector.flow.FlowTestBed.T;
import static jaruek.collector.flow.FlowTestBed.ports;
import static jaruek.collector.flow.Packet.ipfix;
import static jaruek.collector.flow.Packet.options9;
import static jaruek.collector.flow.Packet.optionsIpfix;
import static jaruek.collector.flow.Packet.packet;
import static jaruek.collector.flow.Packet.set;
import static jaruek.collector.flow.Packet.template;
import static jaruek.collector.flow.Packet.v9;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose flows an interval in options data is about. */
final class FlowSamplingTest {
  private FlowTestBed bed = new FlowTestBed();

  private List<Object> intervals() {
    return bed.column("sampling_interval");
  }

  private void restart() {
    FlowTestBed after = new FlowTestBed();
    after.decoder.restore(bed.decoder.state());
    assertArrayEquals(bed.decoder.state(), after.decoder.state());
    bed = after;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void takesTheScopesSystemAndCacheForAllFlows(int scope) {
    bed.decode(
        v9(0, 1, set(0, template(T, 7, 2)), set(1, options9(300, 1, scope, 4, 34, 4))),
        v9(1, 1, set(300, packet().u32(7).u32(100).done()), ports(T, 1)));
    assertEquals(List.of(100L), intervals());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void appliesAnInterfacesIntervalToWhatCameInByIt(boolean restarted) {
    byte[] said = set(300, packet().u32(3).u32(100).u32(4).u32(200).done());
    bed.decode(
        v9(0, 1, set(0, template(T, 10, 2)), set(1, options9(300, 1, 2, 4, 34, 4))),
        v9(1, 1, said));
    if (restarted) restart();
    bed.decode(v9(2, 1, ports(T, 3, 4, 5)));
    assertEquals(List.of(100L, 200L, "null"), intervals());
  }

  @Test
  void appliesATemplatesIntervalToItsFlows() {
    bed.decode(
        v9(0, 1, set(0, template(T, 7, 2), template(T + 1, 7, 2))),
        v9(1, 1, set(1, options9(300, 1, 5, 2, 34, 4))),
        v9(2, 1, set(300, packet().u16(T + 1).u32(50).done()), ports(T, 1), ports(T + 1, 1)));
    assertEquals(List.of("null", 50L), intervals());
  }

  @Test
  void appliesLineCardsIntervalsWhereTheyAgree() {
    bed.decode(
        v9(0, 1, set(0, template(T, 7, 2)), set(1, options9(300, 1, 3, 4, 34, 4))),
        v9(1, 1, set(300, packet().u32(0).u32(64).u32(1).u32(64).done()), ports(T, 1)),
        v9(2, 1, set(300, packet().u32(1).u32(32).done()), ports(T, 1)));
    assertEquals(List.of(64L, "null"), intervals());
  }

  @ParameterizedTest
  @CsvSource({"10,3", "145,256", "141,9"})
  void knowsTheSameScopesInIpfix(int scope, int value) {
    bed.decode(
        ipfix(0, 1, set(2, template(T, 10, 2)), set(3, optionsIpfix(300, 1, scope, 4, 305, 4))),
        ipfix(0, 1, set(300, packet().u32(value).u32(77).done()), ports(T, 3)));
    assertEquals(List.of(77L), intervals());
  }

  @Test
  void givesAnInterfacesSamplerToFlowsThatNameNone() {
    bed.decode(
        v9(0, 1, set(0, template(T, 10, 2)), set(1, options9(300, 1, 2, 4, 48, 1, 50, 4))),
        v9(1, 1, set(300, packet().u32(3).u8(1).u32(9).u32(4).u8(2).u32(8).done())),
        v9(2, 1, ports(T, 3, 4)));
    assertEquals(List.of(9L, 8L), intervals());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void asksTheExportersOtherDomainsWhereItsOwnSaysNothing(boolean restarted) {
    bed.decode(
        v9(0, 1, set(0, template(T, 48, 1))),
        v9(0, 2, set(1, options9(300, 1, 1, 4, 48, 1, 50, 4))),
        v9(1, 2, set(300, packet().u32(0).u8(7).u32(512).done())));
    if (restarted) restart();
    bed.decode(v9(1, 1, set(T, packet().u8(7).u8(8).u8(0).done())));
    assertEquals(List.of(512L, "null", "null"), intervals());
  }

  @Test
  void saysNothingWhereOtherDomainsDisagree() {
    byte[] options = set(1, options9(300, 0, 34, 4));
    bed.decode(
        v9(0, 1, set(0, template(T, 7, 2))),
        v9(0, 2, options, set(300, packet().u32(10).done())),
        v9(1, 1, ports(T, 1)),
        v9(0, 3, options, set(300, packet().u32(20).done())),
        v9(2, 1, ports(T, 1)));
    assertEquals(List.of(10L, "null"), intervals());
  }

  @Test
  void doesNotAskOtherExporters() {
    bed.decodeFrom(
        jaruek.retention.record.IpAddress.of("192.0.2.99"),
        v9(0, 1, set(1, options9(300, 0, 34, 4)), set(300, packet().u32(10).done())));
    bed.decode(v9(0, 1, set(0, template(T, 7, 2)), ports(T, 1)));
    assertEquals(List.of("null"), intervals());
  }

  @Test
  void readsTimeBasedSelectorsAndIgnoresFilters() {
    bed.decode(
        ipfix(0, 1, set(2, template(T, 302, 4))),
        ipfix(0, 1, set(3, optionsIpfix(300, 1, 302, 4, 304, 2, 307, 4, 308, 4))),
        ipfix(0, 1, set(300, packet().u32(5).u16(2).u32(1_000).u32(9_000).done())),
        ipfix(1, 1, set(3, optionsIpfix(301, 1, 302, 4, 304, 2))),
        ipfix(1, 1, set(301, packet().u32(6).u16(5).done())),
        ipfix(2, 1, set(T, packet().u32(5).u32(6).done())));
    assertEquals(List.of(10L, "null"), intervals());
  }

  @Test
  void keepsABoundedNumberOfSamplersAndCountsTheRest() {
    bed.decode(v9(0, 1, set(1, options9(300, 1, 2, 4, 34, 4))));
    for (int i = 0; i < 200; i++) {
      bed.decode(v9(1 + i, 1, set(300, packet().u32(i).u32(9).done())));
    }
    assertEquals(200 - 64, bed.limitReached("selectors"));
  }
}
