package jaruek.radius.account;

import static java.util.Objects.requireNonNull;

import jaruek.radius.account.AccountFile.Stored;
import jaruek.retention.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts of an office: a SQLite file, with all open accounts in memory so that a login asks
 * no disk. This object is the file's only writer. Inert until {@link #start}; any thread may call.
 *
 * <p>Checking a password costs the same whether the user exists or not: an unknown one is checked
 * against a hash that nobody's password has.
 */
public final class Accounts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);

  /** The most open accounts. */
  public static final int ACCOUNTS_MAX = 200_000;

  private final AccountsConfig config;
  private final InstantSource clock;
  private final SecureRandom random;
  private final PasswordCache cache;
  private final TermsCheck termsCheck;
  private final AccountTable table = new AccountTable();
  private @Nullable AccountFile file;
  private @Nullable SecretSeal seal;
  private @Nullable AccountMaker maker;
  private @Nullable LoginChecks checks;

  /** The most groups. */
  public static final int GROUPS_MAX = 1000;

  /** Any terms may be kept. Touches no file yet. */
  public Accounts(
      AccountsConfig config, Telemetry telemetry, InstantSource clock, SecureRandom random) {
    this(config, TermsCheck.NONE, telemetry, clock, random);
  }

  /**
   * Touches no file yet.
   *
   * @param termsCheck asked before terms are kept
   */
  public Accounts(
      AccountsConfig config,
      TermsCheck termsCheck,
      Telemetry telemetry,
      InstantSource clock,
      SecureRandom random) {
    this.config = config;
    this.termsCheck = termsCheck;
    this.clock = clock;
    this.random = random;
    this.cache =
        new PasswordCache(
            config.cacheEntriesMax(),
            config.cacheTime(),
            clock,
            random,
            telemetry.counter("radius.passwords.cache-evicted"));
    telemetry.gauge("radius.accounts", table::size);
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
      SecretSeal secrets = SecretSeal.open(config.keyFile(), !sealed, random);
      stored.forEach(table::index);
      opened.groups().forEach(table::put);
      AccountMaker making = new AccountMaker(config.cost(), secrets, random, clock);
      seal = secrets;
      maker = making;
      checks = new LoginChecks(table, cache, secrets, making.nobody(), clock);
      tellOfTermsThatCannotBe();
      file = opened;
    } finally {
      if (file == null) opened.close();
    }
  }

  /** A dictionary may have gone since they were set; logins go on without those attributes. */
  private void tellOfTermsThatCannotBe() {
    table.groups().forEach(group -> tell("group '" + group.name() + "'", group.terms()));
    for (Stored stored : table.open()) {
      Terms own = stored.account().permit().own();
      if (!own.attributes().isEmpty()) tell("account " + stored.account().id(), own);
    }
  }

  private void tell(String owner, Terms terms) {
    try {
      termsCheck.check(terms);
    } catch (AccountException e) {
      LOG.warn("{}: {}; it is not sent", owner, e.getMessage());
    }
  }

  @Override
  public synchronized void close() {
    AccountFile opened = file;
    file = null;
    table.clear();
    if (opened != null) opened.close();
  }

  private AccountFile file() {
    if (file == null) throw new IllegalStateException("accounts are not started");
    return file;
  }

  private SecretSeal seal() {
    return requireNonNull(seal, "accounts are not started");
  }

  private AccountMaker maker() {
    return requireNonNull(maker, "accounts are not started");
  }

  private LoginChecks checks() {
    return requireNonNull(checks, "accounts are not started");
  }

  // ---- checking ----

  /**
   * The verdict on a password if it was verified lately and nothing of the account's password has
   * changed since; empty if it has to be checked with {@link #verify}. Never waits.
   */
  public Optional<Verdict> recall(String userName, byte[] password) {
    return checks().recall(userName, password);
  }

  /** Checks a PAP password: some tens of milliseconds of computing, so not on an I/O thread. */
  public Verdict verify(String userName, byte[] password) {
    return checks().verify(userName, password);
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
    return checks().verifySealed(userName, check);
  }

  /** Whether somebody whom a certificate has identified may log in: is there, and allowed. */
  public Verdict verifyPresence(String userName) {
    return checks().verifyPresence(userName);
  }

  /**
   * Whether a device may log in by nothing but its MAC: only an account made for a device, or that
   * of the person whose device it is.
   *
   * @param mac as {@code aa:bb:cc:dd:ee:ff}
   */
  public Verdict verifyDevice(String mac) {
    return checks().verifyDevice(mac);
  }

  // ---- asking ----

  /** A name as accounts compare it: Unicode NFC; of a MAC address with separators one form. */
  public String oneForm(String userName) {
    return AccountRules.normal(userName);
  }

  /** The open account with this name; of a device however its address is written. */
  public Optional<Account> find(String userName) {
    return table.find(userName);
  }

  /** What counts for an account: its own terms, then its group's. */
  public Terms terms(Account account) {
    return table.terms(account);
  }

  /**
   * The first instant at which an account no longer logs in: its own end, its group's, or the end
   * of what it is valid for since its first login.
   */
  public Optional<Instant> endOf(Account account) {
    return table.endOf(account);
  }

  /** Where a day, a week and a month begin. */
  public ZoneId zone() {
    return config.zone();
  }

  /** All open accounts by name. */
  public List<Account> list() {
    return table.list();
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

  /**
   * Whose this name was before or after a time at which it was nobody's, if it was one account's
   * only: an account may be made after its first session, by whoever moves to this program.
   */
  public synchronized Optional<Account> onlyHolder(String userName, Instant at) {
    List<Account> others = file().others(AccountRules.normal(userName), at);
    return others.size() == 1 ? Optional.of(others.getFirst()) : Optional.empty();
  }

  // ---- changing ----

  /**
   * Opens an account.
   *
   * @throws AccountException if a field is not as it must be or the name is taken
   */
  public Account add(NewAccount wanted) {
    NewAccount checked = checked(wanted);
    table.checkFree(checked.userName());
    Stored stored = maker().prepare(checked);
    synchronized (this) {
      table.checkFree(checked.userName());
      checkedPermit(checked.permit(), checked.userName());
      return insert(List.of(stored)).getFirst().account();
    }
  }

  private NewAccount checked(NewAccount given) {
    String userName = AccountRules.userName(given.userName());
    return new NewAccount(
        userName,
        checkedPassword(given),
        AccountRules.person(given.person()),
        checkedPermit(given.permit(), userName),
        given.chap(),
        given.batch());
  }

  private Permit checkedPermit(Permit given, String userName) {
    String group = given.group();
    if (group != null) group = table.existingGroup(group).name();
    List<String> macs = AccountRules.macs(given.macs());
    for (String mac : macs) {
      String owner = table.ownerOfMac(mac, userName);
      if (!owner.equals(userName)) {
        throw new AccountException("the mac " + mac + " is that of '" + owner + "'");
      }
    }
    termsCheck.check(given.own());
    return new Permit(group, given.own(), macs, given.expiresAt());
  }

  private static String checkedPassword(NewAccount given) {
    if (!AccountRules.isDevice(AccountRules.normal(given.userName()))) {
      return AccountRules.password(given.password());
    }
    if (given.password().isEmpty() && !given.chap()) return "";
    throw new AccountException("a MAC address is a device's account: it has no password");
  }

  private List<Stored> insert(List<Stored> accounts) {
    if (table.size() + accounts.size() > ACCOUNTS_MAX) {
      throw new AccountException("no more than " + ACCOUNTS_MAX + " accounts can be open");
    }
    List<Stored> added = file().add(accounts);
    added.forEach(table::index);
    return added;
  }

  /**
   * Gives an account another password; the sealed secret for CHAP, if it has one, with it.
   *
   * @throws AccountException if there is no such account or the password cannot be
   */
  public Account setPassword(String userName, String password) {
    AccountRules.password(password);
    Stored before = table.existing(userName);
    if (before.isDevice()) {
      throw new AccountException("'" + userName + "' is a device's account: it has no password");
    }
    Stored hashed = maker().sealed(before.account(), password);
    synchronized (this) {
      Account now = table.existing(userName).account();
      return change(hashed.with(now.disabled(now.disabled(), clock.instant())));
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
    Stored now = table.existing(userName);
    return change(now.with(now.account().disabled(disabled, clock.instant())));
  }

  /**
   * Changes what is known of the person and what the account is allowed.
   *
   * @throws AccountException if there is no such account or it cannot be so; then nothing changes
   */
  public synchronized Account change(
      String userName, UnaryOperator<Person> person, UnaryOperator<Permit> permit) {
    Stored now = table.existing(userName);
    Account account = now.account();
    Account changed =
        account.with(
            AccountRules.person(person.apply(account.person())),
            checkedPermit(permit.apply(account.permit()), account.userName()),
            clock.instant());
    return change(now.with(changed));
  }

  /** Closes an account: nobody logs in with it, the name is free, its history stays. */
  public synchronized Account remove(String userName) {
    return remove(List.of(userName)).getFirst();
  }

  /** Closes all these accounts, or none. */
  public synchronized List<Account> remove(List<String> userNames) {
    List<Stored> closed = new ArrayList<>(userNames.size());
    for (String userName : userNames) {
      Stored now = table.existing(userName);
      Account account = now.account().closed(clock.instant());
      closed.add(new Stored(account, now.passwordHash(), null));
    }
    file().change(closed);
    closed.forEach(stored -> table.forget(stored.account()));
    return closed.stream().map(Stored::account).toList();
  }

  /**
   * Keeps that an account is used for the first time; waits for the disk.
   *
   * @return the account with its first use, now or before; empty if it is gone
   */
  public synchronized Optional<Account> use(long id, String userName) {
    Stored now = table.get(AccountRules.normal(userName));
    if (now == null || now.account().id() != id) return Optional.empty();
    if (now.account().firstUsedAt() != null) return Optional.of(now.account());
    Instant at = clock.instant();
    file().firstUsed(id, at);
    Stored used = now.with(now.account().firstUsed(at));
    table.index(used);
    return Optional.of(used.account());
  }

  private Account change(Stored changed) {
    file().change(List.of(changed));
    Stored before = table.get(changed.account().userName());
    if (before != null) table.forget(before.account());
    table.index(changed);
    return changed.account();
  }

  // ---- groups ----

  /** The group of that name. */
  public Optional<Group> group(String name) {
    return table.group(name);
  }

  /** All groups by name. */
  public List<Group> groups() {
    return table.groups();
  }

  /** The open accounts in a group, by name. */
  public List<Account> members(String group) {
    return table.members(group);
  }

  /**
   * Makes a group.
   *
   * @throws AccountException if a field is not as it must be or the name is taken
   */
  public synchronized Group addGroup(Group wanted) {
    if (group(wanted.name()).isPresent()) {
      throw new AccountException("the group '" + wanted.name() + "' is there already");
    }
    if (table.groups().size() >= GROUPS_MAX) {
      throw new AccountException("the groups are more than " + GROUPS_MAX);
    }
    Instant now = clock.instant();
    return put(wanted.at(now, now));
  }

  /** Changes a group's note, terms or end: counts for its accounts at once. */
  public synchronized Group changeGroup(String name, UnaryOperator<Group> change) {
    Group before = table.existingGroup(name);
    Group changed = change.apply(before);
    if (!changed.name().equals(before.name())) {
      throw new AccountException("the group's name cannot change");
    }
    return put(changed.at(before.createdAt(), clock.instant()));
  }

  private Group put(Group wanted) {
    termsCheck.check(wanted.terms());
    Group checked =
        new Group(
            AccountRules.name("the group", wanted.name()),
            AccountRules.text("the note", wanted.note()),
            wanted.terms(),
            wanted.expiresAt(),
            wanted.createdAt(),
            wanted.changedAt());
    file().put(checked);
    table.put(checked);
    return checked;
  }

  /**
   * Removes a group that no open account is in.
   *
   * @throws AccountException if one is
   */
  public synchronized Group removeGroup(String name) {
    Group group = table.existingGroup(name);
    int members = members(group.name()).size();
    if (members > 0) {
      throw new AccountException("the group '" + name + "' has " + members + " accounts");
    }
    file().removeGroup(group.name());
    table.remove(group);
    return group;
  }

  // ---- vouchers ----

  /** The most vouchers of one batch. */
  public static final int VOUCHERS_MAX = 2000;

  /** A voucher with its password, for its card. */
  public record Card(String number, String password) {
    /** Never the password. */
    @Override
    public String toString() {
      return "Card[" + number + "]";
    }
  }

  /**
   * Makes vouchers: accounts whose passwords are sealed too, so that their sheet can be printed
   * again. All or none.
   *
   * @param batch the name they are listed under
   * @param count 1 to {@link #VOUCHERS_MAX}
   */
  public List<Card> makeVouchers(String batch, int count, Permit permit, ImportProgress progress) {
    if (count < 1 || count > VOUCHERS_MAX) {
      throw new AccountException("vouchers are made 1 to " + VOUCHERS_MAX + " at a time");
    }
    String name = AccountRules.name("the batch", batch);
    Permit checked = checkedPermit(permit, "");
    Map<String, Card> cards = new LinkedHashMap<>();
    while (cards.size() < count) {
      String number = VoucherCode.random(random, VoucherCode.NUMBER_CHARS);
      if (table.get(number) != null) continue;
      cards.put(number, new Card(number, VoucherCode.random(random, VoucherCode.PASSWORD_CHARS)));
    }
    List<NewAccount> wanted =
        cards.values().stream()
            .map(c -> new NewAccount(c.number(), c.password(), Person.UNKNOWN, checked, true, name))
            .toList();
    List<Stored> prepared = maker().prepare(wanted, progress);
    synchronized (this) {
      checkedPermit(permit, "");
      if (vouchers().stream().anyMatch(voucher -> name.equals(voucher.batch()))) {
        throw new AccountException("the batch '" + name + "' is there already");
      }
      cards.keySet().forEach(table::checkFree);
      insert(prepared);
    }
    return List.copyOf(cards.values());
  }

  /** All vouchers that are open, by batch and number. */
  public List<Account> vouchers() {
    return table.vouchers();
  }

  /** The cards of a batch again: vouchers that are open and not used yet. */
  public List<Card> cards(String batch) {
    List<Card> cards = new ArrayList<>();
    for (Account voucher : vouchers()) {
      if (!batch.equals(voucher.batch()) || voucher.firstUsedAt() != null) continue;
      Stored stored = table.existing(voucher.userName());
      if (stored.chapSecret() == null) continue;
      byte[] password = seal().unseal(voucher.userName(), stored.chapSecret());
      cards.add(new Card(voucher.userName(), new String(password, StandardCharsets.UTF_8)));
    }
    return cards;
  }

  // ---- import ----

  /**
   * Opens all accounts of a CSV file, or none. Passwords are hashed on all processors, some tens of
   * milliseconds each.
   *
   * @param csv UTF-8 or Windows-874 with the header {@code username,password,full_name,national_id,
   *     department,expires,group,phone,email,macs}; the columns after the second are optional,
   *     others are kept by their names
   * @param chap whether to keep sealed secrets too
   * @return every bad row, or how many were added
   */
  public ImportResult importCsv(byte[] csv, boolean chap, ImportProgress progress) {
    return importCsv(csv, chap, false, progress);
  }

  /**
   * The same.
   *
   * @param dryRun only checks: what is good is counted, and nothing is added
   */
  public ImportResult importCsv(byte[] csv, boolean chap, boolean dryRun, ImportProgress progress) {
    AccountCsv read = AccountCsv.read(csv, config.zone(), chap);
    List<ImportFault> faults = new ArrayList<>(read.faults());
    faults.addAll(notPossible(read.rows()));
    if (!faults.isEmpty()) return refused(faults);
    if (dryRun) return new ImportResult(read.rows().size(), List.of());
    List<NewAccount> wanted = read.rows().stream().map(row -> checked(row.account())).toList();
    List<Stored> prepared = maker().prepare(wanted, progress);
    synchronized (this) {
      // an account or group may have changed while this hashed
      faults.addAll(notPossible(read.rows()));
      return faults.isEmpty()
          ? new ImportResult(insert(prepared).size(), List.of())
          : refused(faults);
    }
  }

  private static ImportResult refused(List<ImportFault> faults) {
    faults.sort((a, b) -> Integer.compare(a.line(), b.line()));
    return new ImportResult(0, List.copyOf(faults));
  }

  /** What a file alone does not tell: names and devices of others, groups that are not there. */
  private List<ImportFault> notPossible(List<AccountCsv.Row> rows) {
    List<ImportFault> faults = new ArrayList<>();
    for (AccountCsv.Row row : rows) {
      try {
        table.checkFree(row.account().userName());
        checkedPermit(row.account().permit(), row.account().userName());
      } catch (AccountException e) {
        faults.add(new ImportFault(row.line(), String.valueOf(e.getMessage())));
      }
    }
    return faults;
  }
}
