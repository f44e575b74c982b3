package jaruek.retention.catalog;

import jaruek.retention.column.HotBatch;
import jaruek.retention.record.Dataset;
import java.util.List;

/**
 * All rows at one instant, each once: a batch stands in {@code hot} until its segment is in {@code
 * sealed}, and the store swaps views in one step. Hot batches may still grow.
 *
 * @param sealed by id, ascending
 * @param hot batches not sealed yet, oldest first: those being sealed and the one being filled
 */
public record StoreView(List<SealedSegment> sealed, List<HotBatch> hot) {
  /** Copies the lists. */
  public StoreView {
    sealed = List.copyOf(sealed);
    hot = List.copyOf(hot);
  }

  /** Rows of this dataset that are there, sealed and hot. */
  public long rows(Dataset dataset) {
    long rows = 0;
    for (SealedSegment segment : sealed) {
      rows += segment.rows(dataset);
    }
    for (HotBatch batch : hot) rows += batch.of(dataset).rows();
    return rows;
  }
}
