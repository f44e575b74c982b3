package jaruek.appliance.backup;

import jaruek.retention.catalog.Catalog;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.chronicle.ChronicleJournal;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.StoreLog;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.segment.SegmentManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A store whose journal is lost goes on behind its last segment, and its log says so for ever: from
 * when to when nothing is kept, and how many frames were signed and are gone.
 */
public final class JournalLoss {
  private JournalLoss() {}

  /**
   * Begins a new journal and writes the gap into the log.
   *
   * @param data the data directory; its journal folder must have no files
   * @param nowMillis our clock
   * @param why a word for the log: {@code restored}, {@code journal-damaged}
   * @return frames lost that a checkpoint had signed
   */
  public static long accept(Path data, StoreLog log, long nowMillis, String why) {
    Optional<SegmentManifest> last =
        new Catalog(new SegmentFolders(data))
            .open().segments().stream()
                .map(SealedSegment::manifest)
                .max(Comparator.comparingLong(SegmentManifest::id));
    ChainHead end =
        last.map(
                m ->
                    new ChainHead(
                        new JournalPosition(m.to()), HexFormat.of().parseHex(m.chainHead())))
            .orElse(ChainHead.empty());
    long lost = Math.max(0, log.journalHead().position().sequence() - end.position().sequence());
    long from = last.map(SegmentManifest::createdAtMillis).orElse(nowMillis);
    ChronicleJournal.beginAt(data.resolve("journal"), end);
    log.append(
        new LogEntry.Event(
            nowMillis,
            "gap",
            new TreeMap<>(
                Map.of(
                    "source", "store",
                    "reason", why,
                    "fromMillis", Long.toString(from),
                    "toMillis", Long.toString(nowMillis),
                    "lost", Long.toString(lost)))));
    log.checkpoint(end);
    return lost;
  }

  /**
   * Moves a journal aside that cannot be opened, whole, so that nothing of it is lost for an
   * expert.
   *
   * @return where it lies now
   */
  public static Path setAside(Path data, long nowMillis) {
    Path journal = data.resolve("journal");
    Path aside = data.resolve("journal.damaged-" + nowMillis);
    try {
      Files.move(journal, aside);
      Copies.force(data);
      return aside;
    } catch (IOException e) {
      throw new BackupException(journal + " cannot be moved aside: " + e, e);
    }
  }
}
