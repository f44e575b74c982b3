package jaruek.appliance;

import jaruek.retention.coverage.Coverage;
import jaruek.retention.coverage.CoverageReport;
import jaruek.retention.coverage.KnownSources;
import jaruek.retention.coverage.MinuteAccount;
import jaruek.retention.coverage.SourceCount;
import jaruek.retention.coverage.SourceName;
import jaruek.retention.decode.EventCodec;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.OperationEvent;
import jaruek.retention.record.Transport;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Measures coverage over days of minutes: no test. Arguments: an empty folder, days, sources. */
final class CoverageMeasurement {
  private static final long MINUTE = 60_000;
  private static final long DAY = 1_440 * MINUTE;

  private CoverageMeasurement() {}

  public static void main(String[] arguments) throws InterruptedException {
    Path folder = Path.of(arguments[0]);
    int days = Integer.parseInt(arguments[1]);
    int sources = Integer.parseInt(arguments[2]);
    PrintStream out = System.out;
    MovableClock clock = new MovableClock(Instant.parse("2026-08-01T00:00:00Z"));
    try (TestStore store = new TestStore(folder, clock)) {
      long began = System.nanoTime();
      if (store.store.status().segments() == 0) fill(store, clock, days, sources);
      else clock.forward(days * DAY);
      while (store.store.seal(60_000).isEmpty()) out.println(store.store.status().segments());
      out.printf("made in %.0f s, %d segments%n", since(began), store.store.status().segments());
      for (int round = 0; round < 3; round++) measure(store, clock, days, out);
    }
  }

  private static void measure(TestStore store, MovableClock clock, int days, PrintStream out) {
    Coverage coverage = new Coverage(store.engine, List::of, KnownSources.NONE, clock);
    long from = clock.millis() - days * DAY;
    long began = System.nanoTime();
    var _ = coverage.report(from, clock.millis());
    double first = since(began);
    began = System.nanoTime();
    CoverageReport report = coverage.report(from, clock.millis());
    double again = since(began);
    began = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      var _ = coverage.at(from + i * DAY / 2, 30_000, Set.of(SourceName.log("gateway-1")));
    }
    out.printf(
        "report of %d sources, %d gaps: first %.2f s, again %.2f s; at a time %.2f ms; complete"
            + " %s%n",
        report.sources().size(),
        report.sources().stream().mapToInt(s -> s.gaps().size()).sum(),
        first,
        again,
        since(began) * 10,
        report.complete());
  }

  private static double since(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static void fill(TestStore store, MovableClock clock, int days, int sources) {
    SplittableRandom random = new SplittableRandom(1);
    List<Frame> frames = new ArrayList<>();
    for (long minute = 0; minute < days * 1_440L; minute++) {
      long from = clock.millis();
      clock.forward(MINUTE);
      TreeMap<SourceName, SourceCount> counts = new TreeMap<>();
      for (int i = 1; i <= sources; i++) {
        boolean night = minute % 1_440 < 480 && i % 2 == 0;
        boolean dead = i == 3 && minute % 14_400 > 13_000;
        if (night || dead || random.nextInt(10) == 0) continue;
        long gap = random.nextInt(5_000) == 0 ? 3 : 0;
        counts.put(
            SourceName.log("gateway-" + i),
            new SourceCount(
                random.nextInt(1, 5_000), random.nextInt(4_000_000), gap, 0, 0, new TreeMap<>()));
      }
      MinuteAccount account =
          new MinuteAccount(
              from, clock.millis(), 0, false, counts, 0, SourceCount.NONE, new TreeMap<>(), 0);
      frames.add(
          frame(from, "clock", "{\"synchronised\":true,\"offsetMillis\":0.2,\"stratum\":3}"));
      frames.add(frame(clock.millis(), MinuteAccount.ACTION, account.toJson()));
      if (frames.size() >= 120) {
        store.store.record(List.copyOf(frames));
        frames.clear();
      }
    }
  }

  private static Frame frame(long at, String action, String detail) {
    OperationEvent event = new OperationEvent("system", action, null, detail, "done", null);
    return new Frame(
        FrameKind.OPERATION,
        at,
        IpAddress.UNSPECIFIED,
        0,
        Transport.LOCAL,
        EventCodec.encode(event));
  }
}
