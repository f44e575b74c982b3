package jaruek.appliance.doctor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Somebody outside vouched for the log within a day: till then its owner could write it anew. */
public final class WitnessCheck implements Check {
  private static final Duration AGE_MAX = Duration.ofDays(1);

  private final Supplier<Optional<Instant>> newest;
  private final InstantSource clock;

  /** Over the time of the newest cosignature or time stamp. */
  public WitnessCheck(Supplier<Optional<Instant>> newest, InstantSource clock) {
    this.newest = newest;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "witness";
  }

  @Override
  public List<Finding> look() {
    Optional<Instant> at = newest.get();
    if (at.isEmpty()) return List.of(Finding.warning(name(), "witness-none"));
    boolean old = Duration.between(at.get(), clock.instant()).compareTo(AGE_MAX) > 0;
    String time = at.get().toString();
    return List.of(
        old
            ? Finding.warning(name(), "witness-old", "at", time)
            : Finding.ok(name(), "witness-good", "at", time));
  }
}
