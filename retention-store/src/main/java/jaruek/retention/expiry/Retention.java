package jaruek.retention.expiry;

import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.catalog.SegmentScan;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.LogException;
import jaruek.retention.log.Sha256;
import jaruek.retention.log.StoreLog;
import jaruek.retention.proof.ProofException;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryException;
import jaruek.retention.record.Dataset;
import jaruek.retention.segment.DatasetFiles;
import jaruek.retention.segment.KeptManifest;
import jaruek.retention.segment.ManifestCodec;
import jaruek.retention.segment.SegmentException;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.segment.SegmentManifest;
import jaruek.retention.selection.Chosen;
import jaruek.retention.selection.Selection;
import jaruek.retention.selection.SelectionException;
import jaruek.retention.selection.Selections;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets segments expire when their time is over, and keeps of them what must stay.
 *
 * <p>The order of an expiry: what stays is written beside the segment and forced; the receipt is
 * appended to the log, which is the deed; questions see what is left; the old files are deleted. A
 * crash before the receipt leaves the segment as it was, one after it is finished at the next start
 * ({@link ExpiredFolders}).
 *
 * <p>Design note: holds are evaluated and receipts appended under one lock, segment by segment, so
 * a hold placed while an expiry runs keeps every row that is still there. Questions take no lock.
 * All that writes runs on threads of its own: a caller may be interrupted when its client goes
 * away, and an interrupt in the middle of a write would close the log's file.
 */
