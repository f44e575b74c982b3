package jaruek.retention.store;

import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.decode.FrameDecoder;
import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.Journal;
import jaruek.retention.journal.JournalReader;
import jaruek.retention.log.StoreLog;
import jaruek.retention.record.Dataset;
import jaruek.retention.segment.SegmentManifest;
import jaruek.retention.segment.SegmentWriter;
import jaruek.retention.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replays the kept frames of a journal into an empty store. With the decoders that made the first
 * store, every segment comes out with the same rows in the same order and so the same Merkle roots.
 */
public final class Rebuild {

  /** Told how far it is: frames replayed, of so many. */
  @FunctionalInterface
  public interface Progress {
    /** Called now and then. */
    void at(long frames, long total);
  }

  /**
   * One segment made again.
   *
   * @param manifest the new one
   * @param original whether the first store has a segment over the same frames
   * @param same whether all its Merkle roots are the same; false without an original
   */
  public record Rebuilt(SegmentManifest manifest, boolean original, boolean same) {}

  private static final int PROGRESS_FRAMES = 4096;

  private final Journal journal;
  private final List<SealedSegment> originals;

  /**
   * @param journal the frames; read only
   * @param originals the first store's segments, by id
   */
  public Rebuild(Journal journal, List<SealedSegment> originals) {
    this.journal = journal;
    this.originals = List.copyOf(originals);
  }

  /**
   * Replays from the first place whose decoder state is known to the journal's end; rows behind the
   * last cut are sealed too.
   *
   * @param decoders fresh ones
   * @param writer writes into the new store, which is empty
   * @param log the new store's
   */
  public List<Rebuilt> into(
      List<FrameDecoder> decoders, SegmentWriter writer, StoreLog log, Progress progress) {
    List<SealedSegment> before = segmentsBeforeKept();
    ChainHead start = Resume.at(before, decoders);
    Resume.requireContinues(journal, start);
    long firstId = before.isEmpty() ? 0 : before.getLast().id() + 1;
    SegmentSealer sealer = new SegmentSealer(writer, log, Optional::empty, firstId);
    List<Rebuilt> rebuilt = new ArrayList<>();
    Pipeline pipeline =
        new Pipeline(
            decoders,
            start,
            new Telemetry(),
            batch -> {},
            closed -> rebuilt.add(compare(sealer.seal(closed))));
    pipeline.start();
    replay(pipeline, start, progress);
    pipeline.close("end");
    return rebuilt;
  }

  private void replay(Pipeline pipeline, ChainHead start, Progress progress) {
    long total = journal.head().position().sequence() - start.position().sequence();
    long frames = 0;
    try (JournalReader reader = journal.read(start.position())) {
      while (frames < total && reader.next()) {
        pipeline.take(reader);
        if (++frames % PROGRESS_FRAMES == 0) progress.at(frames, total);
      }
    }
    progress.at(frames, total);
  }

  /**
   * The segments that end where the kept frames begin or before: the last one's decoder state is
   * the one to start with.
   */
  private List<SealedSegment> segmentsBeforeKept() {
    long oldest = journal.oldest().sequence();
    if (oldest == 0) return List.of();
    for (int i = 0; i < originals.size(); i++) {
      if (originals.get(i).manifest().to() >= oldest) return originals.subList(0, i + 1);
    }
    throw new StoreException(
        "the journal is kept from position "
            + oldest
            + ", but no segment ends there or later: no decoder state to start with");
  }

  private Rebuilt compare(SegmentManifest made) {
    for (SealedSegment segment : originals) {
      SegmentManifest original = segment.manifest();
      if (original.from() == made.from() && original.to() == made.to()) {
        return new Rebuilt(made, true, roots(original).equals(roots(made)));
      }
    }
    return new Rebuilt(made, false, false);
  }

  private static Map<Dataset, String> roots(SegmentManifest manifest) {
    Map<Dataset, String> roots = new HashMap<>();
    for (Dataset dataset : Dataset.values()) {
      manifest.table(dataset).ifPresent(t -> roots.put(dataset, t.merkleRoot()));
    }
    return roots;
  }
}
