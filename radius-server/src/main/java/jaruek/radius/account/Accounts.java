package jaruek.radius.account;

import static java.util.Objects.requireNonNull;

import jaruek.radius.account.AccountFile.Stored;
import jaruek.retention.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of an office: a SQLite file, with all open accounts in memory so that a login asks
 * no disk. This object is the file's only writer. Inert until {@link #start}; any thread may call.
 *
 * <p>Checking a password costs the same whether the user exists or not: an unknown one is checked
 * against a hash that nobody's password has.
 */
public final class Accounts implements AutoCloseable {
  /** The most open accounts. */
  public static final int ACCOUNTS_MAX = 200_000;

  private final AccountsConfig config;
  private final InstantSource clock;
  private final SecureRandom random;
  private final PasswordCache cache;
  private final ConcurrentMap<String, Stored> open = new ConcurrentHashMap<>();
  private @Nullable AccountFile file;
  private @Nullable SecretSeal seal;
  private @Nullable Stored nobody;

  /** Touches no file yet. */
  public Accounts(
      AccountsConfig config, Telemetry telemetry, InstantSource clock, SecureRandom random) {
    this.config = config;
    this.clock = clock;
    this.random = random;
    this.cache =
        new PasswordCache(
            config.cacheEntriesMax(),
            config.cacheTime(),
            clock,
            random,
            telemetry.counter("radius.passwords.cache-evicted"));
    telemetry.gauge("radius.accounts", open::size);
    telemetry.gauge("radius.passwords.cached", cache::size);
  }

  /**
   * Opens or makes the files and reads all accounts.
   *
   * @throws AccountException if a file is damaged, too new or readable by others
   */
  public synchronized void start() {
    AccountFile opened = AccountFile.open(config.file());
    try {
      List<Stored> stored = opened.open();
      boolean sealed = stored.stream().anyMatch(s -> s.chapSecret() != null);
      seal = SecretSeal.open(config.keyFile(), !sealed, random);
      stored.forEach(s -> open.put(s.account().userName(), s));
      nobody = nobody();
      file = opened;
    } finally {
      if (file == null) opened.close();
    }
  }

  private Stored nobody() {
    byte[] password = new byte[16];
    random.nextBytes(password);
    Account account =
        new Account(0, "", null, null, null, null, true, true, Instant.EPOCH, Instant.EPOCH, null);
    return new Stored(
        account, PasswordHash.of(password, config.cost(), random), seal().seal("", password));
  }

  @Override
  public synchronized void close() {
    AccountFile opened = file;
    file = null;
    open.clear();
    if (opened != null) opened.close();
  }

  private AccountFile file() {
    if (file == null) throw new IllegalStateException("accounts are not started");
    return file;
  }

  private SecretSeal seal() {
    return requireNonNull(seal, "accounts are not started");
  }

  // ---- checking ----

  /**
   * The verdict on a password if it was verified lately and nothing of the account's password has
   * changed since; empty if it has to be checked with {@link #verify}. Never waits.
   */
  public Optional<Verdict> recall(String userName, byte[] password) {
    String name = AccountRules.normal(userName);
    Stored stored = storedOrNobody(name);
    boolean known = cache.knows(name, password, stored.passwordHash());
    return known ? Optional.of(allowed(stored)) : Optional.empty();
  }

  /** Checks a PAP password: some tens of milliseconds of computing, so not on an I/O thread. */
  public Verdict verify(String userName, byte[] password) {
    String name = AccountRules.normal(userName);
    Stored stored = storedOrNobody(name);
    Stored hashed = stored.isDevice() ? requireNonNull(nobody) : stored;
    boolean right = PasswordHash.matches(password, hashed.passwordHash());
    if (stored.account().id() == 0) return new Verdict.Refused(Refusal.UNKNOWN_USER);
    if (stored.isDevice()) return new Verdict.Refused(Refusal.DEVICE_ACCOUNT);
    if (!right) return new Verdict.Refused(Refusal.BAD_PASSWORD);
    cache.remember(name, password, stored.passwordHash());
    return allowed(stored);
  }

  /** Checks what was computed from a password. */
  public interface SealedCheck {
    /**
     * Whether it fits.
     *
     * @param password UTF-8
     */
    boolean fits(byte[] password);
  }

  /**
   * Checks what only the password itself can answer: CHAP, MS-CHAP. Fast; the same work whether the
   * user exists or not.
   *
   * @throws AccountException if the sealed secret does not open
   */
  public Verdict verifySealed(String userName, SealedCheck check) {
    Stored stored = storedOrNobody(AccountRules.normal(userName));
    Stored sealed = stored.chapSecret() == null ? requireNonNull(nobody) : stored;
    byte[] secret = seal().unseal(sealed.account().userName(), requireNonNull(sealed.chapSecret()));
    boolean right = check.fits(secret);
    if (stored.account().id() == 0) return new Verdict.Refused(Refusal.UNKNOWN_USER);
    if (stored.isDevice()) return new Verdict.Refused(Refusal.DEVICE_ACCOUNT);
    if (stored.chapSecret() == null) return new Verdict.Refused(Refusal.NO_CHAP_SECRET);
    return right ? allowed(stored) : new Verdict.Refused(Refusal.BAD_PASSWORD);
  }

