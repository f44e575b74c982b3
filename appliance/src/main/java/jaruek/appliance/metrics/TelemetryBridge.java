package jaruek.appliance.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import jaruek.retention.telemetry.Telemetry;
import jaruek.retention.telemetry.Telemetry.Series;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * Shows counters and gauges of our own to a meter registry. Names become "jaruek.NAME"; a pair of
 * counters NAME.millis and NAME.segments or NAME.count becomes one timer NAME.
 */
final class TelemetryBridge {
  private static final String PREFIX = "jaruek.";
  private static final String MILLIS = ".millis";
  private static final List<String> COUNTS = List.of(".segments", ".count");

  private final Telemetry telemetry;
  private final MeterRegistry registry;
  private final Map<Series, Long> counters = new ConcurrentHashMap<>();
  private final Map<Series, Long> gauges = new ConcurrentHashMap<>();
  private final Set<Series> known = new HashSet<>();
  private final Map<String, List<String>> keysOfName = new HashMap<>();

  TelemetryBridge(Telemetry telemetry, MeterRegistry registry) {
    this.telemetry = telemetry;
    this.registry = registry;
  }

  /** Takes over the present values and registers what is new. */
  synchronized void refresh() {
    telemetry.counters(counters::put);
    telemetry.gauges(gauges::put);
    counters.keySet().stream().filter(known::add).toList().forEach(this::counter);
    gauges.keySet().stream().filter(known::add).toList().forEach(this::gauge);
  }

  private void counter(Series series) {
    String name = series.name();
    if (name.endsWith(MILLIS)) timer(series, name.substring(0, name.length() - MILLIS.length()));
    else if (!countsOfTimer(series)) plain(series);
  }

  private void plain(Series series) {
    FunctionCounter.builder(meterName(series), counters, valueOf(series))
        .tags(tags(series))
        .register(registry);
  }

  /** The count of a timer is shown by the timer. */
  private boolean countsOfTimer(Series series) {
    return COUNTS.stream()
        .filter(series.name()::endsWith)
        .map(end -> series.name().substring(0, series.name().length() - end.length()) + MILLIS)
        .anyMatch(millis -> counters.containsKey(new Series(millis, series.labels())));
  }

  private void timer(Series millis, String name) {
    FunctionTimer.builder(
            meterName(new Series(name, millis.labels())),
            counters,
            values -> Math.round(countOf(name, millis.labels())),
            valueOf(millis),
            TimeUnit.MILLISECONDS)
        .tags(tags(millis))
        .register(registry);
  }

  private double countOf(String name, List<String> labels) {
    return COUNTS.stream()
        .mapToLong(end -> counters.getOrDefault(new Series(name + end, labels), 0L))
        .sum();
  }

  private void gauge(Series series) {
    Gauge.builder(meterName(series), gauges, valueOf(series))
        .tags(tags(series))
        .strongReference(true)
        .register(registry);
  }

  private static ToDoubleFunction<Map<Series, Long>> valueOf(Series series) {
    return values -> values.getOrDefault(series, 0L);
  }

  /** Prometheus wants the same label keys under one name: others get a name of their own. */
  private String meterName(Series series) {
    List<String> keys = keys(series);
    List<String> first = keysOfName.computeIfAbsent(series.name(), name -> keys);
    String name = PREFIX + series.name();
    return first.equals(keys) ? name : name + ".by." + String.join(".", keys);
  }

  private static List<String> keys(Series series) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < series.labels().size(); i += 2) keys.add(series.labels().get(i));
    return keys.stream().sorted().toList();
  }

  private static List<Tag> tags(Series series) {
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < series.labels().size(); i += 2) {
      tags.add(Tag.of(series.labels().get(i), series.labels().get(i + 1)));
    }
    return tags;
  }
}
