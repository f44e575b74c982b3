package jaruek.appliance.doctor;

import jaruek.appliance.backup.BackupException;
import jaruek.appliance.backup.JournalLoss;
import jaruek.retention.disk.FileTree;
import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalException;
import jaruek.retention.log.Checkpoint;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.LogException;
import jaruek.retention.log.SignedNote;
import jaruek.retention.log.StoreLog;
import jaruek.retention.log.VerifyingKey;
import jaruek.retention.segment.SegmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Mends what can be mended without touching evidence, while no appliance works on the data folder:
 * permissions and owners, what interrupted writes left, a public key's file, and a damaged journal,
 * which is set aside whole. No segment, manifest, log entry or checkpoint is ever changed. What was
 * done is told, and stands in the log.
 */
public final class Repair {
  private static final String CHECK = "repair";
  private static final int NAMES_BYTES_MAX = 2_000;

  private final Path data;
  private final Path keys;
  private final Supplier<StoreLog> log;
  private final InstantSource clock;
  private final Wish wish;
  private final List<Finding> told = new ArrayList<>();
  private final Map<String, List<Path>> done = new LinkedHashMap<>();

  /**
   * How far it may go.
   *
   * @param dryRun only tells what would be done
   * @param acceptLoss whether frames may be given up that can no longer be read
   */
  public record Wish(boolean dryRun, boolean acceptLoss) {}

  /**
   * Of this data folder.
   *
   * @param log opens the log; the file modes are mended before
   */
  public Repair(Path data, Path keys, Supplier<StoreLog> log, InstantSource clock, Wish wish) {
    this.data = data;
    this.keys = keys;
    this.log = log;
    this.clock = clock;
    this.wish = wish;
  }

  /** Does it; once. */
  public List<Finding> run() {
    try {
      if (!Files.isDirectory(data)) {
        return List.of(Finding.fault(CHECK, "data-absent", "file", data.toString()));
      }
      Optional<String> holder = LockCheck.holder(data);
      if (holder.isPresent()) {
        return List.of(
            Finding.fault(
                CHECK, "repair-taken", "folder", data.toString(), "holder", holder.get()));
      }
      permissions();
      leftovers();
      publicKey();
      withLog();
      if (!wish.dryRun) ownerOfNewFiles();
    } catch (IOException e) {
      told.add(Finding.fault(CHECK, "repair-failed", "file", data.toString(), "reason", words(e)));
    }
    if (told.isEmpty()) return List.of(Finding.ok(CHECK, "repair-none"));
    if (wish.dryRun) told.add(Finding.of(CHECK, Grade.WARNING, "repair-dry"));
    return told;
  }

  private static String words(Exception e) {
    return e instanceof IOException ? e.toString() : String.valueOf(e.getMessage());
  }

  /** Something done to one file. */
  @FunctionalInterface
  private interface Change {
    void make() throws IOException;
  }

  private void change(String what, Path file, Finding words, Change change) {
    try {
      if (!wish.dryRun) change.make();
      told.add(words);
      done.computeIfAbsent(what, w -> new ArrayList<>()).add(file);
    } catch (IOException e) {
      told.add(Finding.fault(CHECK, "repair-failed", "file", file.toString(), "reason", words(e)));
    }
  }

  private void permissions() throws IOException {
    for (PermissionsCheck.Wrong wrong : new PermissionsCheck(data, keys).wrong()) {
      Path file = wrong.file();
      String name = file.toString();
      switch (wrong.code()) {
        case "other-owner" ->
            change(
                "owner",
                file,
                done("repair-owner", "file", name, "is", wrong.is(), "should", wrong.should()),
                () -> own(file, wrong.should()));
        case "too-open", "too-closed" ->
            change(
                "permissions",
                file,
                done("repair-mode", "file", name, "is", wrong.is(), "mode", wrong.should()),
                () -> mode(file, wrong.code().equals("too-open")));
        default -> {} // a person must see to it
      }
    }
  }

  private static Finding done(String code, String... arguments) {
    return Finding.ok(CHECK, code, arguments);
  }

