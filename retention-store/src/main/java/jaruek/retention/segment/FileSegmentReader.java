package jaruek.retention.segment;

import jaruek.retention.record.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Reads segments from their folders, in the format they were written in. */
public final class FileSegmentReader implements SegmentReader {
  private final DatasetFiles files;

  /** Reads files of this format. */
  public FileSegmentReader(DatasetFiles files) {
    this.files = files;
  }

  @Override
  public void leaves(Path folder, SegmentManifest manifest, Dataset dataset, LeafVisitor visitor) {
    leaves(folder, manifest, dataset, 0, Long.MAX_VALUE, visitor);
  }

  @Override
  public void leaves(
      Path folder,
      SegmentManifest manifest,
      Dataset dataset,
      long firstRow,
      long rows,
      LeafVisitor visitor) {
    SegmentManifest.Table table = manifest.table(dataset).orElse(null);
    if (table == null) return;
    leaves(folder.resolve(table.file()), dataset, firstRow, rows, visitor);
  }

  @Override
  public void leaves(Path file, Dataset dataset, LeafVisitor visitor) {
    leaves(file, dataset, 0, Long.MAX_VALUE, visitor);
  }

  private void leaves(Path file, Dataset dataset, long firstRow, long rows, LeafVisitor visitor) {
    if (!Files.isRegularFile(file)) {
      throw new SegmentException(file + " is missing: restore the segment from a copy");
    }
    files.leaves(file, dataset, firstRow, rows, visitor);
  }

  @Override
  public byte[] blockRoots(Path folder, SegmentManifest manifest, Dataset dataset) {
    SegmentManifest.Table table = manifest.table(dataset).orElse(null);
    if (table == null) return new byte[0];
    byte[] roots = roots(folder, manifest, dataset, table);
    String root = HexFormat.of().formatHex(BlockTree.root(roots));
    if (!root.equals(table.merkleRoot())) {
      throw new SegmentException(
          folder
              + ": the blocks of "
              + dataset.word()
              + " give the root "
              + root
              + ", sealed was "
              + table.merkleRoot()
              + "; restore the segment from a copy");
    }
    return roots;
  }

  private byte[] roots(
      Path folder, SegmentManifest manifest, Dataset dataset, SegmentManifest.Table table) {
    SegmentManifest.StateFile tree = table.tree();
    if (tree == null) {
      BlockTree computed = new BlockTree();
      leaves(folder, manifest, dataset, computed::add);
      return computed.blockRoots();
    }
    Path file = folder.resolve(tree.file());
    try {
      if (Files.size(file) == BlockTree.bytes(table.rows())) return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new SegmentException(file + " cannot be read: restore the segment from a copy", e);
    }
    throw new SegmentException(
        file
            + " is not "
            + BlockTree.bytes(table.rows())
            + " bytes long as its rows ask: restore the segment from a copy");
  }
}
