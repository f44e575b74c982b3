package jaruek.retention.journal.chronicle;

import jaruek.retention.disk.Disk;
import jaruek.retention.disk.NativeFile;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.JournalReader;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A journal's folder, a clock that stands until it is moved, and frames to fill the one. */
final class JournalFixture {
  static final Instant NOON = Instant.parse("2026-11-23T12:00:10Z");

  final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  final InstantSource clock = now::get;
  final Telemetry telemetry = new Telemetry();
  ChronicleJournalConfig config;

  JournalFixture(Path directory) {
    config = ChronicleJournalConfig.in(directory).withRoll(JournalRoll.MINUTE);
  }

  ChronicleJournal open() {
    return open(NativeFile::file);
  }

  ChronicleJournal open(Disk.Opener disks) {
    ChronicleJournal journal = new ChronicleJournal(config, clock, telemetry, disks);
    journal.start();
    return journal;
  }

  void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  static Frame frame(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Frame(FrameKind.SYSLOG, 1_000, IpAddress.of("192.0.2.7"), 514, Transport.UDP, bytes);
  }

  static List<Frame> batch(int from, int count) {
    return IntStream.range(from, from + count).mapToObj(i -> frame("message " + i)).toList();
  }

  static String text(Frame frame) {
    return new String(frame.bytes(), StandardCharsets.UTF_8);
  }

  static List<String> texts(ChronicleJournal journal, JournalPosition from) {
    List<String> texts = new ArrayList<>();
    try (JournalReader reader = journal.read(from)) {
      while (reader.next()) texts.add(text(reader.frame()));
    }
    return texts;
  }

  /** Fills one file a minute. */
  void fill(int files, int framesPerFile) {
    try (ChronicleJournal journal = open()) {
      for (int i = 0; i < files; i++) {
        journal.append(batch(i * framesPerFile, framesPerFile));
        pass(Duration.ofMinutes(1));
      }
    }
  }

  List<Path> files() {
    return JournalFiles.list(config.directory());
  }

  /** The folder as a crash of the machine would leave it: a copy while the journal is open. */
  JournalFixture copyTo(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> entries = Files.list(config.directory())) {
      for (Path entry : entries.filter(Files::isRegularFile).toList()) {
        Files.copy(entry, directory.resolve(entry.getFileName()));
      }
    }
    JournalFixture copy = new JournalFixture(directory);
    copy.now.set(now.get());
    return copy;
  }

  /** Where the text stands in the file. */
  static long find(Path file, String text) throws IOException {
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    int at = bytes.indexOf(text);
    if (at < 0) throw new IllegalStateException(text + " is not in " + file);
    return at;
  }

  static void overwrite(Path file, long at, byte[] bytes) throws IOException {
    try (java.io.RandomAccessFile open = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      open.seek(at);
      open.write(bytes);
    }
  }
}
