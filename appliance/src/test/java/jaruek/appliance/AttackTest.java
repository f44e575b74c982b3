package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jaruek.collector.flow.FlowDatagrams;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.LogEntryCodec;
import jaruek.retention.log.MerkleAccumulator;
import jaruek.retention.log.SigningKey;
import jaruek.retention.log.StoreLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a hostile administrator may do to a store, who has the signing key where that is said: both
 * verifiers find it at the same place. What they said stands in docs/attacks.md; {@code
 * -Djaruek.attacks.write=true} writes it there.
 */
final class AttackTest {
  private static final Instant START = Instant.parse("2026-11-23T03:10:00Z");
  private static final int FLOWS = 48;
  private static final long DAY_MILLIS = 86_400_000;
  @TempDir static Path folder;
  private static Path good;
  private static BothVerifiers verifiers;
  private static AttackPage page;
  private static byte[] witnessed = {};

  private interface Attack {
    void on(Path data) throws IOException;
  }

  @BeforeAll
  static void makeStore() throws Exception {
    good = folder.resolve("good");
    make(good, false);
    verifiers = new BothVerifiers(folder);
    page =
        new AttackPage(
            "store",
            "AttackTest",
            "| attack on a store | `jaruek verify --store` | `verify.py --store` |",
            folder);
  }

  /** Three segments, and frames that are not sealed; the clock goes back and forth between them. */
  private static void make(Path data, boolean leaveOneOut) throws Exception {
    MovableClock clock = new MovableClock(START);
    SplittableRandom random = new SplittableRandom(1);
    FlowDatagrams exporter = Frames.exporter(clock.millis(), FlowDatagrams.ALL_FIELDS);
    try (TestStore store = new TestStore(data, clock)) {
      store.store.record(List.of(Frames.flow(clock.millis(), exporter.template(clock.millis()))));
      for (int segment = 0; segment < 4; segment++) {
        long now = clock.millis();
        List<FlowDatagrams.Flow> flows = Frames.flows(random, now, FLOWS);
        if (leaveOneOut && segment == 1) flows = flows.subList(1, FLOWS);
        store.store.record(List.of(Frames.flow(now, exporter.data(now, flows))));
        store.decoded();
        if (segment == 3) break;
        store.sealed();
        clock.forward(segment == 0 ? 3_600_000 : -1_800_000);
        if (segment == 1 && !leaveOneOut) {
          witnessed = Files.readAllBytes(data.resolve("log/checkpoint"));
        }
      }
    }
  }

