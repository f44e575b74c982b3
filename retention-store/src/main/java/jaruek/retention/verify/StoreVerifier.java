package jaruek.retention.verify;

import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.Journal;
import jaruek.retention.log.Checkpoint;
import jaruek.retention.log.LogException;
import jaruek.retention.log.VerifyingKey;
import jaruek.retention.segment.SegmentManifest;
import jaruek.retention.segment.SegmentReader;
import jaruek.retention.verify.LogCheck.LoggedSegment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a data directory from its files and the public key: the checkpoint's signature, the
 * log's root and order, every manifest against its log entry, every file against its manifest, the
 * Merkle root over the rows themselves where that is asked for, journal ranges without a gap,
 * nothing missing and nothing added; and the frames that are kept, against the chain heads of
 * segments and checkpoint. Changes nothing.
 *
 * <p>What it cannot see: a log that was cut or rewritten as a whole and signed again with the same
 * key. That takes a checkpoint that was kept elsewhere: in {@code witness/}, or one that is given.
 */
public final class StoreVerifier {
  /** So many findings are kept; a store with more is broken all the same. */
  public static final int FINDINGS_MAX = 1_000;

  /** What is said of a segment that the log names and that is not there. */
  public static final String FOLDER_MISSING = "the segment's folder is missing";

  private static final int TRIES_MAX = 3;

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
    return verify(
        VerificationScope.FULL,
        progress,
        (chain, findings) -> {
          if (journal != null) chain.check(journal, progress);
        });
  }

  /** Verifies the directory and the journal in it; the appliance may go on working on it. */
  public VerificationReport verifyFolder(VerificationScope scope, VerificationProgress progress) {
    Path journal = dataDirectory.resolve("journal");
    VerificationReport report;
    byte[] before;
    int tries = 0;
    do {
      before = head();
      report =
          verify(
              scope,
              progress,
              (chain, findings) -> {
                if (JournalFolder.isThere(journal)) {
                  new JournalFolder(journal, chain, findings, progress).read(scope.contents());
                }
              });
      // what was being written meanwhile can look wrong: once more
    } while (!report.intact() && !Arrays.equals(before, head()) && ++tries < TRIES_MAX);
    return report;
  }

  private byte[] head() {
    try {
      return Files.readAllBytes(dataDirectory.resolve(LogCheck.CHECKPOINT));
    } catch (IOException e) {
      return new byte[0];
    }
  }

  private interface JournalStep {
    void check(JournalCheck chain, Findings findings);
  }

  private VerificationReport verify(
      VerificationScope scope, VerificationProgress progress, JournalStep journal) {
    Findings findings = new Findings();
    progress.at("log", 0, 1);
    SortedMap<Long, Path> folders = new FolderCheck(dataDirectory, findings).folders();
    WitnessCheck witnesses = new WitnessCheck(findings);
    witnesses.read(dataDirectory, scope.outside());
    LogCheck log = new LogCheck(dataDirectory.resolve("log"), key, findings);
    log.read(witnesses.sizes());
    JournalCheck chain = new JournalCheck(findings);
    verifySegments(scope, log, folders, chain, findings, progress);
    log.judgeRoot();
    witnesses.judge(log);
    Checkpoint checkpoint = log.checkpoint();
    if (checkpoint != null) expectHead(checkpoint, chain, findings);
    journal.check(chain, findings);
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
      VerificationScope scope,
      LogCheck log,
      SortedMap<Long, Path> folders,
      JournalCheck chain,
      Findings findings,
      VerificationProgress progress) {
    SegmentCheck check = new SegmentCheck(dataDirectory, reader, scope, findings);
    ExpiryCheck expiry = new ExpiryCheck(log, check, dataDirectory, findings);
    Set<Long> known = new HashSet<>();
    long done = 0;
    for (LoggedSegment logged : log.segments()) {
      progress.at("segment", done++, log.segments().size());
      known.add(logged.entry().id());
      chain.sealedTo(logged.entry().journalTo());
      Path folder = folders.remove(logged.entry().id());
      boolean expired = !expiry.receipts(logged).isEmpty();
      if (folder == null && !expired) {
        findings.fault(logged.where(), FOLDER_MISSING);
        continue;
      }
      Optional<SegmentManifest> manifest =
          folder == null
              ? Optional.empty()
              : check.check(logged, folder, log.rootIsRight(), expired);
      manifest.ifPresent(m -> chain.expect(m.to(), m.chainHead(), "segment " + m.id()));
      if (expired) expiry.check(logged, folder, manifest);
    }
    expiry.checkStrangers(known);
    long next = log.segments().isEmpty() ? 0 : log.segments().getLast().entry().id() + 1;
    folders.forEach(
        (id, folder) -> {
          String name = dataDirectory.relativize(folder).toString();
          if (id == next) {
            findings.note(name, "is not in the log: its sealing was interrupted, or goes on");
          } else {
            findings.fault(name, "is not in the log: it was added");
          }
        });
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
