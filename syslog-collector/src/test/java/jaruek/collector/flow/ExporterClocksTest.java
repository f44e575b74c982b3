package jaruek.collector.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Exporters' clocks against ours. */
final class ExporterClocksTest {
  private static final long T = Corpus.RECEIVED_AT;

  private final Telemetry telemetry = new Telemetry();
  private final ExporterClocks clocks = new ExporterClocks(telemetry);

  private Map<String, Long> gauges() {
    Map<String, Long> gauges = new HashMap<>();
    telemetry.gauges((series, value) -> gauges.put(series.name(), value));
    return gauges;
  }

  @Test
  void takesTheLeastDelayedDatagramOfAMinute() {
    clocks.take(Corpus.EXPORTER, T, T - 900);
    clocks.take(Corpus.EXPORTER, T + 1_000, T + 1_000 - 100);
    clocks.take(Corpus.EXPORTER, T + 2_000, T + 2_000 - 700);
    assertEquals(-100, gauges().get("flow.clock.offset.millis"));
  }

  @Test
  void measuresTheDriftOverMinutes() {
    for (int minute = 0; minute < 40; minute++) {
      long at = T + minute * 60_000L;
      clocks.take(Corpus.EXPORTER, at, at + minute * 6L);
    }
    assertEquals(100, gauges().get("flow.clock.drift.ppm"));
    assertEquals(0, telemetry.sum("flow.clock.jump"));
  }

  @Test
  void countsAJumpOnceAndMeasuresFromThere() {
    clocks.take(Corpus.EXPORTER, T, T);
    clocks.take(Corpus.EXPORTER, T + 1_000, T + 3_600_000);
    clocks.take(Corpus.EXPORTER, T + 2_000, T + 3_601_000);
    assertEquals(1, telemetry.sum("flow.clock.jump"));
    assertEquals(3_599_000, gauges().get("flow.clock.offset.millis"));
  }

  @Test
  void publishesABoundedNumber() {
    for (int i = 0; i < ExporterClocks.CLOCKS_MAX + 5; i++) {
      clocks.take(IpAddress.ofIpv4(i), T, T);
    }
    assertEquals(5, telemetry.counter("flow.limit.reached", "limit", "clocks").sum());
  }
}
