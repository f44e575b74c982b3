package jaruek.retention.verify;

import jaruek.retention.log.Checkpoint;
import jaruek.retention.log.LogException;
import jaruek.retention.log.SignedNote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Older heads of the log that others saw or stamped, and those that the verifier was given: the log
 * must go on from each of them.
 */
final class WitnessCheck {
  private static final List<String> FOLDERS = List.of("witness/cosigned", "witness/timestamps");

  private final Findings findings;
  private final List<Older> older = new ArrayList<>();

  private int inStore;

  private record Older(String where, SignedNote note, Checkpoint checkpoint) {}

  WitnessCheck(Findings findings) {
    this.findings = findings;
  }

  /** Reads them; the log is asked later. */
  void read(Path dataDirectory, List<OutsideCheckpoint> outside) {
    for (String folder : FOLDERS) {
      Path path = dataDirectory.resolve(folder);
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) continue;
      try (Stream<Path> all = Files.list(path)) {
        for (Path file : all.sorted().toList()) {
          if (file.toString().endsWith(".note")) readFile(dataDirectory, file);
        }
      } catch (IOException | UncheckedIOException e) {
        findings.fault(folder, "cannot be listed: " + e);
      }
    }
    for (OutsideCheckpoint one : outside) add("--checkpoint " + one.name(), one.bytes());
  }

  private void readFile(Path dataDirectory, Path file) {
    String where = dataDirectory.relativize(file).toString();
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        findings.fault(where, "is no plain file");
      } else if (Files.size(file) > SignedNote.BYTES_MAX) {
        findings.fault(where, "is too long");
      } else {
        add(where, Files.readAllBytes(file));
        inStore++;
      }
    } catch (IOException e) {
      findings.fault(where, "cannot be read: " + e);
    }
  }

  private void add(String where, byte[] bytes) {
    try {
      SignedNote note = SignedNote.parse(bytes);
      older.add(new Older(where, note, Checkpoint.parse(note.text())));
    } catch (LogException e) {
      findings.fault(where, String.valueOf(e.getMessage()));
    }
  }

  /** The sizes of the log at which its root is asked for. */
  Set<Long> sizes() {
    Set<Long> sizes = new HashSet<>();
    for (Older one : older) sizes.add(one.checkpoint.size());
    return sizes;
  }

  /** Holds them against the log. */
  void judge(LogCheck log) {
    Checkpoint newest = log.checkpoint();
    if (newest == null) return;
    for (Older one : older) judge(one, newest, log);
    if (inStore > 0) {
      findings.note(
          "witness",
          inStore
              + " older heads were held against the log; their cosignatures and time stamps were"
              + " not checked here, an export carries what that takes");
    }
  }

  private void judge(Older one, Checkpoint newest, LogCheck log) {
    long size = one.checkpoint.size();
    if (!one.checkpoint.origin().equals(newest.origin())) {
      findings.fault(one.where, "is a checkpoint of another store: " + one.checkpoint.origin());
    } else if (!log.isSigned(one.note)) {
      findings.fault(one.where, "is not signed by a key of this log");
    } else if (size > log.entries()) {
      findings.fault(
          one.where,
          "was signed over " + size + " entries, the log has " + log.entries() + ": it was cut");
    } else if (!MessageDigest.isEqual(one.checkpoint.root(), log.rootAt(size))) {
      findings.fault(
          one.where, "has another root over the first " + size + " entries: the log was rewritten");
    }
  }
}
