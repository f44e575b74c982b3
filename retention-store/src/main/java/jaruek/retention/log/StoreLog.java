package jaruek.retention.log;

import jaruek.retention.disk.FileTree;
import jaruek.retention.disk.FolderLock;
import jaruek.retention.journal.ChainHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.InstantSource;
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

  /** Held by the process that has the log open. */
  public static final String LOCK_FILE = "lock";

  private static final Logger LOG = LoggerFactory.getLogger(StoreLog.class);

  private final Path directory;
  private final String origin;
  private final FolderLock lock;
  private final FileChannel channel;
  private final @Nullable KeyFiles keyFiles;
  private final KeyChain chain;
  private final MerkleAccumulator tree = new MerkleAccumulator();
  private final List<byte[]> leafHashes = new ArrayList<>();
  private SigningKey key;
  private @Nullable SignedNote note;
  private ChainHead journalHead = ChainHead.empty();
  private long bytes;
  private long signedSize;
  private boolean broken;

  private StoreLog(
      Held held, Path directory, SigningKey key, String origin, @Nullable KeyFiles keyFiles) {
    this.directory = directory;
    this.lock = held.lock;
    this.channel = held.channel;
    this.key = key;
    this.origin = origin;
    this.keyFiles = keyFiles;
    this.chain = new KeyChain(origin, key.verifyingKey());
  }

  /** The lock, and the entries' file. */
  private record Held(FolderLock lock, FileChannel channel) {}

  /** Makes the log of a folder that is locked already. */
  @FunctionalInterface
  private interface Maker {
    StoreLog make(Held held) throws IOException;
  }

  /**
   * Opens the log with the key that its entries name, or begins one with a new key. A last line
   * that was cut off while it was written is removed and that is said; a key that does not stand in
   * the log yet is stated there; nothing else is ever changed. The origin is that of the first key.
   *
   * @param directory the log's folder, made if absent
   * @param keys the keys' folder, which exists
   * @param clock dates the key's entry
   * @throws LogException if another process has it open, an entry is damaged, the key is not the
   *     one that the log names, or the checkpoint is missing, of another key or origin, or does not
   *     fit the entries
   */
  public static StoreLog open(Path directory, KeyFiles keys, InstantSource clock) {
    StoreLog log =
        open(
            directory,
            held -> {
              List<String> logged = keyFingerprints(directory.resolve(ENTRIES_FILE));
              SigningKey key = keys.open(logged);
              String origin =
                  logged.isEmpty()
                      ? key.verifyingKey().origin()
                      : VerifyingKey.originOf(logged.getFirst());
              return new StoreLog(held, directory, key, origin, keys);
            });
    try {
      if (!log.chain.stated()) log.append(LogEntry.key(clock.millis(), log.key.verifyingKey()));
      return log;
    } catch (LogException e) {
      log.close();
      throw e;
    }
  }

  /**
   * Opens a log whose key is at hand and does not change, or begins an empty one.
   *
   * @param directory the log's folder, made if absent
   * @param key signs the checkpoints
   * @param origin the log's name and the key's, without spaces or '+', such as {@code
   *     school.example/jaruek}
   * @throws LogException as the other one
   */
  public static StoreLog open(Path directory, SigningKey key, String origin) {
    if (!SignedNote.isName(origin)) {
      throw new LogException("not a name for a log: \"" + origin + "\" (no spaces, no '+')");
    }
    return open(directory, held -> new StoreLog(held, directory, key, origin, null));
  }

  private static StoreLog open(Path directory, Maker maker) {
    Path entries = directory.resolve(ENTRIES_FILE);
    FolderLock lock = null;
    FileChannel channel = null;
    try {
      Files.createDirectories(directory);
      lock = lock(directory);
      channel =
          FileChannel.open(
              entries,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      StoreLog log = maker.make(new Held(lock, channel));
      log.recover();
      return log;
    } catch (IOException e) {
      closeQuietly(channel);
      closeQuietly(lock);
      throw new LogException(
          "the log " + entries + " cannot be opened: " + e + "; check its owner and permissions",
          e);
    } catch (LogException e) {
      closeQuietly(channel);
      closeQuietly(lock);
      throw e;
    }
  }

  private static FolderLock lock(Path directory) throws IOException {
    Path file = directory.resolve(LOCK_FILE);
    Optional<FolderLock> lock = FolderLock.take(file);
    if (lock.isPresent()) return lock.get();
    throw new LogException(
        "the log "
            + directory.resolve(ENTRIES_FILE)
            + " is open already, by "
            + FolderLock.holder(file).orElse("another process")
            + "; only one appliance may work on a data folder: stop the other one first");
  }

  /**
   * Who has the log of this folder open, as "process 1234"; empty if nobody. Changes nothing.
   *
   * @throws IOException if its lock may not be looked at
   */
  public static Optional<String> holder(Path directory) throws IOException {
    return FolderLock.holder(directory.resolve(LOCK_FILE));
  }

  /**
   * Looks whether the log could be signed: the key is there, is readable and is the one that the
   * entries name. Changes nothing.
   *
   * @throws LogException if not, in words
   */
  public static void requireKey(Path directory, KeyFiles keys) {
    Path entries = directory.resolve(ENTRIES_FILE);
    if (!Files.exists(entries)) return; // the first start makes both
    List<String> logged = keyFingerprints(entries);
    if (!logged.isEmpty()) keys.requireSigns(logged.getLast());
  }

  /** What the log says of its keys, unchecked yet; an entry that is none is reported later. */
  private static List<String> keyFingerprints(Path entries) {
    List<String> fingerprints = new ArrayList<>();
    LogFile.read(
        entries,
        (index, line) -> {
          try {
            if (LogEntryCodec.decode(line) instanceof LogEntry.Event event
                && event.type().equals(KeyChain.TYPE)) {
              fingerprints.add(event.fields().getOrDefault(KeyChain.FINGERPRINT, ""));
            }
          } catch (LogException e) {
            LOG.debug("entry {} of {} is damaged", index, entries, e);
          }
        });
    return fingerprints;
  }

  private static void closeQuietly(@Nullable AutoCloseable part) {
    if (part == null) return;
    try {
      part.close();
    } catch (Exception e) {
      LOG.debug("a part of a log could not be closed", e);
    }
  }

  private void recover() throws IOException {
    Path entries = directory.resolve(ENTRIES_FILE);
    note = storedNote();
    Checkpoint checkpoint = note == null ? null : parse(note);
    long signed = checkpoint == null ? 0 : checkpoint.size();
    byte[][] rootThen = {signed == 0 ? tree.root() : new byte[0]};
    VerifyingKey[] signerThen = {key.verifyingKey()};
    LogFile.Extent extent =
        LogFile.read(
            entries,
            (index, line) -> {
              check(index, line);
              add(line);
              if (index + 1 != signed) return;
              rootThen[0] = tree.root();
              signerThen[0] = chain.signer().orElse(key.verifyingKey());
            });
    if (checkpoint != null && note != null) {
      requireFits(checkpoint, extent.lines(), rootThen[0]);
      requireSigned(note, signerThen[0]);
      journalHead = checkpoint.journalHead().orElse(journalHead);
      signedSize = signed;
    } else if (extent.lines() > 1) { // the first entry's checkpoint may not have been written yet
      throw new LogException(
          "the checkpoint "
              + directory.resolve(CHECKPOINT_FILE)
              + " is missing though the log has "
              + extent.lines()
              + " entries: bring it back from the backup");
    }
    if (!chain.signer().equals(Optional.of(key.verifyingKey()))) {
      throw new LogException(
          "the log " + entries + " is signed by another key than " + key.verifyingKey());
    }
    bytes = extent.wholeBytes();
    if (extent.tornBytes() > 0) {
      LOG.warn(
          "{}: the last {} bytes are an entry that was cut off while it was written; removed",
          entries,
          extent.tornBytes());
      channel.truncate(bytes);
    }
    // a killed process may have left a line or a checkpoint's new name that only memory has
    channel.force(true);
    FileTree.force(directory);
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null) FileTree.force(parent);
  }

  private void add(byte[] line) {
    tree.add(line);
    leafHashes.add(MerkleTree.leafHash(line));
  }

  private void check(long index, byte[] line) {
    try {
      chain.add(index, LogEntryCodec.decode(line));
    } catch (LogException e) {
      throw new LogException(
          directory.resolve(ENTRIES_FILE) + " is damaged at entry " + index + ": " + e.getMessage(),
          e);
    }
  }

  private @Nullable SignedNote storedNote() throws IOException {
    Path file = directory.resolve(CHECKPOINT_FILE);
    if (!Files.exists(file)) return null;
    try {
      if (Files.size(file) > SignedNote.BYTES_MAX) throw new LogException("it is too long");
      return SignedNote.parse(Files.readAllBytes(file));
    } catch (LogException e) {
      throw refused(e);
    }
  }

  private Checkpoint parse(SignedNote stored) {
    try {
      Checkpoint checkpoint = Checkpoint.parse(stored.text());
      if (checkpoint.origin().equals(origin)) return checkpoint;
      throw new LogException("it is of " + checkpoint.origin() + ", not of " + origin);
    } catch (LogException e) {
      throw refused(e);
    }
  }

  private void requireSigned(SignedNote stored, VerifyingKey signer) {
    if (signer.signed(stored, origin)) return;
    throw refused(
        new LogException(
            "it is not signed by this store's key under the name " + origin + ", or was changed"));
  }

  private LogException refused(LogException cause) {
    return new LogException(
        "the checkpoint "
            + directory.resolve(CHECKPOINT_FILE)
            + " is refused: "
            + cause.getMessage(),
        cause);
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
    if (entry.type().equals(KeyChain.TYPE) && chain.stated()) {
      throw new LogException("a key comes into the log by its rotation");
    }
    appendLine(entry);
    sign();
    return tree.size() - 1;
  }

  private void appendLine(LogEntry entry) {
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
    chain.add(tree.size(), entry);
    add(line);
  }

  private void sign() {
    try {
      writeCheckpoint();
    } catch (LogException e) {
      LOG.error("log entry {} is kept, but not signed yet", tree.size() - 1, e);
    }
  }

  /**
   * Hands over to a new key: the present key signs the entry of the new one, the new one signs the
   * checkpoint over it and all that follow, and the old private key is overwritten. Whenever it is
   * cut off, the next start finds out from the log which key counts.
   *
   * @return the key that signs now
   * @throws LogException if the disk refused; then the present key goes on
   * @throws IllegalStateException if the log was opened with a key that does not change
   */
  public synchronized VerifyingKey rotateKey(long nowMillis) {
    if (keyFiles == null) throw new IllegalStateException("the key of this log does not change");
    requireOpen();
    SigningKey next = keyFiles.makeNext();
    try {
      appendLine(KeyChain.rotation(nowMillis, origin, key, next.verifyingKey()));
    } catch (LogException e) {
      if (!broken) keyFiles.dropNext(); // else the entry may be there after all
      throw e;
    }
    key = next;
    sign();
    try {
      keyFiles.installNext(next);
    } catch (LogException e) {
      LOG.error("the new key signs, but its file is not in place; the next start tries again", e);
    }
    return next.verifyingKey();
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

  /** The journal's chain head that was signed last, of an empty journal if none was. */
  public synchronized ChainHead journalHead() {
    return journalHead;
  }

  /** How many entries there are. */
  public synchronized long size() {
    return tree.size();
  }

  /** The Merkle root over all entries. */
  public synchronized byte[] root() {
    return tree.root();
  }

  /** The log's name, which all its keys sign under. */
  public String origin() {
    return origin;
  }

  /** The public half of the key that signs now. */
  public synchronized VerifyingKey verifyingKey() {
    return key.verifyingKey();
  }

  /** The keys that signed, as the log has them; the last one signs now. */
  public synchronized List<KeyChain.Link> keys() {
    return chain.links();
  }

  /** The hash of every entry's leaf, as of now: what {@link MerkleTree} makes proofs from. */
  public synchronized List<byte[]> leafHashes() {
    return List.copyOf(leafHashes);
  }

  /**
   * The proof that the entry stands at its place in the tree of the first so many.
   *
   * @throws IndexOutOfBoundsException unless 0 ≤ index &lt; size ≤ the number of entries
   */
  public List<byte[]> inclusionProof(long index, long size) {
    return MerkleTree.inclusionProof(firstLeaves(size), Math.toIntExact(index));
  }

  /**
   * The proof that the tree of the first so many entries is the beginning of a larger one; empty if
   * the old one is empty or the same.
   *
   * @throws IndexOutOfBoundsException unless 0 ≤ oldSize ≤ size ≤ the number of entries
   */
  public List<byte[]> consistencyProof(long oldSize, long size) {
    List<byte[]> leaves = firstLeaves(size);
    return oldSize == 0 ? List.of() : MerkleTree.consistencyProof(leaves, Math.toIntExact(oldSize));
  }

  private List<byte[]> firstLeaves(long size) {
    return leafHashes().subList(0, Math.toIntExact(size));
  }

  /** The checkpoint that was signed last, as it stands in its file; empty if there is none yet. */
  public synchronized Optional<SignedNote> checkpointNote() {
    return Optional.ofNullable(note);
  }

  /**
   * This log's key as a witness: its cosignature of another log's checkpoint (c2sp.org/
   * tlog-cosignature), under this log's origin.
   *
   * @param text of the checkpoint, which was checked
   * @param unixSeconds when it was seen
   */
  public synchronized SignedNote.Signature cosign(String text, long unixSeconds) {
    return Cosignature.sign(key, origin, text, unixSeconds);
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
    SignedNote signed = key.sign(checkpoint.text(), origin);
    Path file = directory.resolve(CHECKPOINT_FILE);
    try {
      replace(file, signed.bytes());
    } catch (IOException e) {
      throw new LogException("the checkpoint " + file + " cannot be written: " + e, e);
    }
    signedSize = checkpoint.size();
    note = signed;
    return signed;
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
    closeQuietly(lock);
  }
}
