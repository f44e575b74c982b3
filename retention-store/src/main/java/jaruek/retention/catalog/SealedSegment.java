package jaruek.retention.catalog;

import jaruek.retention.record.Dataset;
import jaruek.retention.segment.KeptManifest;
import jaruek.retention.segment.SegmentManifest;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A segment on disk.
 *
 * @param folder where its files are
 * @param manifest what they are, or were
 * @param kept the rows that are left of it where it has expired; null as long as it has not
 */
public record SealedSegment(Path folder, SegmentManifest manifest, @Nullable KeptManifest kept) {
  /** One with all its rows. */
  public SealedSegment(Path folder, SegmentManifest manifest) {
    this(folder, manifest, null);
  }

  /** Its number. */
  public long id() {
    return manifest.id();
  }

  /** Whether it has expired, and only some of its rows are left. */
  public boolean isExpired() {
    return kept != null;
  }

  /** The file with this dataset's rows, those that are left; empty if it has none. */
  public Optional<Path> file(Dataset dataset) {
    if (kept == null) return manifest.table(dataset).map(table -> folder.resolve(table.file()));
    Path keptFolder = folder.resolve(kept.folder());
    return kept.table(dataset).map(table -> keptFolder.resolve(table.file()));
  }

  /** The proofs of this dataset's rows that are left of an expired segment, in their order. */
  public Optional<Path> keptProofs(Dataset dataset) {
    if (kept == null) return Optional.empty();
    Path keptFolder = folder.resolve(kept.folder());
    return kept.table(dataset).map(table -> keptFolder.resolve(table.proof().file()));
  }

  /** How many rows of the dataset are there. */
  public long rows(Dataset dataset) {
    return kept == null
        ? manifest.table(dataset).map(SegmentManifest.Table::rows).orElse(0L)
        : kept.table(dataset).map(KeptManifest.Table::rows).orElse(0L);
  }

  /** The filter of this dataset's keys, empty if it has none or was written before there were. */
  public Optional<Path> filter(Dataset dataset) {
    if (kept != null) return Optional.empty();
    return manifest
        .table(dataset)
        .map(SegmentManifest.Table::filter)
        .map(filter -> folder.resolve(filter.file()));
  }
}
