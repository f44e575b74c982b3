package jaruek.collector.forward;

import jaruek.retention.journal.Journal;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.JournalReader;
import jaruek.retention.record.Frame;
import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one target its frames, in the journal's order, on a thread of its own. The mark moves to
 * what had settled a second before the connection was seen alive last, so a connection that breaks
 * costs repetitions and no frame; only what the other side acknowledged and then lost itself more
 * than a second later is not sent again.
 */
final class Forwarder implements AutoCloseable {
  /** A settled place is looked for so often. */
  static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A connection on which nothing settles for so long is given up. */
  static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final long LAST_SETTLE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long SETTLE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SETTLE_PAUSE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long IDLE_MILLIS = 20;
  private static final long RETRY_MILLIS = 1_000;
  private static final long RETRY_MILLIS_MAX = 60_000;
  private static final Duration CLOSE_TIME = Duration.ofSeconds(5);
  private static final Duration CONNECT_TIME = Duration.ofSeconds(20);
  private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

  private final ForwardConfig config;
  private final Journal journal;
  private final long journalBytesMax;
  private final ForwardMark mark;
  private final Function<IpAddress, Optional<String>> names;
  private final InstantSource clock;
  private final SkipListener skips;
  private final LongAdder sent;
  private final LongAdder bytes;
  private final LongAdder repeated;
  private final LongAdder skipped;
  private final LongAdder failures;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  private volatile ForwardMark.Place confirmed = new ForwardMark.Place(0, 0);
  private volatile @Nullable Link link;
  private volatile String fault = "not connected yet";
  private long sentTo; // the highest position ever sent, in this run

  Forwarder(
      ForwardConfig config,
      Journal journal,
      long journalBytesMax,
      Path folder,
      Function<IpAddress, Optional<String>> names,
      SkipListener skips,
      InstantSource clock,
      Telemetry telemetry) {
    this.config = config;
    this.skips = skips;
    this.journal = journal;
    this.journalBytesMax = journalBytesMax;
    this.mark = new ForwardMark(folder, config.name());
    this.names = names;
    this.clock = clock;
    sent = telemetry.counter("forward.sent", "target", config.name());
    bytes = telemetry.counter("forward.bytes", "target", config.name());
    repeated = telemetry.counter("forward.repeated", "target", config.name());
    skipped = telemetry.counter("forward.skipped", "target", config.name());
    failures = telemetry.counter("forward.failures", "target", config.name());
    telemetry.gauge("forward.waiting.frames", this::waiting, "target", config.name());
    telemetry.gauge("forward.behind.seconds", this::behindSeconds, "target", config.name());
    thread =
        Thread.ofPlatform().name("jaruek-forward-" + config.name()).daemon().unstarted(this::run);
  }

  void start() {
    try {
      confirmed = mark.read().orElseGet(this::now);
      mark.write(confirmed); // what comes from now on is owed, also if nobody is there until a stop
    } catch (IOException e) {
      throw new UncheckedIOException("how far " + config.name() + " has come cannot be kept", e);
    }
    thread.start();
  }

  private ForwardMark.Place now() {
    return new ForwardMark.Place(journal.head().position().sequence(), clock.millis());
  }

  private void run() {
    long wait = RETRY_MILLIS;
    while (!isClosing(0)) {
      long before = confirmed.position();
      try (Link open = open()) {
        link = open;
        if (closing.getCount() == 0) return;
        fault = "";
        LOG.info("{}: connected to {}", config.name(), config.address());
        send(open);
        return;
      } catch (IOException | JournalException e) {
        if (closing.getCount() == 0) return;
        failures.increment();
        fault = String.valueOf(e.getMessage() == null ? e : e.getMessage());
        wait = confirmed.position() > before ? RETRY_MILLIS : Math.min(2 * wait, RETRY_MILLIS_MAX);
        LOG.warn("{}: {} takes nothing: {}", config.name(), config.address(), fault);
      } catch (RuntimeException e) { // else the target would get nothing more until a restart
        failures.increment();
        fault = e.toString();
        wait = RETRY_MILLIS_MAX;
        LOG.error("{}: forwarding failed", config.name(), e);
      } finally {
        link = null;
      }
      if (isClosing(wait)) return;
    }
  }

