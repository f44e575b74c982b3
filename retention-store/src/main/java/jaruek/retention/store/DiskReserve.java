package jaruek.retention.store;

import jaruek.retention.disk.NativeFile;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens as the disk fills up. A file holds room that nobody else can take. When little is
 * left, sealing stops first: its rows are in the journal. When almost nothing is left, the file is
 * given up, so that the journal goes on for a while. When there is room again, the file is made
 * again and sealing goes on, by itself.
 */
public final class DiskReserve {
  /** The file's name in the data directory. */
  public static final String FILE = "reserve";

  /** How much it holds if nothing else is said, and the disk is large enough. */
  public static final long BYTES = 256L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(DiskReserve.class);
  private static final int SHARE_OF_DISK = 16;
  private static final long JOURNAL_NEEDS_BYTES = 8L << 20;

  /** What is free; a seam, so that tests fill the disk. */
  interface Room {
    long freeBytes() throws IOException;
  }

  /** How the disk is. */
  public enum State {
    /** There is room. */
    ROOM,
    /** Sealing waits. */
    NO_SEALING,
    /** Sealing waits, and the journal lives on the reserve. */
    ON_RESERVE
  }

  private final Path directory;
  private final Room room;
  private final long bytes;
  private final LongAdder givenUp;
  private volatile State state = State.ROOM;
  private volatile long freeBytes;

  /**
   * Below this data directory.
   *
   * @param bytes wanted; on a small disk a sixteenth of it is taken at most
   */
  public DiskReserve(Path directory, long bytes, Telemetry telemetry) {
    this(directory, bytes, telemetry, () -> Files.getFileStore(directory).getUsableSpace());
  }

  DiskReserve(Path directory, long bytes, Telemetry telemetry, Room room) {
    this.directory = directory;
    this.room = room;
    this.bytes = Math.min(bytes, totalBytes(directory) / SHARE_OF_DISK);
    this.givenUp = telemetry.counter("store.disk.reserve.given-up");
    telemetry.gauge("store.disk.free.bytes", () -> freeBytes);
    telemetry.gauge("store.disk.full", () -> state == State.ROOM ? 0 : 1);
  }

  private static long totalBytes(Path directory) {
    try {
      return Files.getFileStore(directory).getTotalSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /** How the disk was at the last check. */
  public State state() {
    return state;
  }

  /** What was free at the last check, without the reserve. */
  public long freeBytes() {
    return freeBytes;
  }

  /** Looks at the disk and acts; cheap, to be called every few seconds. */
  public synchronized void check() {
    Path file = directory.resolve(FILE);
    try {
      freeBytes = room.freeBytes();
      boolean there = Files.exists(file);
      if (freeBytes < JOURNAL_NEEDS_BYTES + bytes / 8 && there) {
        Files.delete(file);
        givenUp.increment();
        there = false;
        freeBytes = room.freeBytes();
      } else if (!there && freeBytes > JOURNAL_NEEDS_BYTES + 2 * bytes) {
        make(file);
        there = true;
        freeBytes = room.freeBytes();
      }
      become(judge(there));
    } catch (IOException e) {
      LOG.warn("the disk of {} cannot be asked or reserved: {}", directory, e.toString());
    }
  }

  private State judge(boolean there) {
    if (!there && bytes > 0) return State.ON_RESERVE;
    long needed = JOURNAL_NEEDS_BYTES + (state == State.ROOM ? bytes / 2 : bytes);
    return freeBytes < needed ? State.NO_SEALING : State.ROOM;
  }

  private void become(State next) {
    if (next == state) return;
    String free = freeBytes / (1 << 20) + " MiB free";
    switch (next) {
      case ROOM -> LOG.info("the disk of {} has room again ({}): sealing goes on", directory, free);
      case NO_SEALING ->
          LOG.error(
              "the disk of {} is nearly full ({}): sealing waits; make room", directory, free);
      case ON_RESERVE ->
          LOG.error(
              "the disk of {} is full: the journal lives on its reserve ({}); make room now",
              directory,
              free);
    }
    state = next;
  }

  private void make(Path file) throws IOException {
    if (bytes == 0) return;
    Files.write(file, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try (NativeFile reserved = NativeFile.file(file)) {
      reserved.reserve(0, bytes);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }
}
