package jaruek.retention.store;

import jaruek.retention.log.LogEntry;
import jaruek.retention.log.Sha256;
import jaruek.retention.log.StoreLog;
import jaruek.retention.segment.ManifestCodec;
import jaruek.retention.segment.SegmentDraft;
import jaruek.retention.segment.SegmentManifest;
import jaruek.retention.segment.SegmentWriter;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a closed batch a segment that counts: written, read back, and its manifest in the log. The
 * log entry is the commit; a segment without one is not there. Used by one thread.
 */
final class SegmentSealer {
  private final SegmentWriter writer;
  private final StoreLog log;
  private final Supplier<Optional<LogEntry>> clock;
  private long nextId;
  private @Nullable SegmentManifest written; // by an attempt whose log entry failed

  /**
   * @param clock the entry that is to stand before each segment's, of how our clock is; empty for
   *     none
   */
  SegmentSealer(
      SegmentWriter writer, StoreLog log, Supplier<Optional<LogEntry>> clock, long nextId) {
    this.writer = writer;
    this.log = log;
    this.clock = clock;
    this.nextId = nextId;
  }

  /** Seals the batch; after an exception the same batch is to be tried again, and no other. */
  SegmentManifest seal(Pipeline.Closed closed) {
    SegmentManifest manifest = written;
    if (manifest == null) {
      manifest =
          writer.write(
              closed.batch(),
              new SegmentDraft(
                  nextId,
                  closed.from(),
                  closed.to(),
                  closed.reason(),
                  closed.decoderState(),
                  closed.sourceCounts(),
                  closed.closedAtMillis()));
      written = manifest;
    }
    clock.get().ifPresent(log::append); // one without its segment, after a crash, does no harm
    log.append(entry(manifest));
    written = null;
    nextId++;
    return manifest;
  }

  private static LogEntry entry(SegmentManifest manifest) {
    TreeMap<String, String> roots = new TreeMap<>();
    manifest.datasets().forEach((word, table) -> roots.put(word, table.merkleRoot()));
    return new LogEntry.Segment(
        manifest.createdAtMillis(),
        manifest.id(),
        Sha256.of(ManifestCodec.bytes(manifest)),
        manifest.from(),
        manifest.to(),
        roots);
  }
}
