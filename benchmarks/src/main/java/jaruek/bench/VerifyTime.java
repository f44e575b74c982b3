package jaruek.bench;

import jaruek.retention.duckdb.ParquetFiles;
import jaruek.retention.log.VerifyingKey;
import jaruek.retention.segment.FileSegmentReader;
import jaruek.retention.verify.StoreVerifier;
import jaruek.retention.verify.VerificationProgress;
import jaruek.retention.verify.VerificationReport;
import jaruek.retention.verify.VerificationScope;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/**
 * How fast a store is verified: megabytes of segment files and rows a second, by the clock and by
 * the processor's time that it took, so by one core; best of so many runs.
 *
 * <p>Arguments: data directory, runs without rows, runs with rows.
 */
public final class VerifyTime {
  private VerifyTime() {}

  /** Runs once. */
  public static void main(String[] args) {
    Path data = Path.of(args[0]);
    VerifyingKey key = VerifyingKey.read(data.resolve("keys/log.pub"));
    try (ParquetFiles files = new ParquetFiles(data.resolve("spill"))) {
      StoreVerifier verifier = new StoreVerifier(data, key, new FileSegmentReader(files));
      measure("hash", verifier, false, Integer.parseInt(args[1]));
      measure("rows", verifier, true, Integer.parseInt(args[2]));
    }
  }

  private static void measure(String name, StoreVerifier verifier, boolean rows, int runs) {
    double seconds = Double.MAX_VALUE;
    double processor = Double.MAX_VALUE;
    VerificationReport report = null;
    for (int run = 0; run < runs; run++) {
      long began = System.nanoTime();
      long used = processorNanos();
      report =
          verifier.verifyFolder(new VerificationScope(rows, List.of()), VerificationProgress.NONE);
      seconds = Math.min(seconds, (System.nanoTime() - began) / 1e9);
      processor = Math.min(processor, (processorNanos() - used) / 1e9);
      if (!report.intact()) throw new IllegalStateException(report.firstFault().toString());
    }
    if (report == null) return;
    double megabytes = report.bytes() / 1e6;
    System.out.printf(
        "%1$s_megabytes=%2$.0f %1$s_count=%3$d %1$s_wall=%4$.0f %1$s_core=%5$.0f"
            + " %1$s_rate=%6$.0f%n",
        name,
        megabytes,
        report.rows(),
        megabytes / seconds,
        megabytes / processor,
        report.rows() / processor);
  }

  private static long processorNanos() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    return system instanceof com.sun.management.OperatingSystemMXBean own
        ? own.getProcessCpuTime()
        : 0;
  }
}
