package jaruek.appliance.doctor;

import jaruek.retention.coverage.ClockSample;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The clock follows a reference, and closely: the law asks for 10 ms. */
public final class ClockCheck implements Check {
  private static final double OFFSET_MILLIS_MAX = 10;

  private final Supplier<Optional<ClockSample>> sample;

  /** Over the newest sample; empty where nothing measures. */
  public ClockCheck(Supplier<Optional<ClockSample>> sample) {
    this.sample = sample;
  }

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public List<Finding> look() {
    Optional<ClockSample> newest = sample.get();
    if (newest.isEmpty()) return List.of(Finding.warning(name(), "clock-not-measured"));
    ClockSample clock = newest.get();
    Double offset = clock.offsetMillis();
    if (!clock.synchronised()) {
      return List.of(Finding.fault(name(), "clock-not-synchronised", "tool", clock.tool()));
    }
    if (offset == null) {
      return List.of(Finding.warning(name(), "clock-offset-unknown", "tool", clock.tool()));
    }
    String millis = String.format(Locale.ROOT, "%.3f", offset);
    if (Math.abs(offset) > OFFSET_MILLIS_MAX) {
      return List.of(
          Finding.fault(name(), "clock-off", "offset", millis, "reference", clock.reference()));
    }
    return List.of(
        Finding.ok(
            name(),
            "clock-good",
            "offset",
            millis,
            "stratum",
            Integer.toString(clock.stratum()),
            "reference",
            clock.reference()));
  }
}
