package jaruek.radius.session;

import jaruek.radius.session.AccountingEvent.Kind;
import jaruek.retention.decode.EventCodec;
import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.Journal;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.JournalReader;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IdentityEvent;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of sessions in a file, with the place in the journal up to which it is true: at a start
 * only the journal behind it is read. It is an aid: what it says stands in the store too, and
 * without it, or where anything about it is wrong, the table is made from the store as {@link
 * SessionRebuild} does.
 *
 * <p>It counts only where the journal's chain has, at that place, the hash written here. So a
 * snapshot of another installation, of a journal that lost its end, or from before what is still
 * kept is not used. Times do not matter, a clock set back neither.
 *
 * <p>Format: docs/store-format.md.
 */
public final class SessionSnapshot {
  /** A larger one is not written: all that the table may hold fits, but for years of usage. */
  static final long BYTES_MAX = 128L << 20;

  static final String FORMAT = "jaruek-sessions/";
  static final String VERSION = "1";

  private static final byte[] BEGIN = (FORMAT + VERSION + "\n").getBytes(StandardCharsets.US_ASCII);
  private static final int SUM_BYTES = 32;
  private static final Logger LOG = LoggerFactory.getLogger(SessionSnapshot.class);

  private final Path file;
  private final Journal journal;
  private final SessionTable table;
  private final ZoneId zone;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private boolean failing;

  /** Why a snapshot is not used. */
  private enum Fault {
    MISSING("missing"),
    DAMAGED("damaged"),
    VERSION("other-version"),
    ZONE("other-zone"),
    JOURNAL("other-journal"),
    UNREADABLE("unreadable");

    final String word;

    Fault(String word) {
      this.word = word;
    }
  }

  private static final class FaultException extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    final Fault fault;

