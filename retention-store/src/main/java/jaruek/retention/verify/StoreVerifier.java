package jaruek.retention.verify;

import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.Journal;
import jaruek.retention.log.Checkpoint;
import jaruek.retention.log.LogException;
import jaruek.retention.log.VerifyingKey;
import jaruek.retention.segment.SegmentManifest;
import jaruek.retention.segment.SegmentReader;
import jaruek.retention.verify.LogCheck.LoggedSegment;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a data directory from its files and the public key: the checkpoint's signature, the
 * log's root and order, every manifest against its log entry, every file against its manifest, the
 * Merkle root over the rows themselves, journal ranges without a gap, nothing missing and nothing
 * added; and the frames that are kept, against the chain heads of segments and checkpoint. Changes
 * nothing.
 *
 * <p>What it cannot see: a log that was cut or rewritten as a whole and signed again with the same
 * key. That takes a checkpoint that is kept elsewhere.
 */
public final class StoreVerifier {
  /** So many findings are kept; a store with more is broken all the same. */
  public static final int FINDINGS_MAX = 1_000;

  private final Path dataDirectory;
  private final VerifyingKey key;
  private final SegmentReader reader;

  /**
   * Verifies this directory.
   *
   * @param key the public key, from outside the directory where that is possible
   * @param reader reads the rows
   */
  public StoreVerifier(Path dataDirectory, VerifyingKey key, SegmentReader reader) {
    this.dataDirectory = dataDirectory;
    this.key = key;
    this.reader = reader;
  }

  /**
   * Verifies everything.
   *
   * @param journal the directory's journal, started; null to leave it out
   */
  public VerificationReport verify(@Nullable Journal journal, VerificationProgress progress) {
    Findings findings = new Findings();
    progress.at("log", 0, 1);
    LogCheck log = new LogCheck(dataDirectory.resolve("log"), key, findings);
    log.read();
    JournalCheck chain = new JournalCheck(findings);
    verifySegments(log, chain, findings, progress);
    log.judgeRoot();
    Checkpoint checkpoint = log.checkpoint();
    if (checkpoint != null) expectHead(checkpoint, chain, findings);
    if (journal != null) chain.check(journal, progress);
    return new VerificationReport(
        findings.list(),
        checkpoint,
        findings.logEntries,
        findings.segments,
        findings.rows,
        findings.bytes,
        findings.journalFrames);
  }

  private void verifySegments(
      LogCheck log, JournalCheck chain, Findings findings, VerificationProgress progress) {
    SortedMap<Long, Path> folders = new FolderCheck(dataDirectory, findings).folders();
    SegmentCheck check = new SegmentCheck(dataDirectory, reader, findings);
    long done = 0;
    for (LoggedSegment logged : log.segments()) {
      progress.at("segment", done++, log.segments().size());
      chain.sealedTo(logged.entry().journalTo());
      Path folder = folders.remove(logged.entry().id());
      if (folder == null) {
        findings.fault(logged.where(), "the segment's folder is missing");
        continue;
      }
      Optional<SegmentManifest> manifest = check.check(logged, folder, log.rootIsRight());
      manifest.ifPresent(m -> chain.expect(m.to(), m.chainHead(), "segment " + m.id()));
    }
    for (Path folder : folders.values()) {
      findings.fault(
          dataDirectory.relativize(folder).toString(), "is not in the log: it was added");
    }
  }

  private static void expectHead(Checkpoint checkpoint, JournalCheck chain, Findings findings) {
    try {
      Optional<ChainHead> head = checkpoint.journalHead();
      head.ifPresent(h -> chain.expect(h.position().sequence(), h.hex(), "the signed checkpoint"));
    } catch (LogException e) {
      findings.fault(LogCheck.CHECKPOINT, String.valueOf(e.getMessage()));
    }
  }
}
