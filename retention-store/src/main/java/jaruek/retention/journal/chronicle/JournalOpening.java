package jaruek.retention.journal.chronicle;

import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.chronicle.JournalFiles.JournalFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is found when a journal is opened. Reads each file's first excerpt and then only what was
 * written after the last sync: all before it is checked by whoever reads it.
 *
 * @param files those with excerpts, the oldest first
 * @param head behind the last whole excerpt
 * @param last the index of that excerpt, -1 if there is none
 * @param end where in its file it ends
 * @param fault what is wrong with the excerpt behind it, if something is
 */
record JournalOpening(
    List<JournalFile> files,
    ChainHead head,
    long last,
    long end,
    @Nullable JournalException fault) {

  static JournalOpening of(SingleChronicleQueue queue, Path directory, ChainHead synced) {
    try (ExcerptCursor cursor = new ExcerptCursor(queue)) {
      List<JournalFile> files = files(queue, directory, cursor);
      if (files.isEmpty()) {
        ChainHead begin = JournalBegin.read(directory);
        requireReached(synced, begin, directory);
        return new JournalOpening(files, begin, -1, 0, null);
      }
      return walk(files, cursor, synced, directory);
    }
  }

  private static List<JournalFile> files(
      SingleChronicleQueue queue, Path directory, ExcerptCursor cursor) {
    List<Path> paths = JournalFiles.list(directory);
    List<JournalFile> files = new ArrayList<>();
    if (paths.isEmpty()) return files;
    queue.refreshDirectoryListing();
    List<Long> cycles =
        new ArrayList<>(queue.listCyclesBetween(queue.firstCycle(), queue.lastCycle()));
    if (cycles.size() != paths.size()) {
      throw new JournalException(
          "%s holds %d files, of which %d have a name of this journal; move the others away"
              .formatted(directory, paths.size(), cycles.size()));
    }
    for (int i = 0; i < cycles.size(); i++) {
      int cycle = cycles.get(i).intValue();
      JournalPosition about =
          files.isEmpty() ? JournalPosition.START : files.getLast().first().position();
      Optional<ChainHead> first = cursor.headerAt(cycle, 0, about);
      if (first.isEmpty() && i + 1 < cycles.size()) {
        throw new JournalException(
            paths.get(i) + " is damaged: it has no excerpt, yet younger files follow");
      }
      if (first.isEmpty()) continue;
      if (!files.isEmpty() && first.get().position().compareTo(about) <= 0) {
        throw new JournalException(
            "%s is not in its place: it begins at position %d, the file before it at %d"
                .formatted(paths.get(i), first.get().position().sequence(), about.sequence()));
      }
      files.add(new JournalFile(paths.get(i), cycle, first.get()));
    }
    return files;
  }

  private static JournalOpening walk(
      List<JournalFile> files, ExcerptCursor cursor, ChainHead synced, Path directory) {
    ChainHead head = files.getLast().first();
    if (synced.position().compareTo(files.getFirst().first().position()) > 0) {
      JournalPosition lastSynced = new JournalPosition(synced.position().sequence() - 1);
      cursor.seek(fileOf(files, lastSynced).cycle(), lastSynced);
      head = cursor.next(lastSynced).map(Excerpt::after).orElse(head);
      requireReached(synced, head, directory);
    } else {
      cursor.seek(files.getLast().cycle(), head.position());
    }
    JournalException fault = null;
    long last = cursor.index();
    long end = cursor.end();
    try {
      Optional<Excerpt> next = cursor.next(head.position());
      while (next.isPresent()) {
        if (!next.get().before().equals(head)) {
          throw cursor.damaged(head.position(), new IllegalStateException("the chain is broken"));
        }
        head = next.get().after();
        last = cursor.index();
        end = cursor.end();
        next = cursor.next(head.position());
      }
    } catch (JournalException e) {
      fault = e;
    }
    return new JournalOpening(files, head, last, end, fault);
  }

  static JournalFile fileOf(List<JournalFile> files, JournalPosition position) {
    JournalFile found = files.getFirst();
    for (JournalFile file : files) {
      if (file.first().position().compareTo(position) <= 0) found = file;
    }
    return found;
  }

  private static void requireReached(ChainHead synced, ChainHead head, Path directory) {
    if (synced.position().sequence() == 0 || synced.equals(head)) return;
    throw new JournalException(
        ("the journal in %s is damaged: up to position %d it was forced to the disk with chain hash"
                + " %s, but what is there ends at %d with %s: a file was cut, lost or exchanged;"
                + " put back a copy")
            .formatted(
                directory,
                synced.position().sequence(),
                synced.hex(),
                head.position().sequence(),
                head.hex()));
  }
}
