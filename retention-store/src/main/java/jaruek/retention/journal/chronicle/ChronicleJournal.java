package jaruek.retention.journal.chronicle;

import jaruek.retention.disk.Disk;
import jaruek.retention.disk.NativeFile;
import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.Journal;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.JournalReader;
import jaruek.retention.journal.chronicle.JournalFiles.JournalFile;
import jaruek.retention.record.Frame;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal in a folder of memory-mapped files. An append survives the end of the process at once,
 * and a power cut after the next {@link #sync}, which a thread of its own makes at the configured
 * interval. Nothing of it works before {@link #start}.
 *
 * <p>Design note: Chronicle orders, maps and rolls; what it leaves open is done here, and each for
 * a reason: blocks are reserved before they are written, since a mapped write to a full disk raises
 * SIGBUS; files are forced by us, since what its own sync mode promises is unclear; and the mark of
 * what was forced tells a cut file from frames that a power cut took before they were promised.
 */
public final class ChronicleJournal implements Journal {
  private static final Logger log = LoggerFactory.getLogger(ChronicleJournal.class);

  /** Reserved ahead, so that one call serves many appends. */
  static final long RESERVE_BYTES = 4 << 20;

  /** What a new file's header, Chronicle's index and an end mark may take beside the excerpts. */
  static final long MARGIN_BYTES = 1 << 20;

  private final ChronicleJournalConfig config;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private final Disk.Opener disks;
  private final LongAdder appendedFrames;
  private final LongAdder appendedBytes;
  private final LongAdder syncs;
  private final LongAdder releasedFiles;
  private final LongAdder refused;

  private final ReentrantLock appending = new ReentrantLock();
  private final ReentrantLock syncing = new ReentrantLock();
  private final ConcurrentNavigableMap<Long, JournalFile> files = new ConcurrentSkipListMap<>();
  private final MessageDigest sha256 = Excerpt.sha256();
  private volatile ChainHead head = ChainHead.empty();
  private volatile ChainHead synced = ChainHead.empty();
  private volatile @Nullable JournalException failure;
  private volatile @Nullable Open open;

  private ByteBuffer encoded = ByteBuffer.allocate(1 << 16);
  private volatile long rollFloorMillis;
  private volatile long writtenBytes;
  private long reservedBytes;
  private @Nullable Disk disk;
  private volatile @Nullable Path current;

  /** What exists between start and close. */
  private record Open(
      DirectoryLock lock,
      SyncedMark mark,
      SingleChronicleQueue queue,
      ExcerptAppender appender,
      SyncThread thread) {}

  /** A journal that is opened by {@link #start}. */
  public ChronicleJournal(ChronicleJournalConfig config, InstantSource clock, Telemetry telemetry) {
    this(config, clock, telemetry, NativeFile::file);
  }

  ChronicleJournal(
      ChronicleJournalConfig config, InstantSource clock, Telemetry telemetry, Disk.Opener disks) {
    this.config = config;
    this.clock = clock;
    this.telemetry = telemetry;
    this.disks = disks;
    appendedFrames = telemetry.counter("journal.frames.appended");
    appendedBytes = telemetry.counter("journal.bytes.appended");
    syncs = telemetry.counter("journal.syncs");
    releasedFiles = telemetry.counter("journal.files.released");
    refused = telemetry.counter("journal.appends.refused");
  }

  /**
   * Opens the folder, finds the end and the chain's head, and begins to sync.
   *
   * @throws JournalException if another journal has it open, or a file is damaged
   */
  public void start() {
    if (open != null) throw new IllegalStateException("the journal was started already");
    Path directory = config.directory();
    DirectoryLock lock = null;
    try {
      Files.createDirectories(directory);
      lock = new DirectoryLock(directory);
      open(directory, lock);
    } catch (IOException | RuntimeException e) {
      closeQuietly(lock);
      if (e instanceof JournalException known) throw known;
      throw new JournalException(
          "the journal in " + directory + " cannot be opened: " + e.getMessage(), e);
    }
    telemetry.gauge("journal.size.bytes", this::sizeBytes);
    telemetry.gauge("journal.head", () -> head.position().sequence());
    telemetry.gauge(
        "journal.unsynced", () -> head.position().sequence() - synced.position().sequence());
  }

  /**
   * Who has the journal of this folder open, as "process 1234"; empty if nobody. Changes nothing.
   *
   * @throws IOException if its lock may not be looked at
   */
  public static Optional<String> holder(Path directory) throws IOException {
    return DirectoryLock.holder(directory);
  }

  /**
   * Lets a journal that has no files yet begin here: behind segments that came from a backup.
   *
   * @throws JournalException if it has files
   */
  public static void beginAt(Path directory, ChainHead head) {
    JournalBegin.write(directory, head);
  }

  private static void closeQuietly(@Nullable DirectoryLock lock) {
    try {
      if (lock != null) lock.close();
    } catch (IOException e) {
      log.warn("the journal's lock could not be let go", e);
    }
  }

  private void open(Path directory, DirectoryLock lock) throws IOException {
    JournalCut.removeLeftover(directory);
    JournalFiles.check(directory);
    SyncedMark mark = new SyncedMark(directory);
    SingleChronicleQueue queue = queue(directory);
    try {
      JournalOpening found = JournalOpening.of(queue, directory, mark.head());
      if (found.fault() != null || lock.cutOff() && found.last() >= 0) {
        JournalCut.cut(queue, directory, found, lock.cutOff());
        queue.close();
        queue = queue(directory);
        found = JournalOpening.of(queue, directory, mark.head());
        if (found.fault() != null) throw found.fault();
      }
      resume(found);
      ExcerptAppender appender = queue.createAppender();
      appender.singleThreadedCheckDisabled(true);
      SyncThread thread = new SyncThread(this::syncInBackground, config.syncInterval());
      open = new Open(lock, mark, queue, appender, thread);
    } catch (IOException | RuntimeException e) {
      queue.close();
      mark.close();
      throw e;
    }
    sync();
    Objects.requireNonNull(open).thread().start();
  }

  private SingleChronicleQueue queue(Path directory) {
    return SingleChronicleQueueBuilder.binary(directory)
        .rollCycle(config.roll().cycle())
        .timeProvider(this::rollMillis)
        .checkInterrupts(false)
        .timeoutMS(2_000)
        .build();
  }

  /** Chronicle would write to an older file again when the clock is set back. */
  private long rollMillis() {
    return Math.max(clock.millis(), rollFloorMillis);
  }

  private void resume(JournalOpening found) throws IOException {
    files.clear();
    found.files().forEach(file -> files.put(file.first().position().sequence(), file));
    head = found.head();
    if (found.files().isEmpty()) return;
    rollFloorMillis = startMillis(found.files().getLast().cycle());
    writtenBytes = found.end();
    current = found.files().getLast().path();
    disk = disks.open(current);
  }

  @Override
  public JournalPosition append(List<Frame> frames) {
    if (frames.isEmpty()) return head.position();
    ChainHead after;
    JournalPosition first;
    appending.lock();
    try {
      Open state = requireOpen();
      first = head.position();
      after = append(frames, state);
      head = after;
    } finally {
      appending.unlock();
    }
    appendedFrames.add(frames.size());
    if (config.syncInterval().isZero()) syncTo(after.position());
    return first;
  }

  private ChainHead append(List<Frame> frames, Open state) {
    long length = Excerpt.length(frames);
    if (length > Excerpt.BYTES_MAX) {
      throw new JournalException(
          "a batch of %d frames and %d bytes is over the limit of %d bytes: append it in parts"
              .formatted(frames.size(), length, Excerpt.BYTES_MAX));
    }
    if (encoded.capacity() < length) encoded = ByteBuffer.allocate((int) length * 2);
    ChainHead before = head;
    ChainHead after = Excerpt.write(frames, before, sha256, encoded);
    reserve(length, state);
    write(state.appender());
    appendedBytes.add(length);
    noteFile(before, state);
    return after;
  }

  /** After a failure here nothing was written: appending goes on when there is room again. */
  private void reserve(long length, Open state) {
    boolean newFile = disk == null || rolls(state);
    if (!newFile && writtenBytes + length + MARGIN_BYTES <= reservedBytes) return;
    try {
      // asked first: a reservation that fails half-way would keep the last blocks from the sealing
      long needed = length + MARGIN_BYTES + RESERVE_BYTES;
      if (Files.getFileStore(config.directory()).getUsableSpace() < needed) {
        throw new IOException("no space left on the disk");
      }
      if (newFile) return;
      long from = Math.max(writtenBytes, reservedBytes);
      long to = writtenBytes + needed;
      Objects.requireNonNull(disk).reserve(from, to - from);
      reservedBytes = to;
    } catch (IOException e) {
      refused.increment();
      throw new JournalException(
          "the journal in %s cannot grow at position %d: %s; make room on the disk"
              .formatted(config.directory(), head.position().sequence(), e.getMessage()),
          e);
    }
  }

  private boolean rolls(Open state) {
    int cycle = state.queue().cycle();
    return files.isEmpty() || cycle > files.lastEntry().getValue().cycle();
  }

  private void write(ExcerptAppender appender) {
    try (DocumentContext document = appender.writingDocument()) {
      try {
        Objects.requireNonNull(document.wire()).bytes().write(encoded.array(), 0, encoded.limit());
      } catch (RuntimeException | InternalError e) {
        document.rollbackOnClose();
        throw e;
      }
    } catch (RuntimeException | InternalError e) {
      throw fail("could not be written at position " + head.position().sequence(), e);
    }
  }

  private void noteFile(ChainHead before, Open state) {
    int cycle = state.queue().rollCycle().toCycle(state.appender().lastIndexAppended());
    writtenBytes = Objects.requireNonNull(state.appender().wire()).bytes().writePosition();
    if (!files.isEmpty() && files.lastEntry().getValue().cycle() == cycle) return;
    Path path = Objects.requireNonNull(state.appender().currentFile()).toPath();
    syncing.lock(); // the file before it is forced now, so a sync only ever has one to force
    try {
      if (disk != null) disk.sync();
      if (disk != null) disk.close();
      disk = disks.open(path);
      current = path;
      reservedBytes = 0;
      NativeFile.syncDirectory(config.directory());
    } catch (IOException e) {
      throw fail("rolled to " + path + ", which cannot be forced to the disk", e);
    } finally {
      syncing.unlock();
    }
    rollFloorMillis = startMillis(cycle);
    files.put(before.position().sequence(), new JournalFile(path, cycle, before));
  }

  private long startMillis(int cycle) {
    return (long) cycle * config.roll().cycle().lengthInMillis();
  }

  @Override
  public ChainHead head() {
    return head;
  }

  @Override
  public JournalPosition oldest() {
    Map.Entry<Long, JournalFile> first = files.firstEntry();
    return first == null ? head.position() : new JournalPosition(first.getKey());
  }

  @Override
  public void sync() {
    syncTo(head.position());
  }

  private void syncTo(JournalPosition position) {
    if (synced.position().compareTo(position) >= 0) return;
    syncing.lock();
    try {
      if (synced.position().compareTo(position) >= 0) return;
      Open state = requireOpen();
      ChainHead target = head;
      if (disk != null) disk.sync();
      syncs.increment();
      state.mark().write(target);
      synced = target;
    } catch (IOException e) {
      throw fail("could not be forced to the disk", e);
    } finally {
      syncing.unlock();
    }
  }

  private void syncInBackground() {
    try {
      if (failure == null) sync();
    } catch (JournalException e) {
      log.error("the journal stops: {}", e.getMessage());
    }
  }

  @Override
  public JournalReader read(JournalPosition from) {
    Open state = requireOpen();
    ChainHead end = head;
    if (from.compareTo(oldest()) < 0 || from.compareTo(end.position()) > 0) {
      throw new JournalException(
          "the journal in %s holds positions %d to %d; it cannot be read from %d"
              .formatted(
                  config.directory(),
                  oldest().sequence(),
                  end.position().sequence(),
                  from.sequence()));
    }
    ExcerptCursor cursor = new ExcerptCursor(state.queue());
    try {
      return ChronicleJournalReader.open(cursor, files, from, () -> head);
    } catch (RuntimeException e) {
      cursor.close();
      throw e;
    }
  }

  @Override
  public void release(JournalPosition before) {
    Open state = requireOpen();
    sync();
    appending.lock(); // no roll meanwhile
    try {
      long now = clock.millis();
      long cycleMillis = state.queue().rollCycle().lengthInMillis();
      long size = sizeBytes();
      boolean dropped = false;
      while (files.size() > 1) {
        JournalFile oldest = files.firstEntry().getValue();
        long end = files.higherKey(files.firstKey());
        boolean old = (oldest.cycle() + 1) * cycleMillis <= now - config.keep().toMillis();
        if (end > before.sequence() || !old && size <= config.sizeBytesMax()) break;
        size -= JournalFiles.sizeOf(oldest.path());
        files.remove(oldest.first().position().sequence());
        Files.delete(oldest.path());
        releasedFiles.increment();
        dropped = true;
      }
      if (dropped) {
        NativeFile.syncDirectory(config.directory());
        state.queue().refreshDirectoryListing();
      }
    } catch (IOException e) {
      throw new JournalException(
          "a released file of %s cannot be deleted: %s"
              .formatted(config.directory(), e.getMessage()),
          e);
    } finally {
      appending.unlock();
    }
  }

  @Override
  public long sizeBytes() {
    try {
      return JournalFiles.sizeBytes(config.directory(), current, writtenBytes);
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  private Open requireOpen() {
    JournalException broken = failure;
    if (broken != null) throw new JournalException(String.valueOf(broken.getMessage()), broken);
    Open state = open;
    if (state == null) {
      throw new JournalException("the journal in " + config.directory() + " is not open");
    }
    return state;
  }

  /** What is on the disk is uncertain now: nothing is appended until the journal is opened anew. */
  private JournalException fail(String what, Throwable why) {
    JournalException e =
        new JournalException(
            "the journal in %s %s: %s; restart when the cause is mended"
                .formatted(config.directory(), what, why.getMessage()),
            why);
    failure = e;
    return e;
  }

  @Override
  public void close() {
    Open state = open;
    if (state == null) return;
    state.thread().close();
    boolean orderly = failure == null;
    try {
      if (orderly) sync();
    } catch (JournalException e) {
      log.error("the journal could not be synced at its close: {}", e.getMessage());
      orderly = false;
    }
    appending.lock();
    syncing.lock();
    try {
      open = null;
      state.appender().close();
      state.queue().close();
      if (disk != null) disk.close();
      disk = null;
      state.mark().close();
      state.lock().release(orderly);
    } catch (IOException e) {
      throw new JournalException("the journal in " + config.directory() + " cannot be closed", e);
    } finally {
      syncing.unlock();
      appending.unlock();
    }
  }
}
