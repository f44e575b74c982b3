package jaruek.radius.rule;

import jaruek.radius.account.Account;
import jaruek.radius.account.Accounts;
import jaruek.radius.account.Refusal;
import jaruek.radius.login.Attempt;
import jaruek.radius.login.Logins;
import jaruek.radius.login.Outcome;
import jaruek.radius.login.Proof;
import jaruek.retention.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Slows down who guesses passwords: after some wrong ones the next is not even checked for a while,
 * each time for longer.
 *
 * <p>It cannot be used to lock others out. Wrong passwords for a user count only for the station
 * they came from; so do those of a station for many users. Where a NAS does not say which station
 * it is, many may stand behind it: then there is only a short pause for that user at that NAS. A
 * user's account changed since (a new password, enabled anew) ends the user's pauses.
 */
public final class Lockout implements Logins {
  /** Wrong passwords for a user from a station before the first pause. */
  public static final int FREE_OF_USER = 5;

  /** Wrong passwords of a station for any users before the first pause. */
  public static final int FREE_OF_STATION = 30;

  /** The first pause; each further wrong password doubles it. */
  public static final Duration PAUSE_MIN = Duration.ofSeconds(10);

  /** The longest pause. */
  public static final Duration PAUSE_MAX = Duration.ofMinutes(15);

  /** The longest where others may be behind the same NAS. */
  public static final Duration PAUSE_SHARED_MAX = Duration.ofSeconds(10);

  /** After so long without a wrong password all is forgotten. */
  public static final Duration FORGET = Duration.ofHours(1);

  /** The most users with stations, and the most stations, that are remembered. */
  public static final int ENTRIES_MAX = 16_384;

  private final Logins inner;
  private final Accounts accounts;
  private final InstantSource clock;
  private final Table users;
  private final Table stations;
  private final LongAdder locked;
  private final LongAdder atOnce;

  /** Round logins that check. */
  public Lockout(Logins inner, Accounts accounts, Telemetry telemetry, InstantSource clock) {
    this.inner = inner;
    this.accounts = accounts;
    this.clock = clock;
    LongAdder evicted = telemetry.counter("radius.lockout.evicted");
    this.users = new Table(FREE_OF_USER, evicted);
    this.stations = new Table(FREE_OF_STATION, evicted);
    this.atOnce = telemetry.counter("radius.lockout.at-once");
    this.locked = telemetry.counter("radius.lockout.refused");
    telemetry.gauge("radius.lockout.users", users::size);
    telemetry.gauge("radius.lockout.stations", stations::size);
  }

  /**
   * Who failed where.
   *
   * @param user empty for any
   * @param from a station, or the NAS where it is shared by many
   */
  private record Key(String user, String from, boolean shared) {}

  @Override
  public void check(Attempt attempt, Consumer<Outcome> answer) {
    if (attempt.proof() instanceof Proof.Mac || attempt.proof() instanceof Proof.Certificate) {
      inner.check(attempt, answer); // nothing is guessed
      return;
    }
    String station = Station.of(attempt.asking());
    boolean shared = station.isEmpty();
    String from = shared ? attempt.asking().client().name() : station;
    Key user = new Key(accounts.oneForm(attempt.userName()), from, shared);
    Key all = new Key("", from, shared);
    long now = clock.millis();
    if (users.isLocked(user, now, changedAt(attempt.userName()))
        || !shared && stations.isLocked(all, now, 0)) {
      locked.increment();
      answer.accept(new Outcome.Refused(Refusal.LOCKED));
      return;
    }
    if (!begin(user, all, shared)) {
      atOnce.increment();
      answer.accept(new Outcome.Refused(Refusal.BUSY));
      return;
    }
    inner.check(
        attempt,
        outcome -> {
          note(outcome, user, all, shared);
          end(user, all, shared);
          answer.accept(outcome);
        });
  }

  /** Tries at one moment would all find no pause yet: no more than could be wrong before one. */
  private boolean begin(Key user, Key all, boolean shared) {
    if (shared) return true;
    if (!users.begin(user)) return false;
    if (stations.begin(all)) return true;
    users.end(user);
    return false;
  }

  private void end(Key user, Key all, boolean shared) {
    if (shared) return;
    users.end(user);
    stations.end(all);
  }

  private long changedAt(String userName) {
    return accounts.find(userName).map(Account::changedAt).map(Instant::toEpochMilli).orElse(0L);
  }

  private void note(Outcome outcome, Key user, Key all, boolean shared) {
    switch (outcome) {
      // the station's count stays: whoever has one account must not guess others by its help
      case Outcome.Accepted yes -> users.forget(user);
      case Outcome.Refused(Refusal why)
          when why == Refusal.BAD_PASSWORD || why == Refusal.UNKNOWN_USER -> {
        long now = clock.millis();
        users.failed(user, now, shared ? PAUSE_SHARED_MAX : PAUSE_MAX);
        if (!shared) stations.failed(all, now, PAUSE_MAX);
      }
      case Outcome.Refused no -> {}
    }
  }

  /** Wrong passwords by key, the one longest unused is forgotten for a new one. */
  private static final class Table {
    private final int free;
    private final LongAdder evicted;
    private final Map<Key, Failures> table = new LinkedHashMap<>();

    /** Tries whose outcome is not known yet: as many as passwords wait to be checked. */
    private final Map<Key, Integer> inWork = new HashMap<>();

    private record Failures(int count, long lastMillis, long untilMillis) {}

    Table(int free, LongAdder evicted) {
      this.free = free;
      this.evicted = evicted;
    }

    synchronized int size() {
      return table.size();
    }

    /**
     * Whether it is in a pause.
     *
     * @param changedMillis wrong passwords before this count no more
     */
    synchronized boolean isLocked(Key key, long now, long changedMillis) {
      Failures failures = table.get(key);
      if (failures == null) return false;
      // of a clock set back too: what lies ahead cannot be
      boolean old = now - failures.lastMillis > FORGET.toMillis() || now < failures.lastMillis;
      if (old || changedMillis > failures.lastMillis) {
        table.remove(key);
        return false;
      }
      return now < failures.untilMillis;
    }

    synchronized void failed(Key key, long now, Duration pauseMax) {
      Failures before = table.remove(key);
      int count = before == null ? 1 : before.count + 1;
      long pause = 0;
      if (count >= free) {
        int doublings = Math.min(count - free, 20);
        pause = Math.min(PAUSE_MIN.toMillis() << doublings, pauseMax.toMillis());
      }
      if (table.size() >= ENTRIES_MAX) {
        table.remove(table.keySet().iterator().next());
        evicted.increment();
      }
      table.put(key, new Failures(count, now, now + pause));
    }

    synchronized boolean begin(Key key) {
      Failures before = table.get(key);
      int now = inWork.getOrDefault(key, 0);
      if (now > 0 && now + (before == null ? 0 : before.count) >= free) return false;
      inWork.put(key, now + 1);
      return true;
    }

    synchronized void end(Key key) {
      inWork.computeIfPresent(key, (k, now) -> now == 1 ? null : now - 1);
    }

    synchronized void forget(Key key) {
      table.remove(key);
    }
  }
}
