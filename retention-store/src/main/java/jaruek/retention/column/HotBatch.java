package jaruek.retention.column;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Dataset;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The rows of one segment to be, one {@link ColumnBatch} for each dataset. One thread writes, any
 * thread reads. It grows as long as rows come: its owner cuts when it {@link #isFull()}.
 */
public final class HotBatch {
  /** Rows in all, past which a batch is cut: what a second or two can seal. */
  public static final int ROWS_MAX = 1_000_000;

  /**
   * Memory past which a batch is cut, whatever its rows: two batches, one of them being sealed, and
   * the sealed one's copy in order fit a heap of 512 MiB.
   */
  public static final long MEMORY_MAX_BYTES = 112L << 20;

  private final Map<Dataset, ColumnBatch> batches = new EnumMap<>(Dataset.class);

  /** An empty batch. */
  public HotBatch() {
    for (Dataset dataset : Dataset.values()) batches.put(dataset, new ColumnBatch(dataset));
  }

  /** Begins a row of this dataset, its received time and frame set. The writer is reused. */
  public RowWriter row(Dataset dataset, long receivedAtMillis, long position) {
    return of(dataset).begin(receivedAtMillis, position);
  }

  /** The rows of this dataset. */
  public ColumnBatch of(Dataset dataset) {
    return Objects.requireNonNull(batches.get(dataset));
  }

  /** Complete rows of all datasets. */
  public long rows() {
    long rows = 0;
    for (ColumnBatch batch : batches.values()) rows += batch.rows();
    return rows;
  }

  /** About how much memory the rows take. */
  public long memoryBytes() {
    long bytes = 0;
    for (ColumnBatch batch : batches.values()) bytes += batch.memoryBytes();
    return bytes;
  }

  /** Whether it is time to cut: too many rows or too much memory. */
  public boolean isFull() {
    return rows() >= ROWS_MAX || memoryBytes() >= MEMORY_MAX_BYTES;
  }
}
