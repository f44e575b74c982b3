package jaruek.retention.telemetry;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Counters and gauges by name and labels. Names are dotted ("collector.datagrams.received"); labels
 * come in pairs of key and value. At most {@link #SERIES_MAX} counters exist; past that everything
 * new is added to one counter named {@code telemetry.overflow}, so a sender cannot fill the memory
 * with labels.
 */
public final class Telemetry {
  /** How many different counters and gauges there may be. */
  public static final int SERIES_MAX = 20_000;

  private final ConcurrentMap<Series, LongAdder> counters = new ConcurrentHashMap<>();
  private final ConcurrentMap<Series, LongSupplier> gauges = new ConcurrentHashMap<>();

  /**
   * What is counted.
   *
   * @param name dotted, lower case
   * @param labels key, value, key, value, …
   */
  public record Series(String name, List<String> labels) {}

  /** The counter with this name and labels, made at the first call; hot paths keep it. */
  public LongAdder counter(String name, String... labels) {
    if (labels.length % 2 != 0) throw new IllegalArgumentException("labels come in pairs");
    Series series = new Series(name, List.of(labels));
    LongAdder known = counters.get(series);
    if (known != null) return known;
    if (counters.size() >= SERIES_MAX) series = new Series("telemetry.overflow", List.of());
    return counters.computeIfAbsent(series, s -> new LongAdder());
  }

  /** The sum of all counters with this name. */
  public long sum(String name) {
    return counters.entrySet().stream()
        .filter(e -> e.getKey().name().equals(name))
        .mapToLong(e -> e.getValue().sum())
        .sum();
  }

  /**
   * Publishes a value that is asked for when it is wanted; a later one with the same name and
   * labels replaces it.
   */
  public void gauge(String name, LongSupplier value, String... labels) {
    gauges.put(new Series(name, List.of(labels)), value);
  }

  /** Hands out every counter's present value. */
  public void counters(BiConsumer<Series, Long> visitor) {
    counters.forEach((series, adder) -> visitor.accept(series, adder.sum()));
  }

  /** Hands out every gauge's present value. */
  public void gauges(BiConsumer<Series, Long> visitor) {
    gauges.forEach((series, value) -> visitor.accept(series, value.getAsLong()));
  }
}
