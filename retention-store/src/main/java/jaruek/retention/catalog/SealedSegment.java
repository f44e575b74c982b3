package jaruek.retention.catalog;

import jaruek.retention.record.Dataset;
import jaruek.retention.segment.SegmentManifest;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A segment on disk.
 *
 * @param folder where its files are
 * @param manifest what they are
 */
public record SealedSegment(Path folder, SegmentManifest manifest) {
  /** Its number. */
  public long id() {
    return manifest.id();
  }

  /** The file with this dataset's rows, empty if it has none. */
  public Optional<Path> file(Dataset dataset) {
    return manifest.table(dataset).map(table -> folder.resolve(table.file()));
  }

  /** The filter of this dataset's keys, empty if it has none or was written before there were. */
  public Optional<Path> filter(Dataset dataset) {
    return manifest
        .table(dataset)
        .map(SegmentManifest.Table::filter)
        .map(filter -> folder.resolve(filter.file()));
  }
}
