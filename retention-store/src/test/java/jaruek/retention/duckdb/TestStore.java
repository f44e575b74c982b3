package jaruek.retention.duckdb;

import jaruek.retention.catalog.Catalog;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.catalog.StoreView;
import jaruek.retention.column.HotBatch;
import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.query.QueryLimits;
import jaruek.retention.segment.FolderSegmentWriter;
import jaruek.retention.segment.SegmentDraft;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.segment.SegmentManifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A store in a temporary folder, put together by hand: seal and ask. */
final class TestStore implements AutoCloseable {
  final ParquetFiles files;
  final SegmentFolders folders;
  final FolderSegmentWriter writer;
  final Catalog catalog;
  final DuckDbEngine engine;
  final List<HotBatch> hot = new ArrayList<>();

  TestStore(Path directory) {
    this(directory, 100);
  }

  TestStore(Path directory, long groupRowsMax) {
    files = new ParquetFiles(directory.resolve("tmp"));
    folders = new SegmentFolders(directory);
    writer = new FolderSegmentWriter(folders, files);
    catalog = new Catalog(folders);
    catalog.open();
    engine =
        new DuckDbEngine(
            () -> new StoreView(catalog.segments(), hot),
            directory.resolve("tmp"),
            QueryLimits.STANDARD,
            groupRowsMax);
  }

  static SegmentDraft draft(long id, long createdAtMillis) {
    return new SegmentDraft(
        id,
        new JournalPosition(id * 1000),
        new ChainHead(new JournalPosition(id * 1000 + 1000), new byte[32]),
        "test",
        new byte[] {1, 2, 3},
        Map.of("gw1", Map.of("received", 7L, "accepted", 6L)),
        createdAtMillis);
  }

  SealedSegment seal(HotBatch batch, long id) {
    SegmentManifest manifest = writer.write(batch, draft(id, RandomRows.EPOCH));
    return catalog.add(manifest);
  }

  @Override
  public void close() {
    engine.close();
    files.close();
  }
}
