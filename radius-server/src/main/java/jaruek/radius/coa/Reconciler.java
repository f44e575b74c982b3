package jaruek.radius.coa;

import jaruek.radius.session.OpenSession;
import jaruek.radius.session.SessionTable;
import jaruek.retention.telemetry.Telemetry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that decides who must go: each second it asks {@link Stay} of every open session,
 * and disconnects those that may not go on, whatever the reason. One that does not go is asked
 * again after a minute, then less and less often.
 */
public final class Reconciler implements AutoCloseable {
  /** Sessions disconnected in one look: a mistake in a schedule must not take the network down. */
  static final int PER_LOOK_MAX = 200;

  static final long RETRY_MILLIS = 60_000;
  static final long RETRY_MILLIS_MAX = 3_600_000;

  private static final long SWEEP_MILLIS = 10_000;
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  private final SessionTable sessions;
  private final SessionControl control;
  private final Stay stay;
  private final Consumer<Ended> told;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private final Map<Key, Try> tries = new HashMap<>();
  private long sweptMillis;
  private @Nullable ScheduledExecutorService timer;

  private record Key(String nas, @Nullable String id, long startMillis) {}

  private record Try(long nextMillis, int count) {}

  /** A session that was to be ended, and what came of it. */
  public record Ended(OpenSession session, String reason, CoaResult result) {}

  /**
   * Inert until {@link #start}.
   *
   * @param told gets each result, on any thread
   */
  public Reconciler(
      SessionTable sessions,
      SessionControl control,
      Stay stay,
      Consumer<Ended> told,
      InstantSource clock,
      Telemetry telemetry) {
    this.sessions = sessions;
    this.control = control;
    this.stay = stay;
    this.told = told;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /** Begins to look. */
  public synchronized void start() {
    timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("radius-reconcile-", 0).factory());
    var _ = timer.scheduleWithFixedDelay(this::lookSafely, 1, 1, TimeUnit.SECONDS);
  }

  private void lookSafely() {
    try {
      look();
    } catch (RuntimeException e) { // the next look must come all the same
      LOG.error("open sessions could not be looked through", e);
    }
  }

  /** Looks once at all open sessions. */
  synchronized void look() {
    long now = clock.millis();
    if (Math.abs(now - sweptMillis) >= SWEEP_MILLIS) {
      sessions.sweep();
      sweptMillis = now;
    }
    Instant instant = Instant.ofEpochMilli(now);
    Set<Key> there = new HashSet<>();
    int asked = 0;
    for (OpenSession session : sessions.openSessions()) {
      Optional<String> reason = stay.refusal(session, instant);
      if (reason.isEmpty()) continue;
      Key key = new Key(session.nas(), session.sessionId(), session.startMillis());
      there.add(key);
      Try before = tries.get(key);
      if (before != null && now < before.nextMillis) continue;
      if (asked++ >= PER_LOOK_MAX) continue;
      int count = before == null ? 0 : before.count;
      tries.put(key, new Try(now + retryMillis(count), count + 1));
      end(session, reason.get());
    }
    tries.keySet().retainAll(there);
  }

  private static long retryMillis(int count) {
    return Math.min(RETRY_MILLIS << Math.min(count, 10), RETRY_MILLIS_MAX);
  }

  private void end(OpenSession session, String reason) {
    telemetry.counter("radius.sessions.ended", "reason", reason).increment();
    control
        .disconnect(session)
        .thenAccept(result -> told.accept(new Ended(session, reason, result)))
        .exceptionally(
            failure -> {
              LOG.error("a disconnect could not be recorded", failure);
              return null;
            });
  }

  /** Looks no more. */
  @Override
  public synchronized void close() {
    if (timer != null) timer.shutdownNow();
  }
}