  /** Whether somebody whom a certificate has identified may log in: is there, and allowed. */
  public Verdict verifyPresence(String userName) {
    Stored stored = open.get(AccountRules.normal(userName));
    if (stored == null) return new Verdict.Refused(Refusal.UNKNOWN_USER);
    if (stored.isDevice()) return new Verdict.Refused(Refusal.DEVICE_ACCOUNT);
    return allowed(stored);
  }

  /**
   * Whether a device may log in by nothing but its MAC: only an account made for a device.
   *
   * @param mac as {@code aa:bb:cc:dd:ee:ff}
   */
  public Verdict verifyDevice(String mac) {
    Stored stored = open.get(mac);
    if (stored == null || !stored.isDevice()) return new Verdict.Refused(Refusal.UNKNOWN_MAC);
    return allowed(stored);
  }

  private Stored storedOrNobody(String name) {
    Stored stored = open.get(name);
    return stored != null ? stored : requireNonNull(nobody, "accounts are not started");
  }

  /** The password is right; what is left is whether the account, as it stands now, may log in. */
  private Verdict allowed(Stored checked) {
    Stored now = open.getOrDefault(checked.account().userName(), checked);
    Account account = now.account();
    if (account.disabled()) return new Verdict.Refused(Refusal.DISABLED);
    Instant expires = account.expiresAt();
    if (expires != null && !clock.instant().isBefore(expires)) {
      return new Verdict.Refused(Refusal.EXPIRED);
    }
    return new Verdict.Accepted(account);
  }

  // ---- asking ----

  /** The open account with this name; of a device however its address is written. */
  public Optional<Account> find(String userName) {
    Stored stored = open.get(AccountRules.normal(userName));
    if (stored == null) stored = AccountRules.deviceName(userName).map(open::get).orElse(null);
    return Optional.ofNullable(stored).map(Stored::account);
  }

  /** All open accounts by name. */
  public List<Account> list() {
    return open.values().stream()
        .map(Stored::account)
        .sorted((a, b) -> a.userName().compareTo(b.userName()))
        .toList();
  }

  /** All accounts, those closed and not purged yet too, in the order they were opened. */
  public synchronized List<Account> history() {
    return file().all();
  }

  /**
   * Removes what is left of an account that is closed; nothing if it is open or gone.
   *
   * @param id the account's
   */
  public synchronized void purge(long id) {
    file().purge(id);
  }

  /** Whose account this name was at that time, closed since or not. */
  public synchronized Optional<Account> holder(String userName, Instant at) {
    Optional<Account> named = file().holder(AccountRules.normal(userName), at);
    return named.isPresent()
        ? named
        : AccountRules.deviceName(userName).flatMap(device -> file().holder(device, at));
  }

  // ---- changing ----

  /**
   * Opens an account.
   *
   * @throws AccountException if a field is not as it must be or the name is taken
   */
  public Account add(NewAccount wanted) {
    NewAccount checked = checked(wanted);
    if (open.containsKey(checked.userName())) throw taken(checked.userName());
    Stored stored = prepare(checked);
    synchronized (this) {
      return insert(List.of(stored)).getFirst().account();
    }
  }

  private static AccountException taken(String userName) {
    return new AccountException("an account '" + userName + "' is there already");
  }

  private static NewAccount checked(NewAccount given) {
    return new NewAccount(
        AccountRules.userName(given.userName()),
        checkedPassword(given),
        AccountRules.text("the full name", given.fullName()),
        AccountRules.text("the department", given.department()),
        AccountRules.nationalId(given.nationalId()),
        given.expiresAt(),
        given.chap());
  }

  private static String checkedPassword(NewAccount given) {
    if (!AccountRules.isDevice(AccountRules.normal(given.userName()))) {
      return AccountRules.password(given.password());
    }
    if (given.password().isEmpty() && !given.chap()) return "";
    throw new AccountException("a MAC address is a device's account: it has no password");
  }

  private Stored prepare(NewAccount checked) {
    Instant now = clock.instant();
    Account account =
        new Account(
            0,
            checked.userName(),
            checked.fullName(),
            checked.department(),
            checked.nationalId(),
            checked.expiresAt(),
            false,
            checked.chap(),
            now,
            now,
            null);
    return sealed(account, checked.password());
  }

  private Stored sealed(Account account, String password) {
    if (account.isDevice()) return new Stored(account, Stored.DEVICE, null);
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    byte[] chapSecret = account.chap() ? seal().seal(account.userName(), bytes) : null;
    return new Stored(account, PasswordHash.of(bytes, config.cost(), random), chapSecret);
  }

