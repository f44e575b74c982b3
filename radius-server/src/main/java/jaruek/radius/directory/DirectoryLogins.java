package jaruek.radius.directory;

import jaruek.radius.account.Account;
import jaruek.radius.account.Refusal;
import jaruek.radius.login.Attempt;
import jaruek.radius.login.Logins;
import jaruek.radius.login.Outcome;
import jaruek.radius.login.Proof;
import jaruek.retention.telemetry.Telemetry;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logins checked by binding to a directory as the user. It takes passwords (PAP, EAP-TTLS with PAP,
 * EAP-GTC) and says of whom a certificate or a resumed session names whether he may log in; CHAP
 * and MS-CHAP would need the password or its hash, which no directory gives away. It is asked on
 * threads of its own, with a bounded queue before them. Inert until {@link #start}.
 */
public final class DirectoryLogins implements Logins, AutoCloseable {
  /** Questions at a time. */
  public static final int THREADS = 8;

  /** Logins that may wait for them; a further one is refused as busy. */
  public static final int QUEUE_MAX = 256;

  /** One that has waited longer is not asked any more: the NAS has given up or asked again. */
  public static final Duration WAIT_MAX = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryLogins.class);

  private final DirectoryConfig config;
  private final Predicate<String> isGroup;
  private final Telemetry telemetry;
  private final InstantSource clock;
  private final SuccessCache cache;
  private final LongAdder asked;
  private final LongAdder cached;
  private final LongAdder offline;
  private final LongAdder unanswered;
  private final LongAdder busy;
  private volatile @Nullable Running running;

  private record Running(Directory directory, ThreadPoolExecutor threads) {}

  /**
   * With nothing open yet.
   *
   * @param isGroup whether we have a group of this name
   */
  public DirectoryLogins(
      DirectoryConfig config,
      Predicate<String> isGroup,
      Telemetry telemetry,
      InstantSource clock,
      SecureRandom random) {
    this.config = config;
    this.isGroup = isGroup;
    this.telemetry = telemetry;
    this.clock = clock;
    Duration keep =
        config.cacheTime().compareTo(config.offlineGrace()) > 0
            ? config.cacheTime()
            : config.offlineGrace();
    LongAdder evicted = telemetry.counter("radius.directory.cache-evicted");
    this.cache = new SuccessCache(keep, clock, random, evicted);
    this.asked = telemetry.counter("radius.directory.asked");
    this.cached = telemetry.counter("radius.directory.cached-logins");
    this.offline = telemetry.counter("radius.directory.offline-logins");
    this.unanswered = telemetry.counter("radius.directory.unanswered");
    this.busy = telemetry.counter("radius.directory.busy");
  }

  /**
   * Starts the threads; connections are made when they are needed.
   *
   * @throws DirectoryException if the certificates cannot be read
   */
  public synchronized void start() {
    if (running != null) throw new IllegalStateException("the directory is started");
    Directory directory = new Directory(config, isGroup, telemetry, clock);
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE_MAX),
            Thread.ofPlatform().daemon().name("radius-directory-", 0).factory());
    telemetry.gauge("radius.directory.waiting", () -> threads.getQueue().size());
    telemetry.gauge("radius.directory.cached", cache::size);
    running = new Running(directory, threads);
  }

  @Override
  public void check(Attempt attempt, Consumer<Outcome> answer) {
    String user = userName(attempt.userName());
    switch (attempt.proof()) {
      case Proof.Password(byte[] password) -> password(user, password, answer);
      case Proof.Certificate named -> present(user, answer);
      case Proof.Chap chap -> refuse(Refusal.METHOD_NOT_POSSIBLE, answer);
      case Proof.MsChap v1 -> refuse(Refusal.METHOD_NOT_POSSIBLE, answer);
      case Proof.MsChap2 v2 -> refuse(Refusal.METHOD_NOT_POSSIBLE, answer);
      case Proof.Mac mac -> refuse(Refusal.UNKNOWN_MAC, answer);
    }
  }

  /** Without the domain that Windows puts before it. */
  private static String userName(String given) {
    String name = given.substring(given.lastIndexOf('\\') + 1);
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  private static void refuse(Refusal why, Consumer<Outcome> answer) {
    answer.accept(new Outcome.Refused(why));
  }

  private void password(String user, byte[] password, Consumer<Outcome> answer) {
    if (user.isBlank()) refuse(Refusal.NO_USER_NAME, answer);
    // a bind without a password succeeds for anybody, RFC 4513 section 5.1.2
    else if (password.length == 0) refuse(Refusal.NO_PASSWORD, answer);
    // and some servers end it at the first zero
    else if (hasZero(password)) refuse(Refusal.BAD_PASSWORD, answer);
    else ask(user, password, server -> server.login(user, password), answer);
  }

  private static boolean hasZero(byte[] password) {
    for (byte b : password) if (b == 0) return true;
    return false;
  }

  private void present(String user, Consumer<Outcome> answer) {
    if (user.isBlank()) refuse(Refusal.NO_USER_NAME, answer);
    else if (!config.users().canLookUp()) refuse(Refusal.METHOD_NOT_POSSIBLE, answer);
    else ask(user, null, server -> server.lookUp(user), answer);
  }

  private void ask(
      String user,
      byte @Nullable [] password,
      ServerLink.Question question,
      Consumer<Outcome> answer) {
    Optional<Account> known = cache.find(user, password, config.cacheTime());
    if (known.isPresent()) {
      cached.increment();
      answer.accept(new Outcome.Accepted(known.get(), null));
      return;
    }
    Running now = running;
    long since = clock.millis();
    try {
      if (now == null) throw new RejectedExecutionException("the directory is not started");
      now.threads.execute(
          () -> answer.accept(outcome(now.directory, user, password, question, since)));
    } catch (RejectedExecutionException e) {
      busy.increment();
      refuse(Refusal.BUSY, answer);
    }
  }

  private Outcome outcome(
      Directory directory,
      String user,
      byte @Nullable [] password,
      ServerLink.Question question,
      long since) {
    if (clock.millis() - since > WAIT_MAX.toMillis()) {
      busy.increment();
      return new Outcome.Refused(Refusal.BUSY);
    }
    try {
      asked.increment();
      return outcome(user, password, directory.ask(question));
    } catch (RuntimeException e) {
      LOG.error("a login could not be checked by the directory", e);
      return new Outcome.Refused(Refusal.FAILED);
    }
  }

  private Outcome outcome(String user, byte @Nullable [] password, Answer answer) {
    return switch (answer) {
      case Answer.Known(Account account) -> {
        cache.remember(user, password, account);
        yield new Outcome.Accepted(account, null);
      }
      case Answer.Refused(Refusal why) -> {
        cache.forget(user, password);
        yield new Outcome.Refused(why);
      }
      case Answer.Nothing(boolean misconfigured) -> unanswered(user, password, misconfigured);
    };
  }

  /** Whom it let in lately may come in while it is away, if so configured. */
  private Outcome unanswered(String user, byte @Nullable [] password, boolean misconfigured) {
    Optional<Account> lately = cache.find(user, password, config.offlineGrace());
    if (lately.isPresent()) {
      offline.increment();
      return new Outcome.Accepted(lately.get(), null);
    }
    unanswered.increment();
    return new Outcome.Refused(
        misconfigured ? Refusal.DIRECTORY_MISCONFIGURED : Refusal.DIRECTORY_UNREACHABLE);
  }

  /** Stops the threads and closes the connections; attempts in work get no answer. */
  @Override
  public synchronized void close() {
    Running now = running;
    running = null;
    if (now == null) return;
    now.threads.shutdownNow();
    now.directory.close();
  }
}
