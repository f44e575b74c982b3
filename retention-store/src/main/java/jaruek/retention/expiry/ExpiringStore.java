package jaruek.retention.expiry;

import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.catalog.StoreView;
import jaruek.retention.record.Dataset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What expiry asks of the store. */
public interface ExpiringStore {
  /** All rows at this instant. */
  StoreView view();

  /**
   * Whether the store can do without the segment's rows and state: not the newest, from which
   * decoding goes on, and none whose frames the journal still has.
   */
  boolean isExpendable(SealedSegment segment);

  /**
   * Lets questions see what is left.
   *
   * @param now the segment with what was kept of it; null if nothing was
   * @param expired how many rows of each dataset have gone
   */
  void replace(SealedSegment before, @Nullable SealedSegment now, Map<Dataset, Long> expired);
}