public final class Retention implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final Dataset[] HELD = {Dataset.TRAFFIC, Dataset.MESSAGES, Dataset.IDENTITY};

  /** An expiry that is later than this is overdue: it is looked at each day. */
  public static final long LATE_MILLIS = TimeUnit.DAYS.toMillis(2);

  private static final int SCANS_A_SAVE = 64;
  private static final long STOP_SECONDS_MAX = 120;

  /** Told how far it is. */
  @FunctionalInterface
  public interface Progress {
    /** Tells nobody. */
    Progress NONE = (done, total) -> {};

    /** So many segments of so many are looked at. */
    void at(long done, long total);
  }

  /**
   * What an expiry did, or would do.
   *
   * @param pending true if nothing may expire at present: the retention clock waits until the wall
   *     clock is settled
   * @param receipts of what expired
   * @param faults why segments could not expire that should have
   */
  public record Outcome(boolean pending, List<Receipt> receipts, List<String> faults) {}

  /** What a segment was found to be. */
  private record Decision(Receipt receipt, Map<Dataset, Keeping> keeping) {}

  /** What is to be deleted. */
  private record Deletion(Path folder, Receipt receipt) {}

  private final RetentionConfig config;
  private final RetentionClock clock;
  private final InstantSource wall;
  private final StoreLog log;
  private final ExpiringStore store;
  private final SegmentScan scan;
  private final Selections selections;
  private final IdentityClock identity;
  private final Holds holds;
  private final HeldRows heldRows;
  private final KeptWriter writer;
  private final ExpiredFolders folders;
  private final Kills kills;
  private final Object lock = new Object();
  private final Object expiring = new Object();
  private final ExecutorService workers =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().name("jaruek-expiry-", 0).factory());
  private volatile Telemetry telemetry = new Telemetry();
  private volatile List<String> lastFaults = List.of();
  private volatile boolean stopping;
  private String evaluated = ""; // for what reasons kept rows were looked at last

  /**
   * Inert until start.
   *
   * @param dataDirectory where its files are
   * @param clock by which rows expire
   * @param wall the wall clock
   * @param scan finds rows with their places
   * @param files writes rows that stay
   * @param selections makes holds into questions
   * @param identity says which identity rows stay
   */
  public Retention(
      RetentionConfig config,
      Path dataDirectory,
      RetentionClock clock,
      InstantSource wall,
      StoreLog log,
      ExpiringStore store,
      SegmentScan scan,
      DatasetFiles files,
      Selections selections,
      IdentityClock identity) {
    this(
        config,
        dataDirectory,
        clock,
        wall,
        log,
        store,
        scan,
        files,
        selections,
        identity,
        Kills.NONE);
  }

  Retention(
      RetentionConfig config,
      Path dataDirectory,
      RetentionClock clock,
      InstantSource wall,
      StoreLog log,
      ExpiringStore store,
      SegmentScan scan,
      DatasetFiles files,
      Selections selections,
      IdentityClock identity,
      Kills kills) {
    Path own = dataDirectory.resolve("retention");
    this.config = config;
    this.clock = clock;
    this.wall = wall;
    this.log = log;
    this.store = store;
    this.scan = scan;
    this.selections = selections;
    this.identity = identity;
    this.holds = new Holds(new DurableFile(own.resolve("holds")), log, wall);
    this.heldRows = new HeldRows(own.resolve("held"), log, wall);
    this.writer = new KeptWriter(files, kills);
    this.folders = new ExpiredFolders(new SegmentFolders(dataDirectory), kills);
    this.kills = kills;
  }

  /**
   * Reads the holds.
   *
   * @throws ExpiryException if their file is damaged
   */
  public void start() {
    List<LogEntry> entries = log.entries();
    synchronized (lock) {
      holds.start(entries);
      heldRows.start(entries);
    }
  }

  /** Counts here what expires, what stays, and what does not get on; before the start. */
  public void countIn(Telemetry counts) {
    telemetry = counts;
    counts.gauge("retention.segments.faulty", () -> lastFaults.size());
  }

  /** Lets what is running come to the end of its segment, and waits for that. */
  @Override
  public void close() {
    stopping = true;
    workers.shutdown();
    try {
      if (!workers.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
        LOG.error("an expiry does not come to its end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private <T> T work(Callable<T> work) {
    Future<T> running;
    try {
      running = workers.submit(work);
    } catch (RejectedExecutionException e) {
      throw new ExpiryException("retention is stopping", e);
    }
    try {
      return running.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ExpiryException("nobody waits for it any more; it is done all the same", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) throw failure;
      throw new ExpiryException("it failed", e);
    }
  }

  // ---- holds

  /** All holds, those that ended too. */
  public List<Hold> holds() {
    synchronized (lock) {
      return holds.all();
    }
  }

  /** The hold with this id. */
  public Optional<Hold> hold(String id) {
    synchronized (lock) {
      return holds.find(id);
    }
  }

  /**
   * Places a hold: from its return on, no such row expires. {@link #scan} then finds and logs them.
   *
   * @throws ExpiryException if it cannot be written
   */
  public Hold place(String caseId, Selection selection, String letter, int months, String by) {
    Hold.Order order = new Hold.Order(letter, months, wall.millis(), by);
    return work(
        () -> {
          synchronized (lock) {
            return holds.place(caseId, selection, order, clock.atSeal());
          }
        });
  }

  /**
   * Lengthens a hold by another order.
   *
   * @return empty if it is not in force or would be longer than {@link Hold#MONTHS_MAX}
   */
  public Optional<Hold> renew(String id, String letter, int months, String by) {
    Hold.Order order = new Hold.Order(letter, months, wall.millis(), by);
    return work(
        () -> {
          synchronized (lock) {
            return holds
                .find(id)
                .filter(hold -> hold.isInForce() && hold.months() + months <= Hold.MONTHS_MAX)
                .map(hold -> holds.renew(hold, order, clock.atSeal()));
          }
        });
  }

  /** Ends a hold; empty if it is not in force. Its rows go at the next expiry. */
  public Optional<Hold> release(String id, String by) {
    return work(
        () -> {
          synchronized (lock) {
            return holds.find(id).filter(Hold::isInForce).map(hold -> holds.release(hold, by));
          }
        });
  }

  /**
   * Looks through the segments that a hold was not looked for in yet, and logs its rows.
   *
   * @return how many rows of each dataset it keeps in the segments looked through now
   * @throws SelectionException if there are too many stays in one segment; it stays as it is then
   */
  public Map<Dataset, Long> scan(String id, Progress progress) {
    return work(() -> scanNow(id, progress));
  }

  private Map<Dataset, Long> scanNow(String id, Progress progress) {
    Map<Dataset, Long> found = new EnumMap<>(Dataset.class);
    for (Dataset dataset : HELD) found.put(dataset, 0L);
    Hold hold = hold(id).filter(Hold::isInForce).orElse(null);
    if (hold == null) return found;
    Chosen chosen = selections.choose(hold.selection());
    List<Long> ids =
        store.view().sealed().stream()
            .map(SealedSegment::id)
            .filter(segment -> segment > hold.scannedTo())
            .toList();
    for (int i = 0; i < ids.size() && !stopping; i++) {
      tell(progress, i, ids.size());
      boolean save = i % SCANS_A_SAVE == SCANS_A_SAVE - 1 || i == ids.size() - 1;
      synchronized (lock) {
        Hold now = holds.find(id).filter(Hold::isInForce).orElse(null);
        if (now == null) return found;
        SealedSegment segment = segment(ids.get(i));
        if (segment != null) {
          Map<Dataset, RowRanges> rows = matches(segment, chosen);
          List<HeldRows.Finding> findings = heldRows.add(id, segment.id(), rows);
          for (HeldRows.Finding finding : findings) {
            finding.rows().forEach((d, r) -> found.merge(d, r.count(), Long::sum));
          }
        }
        if (save) holds.scanned(now, ids.get(i));
      }
    }
    tell(progress, ids.size(), ids.size());
    return found;
  }

  /** Whoever asked may have gone away: that ends nothing. */
  private static void tell(Progress progress, long done, long total) {
    try {
      progress.at(done, total);
    } catch (RuntimeException e) {
      LOG.debug("nobody is told any more", e);
    }
  }

  private @Nullable SealedSegment segment(long id) {
    for (SealedSegment segment : store.view().sealed()) if (segment.id() == id) return segment;
    return null;
  }

  private Map<Dataset, RowRanges> matches(SealedSegment segment, Chosen chosen) {
    Map<Dataset, RowRanges> found = new EnumMap<>(Dataset.class);
    for (Dataset dataset : HELD) {
      if (segment.rows(dataset) == 0) continue;
      SegmentManifest.Table table = segment.manifest().table(dataset).orElseThrow();
      Condition where =
          chosen.condition(
              dataset,
              Math.min(table.eventFromMillis(), table.receivedFromMillis()),
              Math.max(table.eventToMillis(), table.receivedToMillis()));
      if (where.equals(Condition.any())) continue;
      RowRanges rows = rows(segment, dataset, where);
      if (!rows.isEmpty()) found.put(dataset, rows);
    }
    return found;
  }

  private RowRanges rows(SealedSegment segment, Dataset dataset, Condition where) {
    BitSet rows = new BitSet();
    try {
      scan.scan(segment, dataset, where, (index, row) -> rows.set(Math.toIntExact(index)));
    } catch (IOException e) {
      throw new ExpiryException(segment.folder() + " cannot be read: " + e, e);
    }
    return RowRanges.of(rows);
  }

  // ---- expiry

  /** A day's work: holds that ran out end, others are looked for, what is over expires. */
  public void daily() {
    work(
        () -> {
          dailyNow();
          return true;
        });
  }

  private void dailyNow() {
    synchronized (lock) {
      holds.runOut(clock.atSeal());
    }
    for (Hold hold : holds()) {
      try {
        if (hold.isInForce()) scanNow(hold.id(), Progress.NONE);
      } catch (SelectionException | QueryException | SegmentException | ExpiryException e) {
        LOG.error("hold {}: {}; its segments stay whole", hold.id(), e.getMessage(), e);
      }
    }
    Outcome outcome = expireNow(false, Progress.NONE);
    LOG.info("{} segments expired", outcome.receipts().size());
  }

  /**
   * Lets expire what may.
   *
   * @param dryRun only tells, and changes nothing
   */
  public Outcome expire(boolean dryRun, Progress progress) {
    return work(() -> expireNow(dryRun, progress));
  }

  private Outcome expireNow(boolean dryRun, Progress progress) {
    synchronized (expiring) {
      OptionalLong now = dryRun ? clock.peek() : clock.atSeal();
      if (now.isEmpty()) return new Outcome(true, List.of(), List.of());
      if (!dryRun) {
        synchronized (lock) {
          holds.runOut(now);
        }
      }
      identity.look(now, wall.millis(), !dryRun);
      List<Receipt> receipts = new ArrayList<>();
      List<String> faults = new ArrayList<>();
      expireAll(now.getAsLong(), dryRun, progress, receipts, faults);
      return new Outcome(false, receipts, faults);
    }
  }

  private void expireAll(
      long now, boolean dryRun, Progress progress, List<Receipt> receipts, List<String> faults) {
    SealTimes seals = new SealTimes(log.entries());
    String reasons = reasons();
    boolean sameReasons = reasons.equals(evaluated);
    Map<String, Chosen> chosen = new HashMap<>();
    List<Deletion> deletions = new ArrayList<>();
    List<SealedSegment> all = store.view().sealed();
    for (int i = 0; i < all.size() && !stopping; i++) {
      tell(progress, i, all.size());
      kills.at("next");
      SealedSegment segment = all.get(i);
      if (segment.isExpired() ? sameReasons : !isOver(segment, seals, now)) continue;
      try {
        synchronized (lock) {
          Optional<Decision> decision = decide(segment, now, chosen, dryRun);
          if (decision.isEmpty()) continue;
          if (dryRun) {
            receipts.add(decision.get().receipt);
          } else {
            Deletion deletion = carryOut(segment, decision.get());
            deletions.add(deletion);
            receipts.add(deletion.receipt);
          }
        }
      } catch (SegmentException
          | QueryException
          | SelectionException
          | ProofException
          | LogException
          | ExpiryException e) {
        LOG.error("segment {} does not expire: {}", segment.id(), e.getMessage(), e);
        faults.add("segment " + segment.id() + ": " + e.getMessage());
      }
    }
    if (!dryRun && !stopping) evaluated = faults.isEmpty() ? reasons : "";
    tell(progress, all.size(), all.size());
    delete(deletions, faults);
    if (!dryRun) lastFaults = List.copyOf(faults);
  }

  /** What rows of expired segments stay for: as long as it is the same, none of them go. */
  private String reasons() {
    synchronized (lock) {
      return holds.inForce().stream().map(Hold::id).collect(Collectors.joining(","))
          + " "
          + identity.state();
    }
  }

  /** Whether all its rows are older than they must become, by both clocks. */
  private boolean isOver(SealedSegment segment, SealTimes seals, long now) {
    Optional<Long> sealed = seals.of(segment.id());
    return sealed.isPresent()
        && now - sealed.get() >= config.millis()
        && wall.millis() - receivedTo(segment) >= config.millis()
        && store.isExpendable(segment);
  }

  private static long receivedTo(SealedSegment segment) {
    return segment.manifest().datasets().values().stream()
        .mapToLong(SegmentManifest.Table::receivedToMillis)
        .max()
        .orElse(segment.manifest().createdAtMillis());
  }

  private Optional<Decision> decide(
      SealedSegment segment, long now, Map<String, Chosen> chosen, boolean dryRun) {
    List<Hold> inForce = holds.inForce();
    Map<String, List<HeldRows.Finding>> findings = new HashMap<>();
    for (Hold hold : inForce) {
      Chosen of = chosen.computeIfAbsent(hold.id(), id -> selections.choose(hold.selection()));
      Map<Dataset, RowRanges> matching = matches(segment, of);
      findings.put(
          hold.id(),
          dryRun
              ? joined(heldRows.of(hold.id(), segment.id()), matching)
              : heldRows.add(hold.id(), segment.id(), matching));
    }
    Map<Dataset, Keeping> keeping = new EnumMap<>(Dataset.class);
    Map<Dataset, Long> expired = new EnumMap<>(Dataset.class);
    Map<Dataset, Long> kept = new EnumMap<>(Dataset.class);
    for (Dataset dataset : Dataset.values()) {
      long rows = segment.rows(dataset);
      if (rows == 0) continue;
      Keeping stays = keeping(segment, dataset, inForce, findings);
      keeping.put(dataset, stays);
      expired.put(dataset, rows - stays.rows().count());
      kept.put(dataset, stays.rows().count());
    }
    boolean all = expired.values().stream().allMatch(rows -> rows == 0);
    boolean any = kept.values().stream().anyMatch(rows -> rows > 0);
    if (all && any && segment.isExpired()) return Optional.empty();
    String considered = inForce.stream().map(Hold::id).collect(Collectors.joining(","));
    return Optional.of(
        new Decision(
            new Receipt(
                wall.millis(),
                segment.id(),
                Sha256.of(ManifestCodec.bytes(segment.manifest())),
                config.days(),
                now,
                "",
                considered,
                expired,
                kept),
            keeping));
  }

  private static List<HeldRows.Finding> joined(
      List<HeldRows.Finding> known, Map<Dataset, RowRanges> matching) {
    List<HeldRows.Finding> all = new ArrayList<>(known);
    all.add(new HeldRows.Finding(matching));
    return all;
  }

  private Keeping keeping(
      SealedSegment segment,
      Dataset dataset,
      List<Hold> inForce,
      Map<String, List<HeldRows.Finding>> findings) {
    RowRanges rows = RowRanges.none();
    List<KeptManifest.Held> held = new ArrayList<>();
    for (Hold hold : inForce) {
      for (HeldRows.Finding finding : findings.getOrDefault(hold.id(), List.of())) {
        RowRanges of = finding.of(dataset);
        if (of.isEmpty()) continue;
        held.add(new KeptManifest.Held(hold.id(), of.count(), of.text()));
        rows = rows.with(of);
      }
    }
    if (dataset != Dataset.IDENTITY) return new Keeping(rows, held, 0);
    RowRanges ofUsers = identityRows(segment);
    return new Keeping(rows.with(ofUsers), held, ofUsers.count());
  }

  private RowRanges identityRows(SealedSegment segment) {
    BitSet rows = new BitSet();
    try {
      scan.scan(
          segment,
          Dataset.IDENTITY,
          Condition.all(),
          (index, row) -> {
            if (identity.keeps(row)) rows.set(Math.toIntExact(index));
          });
    } catch (IOException e) {
      throw new ExpiryException(segment.folder() + " cannot be read: " + e, e);
    }
    return RowRanges.of(rows);
  }

  private Deletion carryOut(SealedSegment segment, Decision decision) {
    boolean any = decision.keeping.values().stream().anyMatch(k -> !k.rows().isEmpty());
    String manifestSha256 = decision.receipt.manifestSha256();
    kills.at("begin");
    KeptManifest kept = any ? writer.write(segment, manifestSha256, decision.keeping) : null;
    kills.at("before the receipt");
    Receipt receipt = withKept(decision.receipt, kept == null ? "" : kept.sha256());
    log.append(receipt.entry());
    kills.at("after the receipt");
    SealedSegment now =
        kept == null ? null : new SealedSegment(segment.folder(), segment.manifest(), kept);
    store.replace(segment, now, receipt.expired());
    count(segment, receipt, decision);
    return new Deletion(segment.folder(), receipt);
  }

  private void count(SealedSegment segment, Receipt receipt, Decision decision) {
    if (!segment.isExpired()) telemetry.counter("retention.segments.expired").increment();
    receipt
        .expired()
        .forEach(
            (dataset, rows) ->
                telemetry.counter("retention.rows.expired", "dataset", dataset.word()).add(rows));
    if (segment.isExpired()) return; // its kept rows were counted before
    receipt
        .kept()
        .forEach(
            (dataset, rows) ->
                telemetry.counter("retention.rows.kept", "dataset", dataset.word()).add(rows));
    boolean held = decision.keeping.values().stream().anyMatch(k -> !k.held().isEmpty());
    if (held) telemetry.counter("retention.segments.held").increment();
  }

  private static Receipt withKept(Receipt of, String keptSha256) {
    return new Receipt(
        of.atMillis(),
        of.segment(),
        of.manifestSha256(),
        of.days(),
        of.retentionMillis(),
        keptSha256,
        of.holds(),
        of.expired(),
        of.kept());
  }

  private void delete(List<Deletion> deletions, List<String> faults) {
    if (deletions.isEmpty()) return;
    try {
      Thread.sleep(config.grace());
    } catch (InterruptedException e) { // the next start deletes
      Thread.currentThread().interrupt();
      return;
    }
    for (Deletion deletion : deletions) {
      kills.at("before deleting");
      try {
        folders.remove(deletion.folder, deletion.receipt);
        if (deletion.receipt.keptSha256().isEmpty()) forget(deletion.receipt.segment());
      } catch (SegmentException | ExpiryException e) {
        LOG.error("{}; deleted at the next start", e.getMessage(), e);
        faults.add(String.valueOf(e.getMessage()));
      }
    }
  }

  private void forget(long segment) {
    synchronized (lock) {
      for (Hold hold : holds.all()) heldRows.forget(hold.id(), segment);
    }
  }

  // ---- telling

  /**
   * How retention stands.
   *
   * @param days kept at least
   * @param clockMillis what the retention clock shows
   * @param pending whether it waits for the wall clock to settle
   * @param oldestMillis when the oldest row was received of which all others are there too; empty
   *     without sealed rows
   * @param whole segments that have not expired
   * @param partly segments of which some rows were kept
   * @param next the segment that expires next
   * @param nextMillis when that may be, by the wall clock, if both clocks go on
   * @param overdue segments that should have expired {@link #LATE_MILLIS} ago
   * @param faults why segments could not expire when it was tried last
   * @param receipts of all expiries, the oldest first
   */
  public record Status(
      int days,
      long clockMillis,
      boolean pending,
      OptionalLong oldestMillis,
      long whole,
      long partly,
      OptionalLong next,
      OptionalLong nextMillis,
      long overdue,
      List<String> faults,
      List<Receipt> receipts) {}

  /** How it stands. */
  public Status status() {
    List<LogEntry> entries = log.entries();
    SealTimes seals = new SealTimes(entries);
    List<SealedSegment> all = store.view().sealed();
    List<SealedSegment> whole = all.stream().filter(s -> !s.isExpired()).toList();
    OptionalLong oldest =
        whole.stream()
            .flatMap(s -> s.manifest().datasets().values().stream())
            .mapToLong(SegmentManifest.Table::receivedFromMillis)
            .min();
    SealedSegment first = whole.isEmpty() ? null : whole.getFirst();
    long shown = clock.millis();
    OptionalLong at = OptionalLong.empty();
    if (first != null) {
      long sealed = seals.of(first.id()).orElse(shown);
      long byClock = wall.millis() + sealed + config.millis() - shown;
      at = OptionalLong.of(Math.max(byClock, receivedTo(first) + config.millis()));
    }
    long late = shown - LATE_MILLIS;
    return new Status(
        config.days(),
        shown,
        clock.peek().isEmpty(),
        oldest,
        whole.size(),
        all.size() - whole.size(),
        first == null ? OptionalLong.empty() : OptionalLong.of(first.id()),
        at,
        whole.stream().filter(s -> isOver(s, seals, late)).count(),
        lastFaults,
        entries.stream().map(Receipt::of).flatMap(Optional::stream).toList());
  }
}
