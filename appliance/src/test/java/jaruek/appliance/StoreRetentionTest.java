package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.collector.flow.FlowDatagrams;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.duckdb.ParquetScan;
import jaruek.retention.expiry.IdentityClock;
import jaruek.retention.expiry.Receipt;
import jaruek.retention.expiry.Retention;
import jaruek.retention.expiry.RetentionClock;
import jaruek.retention.expiry.RetentionConfig;
import jaruek.retention.identity.SessionLimits;
import jaruek.retention.identity.Sessions;
import jaruek.retention.query.Condition;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Traffic;
import jaruek.retention.selection.Selection;
import jaruek.retention.selection.Selections;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four months of the whole store: journal, seals, expiry, restart. */
final class StoreRetentionTest {
  private static final int FLOWS = 240;
  private static final int SEALS = 8;

  @TempDir Path folder;

  private final Instant begin = Instant.parse("2026-11-23T03:10:00Z");
  private final MovableClock clock = new MovableClock(begin);

  private static final class NoAccounts implements IdentityClock.Accounts {
    @Override
    public Collection<IdentityClock.Account> all() {
      return List.of();
    }

    @Override
    public void purge(IdentityClock.Account account) {
      throw new AssertionError();
    }
  }

  private Retention retention(TestStore store, RetentionClock retentionClock, ParquetScan scan) {
    Retention retention =
        new Retention(
            RetentionConfig.ofDays(90),
            folder,
            retentionClock,
            clock,
            store.log,
            store.store,
            scan,
            store.files,
            new Selections(new Sessions(store.engine, SessionLimits.DEFAULT, clock)),
            new IdentityClock(folder, 90, new NoAccounts()));
    retention.start();
    return retention;
  }

  private RetentionClock clock(TestStore store) {
    RetentionClock made =
        new RetentionClock(folder, clock, () -> clock.millis() * 1_000_000, Optional::empty);
    made.start(store.log.entries());
    store.store.retentionClock(made::atSeal);
    return made;
  }

  private static List<Receipt> receipts(TestStore store) {
    return store.log.entries().stream().map(Receipt::of).flatMap(Optional::stream).toList();
  }

  @Test
  void whatIsOlderGoesWhatIsHeldStaysAndTheStoreGoesOn() throws InterruptedException {
    List<String> held;
    IpAddress host;
    long ever = (long) SEALS * FLOWS;
    try (TestStore store = new TestStore(folder, clock);
        RetentionClock retentionClock = clock(store);
        ParquetScan scan = new ParquetScan(folder.resolve("spill"));
        Retention retention = retention(store, retentionClock, scan)) {
      fill(store);
      Row one = store.engine.list(RowQuery.of(Dataset.TRAFFIC, Condition.all(), 1)).getFirst();
      host = one.address(Traffic.SOURCE_ADDRESS).orElseThrow();
      Selection selection =
          new Selection(
              null,
              new Cidr(host, 128),
              null,
              null,
              null,
              begin.toEpochMilli() - 86_400_000,
              clock.millis());
      retention.place("2569-0001", selection, "ทท 12/2569", 6, "auditor");
      held = rows(store, host);
      assertFalse(held.isEmpty());
      Retention.Outcome outcome = retention.expire(false, Retention.Progress.NONE);
      assertEquals(List.of(), outcome.faults());
      assertEquals(List.of(0L, 1L, 2L), outcome.receipts().stream().map(Receipt::segment).toList());
      assertEquals(held, rows(store, host), "those under the hold are all there");
      assertEquals(ever, store.store.status().rows().get(Dataset.TRAFFIC));
      assertTrue(store.store.view().rows(Dataset.TRAFFIC) < ever);
    }
    try (TestStore store = new TestStore(folder, clock);
        RetentionClock retentionClock = clock(store);
        ParquetScan scan = new ParquetScan(folder.resolve("spill"));
        Retention retention = retention(store, retentionClock, scan)) {
      store.decoded();
      assertEquals(ever, store.store.status().rows().get(Dataset.TRAFFIC));
      assertEquals(3, receipts(store).size());
      assertEquals(held, rows(store, host));
      retention.release("H-1", "auditor");
      long partly = store.store.view().sealed().stream().filter(s -> s.isExpired()).count();
      assertTrue(partly > 0);
      assertEquals(partly, retention.expire(false, Retention.Progress.NONE).receipts().size());
      assertTrue(rows(store, host).size() < held.size());
    }
    try (TestStore store = new TestStore(folder, clock)) {
      store.decoded();
      List<SealedSegment> sealed = store.store.view().sealed();
      assertEquals(3, sealed.getFirst().id(), "the first three are gone");
      assertEquals(ever, store.store.status().rows().get(Dataset.TRAFFIC));
      store.sealed();
    }
  }

  /** Some flows, sealed, every fifteenth day. */
  private void fill(TestStore store) throws InterruptedException {
    FlowDatagrams exporter = Frames.exporter(clock.millis(), FlowDatagrams.ALL_FIELDS);
    SplittableRandom random = new SplittableRandom(1);
    for (int seal = 0; seal < SEALS; seal++) {
      long now = clock.millis();
      store.store.record(List.of(Frames.flow(now, exporter.template(now))));
      for (int i = 0; i < FLOWS / 24; i++) {
        store.store.record(
            List.of(Frames.flow(now, exporter.data(now, Frames.flows(random, now, 24)))));
      }
      store.sealed();
      clock.forward(Duration.ofDays(15).toMillis());
    }
  }

  private static List<String> rows(TestStore store, IpAddress host) {
    return store
        .engine
        .list(
            RowQuery.of(
                Dataset.TRAFFIC, new Condition.Equal(Traffic.SOURCE_ADDRESS, host), 100_000))
        .stream()
        .map(row -> Arrays.toString(row.values()))
        .toList();
  }
}
