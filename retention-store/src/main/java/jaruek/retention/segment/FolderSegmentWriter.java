package jaruek.retention.segment;

import jaruek.retention.column.ColumnBatch;
import jaruek.retention.column.HotBatch;
import jaruek.retention.disk.FileTree;
import jaruek.retention.log.Sha256;
import jaruek.retention.record.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Writes segments into {@link SegmentFolders}: sort, write, read back and compare, force to disk,
 * hash, manifest, force, move into place, force the parents. The Merkle root is computed beside the
 * writing, from memory; the hash of the file from the disk.
 */
public final class FolderSegmentWriter implements SegmentWriter {
  private static final String STATE_FILE = "decoder.state";
  private static final String TREE_SUFFIX = ".tree";
  private static final String FILTER_SUFFIX = ".filter";

  private final SegmentFolders folders;
  private final DatasetFiles files;
  private @Nullable Path unfinished; // in its place, but forcing that failed: nobody logged it

  /** Writes below these folders, in this format. */
  public FolderSegmentWriter(SegmentFolders folders, DatasetFiles files) {
    this.folders = folders;
    this.files = files;
  }

  @Override
  public SegmentManifest write(HotBatch batch, SegmentDraft draft) {
    Path target = folders.folder(draft.id(), draft.createdAtMillis());
    if (target.equals(unfinished)) folders.discard(target);
    if (Files.exists(target)) {
      throw new SegmentException(target + " is there already: two stores share one directory");
    }
    Path partial = null;
    try {
      partial = folders.begin(draft.id());
      SegmentManifest manifest = fill(partial, batch, draft);
      folders.finish(partial, draft.id(), draft.createdAtMillis());
      return manifest;
    } catch (IOException e) {
      removeQuietly(partial, e);
      if (Files.exists(target)) unfinished = target;
      throw new SegmentException(
          "segment "
              + draft.id()
              + " cannot be written to "
              + target
              + ": check the disk's space and permissions; it is tried again",
          e);
    } catch (SegmentException e) {
      removeQuietly(partial, e);
      throw e;
    }
  }

  private static void removeQuietly(@Nullable Path partial, Exception why) {
    if (partial == null) return;
    try {
      FileTree.remove(partial);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  private SegmentManifest fill(Path partial, HotBatch batch, SegmentDraft draft)
      throws IOException {
    SortedMap<String, SegmentManifest.Table> tables = new TreeMap<>();
    for (Dataset dataset : Dataset.values()) {
      ColumnBatch rows = batch.of(dataset);
      if (rows.rows() > 0) tables.put(dataset.word(), table(partial, rows));
    }
    SegmentManifest manifest =
        new SegmentManifest(
            SegmentManifest.FORMAT,
            draft.id(),
            draft.from().sequence(),
            draft.to().position().sequence(),
            HexFormat.of().formatHex(draft.to().hash()),
            draft.reason(),
            draft.createdAtMillis(),
            tables,
            kept(partial.resolve(STATE_FILE), draft.decoderState()),
            sources(draft));
    writeForced(partial.resolve(SegmentManifest.FILE_NAME), ManifestCodec.bytes(manifest));
    return manifest;
  }

  private SegmentManifest.Table table(Path partial, ColumnBatch rows) throws IOException {
    Path file = partial.resolve(rows.dataset().word() + files.suffix());
    ColumnBatch sorted = RowOrder.sorted(rows);
    FutureTask<TableSummary> summary = new FutureTask<>(() -> TableSummary.of(sorted));
    Thread.ofPlatform().name("seal-merkle").start(summary);
    files.write(file, sorted);
    FileTree.force(file);
    return describe(file, sorted, await(summary));
  }

  private static SegmentManifest.Table describe(Path file, ColumnBatch rows, TableSummary summary)
      throws IOException {
    String word = rows.dataset().word();
    byte[] roots = summary.blockRoots();
    byte[] filter = summary.filter();
    return new SegmentManifest.Table(
        file.getFileName().toString(),
        Files.size(file),
        Sha256.of(file),
        rows.rows(),
        HexFormat.of().formatHex(BlockTree.root(roots)),
        summary.receivedFromMillis(),
        summary.receivedToMillis(),
        summary.eventFromMillis(),
        summary.eventToMillis(),
        kept(file.resolveSibling(word + TREE_SUFFIX), roots),
        filter == null ? null : kept(file.resolveSibling(word + FILTER_SUFFIX), filter));
  }

  private static TableSummary await(FutureTask<TableSummary> task) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SegmentException("sealing was interrupted; it is tried again at the next start", e);
    } catch (ExecutionException e) {
      throw new SegmentException("the Merkle root cannot be computed", e.getCause());
    }
  }

  private static SegmentManifest.StateFile kept(Path file, byte[] bytes) throws IOException {
    writeForced(file, bytes);
    return new SegmentManifest.StateFile(
        file.getFileName().toString(), bytes.length, Sha256.of(file));
  }

  private static SortedMap<String, SortedMap<String, Long>> sources(SegmentDraft draft) {
    SortedMap<String, SortedMap<String, Long>> sources = new TreeMap<>();
    draft.sources().forEach((source, counters) -> sources.put(source, new TreeMap<>(counters)));
    return sources;
  }

  private static void writeForced(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
    FileTree.force(file);
  }
}
