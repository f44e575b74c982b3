package jaruek.appliance.backup;

import jaruek.retention.disk.FileTree;
import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.JournalReader;
import jaruek.retention.journal.chronicle.ChronicleJournal;
import jaruek.retention.journal.chronicle.ChronicleJournalConfig;
import jaruek.retention.journal.chronicle.JournalSalvage;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.StoreLog;
import jaruek.retention.segment.ManifestCodec;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.segment.SegmentManifest;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
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
  private static final String JOURNAL = "journal";

  private JournalLoss() {}

  /**
   * What is left of a journal.
   *
   * @param sealed the chain's head where the segments end
   * @param readable the head up to which the journal can be read, at least {@code sealed}
   * @param promised the head up to which it was signed, or at least forced to the disk
   */
  public record Extent(ChainHead sealed, ChainHead readable, ChainHead promised) {
    /** Frames that were promised and cannot be read. */
    public long lost() {
      return Math.max(0, promised.position().sequence() - readable.position().sequence());
    }

    /** Frames that are not sealed and can be read. */
    public long kept() {
      return readable.position().sequence() - sealed.position().sequence();
    }
  }

  /**
   * Looks how far a journal can be read; changes nothing.
   *
   * @param signed the head that the last checkpoint was signed over
   */
  public static Extent extent(Path data, ChainHead signed) {
    ChainHead sealed = sealed(data).map(JournalLoss::end).orElse(ChainHead.empty());
    ChainHead readable = JournalSalvage.read(data.resolve(JOURNAL), sealed, frames -> {});
    return new Extent(sealed, readable, promised(data, signed));
  }

  private static ChainHead promised(Path data, ChainHead signed) {
    try {
      ChainHead forced = JournalSalvage.forced(data.resolve(JOURNAL));
      return forced.position().compareTo(signed.position()) > 0 ? forced : signed;
    } catch (JournalException e) {
      return signed; // the mark is damaged
    }
  }

  /**
   * Why the store could not go on with its journal; empty if it can. Opens the journal as a start
   * does, which removes what an interrupted write left.
   */
  public static Optional<String> fault(Path data, StoreLog log, InstantSource clock) {
    Extent extent = extent(data, log.journalHead());
    if (extent.lost() > 0) {
      return Optional.of(
          "it can be read up to position "
              + extent.readable().position().sequence()
              + ", but was signed or forced to the disk up to "
              + extent.promised().position().sequence());
    }
    try (ChronicleJournal journal = open(data, clock);
        JournalReader reader = journal.read(extent.sealed().position())) {
      if (!reader.head().equals(extent.sealed())) {
        return Optional.of("it does not continue the sealed segments");
      }
      while (reader.next()) {
        // damage shows as an exception
      }
      return Optional.empty();
    } catch (JournalException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static ChronicleJournal open(Path data, InstantSource clock) {
    ChronicleJournal journal =
        new ChronicleJournal(
            ChronicleJournalConfig.in(data.resolve(JOURNAL)), clock, new Telemetry());
    journal.start();
    return journal;
  }

  private static Optional<SegmentManifest> sealed(Path data) {
    return new SegmentFolders(data)
        .list().stream()
            .max(Comparator.comparingLong(f -> Long.parseLong(f.getFileName().toString())))
            .map(ManifestCodec::read);
  }

  private static ChainHead end(SegmentManifest last) {
    return new ChainHead(new JournalPosition(last.to()), HexFormat.of().parseHex(last.chainHead()));
  }

  /**
   * Begins a new journal and writes the gap into the log.
   *
   * @param data the data directory; its journal folder must have no files
   * @param nowMillis our clock
   * @param why a word for the log: {@code restored}
   * @return frames lost that a checkpoint had signed
   */
  public static long accept(Path data, StoreLog log, long nowMillis, String why) {
    Optional<SegmentManifest> last = sealed(data);
    ChainHead end = last.map(JournalLoss::end).orElse(ChainHead.empty());
    ChronicleJournal.beginAt(data.resolve(JOURNAL), end);
    long from = last.map(SegmentManifest::createdAtMillis).orElse(nowMillis);
    return log(log, new Extent(end, end, log.journalHead()), from, nowMillis, why);
  }

  private static long log(
      StoreLog log, Extent extent, long fromMillis, long nowMillis, String why) {
    long lost = extent.lost();
    log.append(
        new LogEntry.Event(
            nowMillis,
            LogEntry.GAP,
            new TreeMap<>(
                Map.of(
                    "source", "store",
                    "reason", why,
                    "fromMillis", Long.toString(fromMillis),
                    "toMillis", Long.toString(nowMillis),
                    "lost", Long.toString(lost)))));
    log.checkpoint(extent.readable());
    return lost;
  }

  /**
   * Moves a damaged journal aside, whole, so that nothing of it is lost for an expert, begins a new
   * one behind the last segment with all frames that can be read, and writes the gap into the log.
   *
   * @return where the damaged one lies now; itself if there was none
   */
  public static Path mend(Path data, StoreLog log, InstantSource clock) {
    long now = clock.millis();
    ChainHead promised = promised(data, log.journalHead());
    Optional<SegmentManifest> last = sealed(data);
    ChainHead end = last.map(JournalLoss::end).orElse(ChainHead.empty());
    Path journal = data.resolve(JOURNAL);
    Path aside = Files.exists(journal) ? setAside(data, now) : journal;
    long[] from = {last.map(SegmentManifest::createdAtMillis).orElse(now)};
    ChronicleJournal.beginAt(journal, end);
    ChainHead head;
    try (ChronicleJournal fresh = open(data, clock)) {
      if (!aside.equals(journal)) {
        JournalSalvage.read(
            aside,
            end,
            frames -> {
              fresh.append(frames);
              from[0] = frames.getLast().receivedAtMillis();
            });
      }
      fresh.sync();
      head = fresh.head();
    }
    log(log, new Extent(end, head, promised), from[0], now, "journal-damaged");
    return aside;
  }

  /**
   * Moves a journal aside that cannot be opened.
   *
   * @return where it lies now
   */
  private static Path setAside(Path data, long nowMillis) {
    Path journal = data.resolve(JOURNAL);
    Path aside = data.resolve(JOURNAL + ".damaged-" + nowMillis);
    try {
      Files.move(journal, aside);
      FileTree.force(data);
      return aside;
    } catch (IOException e) {
      throw new BackupException(journal + " cannot be moved aside: " + e, e);
    }
  }
}
