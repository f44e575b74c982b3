package jaruek.retention.expiry;

import jaruek.retention.disk.FileTree;
import jaruek.retention.log.LogEntry;
import jaruek.retention.segment.KeptManifest;
import jaruek.retention.segment.SegmentException;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.segment.SegmentManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings folders into the state that the log says: the receipt is what counts. What an expiry wrote
 * before it was logged is removed; what it did not come to delete after that is deleted.
 */
public final class ExpiredFolders {
  private static final Logger LOG = LoggerFactory.getLogger(ExpiredFolders.class);

  private final SegmentFolders folders;
  private final Kills kills;

  /** Of segments below these. */
  public ExpiredFolders(SegmentFolders folders) {
    this(folders, Kills.NONE);
  }

  ExpiredFolders(SegmentFolders folders, Kills kills) {
    this.folders = folders;
    this.kills = kills;
  }

  /** Finishes what was interrupted; before the segments are opened. */
  public void finish(List<LogEntry> entries) {
    Map<Long, Receipt> last = new HashMap<>();
    for (LogEntry entry : entries) {
      Receipt.of(entry).ifPresent(receipt -> last.put(receipt.segment(), receipt));
    }
    for (Path folder : folders.list()) {
      Receipt receipt = last.get(Long.parseLong(folder.getFileName().toString()));
      if (receipt == null) removeUnlogged(folder);
      else remove(folder, receipt);
    }
  }

  private void removeUnlogged(Path folder) {
    try {
      for (Path path : list(folder)) {
        if (path.getFileName().toString().startsWith(KeptManifest.FOLDER_PREFIX)) {
          LOG.warn("{} was not logged before the last stop; removed", path);
          FileTree.remove(path);
        }
      }
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  /** Deletes all that the receipt says has gone. */
  void remove(Path folder, Receipt receipt) {
    if (receipt.keptSha256().isEmpty()) {
      folders.discard(folder);
      return;
    }
    Optional<Path> kept = kept(folder, receipt.keptSha256());
    if (kept.isEmpty()) {
      LOG.error(
          "{} has no rows with the hash {} that the log says were kept; restore it from a copy",
          folder,
          receipt.keptSha256());
      return;
    }
    try {
      boolean deleted = false;
      for (Path path : list(folder)) {
        boolean stays =
            path.equals(kept.get())
                || path.getFileName().toString().equals(SegmentManifest.FILE_NAME);
        if (stays) continue;
        FileTree.remove(path);
        kills.at("deleted a file");
        deleted = true;
      }
      if (deleted) FileTree.force(folder);
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  private static Optional<Path> kept(Path folder, String sha256) {
    for (Path candidate : KeptManifest.folders(folder)) {
      try {
        if (KeptManifest.read(candidate).sha256().equals(sha256)) return Optional.of(candidate);
      } catch (SegmentException e) {
        LOG.error("{}", e.getMessage());
      }
    }
    return Optional.empty();
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  private static ExpiryException failed(Path folder, IOException e) {
    return new ExpiryException(folder + " cannot be cleaned: " + e + "; check permissions", e);
  }
}
