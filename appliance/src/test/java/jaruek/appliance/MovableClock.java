package jaruek.appliance;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is moved. */
final class MovableClock implements InstantSource {
  private final AtomicLong millis;

  MovableClock(Instant start) {
    millis = new AtomicLong(start.toEpochMilli());
  }

  void forward(long byMillis) {
    millis.addAndGet(byMillis);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis.get());
  }

  @Override
  public long millis() {
    return millis.get();
  }
}
