package jaruek.retention.journal.chronicle;

import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What may lie in the journal's folder, told from outside before Chronicle maps any of it. */
final class JournalFiles {
  private static final Logger log = LoggerFactory.getLogger(JournalFiles.class);
  private static final String SUFFIX = ".cq4";
  private static final String METADATA = "metadata.cq4t";
  private static final int NOT_COMPLETE = 0x8000_0000;
  private static final int HEAD_BYTES = 256;

  private JournalFiles() {}

  /**
   * A file with at least one excerpt.
   *
   * @param cycle the number Chronicle gives its time
   * @param first the chain's head before its first frame
   */
  record JournalFile(Path path, int cycle, ChainHead first) {}

  /** The journal's data files by name, which is by time. */
  static List<Path> list(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(path -> path.toString().endsWith(SUFFIX)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Refuses files that are not Chronicle's, and puts beside what a writer killed while making it
   * left without its header. Nothing stands in there, unless the head of a short file was damaged:
   * then the mark of what was forced refuses the journal, and the file is still there.
   */
  static void check(Path directory) throws IOException {
    List<Path> files = list(directory);
    for (Path file : files) {
      if (!isComplete(file, "SCQStore") && isLast(file, files)) discard(file);
    }
    Path metadata = directory.resolve(METADATA);
    if (Files.exists(metadata) && !isComplete(metadata, "STStore")) discard(metadata);
  }

  private static boolean isLast(Path file, List<Path> files) {
    if (file.equals(files.getLast())) return true;
    throw new JournalException(
        file + " is damaged: it has no header, yet younger files follow; put back a copy of it");
  }

  private static void discard(Path file) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".unfinished");
    log.warn(
        "{} was being made when its writer ended, or its head is damaged; it lies beside now",
        file);
    Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isComplete(Path file, String type) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD_BYTES);
    }
    int header =
        head.length < 4 ? 0 : ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (header == 0 || (header & NOT_COMPLETE) != 0 && isEmptyBehind(file)) return false;
    if (!new String(head, StandardCharsets.ISO_8859_1).contains(type)) {
      throw new JournalException(
          file
              + " is damaged or no file of the journal: its header is not Chronicle's;"
              + " move it away, or put back a copy of it");
    }
    return true;
  }

  /** Whether there is nothing behind the first page. */
  private static boolean isEmptyBehind(Path file) throws IOException {
    byte[] page = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(Math.min(Files.size(file), 1 << 17));
      int length = in.readNBytes(page, 0, page.length);
      for (int i = 0; i < length; i++) if (page[i] != 0) return false;
    }
    return true;
  }

  /** Bytes of all data files, the one written to counted to where it is written. */
  static long sizeBytes(Path directory, @Nullable Path current, long writtenBytes) {
    long size = 0;
    for (Path file : list(directory)) {
      size += file.equals(current) ? writtenBytes : sizeOf(file);
    }
    return size;
  }

  /** 0 if it is gone meanwhile. */
  static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }
}