  @AfterAll
  static void compareThePage() throws IOException {
    page.compareOrWrite();
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) Files.copy(path, to.resolve(from.relativize(path)));
    }
  }

  static void remove(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(one);
    }
  }

  private void found(int number, String name, String where, Attack attack, String... options)
      throws Exception {
    Path data = folder.resolve("attack");
    copy(good, data);
    try {
      attack.on(data);
      judge(number, name, where, data, options);
    } finally {
      remove(data);
    }
  }

  private void judge(int number, String name, String where, Path data, String... options)
      throws Exception {
    BothVerifiers.Said said = verifiers.ofStore(data, false, options);
    said.assertAt(where, name);
    page.put(number, name, said.java(), said.python());
  }

  private static Path segment(Path data, int id) {
    return TestStore.segments(data).get(id).folder();
  }

  private static String name(int id) {
    return good.relativize(segment(good, id)).toString();
  }

  static void flip(Path file, long at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) (at < 0 ? bytes.length + at : at)] ^= 1;
    Files.write(file, bytes);
  }

  static int entry(Path data, String of) throws IOException {
    List<String> lines = Files.readAllLines(data.resolve("log/entries"));
    for (int i = 0; i < lines.size(); i++) if (lines.get(i).contains(of)) return i;
    throw new AssertionError(of);
  }

  private static String logged(int id) throws IOException {
    int index = entry(good, "\"id\":" + id + ",\"manifestSha256\"");
    return "log/entries, entry " + index + " (segment " + id + ")";
  }

  /** Whoever has the key writes the log anew, with these entries. */
  static void resign(Path data, List<LogEntry> entries) throws IOException {
    SigningKey key =
        SigningKey.open(
            data.resolve("keys/log.key"), data.resolve("keys/log.pub"), new SecureRandom());
    String origin = Files.readAllLines(data.resolve("log/checkpoint")).getFirst();
    remove(data.resolve("log"));
    try (StoreLog log = StoreLog.open(data.resolve("log"), key, origin)) {
      entries.forEach(log::append);
    }
  }

  static List<LogEntry> entries(Path data) throws IOException {
    List<LogEntry> entries = new ArrayList<>();
    for (String line : Files.readAllLines(data.resolve("log/entries"))) {
      entries.add(LogEntryCodec.decode(line.getBytes(StandardCharsets.UTF_8)));
    }
    return entries;
  }

  @Test
  void anUntouchedStoreWhoseClockWentBackAndForthIsUnchanged() throws Exception {
    found(1, "none; the clock was set back and forth between seals", "", data -> {});
  }

  @Test
  void oneBitAnywhereIsFound() throws Exception {
    found(
        10,
        "one bit in a row",
        name(1) + "/traffic.parquet",
        data -> flip(segment(data, 1).resolve("traffic.parquet"), 200));
    found(
        11,
        "one bit in a footer",
        name(1) + "/traffic.parquet",
        data -> flip(segment(data, 1).resolve("traffic.parquet"), -20));
    found(
        12,
        "one bit in a manifest",
        name(1) + "/manifest.json",
        data -> flip(segment(data, 1).resolve("manifest.json"), 100));
    found(
        13,
        "one bit in a log entry",
        logged(1),
        data -> {
          Path entries = data.resolve("log/entries");
          String text = Files.readString(entries);
          int at = text.indexOf("\"id\":1,\"manifestSha256\"") + 30;
          while (!Character.isDigit(text.charAt(at))) at++;
          flip(entries, at);
        });
    found(
        14,
        "one bit in the checkpoint",
        "log/checkpoint",
        d -> flip(d.resolve("log/checkpoint"), 60));
    found(
        15,
        "one bit in block roots",
        name(1) + "/traffic.tree",
        data -> flip(segment(data, 1).resolve("traffic.tree"), 3));
  }

  @Test
  void segmentsRemovedOrSwappedAreFound() throws Exception {
    found(20, "a segment removed from the middle", logged(1), data -> remove(segment(data, 1)));
    found(21, "a segment removed from the end", logged(2), data -> remove(segment(data, 2)));
    found(
        22,
        "two segments swapped",
        name(0) + "/manifest.json",
        data -> {
          Path aside = data.resolve("aside");
          Path first = segment(data, 0);
          Path second = segment(data, 1);
          Files.move(first, aside);
          Files.move(second, first);
          Files.move(aside, second);
        });
    found(
        23,
        "a segment added",
        "segments/2026/11/23/0000000009",
        data -> copy(segment(data, 1), data.resolve("segments/2026/11/23/0000000009")));
    found(
        24,
        "a symbolic link in place of a file",
        name(1) + "/traffic.parquet",
        data -> {
          Path rows = segment(data, 1).resolve("traffic.parquet");
          Files.move(rows, data.resolve("aside"));
          Files.createSymbolicLink(rows, data.resolve("aside"));
        });
  }

  @Test
  void aHistoryRewrittenWithTheKeyIsFoundByAnOlderHead() throws Exception {
    Path note = folder.resolve("older.note");
    Files.write(note, witnessed);
    String given = "--checkpoint " + note;
    Path other = folder.resolve("resealed");
    Files.createDirectories(other.resolve("keys"));
    for (String file : List.of("log.key", "log.pub")) {
      Files.copy(good.resolve("keys").resolve(file), other.resolve("keys").resolve(file));
    }
    make(other, true);
    judge(
        30,
        "with the key: a segment sealed anew with a row left out, nothing to compare",
        "",
        other);
    judge(
        31,
        "the same, held against an older head given from outside",
        given,
        other,
        "--checkpoint",
        note.toString());
    Path kept = other.resolve("witness/cosigned/9-prov.note");
    Files.createDirectories(kept.getParent());
    Files.write(kept, witnessed);
    judge(
        32,
        "the same, with a cosigned older head in the store",
        "witness/cosigned/9-prov.note",
        other);
    found(
        33,
        "with the key: the log truncated and signed again, a time-stamped older head is there",
        "witness/timestamps/9.note",
        data -> {
          int segment1 = entry(data, "\"id\":1,\"manifestSha256\"");
          for (int id = 2; id >= 1; id--) remove(segment(data, id));
          remove(data.resolve("journal"));
          Path stamped = data.resolve("witness/timestamps/9.note");
          Files.createDirectories(stamped.getParent());
          Files.write(stamped, witnessed);
          resign(data, entries(data).subList(0, segment1));
        });
    found(
        34,
        "with the key: a seal missing from the log",
        logged(2).replaceFirst("entry [0-9]+", "entry " + (entry(good, "\"id\":2,\"manifest") - 1)),
        data -> {
          List<LogEntry> entries = entries(data);
          entries.remove(entry(data, "\"id\":1,\"manifestSha256\""));
          resign(data, entries);
        });
  }

  @Test
  void aChangedJournalIsFound() throws Exception {
    found(
        40,
        "the journal's tail cut off",
        "journal, position " + (frames() - 1),
        data -> {
          Path file = journal(data);
          List<Integer> excerpts = excerpts(file);
          byte[] bytes = Files.readAllBytes(file);
          Arrays.fill(bytes, excerpts.getLast(), bytes.length, (byte) 0);
          Files.write(file, bytes);
        });
    String file = good.relativize(oldest(good)).toString();
    found(
        41,
        "one bit in a journal's frame",
        file + ", position 1",
        data -> flip(oldest(data), excerpts(oldest(data)).get(1) + 4 + 52 + 40));
    found(
        42,
        "an excerpt taken out of the journal",
        file + ", position 1",
        data -> {
          Path path = oldest(data);
          ByteBuffer bytes =
              ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
          int at = excerpts(path).get(1);
          bytes.putInt(at, bytes.getInt(at) | 0x4000_0000);
          Files.write(path, bytes.array());
        });
  }

  private static Path oldest(Path data) throws IOException {
    return journal(data, Comparator.reverseOrder());
  }

  private static Path journal(Path data) throws IOException {
    return journal(data, Comparator.naturalOrder());
  }

  private static Path journal(Path data, Comparator<Path> order) throws IOException {
    try (Stream<Path> all = Files.list(data.resolve("journal"))) {
      return all.filter(p -> p.toString().endsWith(".cq4")).max(order).orElseThrow();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static List<Integer> excerpts(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> found = new ArrayList<>();
    int at = 0;
    while (at + 4 <= bytes.limit()) {
      int header = bytes.getInt(at);
      if (header <= 0) break;
      if ((header & 0x4000_0000) == 0) found.add(at);
      at = at + 4 + (header & 0x3fff_ffff) + 3 & ~3;
    }
    return found;
  }

  private static int frames() throws IOException {
    String head = Files.readString(good.resolve("log/checkpoint"));
    return Integer.parseInt(head.replaceFirst("(?s).*\njournal ([0-9]+) .*", "$1"));
  }

  @Test
  void foreignKeysAndCheckpointsAreFound() throws Exception {
    Path other = folder.resolve("foreign");
    make(other, true);
    found(
        50,
        "a foreign key",
        "log/checkpoint",
        data -> {},
        "--key",
        other.resolve("keys/log.pub").toString());
    found(
        51,
        "a checkpoint of another store in place of its own",
        "log/checkpoint",
        data -> {
          Path checkpoint = data.resolve("log/checkpoint");
          Files.write(checkpoint, Files.readAllBytes(other.resolve("log/checkpoint")));
        });
    Path note = other.resolve("log/checkpoint");
    found(
        52,
        "a checkpoint of another store given from outside",
        "--checkpoint " + note,
        data -> {},
        "--checkpoint",
        note.toString());
  }

  @Test
  void forgedExpiryIsFound() throws Exception {
    int next = entries(good).size();
    found(
        60,
        "with the key: a held segment expired, its rows not kept",
        "log/entries, entry " + (next + 2) + " (expiry of segment 0)",
        data -> expire(data, 91, true));
    found(
        61,
        "with the key: a segment expired early",
        "log/entries, entry " + next + " (expiry of segment 0)",
        data -> expire(data, 89, false));
    found(
        62,
        "without an entry: a segment's files removed as if it had expired",
        name(0) + "/decoder.state",
        data -> {
          for (String file : List.of("decoder.state", "traffic.parquet", "traffic.tree")) {
            Files.delete(segment(data, 0).resolve(file));
          }
        });
  }

  private static void expire(Path data, int days, boolean held) throws IOException {
    List<LogEntry> entries = entries(data);
    int index = entry(data, "\"id\":0,\"manifestSha256\"");
    LogEntry.Segment first = (LogEntry.Segment) entries.get(index);
    assertEquals(LogEntry.CLOCK, entries.get(index - 1).type());
    OptionalLong sealed = OptionalLong.of(first.atMillis());
    entries.set(index - 1, LogEntry.clock(first.atMillis(), new TreeMap<>(), sealed));
    long at = first.atMillis() + days * DAY_MILLIS;
    if (held) {
      String end = Long.toString(at + DAY_MILLIS);
      entries.add(LogEntry.hold(at, "H1", Map.of("endMillis", end)));
      entries.add(
          LogEntry.held(
              at, "H1", Map.of("hold", "H1", "segment", "0", "traffic", "1:" + "ab".repeat(32))));
    }
    entries.add(
        LogEntry.expire(
            at,
            0,
            first.manifestSha256(),
            Map.of("days", "90", "retentionMillis", Long.toString(at), "keptSha256", "")));
    remove(segment(data, 0));
    resign(data, entries);
  }

  @Test
  void aManifestThatPointsOutsideItsFolderIsFoundAndNotFollowed() throws Exception {
    found(
        70,
        "with the key: a manifest that points outside its folder",
        name(2) + "/manifest.json",
        data -> {
          Path manifest = segment(data, 2).resolve("manifest.json");
          String text = Files.readString(manifest).replace("\"traffic.parquet\"", "\"../../x\"");
          Files.writeString(manifest, text);
          List<LogEntry> entries = entries(data);
          int index = entry(data, "\"id\":2,\"manifestSha256\"");
          LogEntry.Segment old = (LogEntry.Segment) entries.get(index);
          String sha256 =
              HexFormat.of()
                  .formatHex(
                      MerkleAccumulator.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
          entries.set(
              index,
              new LogEntry.Segment(
                  old.atMillis(),
                  old.id(),
                  sha256,
                  old.journalFrom(),
                  old.journalTo(),
                  old.roots()));
          resign(data, entries);
        });
  }
}
