package jaruek.appliance;

import jaruek.retention.coverage.ClockSample;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures the clock each minute and has the newest sample at hand. Asking it costs nothing; a
 * sample older than {@link #FRESH} is none.
 */
final class ClockWatch implements Supplier<Optional<ClockSample>>, AutoCloseable {
  /** So long a sample holds: three minutes, in which three measurements failed. */
  static final Duration FRESH = Duration.ofMinutes(3);

  private static final long FIRST_WAIT_MILLIS = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);

  private record Measured(ClockSample sample, long atNanos) {}

  private final Supplier<Optional<ClockSample>> measure;
  private final LongSupplier nanoTime;
  private final CountDownLatch first = new CountDownLatch(1);
  private final ScheduledExecutorService minutes =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("jaruek-clock").daemon().factory());
  private volatile @Nullable Measured newest;

  /** Measures by this. */
  ClockWatch(Supplier<Optional<ClockSample>> measure) {
    this(measure, System::nanoTime);
  }

  ClockWatch(Supplier<Optional<ClockSample>> measure, LongSupplier nanoTime) {
    this.measure = measure;
    this.nanoTime = nanoTime;
  }

  /** Measures for the first time, and waits for that a second at most. */
  void start() {
    // a little before the store's own minute, so that its sample is a fresh one
    var _ = minutes.scheduleAtFixedRate(this::look, 0, 55, TimeUnit.SECONDS);
    try {
      if (!first.await(FIRST_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.info("the clock is not measured yet");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Measures once; one that fails leaves the newest as it is. */
  void look() {
    try {
      measure.get().ifPresent(sample -> newest = new Measured(sample, nanoTime.getAsLong()));
    } catch (RuntimeException e) { // else there would be no next one
      LOG.error("the clock could not be measured: {}", e.getMessage(), e);
    } finally {
      first.countDown();
    }
  }

  @Override
  public Optional<ClockSample> get() {
    Measured now = newest;
    boolean fresh = now != null && nanoTime.getAsLong() - now.atNanos <= FRESH.toNanos();
    return now != null && fresh ? Optional.of(now.sample) : Optional.empty();
  }

  @Override
  public void close() {
    minutes.shutdownNow();
  }
}
