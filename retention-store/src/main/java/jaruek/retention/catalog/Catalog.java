package jaruek.retention.catalog;

import jaruek.retention.query.Condition;
import jaruek.retention.record.Dataset;
import jaruek.retention.segment.KeptManifest;
import jaruek.retention.segment.ManifestCodec;
import jaruek.retention.segment.SegmentException;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.segment.SegmentManifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The sealed segments in order of their ids. Any thread may read; one adds. */
public final class Catalog {
  private final SegmentFolders folders;
  private volatile List<SealedSegment> segments = List.of();

  /** Of the segments below {@code segments} in this data directory; {@link #open} reads them. */
  public Catalog(SegmentFolders folders) {
    this.folders = folders;
  }

  /**
   * Removes what an interrupted sealing left behind and reads all manifests.
   *
   * @throws SegmentException if a manifest is damaged, of another version, or an id is there twice
   */
  public Catalog open() {
    folders.removePartial();
    List<SealedSegment> found = new ArrayList<>();
    for (Path folder : folders.list()) {
      found.add(read(folder));
    }
    found.sort(Comparator.comparingLong(SealedSegment::id));
    for (int i = 1; i < found.size(); i++) {
      if (found.get(i - 1).id() == found.get(i).id()) {
        throw new SegmentException(
            "segment "
                + found.get(i).id()
                + " is there twice: "
                + found.get(i - 1).folder()
                + " and "
                + found.get(i).folder()
                + "; move the one that was copied in away");
      }
    }
    segments = List.copyOf(found);
    return this;
  }

  /**
   * One is expired if rows of it were kept and the rest is gone; whether it should be, the log
   * says.
   */
  private static SealedSegment read(Path folder) {
    SegmentManifest manifest = ManifestCodec.read(folder);
    List<Path> kept = KeptManifest.folders(folder);
    if (kept.isEmpty() || Files.exists(folder.resolve(manifest.decoderState().file()))) {
      return new SealedSegment(folder, manifest);
    }
    return new SealedSegment(folder, manifest, KeptManifest.read(kept.getLast()));
  }

  /** All segments, by id. */
  public List<SealedSegment> segments() {
    return segments;
  }

  /** The newest segment. */
  public Optional<SealedSegment> last() {
    List<SealedSegment> all = segments;
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  /** Adds a segment that has just been written; its id must be higher than all others. */
  public SealedSegment add(SegmentManifest manifest) {
    SealedSegment added = new SealedSegment(folders.folder(manifest), manifest);
    List<SealedSegment> all = new ArrayList<>(segments);
    if (!all.isEmpty() && all.getLast().id() >= manifest.id()) {
      throw new IllegalArgumentException(
          "segment " + manifest.id() + " after " + all.getLast().id());
    }
    all.add(added);
    segments = List.copyOf(all);
    return added;
  }

  /**
   * Those of the segments that can hold rows of this dataset like this, by their time ranges and
   * the filters of their keys: addresses, hardware addresses and user names that the condition asks
   * for by value.
   */
  public static List<SealedSegment> candidates(
      List<SealedSegment> segments, Dataset dataset, Condition where) {
    TimeWindow window = TimeWindow.of(dataset, where);
    List<SealedSegment> candidates = new ArrayList<>();
    for (SealedSegment segment : segments) {
      SegmentManifest.Table table = segment.manifest().table(dataset).orElse(null);
      if (table == null || !window.meets(table)) continue;
      if (SegmentTest.mayHold(segment, dataset, table, where)) candidates.add(segment);
    }
    return candidates;
  }
}
