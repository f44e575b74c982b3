package jaruek.retention.segment;

import jaruek.retention.record.Dataset;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads segments from their folders, in the format they were written in. */
public final class FileSegmentReader implements SegmentReader {
  private final DatasetFiles files;

  /** Reads files of this format. */
  public FileSegmentReader(DatasetFiles files) {
    this.files = files;
  }

  @Override
  public void leaves(Path folder, SegmentManifest manifest, Dataset dataset, LeafVisitor visitor) {
    SegmentManifest.Table table = manifest.table(dataset).orElse(null);
    if (table == null) return;
    Path file = folder.resolve(table.file());
    if (!Files.isRegularFile(file)) {
      throw new SegmentException(file + " is missing: restore the segment from a copy");
    }
    files.leaves(file, dataset, visitor);
  }
}