  private boolean isClosing(long millis) {
    try {
      return closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private Link open() throws IOException {
    InetSocketAddress target = new InetSocketAddress(config.host(), config.port());
    if (target.isUnresolved()) throw new IOException("no address is known of " + config.host());
    return config.via() == ForwardConfig.Via.UDP
        ? new DatagramLink(target)
        : new StreamLink(config, target);
  }

  /** Where it was begun last: what has left the journal meanwhile is lost to this target. */
  private JournalReader reader() {
    ForwardMark.Place from = confirmed;
    long oldest = journal.oldest().sequence();
    long head = journal.head().position().sequence();
    if (from.position() > head) { // of another journal: a restored one, or a cut after a power cut
      LOG.warn("{}: the journal ends at {}, before {}", config.name(), head, from.position());
      confirmed = now();
    } else if (from.position() < oldest) {
      long frames = oldest - from.position();
      skipped.add(frames);
      skips.skipped(config.name(), frames);
      LOG.error("{}: {} frames had left the journal before they were sent", config.name(), frames);
      confirmed = new ForwardMark.Place(oldest, from.atMillis());
    }
    return journal.read(new JournalPosition(confirmed.position()));
  }

  private void send(Link open) throws IOException {
    try (JournalReader reader = reader()) {
      ForwardMark.Place settled = confirmed;
      ForwardMark.Place read = confirmed;
      Pace pace = new Pace(config.messagesPerSecond());
      long settledNanos = System.nanoTime();
      while (true) {
        boolean any = reader.next();
        if (any) {
          Frame frame = reader.frame();
          long next = reader.position().sequence() + 1;
          if (isWanted(frame)) send(open, frame, next, pace);
          read = new ForwardMark.Place(next, frame.receivedAtMillis());
        }
        if (closing.getCount() == 0) {
          if (settle(open)) confirm(read);
          return;
        }
        if (System.nanoTime() - settledNanos >= SETTLE_NANOS) {
          if (settle(open)) confirm(settled);
          settled = any ? read : new ForwardMark.Place(read.position(), clock.millis());
          settledNanos = System.nanoTime();
        } else if (!any) {
          isClosing(IDLE_MILLIS);
        }
      }
    }
  }

  private boolean isWanted(Frame frame) {
    if (frame.kind() != config.kind()) return false;
    return config.sources().isEmpty()
        || names.apply(frame.source()).filter(config.sources()::contains).isPresent();
  }

  private void send(Link open, Frame frame, long next, Pace pace) throws IOException {
    pace.await();
    open.send(frame);
    sent.increment();
    bytes.add(frame.bytes().length);
    if (next <= sentTo) repeated.increment();
    else sentTo = next;
  }

  /** Waits until all that was sent has arrived; false if it ends before. */
  private boolean settle(Link open) throws IOException {
    long began = System.nanoTime();
    long pause = SETTLE_PAUSE_NANOS;
    while (!open.settle()) {
      long waited = System.nanoTime() - began;
      if (closing.getCount() == 0 && waited > LAST_SETTLE_NANOS) return false;
      if (waited > STALL_NANOS) throw new IOException("nothing was acknowledged for a minute");
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, SETTLE_PAUSE_NANOS_MAX);
    }
    return true;
  }

  private void confirm(ForwardMark.Place place) throws IOException {
    if (place.position() != confirmed.position()) mark.write(place);
    confirmed = place;
  }

  private long waiting() {
    return Math.max(0, journal.head().position().sequence() - confirmed.position());
  }

  private long behindSeconds() {
    return Math.max(0, clock.millis() - confirmed.atMillis()) / 1_000;
  }

  /** The first position the journal must keep for this target. */
  long needed() {
    boolean tooOld = clock.millis() - confirmed.atMillis() > config.delayMax().toMillis();
    boolean tooMuch = journal.sizeBytes() > journalBytesMax;
    return tooOld || tooMuch ? Long.MAX_VALUE : confirmed.position();
  }

  ForwardStatus status() {
    return new ForwardStatus(
        config.name(),
        config.address(),
        link != null && fault.isEmpty(),
        waiting(),
        behindSeconds(),
        sent.sum(),
        repeated.sum(),
        skipped.sum(),
        fault);
  }

  /** Begins to end; what is under way is still settled. */
  void stop() {
    closing.countDown();
  }

  @Override
  public void close() {
    stop();
    try {
      if (thread.getState() == Thread.State.NEW || thread.join(CLOSE_TIME)) return;
      Link open = link;
      if (open != null) open.close(); // it is stuck in a write
      if (!thread.join(CONNECT_TIME)) LOG.warn("{} does not end", thread.getName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