    FaultException(Fault fault, String message, @Nullable Throwable cause) {
      super(message, cause);
      this.fault = fault;
    }
  }

  /**
   * Inert.
   *
   * @param file replaced as a whole; its folder must be there
   * @param journal open
   * @param zone whose days usage is added up by
   */
  public SessionSnapshot(
      Path file,
      Journal journal,
      SessionTable table,
      ZoneId zone,
      Telemetry telemetry,
      InstantSource clock) {
    this.file = file;
    this.journal = journal;
    this.table = table;
    this.zone = zone;
    this.telemetry = telemetry;
    this.clock = clock;
  }

  /**
   * Fills the table, which is empty, from the snapshot and the journal behind it.
   *
   * @return false if there is none that can be used: then the table is empty still, and the log
   *     says why
   */
  public boolean load() {
    long began = System.nanoTime();
    try {
      long events = read();
      count("loaded");
      LOG.info(
          "{} sessions open, from their snapshot and {} events behind it, read in {} ms",
          table.size(),
          events,
          (System.nanoTime() - began) / 1_000_000);
      return true;
    } catch (FaultException e) {
      count(e.fault.word);
      if (e.fault == Fault.MISSING) LOG.info("{}", e.getMessage());
      else LOG.warn("{}; open sessions are read from the store instead", e.getMessage());
      return false;
    }
  }

  private void count(String result) {
    telemetry.counter("radius.sessions.snapshot", "result", result).increment();
  }

  private long read() throws FaultException {
    ByteBuffer body = body();
    ImageReader in = new ImageReader(body);
    String place = file + " is damaged";
    ChainHead head;
    try {
      requireZone(in.name());
      in.number(); // when, for people
      head = new ChainHead(new JournalPosition(in.number()), hash(in));
    } catch (RuntimeException e) {
      throw new FaultException(Fault.DAMAGED, place + ": " + e.getMessage(), e);
    }
    try (JournalReader reader = reader(head)) {
      try {
        table.read(in);
      } catch (RuntimeException e) {
        throw new FaultException(Fault.DAMAGED, place + ": " + e.getMessage(), e);
      }
      return replay(reader);
    }
  }

  private static byte[] hash(ImageReader in) {
    byte[] hash = in.bytes();
    if (hash == null || hash.length != 32) throw new IllegalArgumentException("no chain hash");
    return hash;
  }

  private void requireZone(String found) throws FaultException {
    if (found.equals(zone.getId())) return;
    throw new FaultException(
        Fault.ZONE, file + " adds up days of " + found + ", not of " + zone.getId(), null);
  }

  /** What stands between the first line and the sum. */
  private ByteBuffer body() throws FaultException {
    ByteBuffer all = bytes();
    requireVersion(all);
    int end = all.limit() - SUM_BYTES;
    if (end < BEGIN.length) throw new FaultException(Fault.DAMAGED, file + " is cut short", null);
    byte[] sum = new byte[SUM_BYTES];
    all.get(end, sum);
    MessageDigest digest = sha256();
    digest.update(all.duplicate().limit(end));
    if (!MessageDigest.isEqual(sum, digest.digest())) {
      throw new FaultException(
          Fault.DAMAGED, file + " is damaged: its SHA-256 is another than it says", null);
    }
    return all.slice(BEGIN.length, end - BEGIN.length);
  }

  private ByteBuffer bytes() throws FaultException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = in.size();
      if (size > 2 * BYTES_MAX) {
        throw new FaultException(Fault.DAMAGED, file + " has " + size + " bytes", null);
      }
      return in.map(FileChannel.MapMode.READ_ONLY, 0, size); // the heap is small
    } catch (NoSuchFileException e) {
      throw new FaultException(Fault.MISSING, "there is no " + file + " yet", e);
    } catch (IOException e) {
      throw new FaultException(Fault.UNREADABLE, file + " cannot be read: " + e, e);
    }
  }

  private void requireVersion(ByteBuffer all) throws FaultException {
    byte[] begin = new byte[Math.min(all.limit(), BEGIN.length + 8)];
    all.get(0, begin);
    String line = new String(begin, StandardCharsets.ISO_8859_1);
    int end = line.indexOf('\n');
    if (!line.startsWith(FORMAT) || end < 0) {
      throw new FaultException(Fault.DAMAGED, file + " is no snapshot of sessions", null);
    }
    String version = line.substring(FORMAT.length(), end);
    if (version.equals(VERSION)) return;
    throw new FaultException(
        Fault.VERSION,
        "%s is of version %s, this program knows %s".formatted(file, version, VERSION),
        null);
  }

  private JournalReader reader(ChainHead head) throws FaultException {
    JournalReader reader;
    try {
      reader = journal.read(head.position());
    } catch (JournalException e) {
      throw new FaultException(Fault.JOURNAL, file + " does not fit: " + e.getMessage(), e);
    }
    if (reader.head().equals(head)) return reader;
    reader.close();
    throw new FaultException(
        Fault.JOURNAL,
        file + " is of another journal: the chain at " + head.position().sequence() + " differs",
        null);
  }

  /** Takes the accounting events up to the journal's present end. */
  private long replay(JournalReader reader) throws FaultException {
    JournalPosition end = journal.head().position();
    long events = 0;
    try {
      while (reader.head().position().compareTo(end) < 0 && reader.next()) {
        AccountingEvent event = event(reader.frame());
        if (event == null) continue;
        table.apply(event);
        events++;
      }
      return events;
    } catch (JournalException e) {
      table.clear();
      throw new FaultException(
          Fault.JOURNAL, "the journal behind " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The accounting event in a frame, as its row would give it; null if there is none. */
  private static @Nullable AccountingEvent event(Frame frame) {
    if (frame.kind() != FrameKind.IDENTITY) return null;
    IdentityEvent row;
    try {
      row = EventCodec.identity(frame.bytes());
    } catch (IOException e) { // the decoder counts it
      return null;
    }
    Kind kind = Kind.of(row.event());
    String nas = row.nas();
    if (kind == null || nas == null) return null;
    Long at = row.eventAtMillis();
    return new AccountingEvent(
        kind,
        at == null ? frame.receivedAtMillis() : at,
        frame.receivedAtMillis(),
        null,
        null,
        false,
        row.userName(),
        nas,
        row.sessionId(),
        address(row.address()),
        address(row.addressV6()),
        row.mac() == null ? null : MacAddress.parse(row.mac()).orElse(null),
        row.nasPort(),
        row.seconds(),
        row.inputBytes(),
        row.outputBytes(),
        row.cause(),
        Identification.NONE);
  }

  private static @Nullable IpAddress address(@Nullable String text) {
    return text == null ? null : IpAddress.parse(text).orElse(null);
  }

  /**
   * Replaces the file by what the table holds now. Where that fails, the log says so and the older
   * one stays.
   *
   * @return whether it was written
   */
  public synchronized boolean save() {
    try {
      write();
      count("written");
      failing = false;
      return true;
    } catch (IOException | RuntimeException e) { // the next one may do
      count("not-written");
      if (!failing) LOG.warn("{} could not be written, tried again: {}", file, e.toString());
      failing = true;
      return false;
    }
  }

  private void write() throws IOException {
    ImageWriter body = new ImageWriter(BYTES_MAX);
    ChainHead head = table.write(body, journal::head);
    ImageWriter before = new ImageWriter(BYTES_MAX);
    before.text(zone.getId());
    before.number(clock.millis());
    before.number(head.position().sequence());
    before.bytes(head.hash());
    journal.sync(); // else a power cut could leave less of the journal than this counts on
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (FileChannel out = create(next)) {
      MessageDigest digest = sha256();
      put(out, digest, List.of(ByteBuffer.wrap(BEGIN)));
      put(out, digest, before.chunks());
      put(out, digest, body.chunks());
      put(out, null, List.of(ByteBuffer.wrap(digest.digest())));
      out.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  private static FileChannel create(Path path) throws IOException {
    Files.deleteIfExists(path);
    return FileChannel.open(
        path,
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private static void put(FileChannel out, @Nullable MessageDigest digest, List<ByteBuffer> chunks)
      throws IOException {
    for (ByteBuffer chunk : chunks) {
      if (digest != null) digest.update(chunk.duplicate());
      while (chunk.hasRemaining()) out.write(chunk);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
