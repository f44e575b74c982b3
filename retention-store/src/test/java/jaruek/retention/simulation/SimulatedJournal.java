package jaruek.retention.simulation;

import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.FrameCodec;
import jaruek.retention.journal.Journal;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.JournalReader;
import jaruek.retention.log.MerkleAccumulator;
import jaruek.retention.record.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * A journal in plain files on a simulated disk, with the promises of {@link Journal} and no more:
 * an append is on the disk once {@link #sync} came back. Chronicle maps its files into memory,
 * where no file system can be put underneath; its own recovery has tests of its own.
 */
public final class SimulatedJournal implements Journal {
  private static final int APPENDS_OF_A_FILE = 12;
  private static final int HASH_BYTES = 32;
  private static final int HEAD_BYTES = 4 + 8 + 4;
  private static final int MARK_BYTES = 8 + HASH_BYTES + 8;

  private final Path folder;
  private final List<Frame> frames = new ArrayList<>();
  private final List<ChainHead> heads = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();
  private ChainHead first = ChainHead.empty();
  private int appendsOfFile;
  private long end;
  private int marks;
  private boolean wasCut;

  /** Opens what is there; a tail that is not whole is cut, anything else refused. */
  public SimulatedJournal(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
      try (FileChannel parent = FileChannel.open(folder.getParent(), StandardOpenOption.READ)) {
        parent.force(true);
      }
      recover();
    } catch (IOException e) {
      throw new JournalException(folder + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private void recover() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      all.filter(p -> p.toString().endsWith(".log")).sorted().forEach(files::add);
    }
    boolean cut = false;
    List<Path> whole = new ArrayList<>();
    for (Path file : files) {
      byte[] bytes = cut ? new byte[0] : Files.readAllBytes(file);
      int good = cut ? 0 : read(bytes, whole.isEmpty());
      if (good < bytes.length || (good == 0 && !cut)) {
        cut = true;
        wasCut = true;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(good);
          channel.force(true);
        }
      }
      if (good > 0) whole.add(file);
      else Files.delete(file);
    }
    files.clear();
    files.addAll(whole);
    appendsOfFile = APPENDS_OF_A_FILE; // a new file from here on
    requireReachesMark();
  }

  /**
   * Whether something behind the mark was not whole: Chronicle's logs it and keeps the old file.
   */
  public boolean wasCut() {
    return wasCut;
  }

  private int read(byte[] bytes, boolean mayBegin) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    int good = 0;
    while (from.remaining() >= HEAD_BYTES + HASH_BYTES) {
      int length = from.getInt();
      long sequence = from.getLong();
      int count = from.getInt();
      byte[] before = new byte[HASH_BYTES];
      from.get(before);
      if (length < 0 || length > from.remaining() - HASH_BYTES) return good;
      if (count < 1 || sequence < 0) return good;
      if (frames.isEmpty() && mayBegin && good == 0) {
        first = new ChainHead(new JournalPosition(sequence), before);
      }
      if (!head().equals(new ChainHead(new JournalPosition(sequence), before))) return good;
      List<Frame> read = new ArrayList<>();
      int end = from.position() + length;
      try {
        while (from.position() < end) read.add(FrameCodec.read(from));
      } catch (IllegalArgumentException e) {
        return good;
      }
      if (from.position() != end) return good; // a flipped length of a frame
      byte[] after = new byte[HASH_BYTES];
      from.get(after);
      ChainHead head = head();
      List<ChainHead> newHeads = new ArrayList<>();
      for (Frame frame : read) {
        head = next(head, frame);
        newHeads.add(head);
      }
      if (read.size() != count || !Arrays.equals(head.hash(), after)) return good;
      frames.addAll(read);
      heads.addAll(newHeads);
      good = from.position();
    }
    return good;
  }

  private void requireReachesMark() throws IOException {
    Optional<ChainHead> mark = mark();
    if (mark.isEmpty() || mark.get().position().sequence() < first.position().sequence()) return;
    int at = (int) (mark.get().position().sequence() - first.position().sequence());
    ChainHead there = at == 0 ? first : at <= heads.size() ? heads.get(at - 1) : ChainHead.empty();
    if (!there.equals(mark.get())) {
      throw new JournalException(
          folder + " ends at " + head() + " and was forced up to " + mark.get() + ": it was cut");
    }
  }

  private Optional<ChainHead> mark() throws IOException {
    ChainHead newest = null;
    for (int slot = 0; slot < 2; slot++) {
      Path file = folder.resolve("mark" + slot);
      byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
      if (bytes.length != MARK_BYTES) continue;
      ByteBuffer from = ByteBuffer.wrap(bytes);
      long sequence = from.getLong();
      byte[] hash = new byte[HASH_BYTES];
      from.get(hash);
      if (from.getLong() != crc(bytes)) continue;
      ChainHead head = new ChainHead(new JournalPosition(sequence), hash);
      if (newest == null || head.position().compareTo(newest.position()) > 0) newest = head;
    }
    return Optional.ofNullable(newest);
  }

  private static long crc(byte[] mark) {
    CRC32 crc = new CRC32();
    crc.update(mark, 0, MARK_BYTES - 8);
    return crc.getValue();
  }

  private static ChainHead next(ChainHead head, Frame frame) {
    ByteBuffer encoded = ByteBuffer.allocate(FrameCodec.length(frame));
    FrameCodec.write(frame, encoded);
    MessageDigest sha256 = MerkleAccumulator.sha256();
    sha256.update(head.hash());
    return new ChainHead(head.position().plus(1), sha256.digest(encoded.array()));
  }

  @Override
  public JournalPosition append(List<Frame> batch) {
    ChainHead before = head();
    ChainHead head = before;
    List<ChainHead> newHeads = new ArrayList<>();
    int length = 0;
    for (Frame frame : batch) {
      head = next(head, frame);
      newHeads.add(head);
      length += FrameCodec.length(frame);
    }
    ByteBuffer record = ByteBuffer.allocate(HEAD_BYTES + HASH_BYTES + length + HASH_BYTES);
    record.putInt(length).putLong(before.position().sequence()).putInt(batch.size());
    record.put(before.hash());
    batch.forEach(frame -> FrameCodec.write(frame, record));
    write(record.put(head.hash()).flip());
    frames.addAll(batch);
    heads.addAll(newHeads);
    return before.position();
  }

  private void write(ByteBuffer record) {
    try {
      if (appendsOfFile >= APPENDS_OF_A_FILE) roll();
      try (FileChannel channel = FileChannel.open(files.getLast(), StandardOpenOption.WRITE)) {
        // behind the last whole append, over what a failed one may have left
        while (record.hasRemaining()) channel.write(record, end + record.position());
      }
      end += record.limit();
      appendsOfFile++;
    } catch (IOException e) {
      throw new JournalException("not appended: " + e.getMessage(), e);
    }
  }

  private void roll() throws IOException {
    if (!files.isEmpty()) force(files.getLast());
    Path file =
        folder.resolve(String.format(Locale.ROOT, "%019d.log", head().position().sequence()));
    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
    if (!files.contains(file)) files.add(file);
    force(folder);
    appendsOfFile = 0;
    end = 0;
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public ChainHead head() {
    return heads.isEmpty() ? first : heads.getLast();
  }

  @Override
  public JournalPosition oldest() {
    return first.position();
  }

  @Override
  public void sync() {
    try {
      if (files.isEmpty()) return;
      force(files.getLast());
      ByteBuffer mark = ByteBuffer.allocate(MARK_BYTES);
      mark.putLong(head().position().sequence()).put(head().hash());
      mark.putLong(crc(mark.array()));
      Files.write(folder.resolve("mark" + (marks++ & 1)), mark.array());
    } catch (IOException e) {
      throw new JournalException("not forced: " + e.getMessage(), e);
    }
  }

  @Override
  public JournalReader read(JournalPosition from) {
    long at = from.sequence() - first.position().sequence();
    if (at < 0 || at > frames.size()) {
      throw new JournalException(
          folder + " holds " + first.position() + " to " + head().position() + ", not " + from);
    }
    return new Reader((int) at - 1);
  }

  @Override
  public void release(JournalPosition before) {
    try {
      while (files.size() > 1 && begin(files.get(1)) <= before.sequence()) {
        Files.delete(files.getFirst());
        files.removeFirst();
        int dropped = (int) (begin(files.getFirst()) - first.position().sequence());
        first = heads.get(dropped - 1);
        heads.subList(0, dropped).clear();
        frames.subList(0, dropped).clear();
      }
    } catch (IOException e) {
      throw new JournalException("not released: " + e.getMessage(), e);
    }
  }

  private static long begin(Path file) {
    String name = file.getFileName().toString();
    return Long.parseLong(name.substring(0, name.indexOf('.')));
  }

  @Override
  public long sizeBytes() {
    return 0;
  }

  @Override
  public void close() {}

  private final class Reader implements JournalReader {
    private long at;

    Reader(int index) {
      at = first.position().sequence() + index;
    }

    private int index() {
      return (int) (at - first.position().sequence());
    }

    @Override
    public boolean next() {
      if (index() + 1 >= frames.size()) return false;
      at++;
      return true;
    }

    @Override
    public Frame frame() {
      return frames.get(index());
    }

    @Override
    public JournalPosition position() {
      return new JournalPosition(at);
    }

    @Override
    public ChainHead head() {
      return index() < 0 ? first : heads.get(index());
    }

    @Override
    public void close() {}
  }
}
