package jaruek.appliance.backup;

import jaruek.radius.account.AccountCopy;
import jaruek.retention.disk.FileTree;
import jaruek.retention.log.Checkpoint;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.LogEntryCodec;
import jaruek.retention.log.LogException;
import jaruek.retention.log.LogFile;
import jaruek.retention.log.SignedNote;
import jaruek.retention.log.StoreLog;
import jaruek.retention.segment.SegmentFolders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Copies a data directory while the appliance runs: the log as one checkpoint signed it, the
 * segments that this log names, accounts, and the small files. What is there already is not copied
 * again, and what expired is removed from the copy as well. Not in it: the journal (seal before),
 * and without {@code keys} the private keys, which belong into a safe.
 */
public final class Backup {
  private static final int TRIES = 5;
  private static final String LOG = "log";
  private static final String SEGMENTS = "segments";
  private static final String ACCOUNTS = "accounts.db";
  private static final Set<String> PRIVATE =
      Set.of("log.key", "accounts.key", "ca.key", "server.key");

  /** Made anew, of the moment, or copied in a way of its own. */
  private static final Set<String> LEFT_OUT =
      Set.of("journal", "spill", "reserve", "sessions.snapshot", LOG, SEGMENTS);

  private final Path data;
  private final Path to;
  private final boolean keys;

  /**
   * @param data the data directory
   * @param to the copy, made or brought up to date
   * @param keys whether private keys are copied too
   */
  public Backup(Path data, Path to, boolean keys) {
    this.data = data;
    this.to = to;
    this.keys = keys;
  }

  /**
   * What was done.
   *
   * @param segments in the copy
   * @param copied of them now
   * @param removed that expired since
   * @param entries of the log in the copy
   */
  public record Report(long segments, long copied, long removed, long entries) {}

  /**
   * Makes the copy.
   *
   * @param progress told how many segments are done
   * @throws BackupException if it could not be made; what was whole in it stays so
   */
  public Report run(LongConsumer progress) {
    if (to.startsWith(data)) throw new BackupException(to + " lies inside of " + data);
    if (!Files.isRegularFile(data.resolve(LOG).resolve(StoreLog.CHECKPOINT_FILE))) {
      throw new BackupException(data + " holds no store: there is no " + LOG + "/checkpoint");
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return copy(progress);
      } catch (NoSuchFileException e) { // a segment expired meanwhile: a newer log says so
        if (attempt < TRIES) continue;
        throw new BackupException(data + " changes faster than it can be copied: " + e, e);
      } catch (IOException | LogException e) {
        throw new BackupException("the backup in " + to + " is not complete: " + e, e);
      }
    }
  }

  private Report copy(LongConsumer progress) throws IOException {
    Snapshot log = Snapshot.of(data.resolve(LOG));
    Files.createDirectories(to);
    Map<Long, Path> there = folders(data);
    long copied = 0;
    long segments = 0;
    for (long id : log.segments) {
      Path from = there.get(id);
      if (from == null && log.expired.contains(id)) continue;
      if (from == null) throw new NoSuchFileException("segment " + id);
      Path target = to.resolve(data.relativize(from));
      if (!Files.exists(target) || !Copies.files(target).equals(Copies.files(from))) {
        Copies.folder(from, target);
        copied++;
      }
      progress.accept(++segments);
    }
    long removed = removeOthers(log, there);
    copySmall(data);
    AccountCopy.make(data.resolve(ACCOUNTS), to.resolve(ACCOUNTS));
    Copies.write(to.resolve(LOG).resolve(StoreLog.ENTRIES_FILE), log.entries);
    Copies.write(to.resolve(LOG).resolve(StoreLog.CHECKPOINT_FILE), log.checkpoint);
    return new Report(segments, copied, removed, log.size);
  }

  private static Map<Long, Path> folders(Path root) {
    Map<Long, Path> folders = new HashMap<>();
    for (Path folder : new SegmentFolders(root).list()) {
      folders.put(Long.parseLong(folder.getFileName().toString()), folder);
    }
    return folders;
  }

  private long removeOthers(Snapshot log, Map<Long, Path> there) throws IOException {
    long removed = 0;
    for (Map.Entry<Long, Path> copy : folders(to).entrySet()) {
      if (log.segments.contains(copy.getKey()) && there.containsKey(copy.getKey())) continue;
      FileTree.remove(copy.getValue());
      removed++;
    }
    return removed;
  }

  private void copySmall(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path path : all.sorted().toList()) {
        String name = path.getFileName().toString();
        if (folder.equals(data) && (LEFT_OUT.contains(name) || name.startsWith(ACCOUNTS))) continue;
        if (Files.isDirectory(path)) copySmall(path);
        else if (Files.isRegularFile(path) && mayLeave(name)) copyFile(path);
      }
    }
  }

  private boolean mayLeave(String name) {
    if (name.startsWith(".") || name.endsWith(".new") || name.endsWith(".next")) return false;
    return keys || !PRIVATE.contains(name);
  }

  private void copyFile(Path from) throws IOException {
    try {
      Copies.file(from, to.resolve(data.relativize(from)));
    } catch (NoSuchFileException e) {
      if (Files.exists(from)) throw e; // a file of the moment that went meanwhile is not missed
    }
  }

  /** The log as one checkpoint signed it. */
  private record Snapshot(
      byte[] checkpoint, byte[] entries, long size, Set<Long> segments, Set<Long> expired) {

    static Snapshot of(Path log) throws IOException {
      byte[] note = Files.readAllBytes(log.resolve(StoreLog.CHECKPOINT_FILE));
      long size = Checkpoint.parse(SignedNote.parse(note).text()).size();
      ByteArrayOutputStream entries = new ByteArrayOutputStream();
      Set<Long> segments = new HashSet<>();
      Set<Long> expired = new HashSet<>();
      LogFile.Extent extent =
          LogFile.read(
              log.resolve(StoreLog.ENTRIES_FILE),
              (index, line) -> {
                if (index >= size) return; // appended since
                entries.writeBytes(line);
                entries.write('\n');
                switch (LogEntryCodec.decode(line)) {
                  case LogEntry.Segment segment -> segments.add(segment.id());
                  case LogEntry.Event event when event.type().equals("expire") ->
                      expired.add(Long.parseLong(event.fields().getOrDefault("segment", "-1")));
                  case LogEntry.Event _ -> {}
                }
              });
      if (extent.lines() < size) {
        throw new BackupException(log + " has fewer entries than were signed: run jaruek doctor");
      }
      return new Snapshot(note, entries.toByteArray(), size, segments, expired);
    }
  }
}
