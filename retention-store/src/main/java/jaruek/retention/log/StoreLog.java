package jaruek.retention.log;

import jaruek.retention.journal.ChainHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The append-only log of what happened to the store, and its signed head. Its folder holds two
 * files: {@value #ENTRIES_FILE}, one JSON line for each entry, and {@value #CHECKPOINT_FILE}, the
 * signed note over all of them. An entry is on the disk when {@link #append} returns; the
 * checkpoint is replaced as a whole, so that there is always one. Any thread may call.
 */
public final class StoreLog implements AutoCloseable {
  /** One line for each entry; the leaf is the line without its newline. */
  public static final String ENTRIES_FILE = "entries";

  /** The signed head. */
  public static final String CHECKPOINT_FILE = "checkpoint";

  private static final Logger LOG = LoggerFactory.getLogger(StoreLog.class);

  private final Path directory;
  private final SigningKey key;
  private final String origin;
  private final FileChannel channel;
  private final MerkleAccumulator tree = new MerkleAccumulator();
  private ChainHead journalHead = ChainHead.empty();
  private long bytes;
  private long signedSize;
  private boolean broken;

  private StoreLog(Path directory, SigningKey key, String origin, FileChannel channel) {
    this.directory = directory;
    this.key = key;
    this.origin = origin;
    this.channel = channel;
  }

  /**
   * Opens the log, or begins one where there is none. A last line that was cut off while it was
   * written is removed and that is said; nothing else is ever changed.
   *
   * @param directory the log's folder, made if absent
   * @param key signs the checkpoints
   * @param origin the log's name and the key's, without spaces or '+', such as {@code
   *     school.example/jaruek}
   * @throws LogException if another process has it open, an entry is damaged, or the checkpoint is
   *     missing, of another key or origin, or does not fit the entries
   */
  public static StoreLog open(Path directory, SigningKey key, String origin) {
    if (!SignedNote.isName(origin)) {
      throw new LogException("not a name for a log: \"" + origin + "\" (no spaces, no '+')");
    }
    Path entries = directory.resolve(ENTRIES_FILE);
    FileChannel channel = null;
    try {
      Files.createDirectories(directory);
      channel =
          FileChannel.open(
              entries,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      lock(channel, entries);
      StoreLog log = new StoreLog(directory, key, origin, channel);
      log.recover();
      return log;
    } catch (IOException e) {
      closeQuietly(channel);
      throw new LogException("the log " + entries + " cannot be opened: " + e, e);
    } catch (LogException e) {
      closeQuietly(channel);
      throw e;
    }
  }

  private static void lock(FileChannel channel, Path entries) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      throw new LogException("the log " + entries + " is open in this process already", e);
    }
    if (lock == null) throw new LogException("the log " + entries + " is open in another process");
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel == null) return;
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("a log that could not be opened could not be closed", e);
    }
  }

  private void recover() throws IOException {
    Path entries = directory.resolve(ENTRIES_FILE);
    Optional<Checkpoint> found = storedCheckpoint();
    long signed = found.map(Checkpoint::size).orElse(0L);
    byte[][] rootThen = {signed == 0 ? tree.root() : new byte[0]};
    LogFile.Extent extent =
        LogFile.read(
            entries,
            (index, line) -> {
              check(index, line);
              tree.add(line);
              if (index + 1 == signed) rootThen[0] = tree.root();
            });
    if (found.isPresent()) {
      requireFits(found.get(), extent.lines(), rootThen[0]);
      journalHead = found.get().journalHead().orElse(journalHead);
      signedSize = signed;
    } else if (extent.lines() > 1) { // the first entry's checkpoint may not have been written yet
      throw new LogException(
          "the checkpoint "
              + directory.resolve(CHECKPOINT_FILE)
              + " is missing though the log has "
              + extent.lines()
              + " entries: bring it back from the backup");
    }
    bytes = extent.wholeBytes();
    if (extent.tornBytes() > 0) {
      LOG.warn(
          "{}: the last {} bytes are an entry that was cut off while it was written; removed",
          entries,
          extent.tornBytes());
      channel.truncate(bytes);
      channel.force(true);
    }
  }

  private void check(long index, byte[] line) {
    try {
      LogEntryCodec.decode(line);
    } catch (LogException e) {
      throw new LogException(
          directory.resolve(ENTRIES_FILE) + " is damaged at entry " + index + ": " + e.getMessage(),
          e);
    }
  }

  private Optional<Checkpoint> storedCheckpoint() throws IOException {
    Path file = directory.resolve(CHECKPOINT_FILE);
    if (!Files.exists(file)) return Optional.empty();
    try {
      if (Files.size(file) > SignedNote.BYTES_MAX) throw new LogException("it is too long");
      SignedNote note = SignedNote.parse(Files.readAllBytes(file));
      if (!key.verifyingKey().signed(note, origin)) {
        throw new LogException(
            "it is not signed by this store's key under the name " + origin + ", or was changed");
      }
      Checkpoint checkpoint = Checkpoint.parse(note.text());
      if (!checkpoint.origin().equals(origin)) {
        throw new LogException("it is of " + checkpoint.origin() + ", not of " + origin);
      }
      return Optional.of(checkpoint);
    } catch (LogException e) {
      throw new LogException("the checkpoint " + file + " is refused: " + e.getMessage(), e);
    }
  }

  private void requireFits(Checkpoint checkpoint, long lines, byte[] rootThen) {
    Path entries = directory.resolve(ENTRIES_FILE);
    if (checkpoint.size() > lines) {
      throw new LogException(
          entries
              + " has "
              + lines
              + " entries, but its signed checkpoint "
              + checkpoint.size()
              + ": entries were removed; bring them back from the backup");
    }
    if (lines > checkpoint.size() + 1) { // append never leaves more than one behind
      throw new LogException(
          entries
              + " has "
              + lines
              + " entries, but its signed checkpoint only "
              + checkpoint.size()
              + ": entries were added, or the checkpoint was replaced by an older one");
    }
    if (!MessageDigest.isEqual(checkpoint.root(), rootThen)) {
      throw new LogException(
          entries
              + " does not have the root that its checkpoint was signed over ("
              + checkpoint.size()
              + " entries): an entry was changed");
    }
  }

  /**
   * Appends an entry and signs a new checkpoint. On return the entry is on the disk, and the
   * checkpoint too if the disk took it; if not, that is logged and tried again by the next call of
   * this or {@link #checkpoint}, so that never more than one entry is unsigned.
   *
   * @return the entry's index
   * @throws LogException if the disk refused; then the entry is not in the log
   */
  public synchronized long append(LogEntry entry) {
    byte[] line = LogEntryCodec.encode(entry);
    if (line.length > LogFile.LINE_BYTES_MAX) {
      throw new LogException("a log entry of " + line.length + " bytes");
    }
    requireOpen();
    if (signedSize < tree.size()) writeCheckpoint();
    try {
      ByteBuffer record = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
      long at = bytes;
      while (record.hasRemaining()) at += channel.write(record, at);
      channel.force(true);
    } catch (IOException e) {
      takeBack(e);
      throw new LogException(
          "the log " + directory.resolve(ENTRIES_FILE) + " cannot be written: " + e, e);
    }
    bytes += line.length + 1;
    tree.add(line);
    try {
      writeCheckpoint();
    } catch (LogException e) {
      LOG.error("log entry {} is kept, but not signed yet", tree.size() - 1, e);
    }
    return tree.size() - 1;
  }

  private void takeBack(IOException cause) {
    try {
      channel.truncate(bytes);
      channel.force(true);
    } catch (IOException e) {
      broken = true; // the file may hold a part of the entry: recovery at the next open decides
      cause.addSuppressed(e);
    }
  }

  private void requireOpen() {
    if (broken || !channel.isOpen()) {
      throw new LogException(
          "the log "
              + directory
              + (broken ? " failed before: restart to recover it" : " is closed"));
    }
  }

  /** Every entry, from the first; reads the file. */
  public synchronized List<LogEntry> entries() {
    List<LogEntry> entries = new ArrayList<>();
    LogFile.read(
        directory.resolve(ENTRIES_FILE), (index, line) -> entries.add(LogEntryCodec.decode(line)));
    return entries;
  }

  /** How many entries there are. */
  public synchronized long size() {
    return tree.size();
  }

  /** The Merkle root over all entries. */
  public synchronized byte[] root() {
    return tree.root();
  }

  /**
   * Signs the present state together with the journal's chain head and replaces the checkpoint
   * file.
   *
   * @return the signed note that is in the file
   * @throws LogException if it cannot be written; the old one is still there
   */
  public synchronized SignedNote checkpoint(ChainHead head) {
    requireOpen();
    journalHead = head;
    return writeCheckpoint();
  }

  private SignedNote writeCheckpoint() {
    Checkpoint checkpoint = Checkpoint.of(origin, tree.size(), tree.root(), journalHead);
    SignedNote note = key.sign(checkpoint.text(), origin);
    Path file = directory.resolve(CHECKPOINT_FILE);
    try {
      replace(file, note.bytes());
    } catch (IOException e) {
      throw new LogException("the checkpoint " + file + " cannot be written: " + e, e);
    }
    signedSize = checkpoint.size();
    return note;
  }

  private void replace(Path file, byte[] content) throws IOException {
    Path temporary = directory.resolve(CHECKPOINT_FILE + ".new");
    try (FileChannel out =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) out.write(buffer);
      out.force(true);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  @Override
  public synchronized void close() {
    closeQuietly(channel);
  }
}
