package jaruek.radius.radsec;

import jaruek.retention.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts connections' fates; the log hears of each reason now and then. One thread's. */
final class RadSecMeter {
  private static final Logger LOG = LoggerFactory.getLogger(RadSecMeter.class);
  private static final long LOG_MILLIS = 10_000;

  private final Telemetry telemetry;
  private final InstantSource clock;
  private final Map<String, Long> toldAt = new HashMap<>();

  RadSecMeter(Telemetry telemetry, InstantSource clock) {
    this.telemetry = telemetry;
    this.clock = clock;
  }

  void count(String name) {
    telemetry.counter("radius.radsec." + name).increment();
  }

  /** A connection that did not come to be. */
  void refused(String reason, Object from, String hint) {
    telemetry.counter("radius.radsec.refused", "reason", reason).increment();
    tell("refused", reason, from, hint);
  }

  /** A connection that was ended by us. */
  void cut(String reason, Object from) {
    telemetry.counter("radius.radsec.cut", "reason", reason).increment();
    tell("cut", reason, from, "");
  }

  private void tell(String what, String reason, Object from, String hint) {
    long now = clock.millis();
    Long last = toldAt.get(what + reason); // the reasons are ours: a handful
    if (last != null && now >= last && now - last < LOG_MILLIS) return;
    toldAt.put(what + reason, now);
    LOG.warn("RadSec: a connection of {} was {}: {}{}", from, what, reason, hint);
  }
}
