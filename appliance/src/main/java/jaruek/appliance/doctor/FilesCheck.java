package jaruek.appliance.doctor;

import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.chronicle.JournalSalvage;
import jaruek.retention.log.Checkpoint;
import jaruek.retention.log.LogException;
import jaruek.retention.log.StoreLog;
import jaruek.retention.log.VerifyingKey;
import jaruek.retention.record.Dataset;
import jaruek.retention.segment.LeafVisitor;
import jaruek.retention.segment.SegmentException;
import jaruek.retention.segment.SegmentManifest;
import jaruek.retention.segment.SegmentReader;
import jaruek.retention.verify.StoreVerifier;
import jaruek.retention.verify.VerificationProgress;
import jaruek.retention.verify.VerificationReport;
import jaruek.retention.verify.VerificationScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Nothing of the store is missing or damaged, as far as shows in seconds: the log with its
 * signature, every manifest, the files and their lengths, the newest part of the journal. What it
 * takes longer to find is for {@code jaruek verify --store}.
 */
public final class FilesCheck implements Check {
  /** The finding's code by the folder of what is damaged. */
  private static final Map<String, String> CODES =
      Map.of(
          "log", "damaged-log",
          "journal", "damaged-journal",
          "segments", "damaged-segment",
          "witness", "damaged-witness");

  private static final SegmentReader NO_ROWS =
      new SegmentReader() {
        @Override
        public void leaves(
            Path folder, SegmentManifest manifest, Dataset dataset, LeafVisitor visitor) {
          throw new SegmentException("rows are not read");
        }

        @Override
        public void leaves(Path file, Dataset dataset, LeafVisitor visitor) {
          throw new SegmentException("rows are not read");
        }
      };

  private final Path data;
  private final Path publicKey;

  /** Of this data folder, with the key that signs its log. */
  public FilesCheck(Path data, Path publicKey) {
    this.data = data;
    this.publicKey = publicKey;
  }

  @Override
  public String name() {
    return "files";
  }

  @Override
  public List<Finding> look() {
    if (!Files.exists(data.resolve("log").resolve(StoreLog.ENTRIES_FILE))) return withoutLog();
    VerifyingKey key;
    try {
      key = VerifyingKey.read(publicKey);
    } catch (LogException e) {
      return List.of(
          Finding.warning(
              name(),
              "public-key",
              "file",
              publicKey.toString(),
              "reason",
              String.valueOf(e.getMessage())));
    }
    VerificationReport report = verify(key);
    List<Finding> found = new ArrayList<>();
    for (jaruek.retention.verify.Finding one : report.findings()) {
      if (one.grade() == jaruek.retention.verify.Finding.Grade.FAULT) found.add(finding(one));
      else if (one.where().startsWith("journal/")) found.add(tail(one));
    }
    journalMark(found);
    if (isJournalGone(report)) {
      found.add(Finding.fault(name(), "journal-missing", "file", journal().toString()));
    }
    if (!found.isEmpty()) return found;
    return List.of(
        Finding.ok(
            name(),
            "files-good",
            "segments",
            Long.toString(report.segments()),
            "entries",
            Long.toString(report.logEntries())));
  }

  private VerificationReport verify(VerifyingKey key) {
    return new StoreVerifier(data, key, NO_ROWS)
        .verifyFolder(VerificationScope.QUICK, VerificationProgress.NONE);
  }

  private List<Finding> withoutLog() {
    if (Files.exists(data.resolve("segments"))) {
      return List.of(
          Finding.fault(
              name(),
              "damaged-log",
              "where",
              "log/" + StoreLog.ENTRIES_FILE,
              "what",
              "is missing, though there are segments"));
    }
    return List.of(Finding.ok(name(), "files-none"));
  }

  private Finding finding(jaruek.retention.verify.Finding one) {
    String where = one.where();
    int end = where.indexOf('/') < 0 ? where.indexOf(',') : where.indexOf('/');
    String folder = end < 0 ? where : where.substring(0, end);
    boolean absent = one.what().equals(StoreVerifier.FOLDER_MISSING);
    String code = absent ? "damaged-segment" : CODES.getOrDefault(folder, "damaged-file");
    return Finding.fault(name(), code, "where", where, "what", one.what());
  }

  /** Behind all that was signed: a start cuts it off if it was not forced to the disk either. */
  private Finding tail(jaruek.retention.verify.Finding one) {
    return Finding.warning(
        name(), "damaged-journal-tail", "where", one.where(), "what", one.what());
  }

  private void journalMark(List<Finding> found) {
    try {
      var _ = JournalSalvage.forced(journal());
    } catch (JournalException e) {
      found.add(
          Finding.fault(
              name(),
              "damaged-journal",
              "where",
              "journal/synced",
              "what",
              String.valueOf(e.getMessage())));
    }
  }

  private Path journal() {
    return data.resolve("journal");
  }

  /** One that has yet to begin, behind a backup's segments, has a file that says where. */
  private boolean isJournalGone(VerificationReport report) {
    Checkpoint checkpoint = report.checkpoint();
    if (checkpoint == null || checkpoint.journalHead().isEmpty()) return false;
    if (checkpoint.journalHead().get().position().sequence() == 0) return false;
    if (!Files.isDirectory(journal())) return true;
    try (Stream<Path> all = Files.list(journal())) {
      return all.map(file -> file.getFileName().toString())
          .noneMatch(file -> file.endsWith(".cq4") || file.equals("begin"));
    } catch (IOException e) {
      throw new UncheckedIOException(journal() + " cannot be listed: " + e, e);
    }
  }
}
