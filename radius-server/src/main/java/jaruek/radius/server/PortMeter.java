package jaruek.radius.server;

import jaruek.retention.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what happens at a port and tells the log, at most one line per reason or client in {@link
 * #LOG_MILLIS}. Reasons are fixed words, never from the network. Used by the port's thread, except
 * {@link #count}.
 */
final class PortMeter {
  private static final Logger LOG = LoggerFactory.getLogger(PortMeter.class);
  private static final long LOG_MILLIS = 10_000;

  /** Pairs of reason and client with lines of their own; those after share one. */
  private static final int TOLD_MAX = 1024;

  private final Telemetry telemetry;
  private final InstantSource clock;
  private final String port;
  private final LongAdder received;
  private final LongAdder bytes;
  private final Map<String, Told> told = new HashMap<>();
  private final Map<String, LongAdder> replies = new HashMap<>();

  private static final class Told {
    long atMillis;
    long since;
  }

  PortMeter(Telemetry telemetry, InstantSource clock, String port) {
    this.telemetry = telemetry;
    this.clock = clock;
    this.port = port;
    this.received = telemetry.counter("radius.received", "port", port);
    this.bytes = telemetry.counter("radius.received-bytes", "port", port);
  }

  String port() {
    return port;
  }

  void received(int datagramBytes) {
    received.increment();
    bytes.add(datagramBytes);
  }

  /** One more of something that is no fault. */
  void count(String name) {
    telemetry.counter("radius." + name, "port", port).increment();
  }

  /** So many more replies that could not be sent; any thread. */
  void unsent(int replies) {
    telemetry.counter("radius.replies-unsent", "port", port).add(replies);
  }

  /** One more reply with this code. */
  void replied(String code) {
    replies
        .computeIfAbsent(code, c -> telemetry.counter("radius.replies", "port", port, "code", c))
        .increment();
  }

  /** One more login kept out for this reason. */
  void refused(String reason) {
    telemetry.counter("radius.refused", "reason", reason).increment();
  }

  LongAdder counter(String name) {
    return telemetry.counter("radius." + name, "port", port);
  }

  /** One more request that gets no answer; the log hears of it now and then. */
  void discard(String reason, Object from, String hint) {
    discard(reason, reason, from, hint);
  }

  /** The same, with a line for each client: its name is one of the configuration. */
  void discardFrom(String reason, String client, String hint) {
    String key = told.size() < TOLD_MAX ? reason + " " + client : reason;
    discard(key, reason, client, hint);
  }

  /** One more request that is answered, though something in it cannot be true. */
  void doubt(String fault, String client) {
    telemetry.counter("radius.doubtful", "port", port, "fault", fault).increment();
    String key = told.size() < TOLD_MAX ? fault + " " + client : fault;
    Told last = told.computeIfAbsent(key, r -> new Told());
    if (isDue(last)) {
      LOG.warn(
          "RADIUS {}: {} ({} since last told), from {}: our time of receipt is recorded",
          port,
          fault,
          last.since,
          client);
      last.since = 0;
    }
  }

  /** Something to be known once. */
  void tell(String line, Object about) {
    LOG.warn(line, about);
  }

  private void discard(String key, String reason, Object from, String hint) {
    telemetry.counter("radius.rejected", "port", port, "reason", reason).increment();
    Told last = told.computeIfAbsent(key, r -> new Told());
    if (!isDue(last)) return;
    LOG.warn(
        "RADIUS {}: discarded {} ({} since last told), from {}{}",
        port,
        reason,
        last.since,
        from,
        hint);
    last.since = 0;
  }

  private boolean isDue(Told last) {
    long now = clock.millis();
    last.since++;
    if (last.atMillis != 0 && now >= last.atMillis && now - last.atMillis < LOG_MILLIS) {
      return false;
    }
    last.atMillis = now;
    return true;
  }
}
