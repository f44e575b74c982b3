package jaruek.retention.journal.chronicle;

import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The chain's head up to which the journal is known to be on the disk: two slots written in turn,
 * so a torn write leaves the other. What lies before it must be there and whole; what lies behind
 * it may be torn by a power cut. The mark itself is not forced: an older one is true too.
 */
final class SyncedMark implements AutoCloseable {
  static final String FILE = "synced";
  private static final int FORMAT = 0x4a524d01; // "JRM", version 1
  private static final int SLOT_BYTES = 64;

  private final @Nullable RandomAccessFile file;
  private long generation;
  private ChainHead head = ChainHead.empty();

  SyncedMark(Path directory) throws IOException {
    Path path = directory.resolve(FILE);
    readSlots(path);
    file = new RandomAccessFile(path.toFile(), "rw");
  }

  private SyncedMark() {
    file = null;
  }

  /**
   * The head that is marked, read without a lock; of an empty chain if there is none.
   *
   * @throws JournalException if the mark is damaged
   */
  static ChainHead peek(Path directory) throws IOException {
    SyncedMark mark = new SyncedMark();
    mark.readSlots(directory.resolve(FILE));
    return mark.head;
  }

  private void readSlots(Path path) throws IOException {
    byte[] bytes = Files.exists(path) ? Files.readAllBytes(path) : new byte[0];
    boolean valid = false;
    for (int at = 0; at + SLOT_BYTES <= bytes.length; at += SLOT_BYTES) {
      valid |= read(ByteBuffer.wrap(bytes, at, SLOT_BYTES).slice()).isPresent();
    }
    if (!valid && bytes.length >= 2 * SLOT_BYTES) {
      throw new JournalException(
          path
              + " is damaged: neither of its two marks has its checksum; if the journal's files"
              + " are whole (see the log's last checkpoint), move it away and start again");
    }
  }

  /** The empty chain's if nothing was ever marked. */
  ChainHead head() {
    return head;
  }

  void write(ChainHead synced) throws IOException {
    ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES);
    slot.putInt(FORMAT).putLong(++generation).putLong(synced.position().sequence());
    slot.put(synced.hash()).putInt(checksum(slot));
    RandomAccessFile to = Objects.requireNonNull(file);
    to.seek((generation & 1) * SLOT_BYTES);
    to.write(slot.array());
    head = synced;
  }

  private Optional<ChainHead> read(ByteBuffer slot) {
    int format = slot.getInt();
    long written = slot.getLong();
    long sequence = slot.getLong();
    byte[] hash = new byte[Excerpt.HASH_BYTES];
    slot.get(hash);
    int expected = checksum(slot);
    if (format != FORMAT || sequence < 0 || slot.getInt() != expected) return Optional.empty();
    ChainHead found = new ChainHead(new JournalPosition(sequence), hash);
    if (written > generation) {
      generation = written;
      head = found;
    }
    return Optional.of(found);
  }

  /** Over the slot's bytes before its position. */
  private static int checksum(ByteBuffer slot) {
    CRC32C crc = new CRC32C();
    crc.update(slot.array(), slot.arrayOffset(), slot.position());
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    if (file != null) file.close();
  }
}
