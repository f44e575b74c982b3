package jaruek.radius.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.radius.session.AccountingEvent.Kind;
import jaruek.retention.decode.EventCodec;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IdentityEvent;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.telemetry.Telemetry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionSnapshotTest {
  private static final ZoneId ZONE = ZoneId.of("Asia/Bangkok");
  private static final int SEEDS = 60;
  private static final int EVENTS = 300;

  @TempDir private Path folder;
  private final Telemetry telemetry = new Telemetry();
  private final ListJournal journal = new ListJournal();
  private final StoredRows rows = new StoredRows();
  private long now = Instant.parse("2026-11-23T03:00:00Z").toEpochMilli();
  private SessionRules rules =
      new SessionRules(Duration.ofHours(20), Duration.ofHours(20), ZONE, 40, 20, 30);
  private SessionTable live = table();

  private SessionTable table() {
    return new SessionTable(rules, telemetry, () -> Instant.ofEpochMilli(now));
  }

  private SessionSnapshot snapshot(SessionTable table) {
    return snapshot(table, ZONE);
  }

  private SessionSnapshot snapshot(SessionTable table, ZoneId zone) {
    return new SessionSnapshot(
        file(), journal, table, zone, telemetry, () -> Instant.ofEpochMilli(now));
  }

  private Path file() {
    return folder.resolve("sessions.snapshot");
  }

  private long counted(String result) {
    return telemetry.counter("radius.sessions.snapshot", "result", result).sum();
  }

  /** Journals and takes an event, as the server does. */
  private void happens(AccountingEvent event) {
    assertTrue(
        live.inOrder(
            () -> {
              journal.append(List.of(flow(), frame(event)));
              live.apply(event);
              return true;
            }));
    rows.add(event);
  }

  private Frame flow() {
    return new Frame(
        FrameKind.FLOW, now, IpAddress.of("192.0.2.9"), 9, Transport.UDP, new byte[] {1});
  }

  private static Frame frame(AccountingEvent event) {
    IdentityEvent row =
        new IdentityEvent(
            event.kind().word(),
            event.atMillis(),
            event.userName(),
            text(event.address()),
            text(event.addressV6()),
            text(event.mac()),
            null,
            event.nas(),
            event.nasPort(),
            event.sessionId(),
            event.seconds(),
            event.inputBytes(),
            event.outputBytes(),
            event.cause(),
            null,
            null);
    return new Frame(
        FrameKind.IDENTITY,
        event.receivedAtMillis(),
        IpAddress.of("192.0.2.1"),
        1813,
        Transport.UDP,
        EventCodec.encode(row));
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  /** Events of few users, places and ids, so that they meet; some late, some repeated. */
  private final class Traffic {
    private final RandomGenerator random;
    private @Nullable AccountingEvent last;

    Traffic(long seed) {
      random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    AccountingEvent next(boolean reported) {
      now += random.nextInt(5) == 0 ? random.nextInt(1_200_000) : random.nextInt(30_000) + 1;
      AccountingEvent before = last;
      AccountingEvent event =
          before != null && random.nextInt(12) == 0 ? again(before) : fresh(reported);
      last = event;
      return event;
    }

    private AccountingEvent again(AccountingEvent e) {
      return new AccountingEvent(
          e.kind(),
          e.atMillis(),
          now,
          null,
          null,
          false,
          e.userName(),
          e.nas(),
          e.sessionId(),
          e.address(),
          e.addressV6(),
          e.mac(),
          e.nasPort(),
          e.seconds(),
          e.inputBytes(),
          e.outputBytes(),
          e.cause(),
          Identification.NONE);
    }

    private boolean often() {
      return random.nextInt(10) < 8;
    }

    private AccountingEvent fresh(boolean reported) {
      int dice = random.nextInt(40);
      Kind kind =
          dice == 0
              ? Kind.ON
              : dice == 1
                  ? Kind.OFF
                  : dice < 15 ? Kind.START : dice < 30 ? Kind.INTERIM : Kind.STOP;
      int who = random.nextInt(40);
      String nas = "192.0.2." + (1 + random.nextInt(3));
      long late = random.nextInt(6) == 0 ? random.nextInt(4_000_000) : 0;
      boolean counts = kind == Kind.INTERIM || kind == Kind.STOP;
      return new AccountingEvent(
          kind,
          now - late,
          now,
          reported ? "client" : null,
          reported ? IpAddress.of(nas) : null,
          reported && random.nextInt(5) == 0,
          often() ? "ผู้ใช้" + who : null,
          nas,
          often() ? "s" + who % 25 : null,
          often() ? IpAddress.of("10.0.0." + (1 + random.nextInt(30))) : null,
          random.nextInt(4) == 0 ? IpAddress.of("2001:db8::" + who) : null,
          often() ? new MacAddress(0x0200_0000_0000L + who) : null,
          often() ? "port" + random.nextInt(20) : null,
          counts && often() ? (Long) (long) random.nextInt(20_000) : null,
          counts && often() ? (Long) random.nextLong(1L << 40) : null,
          counts && often() ? (Long) random.nextLong(1L << 40) : null,
          kind == Kind.STOP && often() ? "user-request" : null,
          reported ? identification(who) : Identification.NONE);
    }

    private Identification identification(int who) {
      return new Identification(
          new byte[] {(byte) 192, 0, 2, 1},
          often() ? "nas" : null,
          "02-00-00-00-00-" + who,
          often() ? OptionalLong.of(random.nextLong(1L << 32)) : OptionalLong.empty(),
          null,
          "m" + who,
          new byte[] {(byte) who});
    }
  }

  private static byte[] image(SessionTable table) {
    ImageWriter out = new ImageWriter(1 << 30);
    table.write(out, () -> 0);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuffer chunk : out.chunks()) {
      byte[] bytes = new byte[chunk.remaining()];
      chunk.get(bytes);
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  @Test
  void aTableFromItsSnapshotAndTheJournalBehindIsTheLiveOneToTheByte() {
    for (int seed = 0; seed < SEEDS; seed++) {
      live = table();
      Traffic traffic = new Traffic(seed);
      int saved = traffic.random.nextInt(EVENTS);
      for (int i = 0; i < EVENTS; i++) {
        happens(traffic.next(i < saved));
        if (i < saved && traffic.random.nextInt(50) == 0) live.sweep();
        if (i == saved) assertTrue(snapshot(live).save());
      }
      SessionTable loaded = table();
      assertTrue(snapshot(loaded).load(), "seed " + seed);
      assertArrayEquals(image(live), image(loaded), "seed " + seed);
      assertEquals(live.openSessions().size(), loaded.openSessions().size());
      AccountingEvent next = traffic.next(true);
      assertEquals(live.known(next), loaded.known(next), "seed " + seed);
      live.apply(next);
      loaded.apply(next);
      live.sweep();
      loaded.sweep();
      assertArrayEquals(image(live), image(loaded), "and goes on like it, seed " + seed);
    }
    assertEquals(SEEDS, counted("loaded"));
  }

  @Test
  void aTableFromTheStoreIsTheLiveOneToTheByteButForWhoReported() {
    for (int seed = 0; seed < SEEDS; seed++) {
      live = table();
      StoredRows stored = new StoredRows();
      Traffic traffic = new Traffic(seed);
      long begin = now;
      for (int i = 0; i < EVENTS && now - begin < Duration.ofHours(19).toMillis(); i++) {
        AccountingEvent event = traffic.next(false);
        live.apply(event);
        stored.add(event);
      }
      SessionTable rebuilt = table();
      SessionRebuild rebuild = new SessionRebuild(stored, rules, rebuilt, new LongAdder());
      rebuild.online(now);
      rebuild.used(now);
      assertArrayEquals(image(live), image(rebuilt), "seed " + seed);
      now += Duration.ofDays(3).toMillis();
    }
  }

  /** A live table with a snapshot of the first half of its events. */
  private void halfSaved() {
    Traffic traffic = new Traffic(7);
    for (int i = 0; i < 16; i++) {
      happens(traffic.next(i < 8));
      if (i == 8) assertTrue(snapshot(live).save());
    }
  }

  private void refuses(String word) {
    SessionTable loaded = table();
    long before = counted(word);
    assertFalse(snapshot(loaded).load());
    assertEquals(before + 1, counted(word));
    assertEquals(0, loaded.size());
    assertArrayEquals(image(table()), image(loaded));
  }

  @Test
  void aMissingOneIsSaid() {
    refuses("missing");
  }

  @Test
  void anyTruncationIsDamage() throws IOException {
    halfSaved();
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length < whole.length; length += 1 + length / 200) {
      Files.write(file(), Arrays.copyOf(whole, length));
      refuses("damaged");
    }
    Files.write(file(), Arrays.copyOf(whole, whole.length + 1));
    refuses("damaged");
  }

  @Test
  void anyFlippedByteIsSeen() throws IOException {
    halfSaved();
    byte[] whole = Files.readAllBytes(file());
    int version = SessionSnapshot.FORMAT.length();
    for (int at = 0; at < whole.length; at += 1 + at / 200) {
      byte[] bad = whole.clone();
      bad[at] ^= (byte) (1 << at % 8);
      Files.write(file(), bad);
      refuses(at == version ? "other-version" : "damaged");
    }
  }

  @Test
  void nonsenseUnderARightSumIsDamageToo() throws IOException, NoSuchAlgorithmException {
    halfSaved();
    byte[] whole = Files.readAllBytes(file());
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
    int body = SessionSnapshot.FORMAT.length() + 80; // behind the place in the journal
    for (int i = 0; i < 300; i++) {
      byte[] bad = Arrays.copyOf(whole, body + random.nextInt(whole.length - 32 - body) + 32);
      int at = body + random.nextInt(bad.length - 32 - body + 1) - 1;
      bad[at] = (byte) random.nextInt(256);
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bad, 0, bad.length - 32);
      System.arraycopy(digest.digest(), 0, bad, bad.length - 32, 32);
      Files.write(file(), bad);
      refuses("damaged");
    }
  }

  @Test
  void aNewerVersionIsNotRead() throws IOException {
    halfSaved();
    byte[] whole = Files.readAllBytes(file());
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    Files.write(
        file(),
        text.replaceFirst("jaruek-sessions/1", "jaruek-sessions/12")
            .getBytes(StandardCharsets.ISO_8859_1));
    refuses("other-version");
  }

  @Test
  void oneFromBeforeTheOldestFrameKeptIsNotUsed() {
    halfSaved();
    journal.release(journal.head().position());
    refuses("other-journal");
  }

  @Test
  void oneThatKnowsMoreThanTheJournalIsNotUsed() {
    halfSaved();
    journal.cutAt(9);
    refuses("other-journal");
    while (journal.head().position().sequence() < 200) happens(new Traffic(9).next(true));
    refuses("other-journal");
  }

  @Test
  void oneThatAddsUpOtherDaysIsNotUsed() {
    halfSaved();
    assertFalse(snapshot(table(), ZoneId.of("UTC")).load());
    assertEquals(1, counted("other-zone"));
  }

  @Test
  void aKillWhileOneIsWrittenLeavesTheOneBefore() throws IOException {
    halfSaved();
    Files.write(folder.resolve("sessions.snapshot.next"), new byte[1_000]);
    SessionTable loaded = table();
    assertTrue(snapshot(loaded).load());
    assertArrayEquals(image(live), image(loaded));
    assertTrue(snapshot(loaded).save(), "and the next one is written all the same");
  }

  @Test
  void aClockSetBackBetweenLosesNothing() {
    halfSaved();
    now -= Duration.ofDays(2).toMillis();
    Traffic traffic = new Traffic(11);
    for (int i = 0; i < 50; i++) happens(traffic.next(false));
    SessionTable loaded = table();
    assertTrue(snapshot(loaded).load());
    assertArrayEquals(image(live), image(loaded));
  }

  @Test
  void oneThatCannotBeWrittenLeavesTheOneBefore() throws IOException {
    halfSaved();
    Path next = Files.createDirectories(folder.resolve("sessions.snapshot.next"));
    Files.write(next.resolve("x"), new byte[1]);
    assertFalse(snapshot(live).save());
    assertEquals(1, counted("not-written"));
    assertTrue(snapshot(table()).load());
  }

  @Test
  void isForItsOwnerAlone() throws IOException {
    halfSaved();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
  }
}
