package jaruek.collector.syslog;

import jaruek.collector.vendor.Recognition;
import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts lines by source and by how well vendor formats knew them: {@code syslog.lines} with the
 * labels source and recognised (known, partly, not). The sources past {@link #SOURCES_MAX} share
 * the label "other". Used by one thread.
 */
final class LineCounters {
  /** How many sources are told apart. */
  static final int SOURCES_MAX = 2_000;

  private static final String[] WORDS = {"known", "partly", "not"};

  private final Telemetry telemetry;
  private final Map<IpAddress, LongAdder[]> bySource = new HashMap<>();
  private final LongAdder[] others;
  private IpAddress lastSource = IpAddress.UNSPECIFIED;
  private LongAdder[] last;

  LineCounters(Telemetry telemetry) {
    this.telemetry = telemetry;
    others = counters("other");
    last = others;
  }

  void add(IpAddress source, Recognition how) {
    if (!source.equals(lastSource)) {
      last = of(source);
      lastSource = source;
    }
    last[index(how)].increment();
  }

  private static int index(Recognition how) {
    return switch (how) {
      case KNOWN -> 0;
      case PARTLY -> 1;
      case NO -> 2;
    };
  }

  private LongAdder[] of(IpAddress source) {
    LongAdder[] known = bySource.get(source);
    if (known != null) return known;
    if (bySource.size() >= SOURCES_MAX) return others;
    LongAdder[] counters = counters(source.toString());
    bySource.put(source, counters);
    return counters;
  }

  private LongAdder[] counters(String label) {
    LongAdder[] counters = new LongAdder[WORDS.length];
    for (int i = 0; i < WORDS.length; i++) {
      counters[i] = telemetry.counter("syslog.lines", "source", label, "recognised", WORDS[i]);
    }
    return counters;
  }
}
