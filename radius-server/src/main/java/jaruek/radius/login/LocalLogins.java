package jaruek.radius.login;

import jaruek.radius.account.Accounts;
import jaruek.radius.account.Refusal;
import jaruek.radius.account.Verdict;
import jaruek.radius.mschap.MsChap;
import jaruek.radius.mschap.MsChapKeys;
import jaruek.radius.packet.SharedSecret;
import jaruek.retention.telemetry.Telemetry;
import java.security.MessageDigest;
import java.util.Optional;
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
 * Logins checked against our own accounts. Passwords are hashed on threads of its own, with a
 * bounded queue before them; all else is decided at once. Inert until {@link #start}.
 */
public final class LocalLogins implements Logins, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalLogins.class);

  private final Accounts accounts;
  private final LoginConfig config;
  private final Telemetry telemetry;
  private final LongAdder cached;
  private final LongAdder hashed;
  private @Nullable ThreadPoolExecutor threads;

  /**
   * Over these accounts.
   *
   * @param accounts started before the first attempt, and closed by its owner after this
   */
  public LocalLogins(Accounts accounts, LoginConfig config, Telemetry telemetry) {
    this.accounts = accounts;
    this.config = config;
    this.telemetry = telemetry;
    this.cached = telemetry.counter("radius.passwords.cached-logins");
    this.hashed = telemetry.counter("radius.passwords.hashed-logins");
  }

  /** Starts the password threads. */
  public synchronized void start() {
    if (threads != null) throw new IllegalStateException("logins are started");
    ThreadPoolExecutor started =
        new ThreadPoolExecutor(
            config.passwordThreads(),
            config.passwordThreads(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(config.passwordQueueMax()),
            Thread.ofPlatform().daemon().name("radius-password-", 0).factory());
    telemetry.gauge("radius.passwords.waiting", () -> started.getQueue().size());
    threads = started;
  }

  @Override
  public void check(Attempt attempt, Consumer<Outcome> answer) {
    String user = accountName(attempt.userName());
    if (attempt.proof() instanceof Proof.Password(byte[] password)) {
      password(user, password, answer);
    } else {
      answer.accept(decided(() -> atOnce(user, attempt.proof())));
    }
  }

  /** Whether there is an account of this name, with or without a domain before it. */
  public boolean knows(String userName) {
    return accounts.find(accountName(userName)).isPresent();
  }

  /** Windows puts its domain or its own name before the user's. */
  private String accountName(String given) {
    int slash = given.lastIndexOf('\\');
    return slash < 0 || accounts.find(given).isPresent() ? given : given.substring(slash + 1);
  }

  private void password(String user, byte[] password, Consumer<Outcome> answer) {
    Optional<Outcome> known = recalled(user, password);
    if (known.isPresent()) {
      answer.accept(known.get());
      return;
    }
    try {
      threads().execute(() -> answer.accept(decided(() -> hashed(user, password))));
      hashed.increment();
    } catch (RejectedExecutionException e) {
      answer.accept(new Outcome.Refused(Refusal.BUSY));
    }
  }

  private Optional<Outcome> recalled(String user, byte[] password) {
    try {
      Optional<Verdict> known = accounts.recall(user, password);
      if (known.isPresent()) cached.increment();
      return known.map(verdict -> outcome(verdict, null));
    } catch (RuntimeException e) {
      return Optional.of(failed(e));
    }
  }

  private Outcome hashed(String user, byte[] password) {
    return outcome(accounts.verify(user, password), null);
  }

  private synchronized ThreadPoolExecutor threads() {
    if (threads == null) throw new RejectedExecutionException("logins are not started");
    return threads;
  }

  private interface Decision {
    Outcome make();
  }

  private static Outcome decided(Decision decision) {
    try {
      return decision.make();
    } catch (RuntimeException e) {
      return failed(e);
    }
  }

  private static Outcome failed(RuntimeException e) {
    LOG.error("a login could not be checked", e);
    return new Outcome.Refused(Refusal.FAILED);
  }

  private Outcome atOnce(String user, Proof proof) {
    return switch (proof) {
      case Proof.Password password -> throw new IllegalStateException("hashed elsewhere");
      case Proof.Chap chap ->
          outcome(accounts.verifySealed(user, password -> matches(chap, password)), null);
      case Proof.MsChap(byte[] challenge, byte[] response) ->
          msChap(user, hash -> MsChap.ntResponse(challenge, hash), response);
      case Proof.MsChap2 v2 ->
          msChap(
              user,
              hash ->
                  MsChap.ntResponse2(
                      v2.authenticatorChallenge(), v2.peerChallenge(), v2.userName(), hash),
              v2.ntResponse());
      case Proof.Certificate certificate -> outcome(accounts.verifyPresence(user), null);
      case Proof.Mac(String mac) -> outcome(accounts.verifyDevice(mac), null);
    };
  }

  private static boolean matches(Proof.Chap chap, byte[] password) {
    byte[] right = SharedSecret.chapResponse(chap.id(), password, chap.challenge());
    return MessageDigest.isEqual(chap.response(), right);
  }

  private interface Response {
    byte[] to(byte[] passwordHash);
  }

  private Outcome msChap(String user, Response response, byte[] given) {
    MsChapKeys[] keys = new MsChapKeys[1];
    Verdict verdict =
        accounts.verifySealed(
            user,
            password -> {
              byte[] hash = MsChap.passwordHash(password);
              keys[0] = MsChapKeys.of(hash);
              return MessageDigest.isEqual(given, response.to(hash));
            });
    return outcome(verdict, keys[0]);
  }

  private static Outcome outcome(Verdict verdict, @Nullable MsChapKeys keys) {
    return switch (verdict) {
      case Verdict.Accepted(var account) -> new Outcome.Accepted(account, keys);
      case Verdict.Refused(var why) -> new Outcome.Refused(why);
    };
  }

  /** Stops the password threads; attempts in work get no answer. */
  @Override
  public synchronized void close() {
    if (threads != null) threads.shutdownNow();
    threads = null;
  }
}
