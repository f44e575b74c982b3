package jaruek.retention.journal.chronicle;

import jaruek.retention.disk.Disk;
import jaruek.retention.disk.NativeFile;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.chronicle.JournalFiles.JournalFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a file anew up to its last whole excerpt. After a power cut, pages behind the last sync
 * may be there or not in any order, and Chronicle would write over what it takes for empty; nothing
 * that was promised is behind that place. The old file stays beside the new one as {@code
 * .damaged}.
 */
final class JournalCut {
  private static final Logger log = LoggerFactory.getLogger(JournalCut.class);
  private static final String FOLDER = "cut";
  private static final String ASIDE = ".damaged";

  private JournalCut() {}

  /** Removes what a cut left that did not come to its end. */
  static void removeLeftover(Path directory) throws IOException {
    Path folder = directory.resolve(FOLDER);
    if (!Files.exists(folder)) return;
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) Files.delete(entry);
    }
    Files.delete(folder);
  }

  /** Cuts the file that holds the last whole excerpt behind it, and puts younger files aside. */
  static void cut(
      SingleChronicleQueue queue, Path directory, JournalOpening found, boolean powerCut)
      throws IOException {
    log.warn(
        "the journal in {} is cut at position {}{}: {}",
        directory,
        found.head().position().sequence(),
        powerCut ? " after a power cut" : "",
        found.fault() == null ? "no fault seen" : found.fault().getMessage());
    int cycle = found.last() < 0 ? -1 : queue.rollCycle().toCycle(found.last());
    List<JournalFile> aside = found.files().stream().filter(file -> file.cycle() > cycle).toList();
    for (JournalFile file : aside) {
      Files.move(file.path(), aside(file.path()), StandardCopyOption.REPLACE_EXISTING);
    }
    for (JournalFile file : found.files()) {
      if (file.cycle() == cycle) rewrite(queue, directory, file, found);
    }
    NativeFile.syncDirectory(directory);
  }

  private static Path aside(Path file) {
    return file.resolveSibling(file.getFileName() + ASIDE);
  }

  private static void rewrite(
      SingleChronicleQueue queue, Path directory, JournalFile file, JournalOpening found)
      throws IOException {
    Path folder = Files.createDirectory(directory.resolve(FOLDER));
    copy(queue, file, found.head().position(), folder);
    Path copy = folder.resolve(Objects.requireNonNull(file.path().getFileName()));
    try (Disk disk = NativeFile.file(copy)) {
      disk.sync();
    }
    Files.deleteIfExists(aside(file.path()));
    Files.createLink(aside(file.path()), file.path());
    Files.move(copy, file.path(), StandardCopyOption.ATOMIC_MOVE);
    removeLeftover(directory);
  }

  private static void copy(
      SingleChronicleQueue queue, JournalFile file, JournalPosition end, Path folder) {
    RollCycle rollCycle = queue.rollCycle();
    long time = (long) file.cycle() * rollCycle.lengthInMillis();
    MessageDigest sha256 = Excerpt.sha256();
    try (SingleChronicleQueue copy =
            SingleChronicleQueueBuilder.binary(folder)
                .rollCycle(rollCycle)
                .timeProvider(() -> time)
                .build();
        ExcerptAppender appender = copy.createAppender();
        ExcerptCursor cursor = new ExcerptCursor(queue)) {
      JournalPosition at = file.first().position();
      cursor.seek(file.cycle(), at);
      while (at.compareTo(end) < 0) {
        Optional<Excerpt> excerpt = cursor.next(at);
        if (excerpt.isEmpty()) {
          throw new JournalException(file.path() + " ends before position " + end.sequence());
        }
        append(excerpt.get(), appender, sha256);
        at = excerpt.get().after().position();
      }
    }
  }

  private static void append(Excerpt excerpt, ExcerptAppender appender, MessageDigest sha256) {
    ByteBuffer bytes = ByteBuffer.allocate((int) Excerpt.length(excerpt.frames()));
    Excerpt.write(excerpt.frames(), excerpt.before(), sha256, bytes);
    try (DocumentContext document = appender.writingDocument()) {
      Objects.requireNonNull(document.wire()).bytes().write(bytes.array(), 0, bytes.limit());
    }
  }
}
