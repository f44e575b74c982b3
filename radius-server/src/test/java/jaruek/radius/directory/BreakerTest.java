package jaruek.radius.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

final class BreakerTest {
  private Instant now = Instant.EPOCH.plus(Duration.ofDays(1));
  private final LongAdder opened = new LongAdder();
  private final Breaker breaker = new Breaker(() -> now, opened);

  private void open() {
    for (int i = 0; i < Breaker.FAILURES_MAX; i++) {
      assertTrue(breaker.allows());
      breaker.failed();
    }
  }

  @Test
  void opensAfterFailuresInARowOnly() {
    for (int i = 0; i < 10; i++) {
      breaker.failed();
      breaker.failed();
      breaker.succeeded();
    }
    assertFalse(breaker.isOpen());
    open();
    assertTrue(breaker.isOpen());
    assertFalse(breaker.allows());
    assertEquals(1, opened.sum());
  }

  @Test
  void letsOneTryAfterThePause() {
    open();
    now = now.plus(Breaker.PAUSE);
    assertTrue(breaker.allows());
    assertFalse(breaker.allows());
    breaker.failed();
    assertFalse(breaker.allows());
    now = now.plus(Breaker.PAUSE);
    assertTrue(breaker.allows());
    breaker.succeeded();
    assertTrue(breaker.allows());
    assertTrue(breaker.allows());
    assertEquals(1, opened.sum());
  }

  @Test
  void isNotHeldOpenByAClockSetBack() {
    open();
    now = now.minus(Duration.ofHours(1));
    assertTrue(breaker.allows());
  }
}
