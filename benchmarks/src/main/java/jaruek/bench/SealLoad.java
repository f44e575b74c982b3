package jaruek.bench;

import jaruek.retention.column.HotBatch;
import jaruek.retention.duckdb.ParquetFiles;
import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.record.Dataset;
import jaruek.retention.segment.FolderSegmentWriter;
import jaruek.retention.segment.SegmentDraft;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.segment.SegmentManifest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Seals segments of flows one after the other, as the store does: sorted, written, read back and
 * compared, Merkle root, filter, forced to the disk. Says the best rate, the processor's time and
 * the bytes of a row.
 *
 * <p>Arguments: an empty folder, segments, rows of each, seconds a segment spans.
 */
public final class SealLoad {
  private SealLoad() {}

  /** Runs once. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int segments = Integer.parseInt(args[1]);
    int rows = Integer.parseInt(args[2]);
    long spanMillis = Long.parseLong(args[3]) * 1_000;
    Files.createDirectories(folder);
    long now = System.currentTimeMillis();
    double best = Double.MAX_VALUE;
    double bestProcessor = Double.MAX_VALUE;
    long bytes = 0;
    try (ParquetFiles files = new ParquetFiles(folder.resolve("spill"))) {
      FolderSegmentWriter writer = new FolderSegmentWriter(new SegmentFolders(folder), files);
      for (int id = 0; id < segments; id++) {
        HotBatch batch = new HotBatch();
        new FlowRows(id).fill(batch, rows, now, spanMillis, id * 100_000L);
        double processorBefore = processorSeconds();
        long started = System.nanoTime();
        SegmentManifest manifest = writer.write(batch, draft(id, now));
        double seconds = (System.nanoTime() - started) / 1e9;
        double processor = processorSeconds() - processorBefore;
        best = Math.min(best, seconds);
        bestProcessor = Math.min(bestProcessor, processor);
        SegmentManifest.Table table = manifest.table(Dataset.TRAFFIC).orElseThrow();
        bytes = bytes(table);
        System.err.printf(
            "segment %d: %.2f s, %.2f s of processor time, %.2f bytes a row (%d rows, load %.1f)%n",
            id,
            seconds,
            processor,
            (double) bytes / rows,
            rows,
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
      }
    }
    System.out.printf(
        "seal_rows=%.0f seal_processor=%.2f seal_bytes=%.2f%n",
        rows / best, bestProcessor * 1e6 / rows, (double) bytes / rows);
  }

  private static double processorSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : 0;
  }

  /** Parquet, tree and filter. */
  private static long bytes(SegmentManifest.Table table) {
    SegmentManifest.StateFile tree = table.tree();
    SegmentManifest.StateFile filter = table.filter();
    return table.bytes()
        + (tree == null ? 0 : tree.bytes())
        + (filter == null ? 0 : filter.bytes());
  }

  static SegmentDraft draft(long id, long createdAtMillis) {
    return new SegmentDraft(
        id,
        new JournalPosition(id * 100_000),
        new ChainHead(new JournalPosition((id + 1) * 100_000), new byte[32]),
        "rows",
        new byte[0],
        Map.of(),
        createdAtMillis);
  }
}