  private List<Stored> insert(List<Stored> accounts) {
    if (open.size() + accounts.size() > ACCOUNTS_MAX) {
      throw new AccountException("no more than " + ACCOUNTS_MAX + " accounts can be open");
    }
    List<Stored> added = file().add(accounts);
    added.forEach(s -> open.put(s.account().userName(), s));
    return added;
  }

  /**
   * Gives an account another password; the sealed secret for CHAP, if it has one, with it.
   *
   * @throws AccountException if there is no such account or the password cannot be
   */
  public Account setPassword(String userName, String password) {
    AccountRules.password(password);
    Stored before = existing(userName);
    if (before.isDevice()) {
      throw new AccountException("'" + userName + "' is a device's account: it has no password");
    }
    Stored hashed = sealed(before.account(), password);
    synchronized (this) {
      Account now = existing(userName).account();
      return change(
          new Stored(
              changed(now, now.disabled(), null), hashed.passwordHash(), hashed.chapSecret()));
    }
  }

  /** Refuses logins until {@link #enable}. */
  public synchronized Account disable(String userName) {
    return setDisabled(userName, true);
  }

  /** Takes back {@link #disable}. */
  public synchronized Account enable(String userName) {
    return setDisabled(userName, false);
  }

  private Account setDisabled(String userName, boolean disabled) {
    Stored now = existing(userName);
    return change(
        new Stored(changed(now.account(), disabled, null), now.passwordHash(), now.chapSecret()));
  }

  /** Closes an account: nobody logs in with it, the name is free, its history stays. */
  public synchronized Account remove(String userName) {
    Stored now = existing(userName);
    Account closed = changed(now.account(), now.account().disabled(), clock.instant());
    file().change(new Stored(closed, now.passwordHash(), null));
    open.remove(closed.userName());
    return closed;
  }

  private Account change(Stored changed) {
    file().change(changed);
    open.put(changed.account().userName(), changed);
    return changed.account();
  }

  private Stored existing(String userName) {
    Stored stored = open.get(AccountRules.normal(userName));
    if (stored == null) throw new AccountException("there is no account '" + userName + "'");
    return stored;
  }

  private Account changed(Account a, boolean disabled, @Nullable Instant closedAt) {
    return new Account(
        a.id(),
        a.userName(),
        a.fullName(),
        a.department(),
        a.nationalId(),
        a.expiresAt(),
        disabled,
        a.chap(),
        a.createdAt(),
        clock.instant(),
        closedAt);
  }

  // ---- import ----

  /**
   * Opens all accounts of a CSV file, or none. Passwords are hashed on all processors, some tens of
   * milliseconds each.
   *
   * @param csv UTF-8 with the header {@code username,password,full_name,national_id,department,
   *     expires}; the columns after the second are optional
   * @param chap whether to keep sealed secrets too
   * @return every bad row, or how many were added
   */
  public ImportResult importCsv(byte[] csv, boolean chap, ImportProgress progress) {
    AccountCsv read = AccountCsv.read(csv, config.zone(), chap);
    List<ImportFault> faults = new ArrayList<>(read.faults());
    faults.addAll(namesTaken(read.rows()));
    if (!faults.isEmpty()) return refused(faults);
    List<Stored> prepared = prepare(read.rows(), progress);
    synchronized (this) {
      // an account may have been added while this hashed
      faults.addAll(namesTaken(read.rows()));
      return faults.isEmpty()
          ? new ImportResult(insert(prepared).size(), List.of())
          : refused(faults);
    }
  }

  private static ImportResult refused(List<ImportFault> faults) {
    faults.sort((a, b) -> Integer.compare(a.line(), b.line()));
    return new ImportResult(0, List.copyOf(faults));
  }

  private List<ImportFault> namesTaken(List<AccountCsv.Row> rows) {
    return rows.stream()
        .filter(row -> open.containsKey(row.account().userName()))
        .map(
            row ->
                new ImportFault(
                    row.line(), String.valueOf(taken(row.account().userName()).getMessage())))
        .toList();
  }

  private List<Stored> prepare(List<AccountCsv.Row> rows, ImportProgress progress) {
    try (ExecutorService processors =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().daemon().name("account-import-", 0).factory())) {
      List<Future<Stored>> hashing =
          rows.stream().map(row -> processors.submit(() -> prepare(row.account()))).toList();
      List<Stored> prepared = new ArrayList<>(rows.size());
      for (Future<Stored> next : hashing) {
        prepared.add(next.get());
        progress.hashed(prepared.size(), rows.size());
      }
      return prepared;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AccountException("the import was interrupted, nothing was added", e);
    } catch (ExecutionException e) {
      throw new AccountException("a password could not be hashed, nothing was added", e);
    }
  }
}
