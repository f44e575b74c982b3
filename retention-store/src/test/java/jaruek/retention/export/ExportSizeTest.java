package jaruek.retention.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.column.HotBatch;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Traffic;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many rows through a bounded heap: {@code -Xmx512m -Djaruek.export.rows=10000000} is what the
 * product promises; without it the run is small.
 */
final class ExportSizeTest {
  private static final int ROWS = Integer.getInteger("jaruek.export.rows", 60_000);
  private static final int SEGMENT_ROWS = 500_000;

  /** Counts what is taken and forgets it. */
  private static final class Counting extends OutputStream {
    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] some, int offset, int length) {
      bytes += length;
    }
  }

  @Test
  void streamsAsManyRowsAsThereAre(@TempDir Path folder) throws IOException {
    try (ExportStore store = new ExportStore(folder)) {
      Random random = new Random(7);
      for (int done = 0; done < ROWS; done += SEGMENT_ROWS) {
        store.seal(batch(random, Math.min(SEGMENT_ROWS, ROWS - done)));
      }
      Counting out = new Counting();
      long started = System.nanoTime();
      ExportWriter.Written written =
          store
              .writer()
              .write(
                  ExportStore.order(ExportStore.all(), null, Dataset.TRAFFIC),
                  store.segments,
                  out,
                  ExportProgress.NONE);
      long millis = (System.nanoTime() - started) / 1_000_000;
      assertEquals(ROWS, written.rows().get(Dataset.TRAFFIC));
      assertTrue(out.bytes > ROWS);
      System.out.printf(
          "%d rows, %d MB of zip, %d ms, heap at most %d MB%n",
          ROWS, out.bytes >> 20, millis, Runtime.getRuntime().maxMemory() >> 20);
    }
  }

  private static HotBatch batch(Random random, int rows) {
    HotBatch batch = new HotBatch();
    for (int i = 0; i < rows; i++) {
      long at = ExportStore.EPOCH + random.nextInt(3_600_000);
      batch
          .row(Dataset.TRAFFIC, at, i / 24)
          .set(Traffic.STARTED_AT, at - 900)
          .set(Traffic.ENDED_AT, at - 100)
          .setAddress(Traffic.EXPORTER, 0, 0xffff_0a00_0001L)
          .set(Traffic.ORIGIN, "netflow9")
          .set(Traffic.PROTOCOL, 6)
          .setAddress(Traffic.SOURCE_ADDRESS, 0, 0xffff_0a14_0000L + random.nextInt(4_096))
          .set(Traffic.SOURCE_PORT, random.nextInt(65_536))
          .setAddress(Traffic.DESTINATION_ADDRESS, 0, 0xffff_cb00_0000L + random.nextInt(1 << 20))
          .set(Traffic.DESTINATION_PORT, 443)
          .set(Traffic.BYTES, random.nextInt(1 << 20))
          .set(Traffic.PACKETS, random.nextInt(1 << 10))
          .end();
    }
    return batch;
  }
}
