package jaruek.retention.expiry;

import jaruek.retention.segment.KeptManifest;
import java.util.List;

/**
 * Which rows of a dataset stay, and why.
 *
 * @param rows all of them
 * @param held by finding of a hold
 * @param identityRows how many stay for their user's account
 */
record Keeping(RowRanges rows, List<KeptManifest.Held> held, long identityRows) {
  Keeping {
    held = List.copyOf(held);
  }
}
