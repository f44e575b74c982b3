package jaruek.retention.verify;

import jaruek.retention.log.MerkleAccumulator;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads the journal's files as docs/store-format.md has them, without Chronicle, without a lock and
 * without writing: also while the appliance goes on writing, and in a copy that must not change.
 */
final class JournalFolder {
  private static final int NOT_COMPLETE = 0x8000_0000;
  private static final int META_DATA = 0x4000_0000;
  private static final int LENGTH = 0x3fff_ffff;
  private static final int FORMAT = 0x4a52_4b01;
  private static final int HEADER_BYTES = 52;
  private static final int HASH_BYTES = 32;
  private static final int FRAME_HEADER_BYTES = 32;
  private static final int EXCERPT_BYTES_MAX = (8 << 20) + 8;

  /** Beside the newest file, which may be longer. */
  private static final long NEWEST_BYTES_MAX = 512L << 20;

  private final Path folder;
  private final JournalCheck check;
  private final Findings findings;
  private final VerificationProgress progress;
  private final MessageDigest sha256 = MerkleAccumulator.sha256();
  private boolean isWhole = true;
  private long position = -1;
  private byte[] hash = new byte[HASH_BYTES];

  JournalFolder(Path folder, JournalCheck check, Findings findings, VerificationProgress progress) {
    this.folder = folder;
    this.check = check;
    this.findings = findings;
    this.progress = progress;
  }

  /** Whether there are any files. */
  static boolean isThere(Path folder) {
    return Files.isDirectory(folder) && !files(folder).isEmpty();
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(
              p ->
                  p.toString().endsWith(".cq4")
                      && Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads them.
   *
   * @param all whether the oldest too, or only so much of the newest as takes a second
   */
  void read(boolean all) {
    try {
      List<Path> files = all ? files(folder) : newest(files(folder));
      for (Path file : files) {
        String damage = read(file);
        if (damage.isEmpty()) continue;
        String where = "journal/" + file.getFileName() + ", position " + Math.max(position, 0);
        if (file.equals(files.getLast()) && position >= 0 && check.isBehindAll(position)) {
          findings.note(where, damage + "; nothing behind it was signed");
          break;
        }
        findings.fault(where, damage);
        return;
      }
      check.end(Math.max(position, 0));
    } catch (IOException | UncheckedIOException e) {
      findings.fault("journal", "cannot be read: " + e);
    }
  }

  private List<Path> newest(List<Path> files) throws IOException {
    int first = files.size() - 1;
    long bytes = 0;
    while (first > 0 && (bytes += Files.size(files.get(first - 1))) <= NEWEST_BYTES_MAX) first--;
    isWhole = first <= 0;
    return files.subList(Math.max(0, first), files.size());
  }

  /** Goes through one file; what is damaged, or empty. */
  private String read(Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long length = file.length();
      long at = 0;
      byte[] word = new byte[4];
      while (at + 4 <= length) {
        file.seek(at);
        file.readFully(word);
        int header = Integer.reverseBytes(ByteBuffer.wrap(word).getInt());
        if (header == 0 || (header & NOT_COMPLETE) != 0) return "";
        int bytes = header & LENGTH;
        at += 4;
        if (bytes > length - at) return "has an excerpt that is longer than its file";
        if ((header & META_DATA) == 0) {
          if (bytes > EXCERPT_BYTES_MAX) return "has an excerpt of " + bytes + " bytes";
          byte[] excerpt = new byte[bytes];
          file.readFully(excerpt);
          String damage = excerpt(excerpt);
          if (!damage.isEmpty()) return damage;
        }
        at = at + bytes + 3 & ~3L;
      }
      return "";
    }
  }

  private String excerpt(byte[] bytes) {
    if (bytes.length < HEADER_BYTES + HASH_BYTES) return "has an excerpt that is too short";
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.getInt(0) != FORMAT) return "has an excerpt of another format";
    long sequence = in.getLong(4);
    int count = in.getInt(12);
    int length = in.getInt(16);
    long padding = (long) bytes.length - HEADER_BYTES - HASH_BYTES - length;
    if (sequence < 0 || count < 1 || length < 0 || padding < 0 || padding > 7) {
      return "has an excerpt whose head is damaged";
    }
    byte[] before = Arrays.copyOfRange(bytes, 20, HEADER_BYTES);
    if (position < 0) {
      position = sequence;
      hash = before;
      if (isWhole) check.begin(sequence);
      check.head(sequence, HexFormat.of().formatHex(before));
    } else if (sequence != position || !Arrays.equals(before, hash)) {
      return "goes on at position " + sequence + " with another chain: something is missing";
    }
    return frames(bytes, count, HEADER_BYTES + length);
  }

  private String frames(byte[] bytes, int count, int end) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int at = HEADER_BYTES;
    byte[] running = hash;
    List<byte[]> heads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (end - at < FRAME_HEADER_BYTES) return "has a frame that is cut";
      int payload = in.getInt(at + FRAME_HEADER_BYTES - 4);
      if (payload < 0 || payload > end - at - FRAME_HEADER_BYTES) return "has a frame that is cut";
      int length = FRAME_HEADER_BYTES + payload;
      sha256.update(running);
      sha256.update(bytes, at, length);
      running = sha256.digest();
      at += length;
      heads.add(running);
    }
    boolean whole =
        at == end && Arrays.equals(running, 0, HASH_BYTES, bytes, end, end + HASH_BYTES);
    if (!whole) return "has frames that do not have the hash that stands behind them";
    for (byte[] head : heads) check.frame(++position, head, progress);
    hash = running;
    return "";
  }
}
