package jaruek.radius.rule;

import jaruek.radius.account.Account;
import jaruek.radius.account.Accounts;
import jaruek.radius.account.Refusal;
import jaruek.radius.account.Setting;
import jaruek.radius.login.Attempt;
import jaruek.radius.login.Logins;
import jaruek.radius.login.Outcome;
import jaruek.retention.telemetry.Telemetry;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the first login of vouchers and of accounts that are valid from then on: it is on the disk
 * before the login is answered. Inert until {@link #start}.
 */
public final class FirstUse implements Logins, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FirstUse.class);

  /** First logins that may wait for the disk; a further one is refused as busy. */
  public static final int QUEUE_MAX = 256;

  private final Logins inner;
  private final Accounts accounts;
  private final LongAdder busy;
  private volatile @Nullable ThreadPoolExecutor writer;

  /** Round logins that let in. */
  public FirstUse(Logins inner, Accounts accounts, Telemetry telemetry) {
    this.inner = inner;
    this.accounts = accounts;
    this.busy = telemetry.counter("radius.first-use.busy");
  }

  /** Starts the writer. */
  public void start() {
    writer =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE_MAX),
            Thread.ofPlatform().daemon().name("radius-first-use-", 0).factory());
  }

  @Override
  public void check(Attempt attempt, Consumer<Outcome> answer) {
    inner.check(
        attempt,
        outcome -> {
          if (outcome instanceof Outcome.Accepted yes && isFirst(yes.account())) {
            keep(yes, answer);
          } else {
            answer.accept(outcome);
          }
        });
  }

  private boolean isFirst(Account account) {
    return account.id() > 0
        && account.firstUsedAt() == null
        && (account.isVoucher() || accounts.terms(account).span(Setting.VALID_FOR).isPresent());
  }

  private void keep(Outcome.Accepted yes, Consumer<Outcome> answer) {
    ThreadPoolExecutor to = writer;
    try {
      if (to == null) throw new RejectedExecutionException("not started");
      to.execute(() -> answer.accept(kept(yes)));
    } catch (RejectedExecutionException e) {
      busy.increment();
      answer.accept(new Outcome.Refused(Refusal.BUSY));
    }
  }

  private Outcome kept(Outcome.Accepted yes) {
    try {
      Account account = yes.account();
      return accounts
          .use(account.id(), account.userName())
          .<Outcome>map(used -> new Outcome.Accepted(used, yes.keys()))
          .orElse(new Outcome.Refused(Refusal.UNKNOWN_USER));
    } catch (RuntimeException e) {
      LOG.error("a first login could not be kept", e);
      return new Outcome.Refused(Refusal.FAILED);
    }
  }

  /** Stops the writer; logins in work get no answer. */
  @Override
  public void close() {
    ThreadPoolExecutor to = writer;
    writer = null;
    if (to != null) to.shutdownNow();
  }
}
