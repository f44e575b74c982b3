package jaruek.retention.expiry;

import static jaruek.retention.expiry.AgedStore.BEGIN;
import static jaruek.retention.expiry.AgedStore.DAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.MerkleTree;
import jaruek.retention.log.Sha256;
import jaruek.retention.proof.ProofReader;
import jaruek.retention.query.Condition;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.Traffic;
import jaruek.retention.segment.KeptManifest;
import jaruek.retention.segment.RowEncoding;
import jaruek.retention.selection.Selection;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetentionTest {
  private static final Selection ALL = Selection.of(BEGIN - DAY, BEGIN + 400 * DAY);

  @TempDir Path directory;
  private final AgedStore.Machine machine = new AgedStore.Machine();
  private @Nullable AgedStore open;

  private AgedStore store() {
    AgedStore now = open;
    if (now == null) {
      now = new AgedStore(directory, machine);
      open = now;
    }
    return now;
  }

  @AfterEach
  void close() {
    AgedStore now = open;
    open = null;
    if (now != null) now.close();
  }

  private static Selection selection(
      @Nullable String user, @Nullable String address, int mac, @Nullable String destination) {
    return new Selection(
        user,
        address == null ? null : Cidr.parse(address).orElseThrow(),
        mac == 0 ? null : AgedStore.mac(mac),
        destination == null ? null : Cidr.parse(destination).orElseThrow(),
        destination == null ? null : 443,
        ALL.fromMillis(),
        ALL.toMillis());
  }

  private static Hold place(AgedStore store, Selection selection) {
    Hold hold = store.retention.place("2569-0001", selection, "ทท 12/2569", 6, "auditor");
    store.retention.scan(hold.id(), Retention.Progress.NONE);
    return hold;
  }

  private static long count(AgedStore store, Dataset dataset) {
    return store.engine.count(RowQuery.of(dataset, Condition.all(), 1));
  }

  private static KeptManifest kept(AgedStore store, long id) {
    return Optional.ofNullable(store.segment(id).kept()).orElseThrow();
  }

  /** Every kept row has its proof, against the root that was sealed and logged. */
  private static void assertProven(AgedStore store, long id) throws IOException {
    SealedSegment segment = store.segment(id);
    KeptManifest kept = kept(store, id);
    for (Dataset dataset : Dataset.values()) {
      if (segment.rows(dataset) == 0) continue;
      Path proofs = segment.keptProofs(dataset).orElseThrow();
      assertEquals(kept.table(dataset).orElseThrow().proof().sha256(), Sha256.of(proofs));
      RowEncoding encoding = new RowEncoding(dataset);
      try (InputStream in = new BufferedInputStream(Files.newInputStream(proofs))) {
        ProofReader reader = new ProofReader(in, proofs.toString());
        assertEquals(
            segment.manifest().table(dataset).orElseThrow().merkleRoot(), reader.table().root());
        store.scan.scan(
            segment,
            dataset,
            Condition.all(),
            (index, row) -> {
              encoding.encode(row);
              byte[] leaf = MerkleTree.leafHash(Arrays.copyOf(encoding.bytes(), encoding.length()));
              var proof = reader.next().orElseThrow();
              assertEquals(index, proof.index());
              assertTrue(proof.proves(leaf, reader.table()), "row " + index);
            });
        assertEquals(Optional.empty(), reader.next());
      }
    }
  }

  private static List<Receipt> receipts(AgedStore store) {
    return store.log.entries().stream().map(Receipt::of).flatMap(Optional::stream).toList();
  }

  @Test
  void aSegmentExpiresAtNinetyDaysAndNotBefore() {
    AgedStore store = store();
    store.sealDaily(0, 3);
    store.pass(86.9);
    assertEquals(List.of(), store.expire().receipts());
    store.pass(0.2);
    Retention.Outcome outcome = store.expire();
    assertEquals(List.of(0L), outcome.receipts().stream().map(Receipt::segment).toList());
    assertEquals(List.of(), outcome.faults());
    assertTrue(store.find(0).isEmpty());
    Receipt receipt = receipts(store).getFirst();
    assertEquals(90, receipt.days());
    assertEquals("", receipt.keptSha256());
    assertEquals(AgedStore.TRAFFIC_ROWS, receipt.expired().get(Dataset.TRAFFIC));
    assertEquals(2L * AgedStore.TRAFFIC_ROWS, count(store, Dataset.TRAFFIC));
    assertEquals(2, store.folders.list().size());
  }

  @Test
  void theNewestSegmentStaysHoweverOldItIs() {
    AgedStore store = store();
    store.sealDaily(0, 2);
    store.pass(500);
    store.expire();
    assertEquals(1, store.view().sealed().size());
    assertEquals(1, store.view().sealed().getFirst().id());
  }

  @Test
  void nothingExpiresWhenOnlyTheWallClockSaysSo() {
    AgedStore store = store();
    store.sealDaily(0, 2);
    long[] step = {365 * DAY};
    RetentionClock still =
        new RetentionClock(
            directory.resolve("other"),
            () -> java.time.Instant.ofEpochMilli(machine.millis + step[0]),
            () -> machine.millis * 1_000_000,
            Optional::empty);
    still.start(store.log.entries());
    store.machine.millis += DAY;
    assertTrue(still.millis() < 4 * DAY);
    assertEquals(List.of(), store.expire().receipts());
  }

  @Test
  void aRunWithoutChangesTellsAndChangesNoByte() throws IOException {
    AgedStore store = store();
    store.sealDaily(0, 4);
    place(store, selection("somchai", null, 0, null));
    store.pass(89);
    Map<String, byte[]> before = bytes();
    Retention.Outcome outcome = store.retention.expire(true, Retention.Progress.NONE);
    assertEquals(3, outcome.receipts().size());
    assertTrue(outcome.receipts().getFirst().kept().getOrDefault(Dataset.TRAFFIC, 0L) > 0);
    Map<String, byte[]> after = bytes();
    assertEquals(before.keySet(), after.keySet());
    before.forEach((name, content) -> assertTrue(Arrays.equals(content, after.get(name)), name));
    List<Map<Dataset, Long>> told = outcome.receipts().stream().map(Receipt::expired).toList();
    assertEquals(told, store.expire().receipts().stream().map(Receipt::expired).toList());
  }

  private Map<String, byte[]> bytes() throws IOException {
    Map<String, byte[]> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(directory.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return all;
  }

  @Test
  void rowsUnderAHoldOfEachKindStayWithTheirProofs() throws IOException {
    AgedStore store = store();
    store.sealDaily(0, 3);
    Map<String, Selection> kinds = new TreeMap<>();
    kinds.put("user", selection("somchai", null, 0, null));
    kinds.put("address", selection(null, "10.0.0.9/32", 0, null));
    kinds.put("range", selection(null, "10.0.0.16/28", 0, null));
    kinds.put("mac", selection(null, null, 33, null));
    kinds.put("destination", selection(null, null, 0, "203.0.113.4/32"));
    for (Map.Entry<String, Selection> kind : kinds.entrySet()) {
      Hold hold = place(store, kind.getValue());
      long held =
          store
              .retention
              .scan(hold.id(), Retention.Progress.NONE)
              .getOrDefault(Dataset.TRAFFIC, -1L);
      assertEquals(0, held, "looked through already");
    }
    List<Row> before = rowsUnder(store, kinds.values());
    store.pass(89);
    Retention.Outcome outcome = store.expire();
    assertEquals(List.of(), outcome.faults());
    assertEquals(2, outcome.receipts().size());
    for (long id = 0; id < 2; id++) {
      assertProven(store, id);
      assertEquals(
          List.of("kept-1", "manifest.json"), names(store.segment(id).folder()), "segment " + id);
    }
    assertEquals(texts(before), texts(rowsUnder(store, kinds.values())));
    long left = count(store, Dataset.TRAFFIC) - AgedStore.TRAFFIC_ROWS;
    assertTrue(left > 0 && left < 1L * AgedStore.TRAFFIC_ROWS, "left " + left);
  }

  private static List<Row> rowsUnder(AgedStore store, Iterable<Selection> selections) {
    List<Row> rows = new ArrayList<>();
    var choosing =
        new jaruek.retention.selection.Selections(
            new jaruek.retention.identity.Sessions(
                store.engine,
                jaruek.retention.identity.SessionLimits.DEFAULT,
                () -> java.time.Instant.ofEpochMilli(store.machine.millis)));
    for (Selection selection : selections) {
      for (SealedSegment segment : store.view().sealed()) {
        var table = segment.manifest().table(Dataset.TRAFFIC).orElseThrow();
        rows.addAll(
            store.engine.list(
                RowQuery.of(
                    Dataset.TRAFFIC,
                    Condition.all(
                        new Condition.Between(
                            Traffic.RECEIVED_AT,
                            table.receivedFromMillis(),
                            table.receivedToMillis()),
                        choosing
                            .choose(selection)
                            .condition(
                                Dataset.TRAFFIC, table.eventFromMillis(), table.eventToMillis())),
                    100_000)));
      }
    }
    assertFalse(rows.isEmpty());
    return rows;
  }

  private static List<String> texts(List<Row> rows) {
    return rows.stream().map(row -> Arrays.toString(row.values())).toList();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theLogSaysWhichRowsAreHeldSoThatAForgedExpiryShows() {
    AgedStore store = store();
    store.sealDaily(0, 3);
    Hold hold = place(store, selection(null, null, 33, null));
    List<LogEntry.Event> held =
        store.log.entries().stream()
            .filter(e -> e.type().equals(LogEntry.HELD))
            .map(LogEntry.Event.class::cast)
            .toList();
    assertEquals(3, held.size());
    store.pass(90);
    store.expire();
    for (long id = 0; id < 2; id++) {
      KeptManifest.Table table = kept(store, id).table(Dataset.TRAFFIC).orElseThrow();
      RowRanges kept = RowRanges.parse(table.holds().getFirst().ranges());
      assertEquals(hold.id(), held.get((int) id).fields().get("hold"));
      assertEquals(kept.digest(), held.get((int) id).fields().get("traffic"));
    }
  }

  @Test
  void aReleasedHoldLetsItsRowsGoWithAnotherReceipt() throws IOException {
    AgedStore store = store();
    store.sealDaily(0, 3);
    Hold first = place(store, selection(null, null, 33, null));
    Hold second = place(store, selection(null, null, 34, null));
    store.pass(90);
    store.expire();
    long both = store.segment(0).rows(Dataset.TRAFFIC);
    assertEquals(List.of(), store.expire().receipts(), "nothing changed");
    assertTrue(store.retention.release(first.id(), "auditor").isPresent());
    assertEquals(Optional.empty(), store.retention.release(first.id(), "auditor"));
    assertEquals(2, store.expire().receipts().size());
    assertEquals(both / 2, store.segment(0).rows(Dataset.TRAFFIC));
    assertProven(store, 0);
    assertEquals(List.of("kept-2", "manifest.json"), names(store.segment(0).folder()));
    store.retention.release(second.id(), "auditor");
    store.expire();
    assertEquals(1, store.view().sealed().size());
    assertEquals(1, store.folders.list().size());
    long gone =
        receipts(store).stream()
            .mapToLong(r -> r.expired().getOrDefault(Dataset.TRAFFIC, 0L))
            .sum();
    assertEquals(2L * AgedStore.TRAFFIC_ROWS, gone);
  }

  @Test
  void aHoldLastsAtMostSixMonthsAnOrderAndTwentyFourInAll() {
    AgedStore store = store();
    store.seal(0);
    assertThrows(ExpiryException.class, () -> store.retention.place("2569-0001", ALL, "1", 7, "a"));
    Hold hold = store.retention.place("2569-0001", ALL, "1", 6, "a");
    assertTrue(store.retention.renew(hold.id(), "2", 6, "a").isPresent());
    assertTrue(store.retention.renew(hold.id(), "3", 6, "a").isPresent());
    assertTrue(store.retention.renew(hold.id(), "4", 5, "a").isPresent());
    assertEquals(Optional.empty(), store.retention.renew(hold.id(), "5", 2, "a"));
    assertEquals(24, store.retention.renew(hold.id(), "5", 1, "a").orElseThrow().months());
    assertEquals(5, store.log.entries().stream().filter(e -> e.type().equals("hold")).count());
  }

  @Test
  void aHoldThatRanOutIsReleasedByItself() {
    AgedStore store = store();
    store.sealDaily(0, 2);
    Hold hold = store.retention.place("2569-0001", ALL, "1", 4, "a");
    store.pass(115);
    store.expire();
    assertTrue(store.retention.hold(hold.id()).orElseThrow().isInForce());
    assertEquals(AgedStore.TRAFFIC_ROWS, store.segment(0).rows(Dataset.TRAFFIC));
    store.pass(10);
    store.expire();
    assertEquals("system", store.retention.hold(hold.id()).orElseThrow().releasedBy());
    assertTrue(store.find(0).isEmpty());
    assertEquals(1, store.log.entries().stream().filter(e -> e.type().equals("release")).count());
  }

  @Test
  void holdsAndWhatTheyHoldAreThereAfterARestart() throws IOException {
    store().sealDaily(0, 3);
    Hold hold = place(store(), selection("somchai", null, 0, null));
    close();
    store().pass(90);
    assertEquals(hold.selection(), store().retention.hold(hold.id()).orElseThrow().selection());
    assertEquals(2, store().expire().receipts().size());
    assertProven(store(), 0);
    close();
    assertTrue(store().segment(0).isExpired());
    assertProven(store(), 0);
    assertEquals(List.of(), store().expire().receipts());
  }

  @Test
  void holdsWhoseFileIsDamagedAreTakenFromTheLog() throws IOException {
    store().seal(0);
    place(store(), selection("somchai", null, 0, null));
    store().retention.renew("H-1", "2", 3, "a");
    place(store(), selection(null, "10.0.0.9/32", 0, null));
    store().retention.release("H-2", "a");
    List<Hold> before = store().retention.holds();
    close();
    Path file = directory.resolve("retention").resolve("holds");
    Files.writeString(file, Files.readString(file).replace("somchai", "malee"));
    List<Hold> after = store().retention.holds();
    assertEquals(
        before.stream().map(Hold::selection).toList(),
        after.stream().map(Hold::selection).toList());
    assertEquals(
        before.stream().map(Hold::orders).toList(), after.stream().map(Hold::orders).toList());
    assertEquals(
        before.stream().map(Hold::endMillis).toList(),
        after.stream().map(Hold::endMillis).toList());
    assertEquals(1, after.stream().filter(Hold::isInForce).count());
  }

  @Test
  void whatIdentifiesAUserStaysUntilNinetyDaysAfterTheAccountWasClosed() throws IOException {
    machine.accounts.add(new IdentityClock.Account(1, "somchai", BEGIN - DAY, null));
    AgedStore store = store();
    store.sealDaily(0, 3);
    store.pass(200);
    store.expire();
    assertEquals(3, store.segment(0).rows(Dataset.IDENTITY), "accept, start, stop of somchai");
    assertEquals(0, store.segment(0).rows(Dataset.TRAFFIC));
    assertProven(store, 0);
    List<Row> rows =
        store.engine.list(
            RowQuery.of(Dataset.IDENTITY, new Condition.Equal(Identity.USER_NAME, "somchai"), 100));
    assertEquals(3 + 3 + 5, rows.size());
    machine.accounts.set(0, new IdentityClock.Account(1, "somchai", BEGIN - DAY, machine.millis));
    store.expire();
    store.pass(89.5);
    store.expire();
    assertEquals(3, store.segment(0).rows(Dataset.IDENTITY));
    assertEquals(List.of(), machine.purged);
    store.pass(1);
    store.expire();
    assertEquals(1, machine.purged.size());
    assertTrue(store.find(0).isEmpty());
  }

  @Test
  void aHoldPlacedWhileAnExpiryRunsKeepsWhatIsStillThere() throws IOException {
    AgedStore store = store();
    store.sealDaily(0, 5);
    store.pass(90);
    int[] begun = {0};
    machine.kills =
        place -> {
          if (place.equals("next") && begun[0]++ == 2) {
            store.retention.place("2569-0001", selection(null, null, 33, null), "1", 6, "a");
          }
        };
    store.expire();
    machine.kills = Kills.NONE;
    assertTrue(store.find(0).isEmpty());
    assertTrue(store.find(1).isEmpty());
    assertEquals(25, store.segment(2).rows(Dataset.TRAFFIC));
    assertProven(store, 2);
    assertEquals(25, store.segment(3).rows(Dataset.TRAFFIC));
  }

  /** A segment more is due each day; the expiry of each is interrupted at another place. */
  @Test
  void aCrashAtAnyStepIsFinishedAtTheNextStartNeverEarlyAndNothingTwice() throws IOException {
    List<String> places =
        List.of(
            "begin 1",
            "kept traffic 1",
            "kept identity 1",
            "kept written 1",
            "before the receipt 1",
            "after the receipt 1",
            "before deleting 1",
            "deleted a file 1",
            "deleted a file 4",
            "deleted a file 9");
    store().sealDaily(0, places.size() + 1);
    place(store(), selection("somchai", null, 0, null));
    Hold other = place(store(), selection(null, null, 33, null));
    store().pass(90 - places.size() - 1);
    for (String place : places) {
      store().pass(1);
      crash(place);
      store().expire();
    }
    assertExpiredOnce(places.size());
    assertProven(store(), 0);
    store().retention.release(other.id(), "a");
    for (String place : List.of("kept written 3", "after the receipt 2", "deleted a file 1")) {
      crash(place);
    }
    assertExpiredOnce(2 * places.size());
    assertProven(store(), 4);
    store().retention.release("H-1", "a");
    crash("before the receipt 4");
    crash("before deleting 3");
    store().expire();
    assertExpiredOnce(3 * places.size());
    assertEquals(1, store().folders.list().size());
  }

  /** Passes the place so many times, then crashes, and looks at what the next start made of it. */
  private void crash(String place) {
    int blank = place.lastIndexOf(' ');
    int[] left = {Integer.parseInt(place.substring(blank + 1))};
    machine.kills =
        passed -> {
          if (passed.equals(place.substring(0, blank)) && --left[0] == 0) {
            throw new AgedStore.Killed();
          }
        };
    assertThrows(AgedStore.Killed.class, () -> store().expire(), place);
    machine.kills = Kills.NONE;
    close();
    List<Receipt> receipts = receipts(store());
    for (SealedSegment segment : store().view().sealed()) {
      long logged = receipts.stream().filter(r -> r.segment() == segment.id()).count();
      KeptManifest kept = segment.kept();
      assertEquals(logged, kept == null ? 0 : kept.number(), place + ", " + segment.id());
      assertTrue(segment.file(Dataset.TRAFFIC).map(Files::exists).orElse(true), place);
    }
  }

  private void assertExpiredOnce(int receipts) {
    assertEquals(receipts, receipts(store()).size());
    long left = store().view().rows(Dataset.TRAFFIC);
    long gone =
        receipts(store()).stream()
            .mapToLong(r -> r.expired().getOrDefault(Dataset.TRAFFIC, 0L))
            .sum();
    assertEquals(11L * AgedStore.TRAFFIC_ROWS, left + gone);
    assertEquals(left, count(store(), Dataset.TRAFFIC));
  }

  @Test
  void aDamagedRowIsNotKeptAsIfItWereWholeAndItsSegmentStays() throws IOException {
    AgedStore store = store();
    store.sealDaily(0, 3);
    Hold hold = place(store, selection(null, null, 33, null));
    assertTrue(hold.isInForce());
    Path other = store.segment(1).file(Dataset.TRAFFIC).orElseThrow();
    Path file = store.segment(0).file(Dataset.TRAFFIC).orElseThrow();
    Files.write(file, Files.readAllBytes(other));
    store.pass(90);
    Retention.Outcome outcome = store.expire();
    assertEquals(1, outcome.faults().size(), outcome.faults().toString());
    assertFalse(store.segment(0).isExpired());
    assertTrue(Files.exists(file));
    assertEquals(List.of(1L), outcome.receipts().stream().map(Receipt::segment).toList());
  }

  @Test
  void tellsWhatIsNextAndWhen() {
    AgedStore store = store();
    store.sealDaily(0, 3);
    Retention.Status status = store.retention.status();
    assertEquals(0, status.next().orElseThrow());
    long at = status.nextMillis().orElseThrow();
    assertTrue(at >= BEGIN + 90 * DAY && at < BEGIN + 91 * DAY, "at " + at);
    assertEquals(BEGIN, status.oldestMillis().orElseThrow());
    assertEquals(3, status.whole());
  }
}