  private static void own(Path file, String owner) throws IOException {
    var account = file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner);
    Files.setAttribute(file, "posix:owner", account, LinkOption.NOFOLLOW_LINKS);
  }

  private static void mode(Path file, boolean tooOpen) throws IOException {
    boolean folder = Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
    Set<PosixFilePermission> has = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
    Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
    if (tooOpen) has = owner;
    else has.addAll(owner);
    if (folder) has.add(PosixFilePermission.OWNER_EXECUTE);
    Files.setPosixFilePermissions(file, has);
  }

  private void leftovers() throws IOException {
    for (Path path : LeftoversCheck.in(data)) {
      change(
          "leftover",
          path,
          done("repair-leftover", "file", path.toString()),
          () -> FileTree.remove(path));
    }
  }

  /** The log writes it again from the private key when it opens. */
  private void publicKey() {
    Path file = keys.resolve("log.pub");
    if (!Files.exists(data.resolve("log"))) return;
    if (!Files.exists(file)) {
      change("public-key", file, done("repair-public-key", "file", file.toString()), () -> {});
      return;
    }
    try {
      VerifyingKey.read(file);
    } catch (LogException e) {
      Path aside = file.resolveSibling("log.pub.damaged-" + clock.millis());
      change(
          "public-key",
          file,
          done("repair-public-key", "file", file.toString()),
          () -> Files.move(file, aside));
    }
  }

  /** A dry run must not open it, since that mends a torn last line. */
  private void withLog() throws IOException {
    Path folder = data.resolve("log");
    if (!Files.exists(folder.resolve(StoreLog.ENTRIES_FILE))) return;
    if (wish.dryRun) {
      wouldMendJournal(folder.resolve(StoreLog.CHECKPOINT_FILE));
      return;
    }
    try (StoreLog open = log.get()) {
      journal(open);
      long now = clock.millis();
      done.forEach(
          (what, files) -> open.append(LogEntry.repair(now, what, files.size(), names(files))));
    } catch (LogException | SegmentException e) {
      told.add(Finding.fault(CHECK, "repair-unrecorded", "reason", words(e)));
    }
  }

  private void wouldMendJournal(Path checkpoint) throws IOException {
    try {
      SignedNote note = SignedNote.parse(Files.readAllBytes(checkpoint));
      ChainHead signed = Checkpoint.parse(note.text()).journalHead().orElse(ChainHead.empty());
      JournalLoss.Extent extent = JournalLoss.extent(data, signed);
      if (extent.lost() > 0) told.add(asks(extent, "it cannot be read as far as it was signed"));
    } catch (LogException | SegmentException | JournalException e) {
      told.add(Finding.fault(CHECK, "repair-unrecorded", "reason", words(e)));
    }
  }

  private static Finding asks(JournalLoss.Extent extent, String reason) {
    return Finding.fault(
        CHECK,
        "repair-journal-asks",
        "reason",
        reason,
        "lost",
        Long.toString(extent.lost()),
        "kept",
        Long.toString(extent.kept()));
  }

  private void journal(StoreLog open) {
    try {
      Optional<String> fault = JournalLoss.fault(data, open, clock);
      if (fault.isEmpty()) return;
      JournalLoss.Extent extent = JournalLoss.extent(data, open.journalHead());
      if (!wish.acceptLoss) {
        told.add(asks(extent, fault.get()));
        return;
      }
      Path aside = JournalLoss.mend(data, open, clock);
      told.add(
          done(
              "repair-journal",
              "reason",
              fault.get(),
              "lost",
              Long.toString(extent.lost()),
              "kept",
              Long.toString(extent.kept()),
              "aside",
              aside.toString()));
    } catch (JournalException | BackupException e) {
      told.add(
          Finding.fault(
              CHECK,
              "repair-failed",
              "file",
              data.resolve("journal").toString(),
              "reason",
              words(e)));
    }
  }

  private String names(List<Path> files) {
    StringBuilder names = new StringBuilder();
    for (Path file : files) {
      String name = data.relativize(file).toString();
      if (names.length() + name.length() > NAMES_BYTES_MAX) break;
      if (!names.isEmpty()) names.append(", ");
      names.append(name.isEmpty() ? "." : name);
    }
    return names.toString();
  }

  /** Root repairs for another user, whose files they must be. */
  private void ownerOfNewFiles() throws IOException {
    for (PermissionsCheck.Wrong wrong : new PermissionsCheck(data, keys).wrong()) {
      if (!wrong.code().equals("other-owner")) continue;
      try {
        own(wrong.file(), wrong.should());
      } catch (IOException e) {
        // it was told before, or the next look does
      }
    }
  }
}
