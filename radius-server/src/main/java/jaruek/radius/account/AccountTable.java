package jaruek.radius.account;

import jaruek.radius.account.AccountFile.Stored;
import java.text.Normalizer;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The open accounts and the groups, in memory: what is asked without the disk. Any thread may ask;
 * {@link Accounts} alone changes it.
 */
final class AccountTable {
  private final ConcurrentMap<String, Stored> open = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Group> groups = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, String> ownersOfMacs = new ConcurrentHashMap<>();

  int size() {
    return open.size();
  }

  Collection<Stored> open() {
    return open.values();
  }

  /** The account with this name in its one form. */
  @Nullable Stored get(String name) {
    return open.get(name);
  }

  /** The account of a device, or of the person whose device it is. */
  @Nullable Stored ofMac(String mac) {
    return open.get(ownersOfMacs.getOrDefault(mac, mac));
  }

  /** Whose a MAC is; of nobody's the name that is given. */
  String ownerOfMac(String mac, String otherwise) {
    return open.containsKey(mac) ? mac : ownersOfMacs.getOrDefault(mac, otherwise);
  }

  void put(Group group) {
    groups.put(group.name(), group);
  }

  void remove(Group group) {
    groups.remove(group.name());
  }

  void clear() {
    open.clear();
    groups.clear();
    ownersOfMacs.clear();
  }

  void index(Stored stored) {
    Account account = stored.account();
    open.put(account.userName(), stored);
    account.permit().macs().forEach(mac -> ownersOfMacs.put(mac, account.userName()));
  }

  void forget(Account account) {
    open.remove(account.userName());
    account.permit().macs().forEach(mac -> ownersOfMacs.remove(mac, account.userName()));
  }

  Optional<Account> find(String userName) {
    Stored stored = open.get(AccountRules.normal(userName));
    if (stored == null) stored = AccountRules.deviceName(userName).map(open::get).orElse(null);
    return Optional.ofNullable(stored).map(Stored::account);
  }

  Terms terms(Account account) {
    Group group = groupOf(account);
    return group == null ? account.permit().own() : account.permit().own().over(group.terms());
  }

  private @Nullable Group groupOf(Account account) {
    String group = account.permit().group();
    return group == null ? null : groups.get(group);
  }

  Optional<Instant> endOf(Account account) {
    Group group = groupOf(account);
    Instant end = account.expiresAt();
    if (group != null) end = earlier(end, group.expiresAt());
    Instant first = account.firstUsedAt();
    if (first != null) {
      end = earlier(end, terms(account).span(Setting.VALID_FOR).map(first::plus).orElse(null));
    }
    return Optional.ofNullable(end);
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) return one == null ? other : one;
    return one.isBefore(other) ? one : other;
  }

  List<Account> list() {
    return open.values().stream()
        .map(Stored::account)
        .sorted((a, b) -> a.userName().compareTo(b.userName()))
        .toList();
  }

  Optional<Group> group(String name) {
    return Optional.ofNullable(groups.get(Normalizer.normalize(name, Normalizer.Form.NFC)));
  }

  List<Group> groups() {
    return groups.values().stream().sorted(Comparator.comparing(Group::name)).toList();
  }

  List<Account> members(String group) {
    return list().stream().filter(account -> group.equals(account.permit().group())).toList();
  }

  List<Account> vouchers() {
    return open.values().stream()
        .map(Stored::account)
        .filter(Account::isVoucher)
        .sorted(
            Comparator.comparing((Account a) -> String.valueOf(a.batch()))
                .thenComparing(Account::userName))
        .toList();
  }

  void checkFree(String userName) {
    if (open.containsKey(userName)) throw taken(userName);
    String owner = ownersOfMacs.get(userName);
    if (owner != null) {
      throw new AccountException("the mac " + userName + " is that of '" + owner + "'");
    }
  }

  private static AccountException taken(String userName) {
    return new AccountException("an account '" + userName + "' is there already");
  }

  Stored existing(String userName) {
    Stored stored = open.get(AccountRules.normal(userName));
    if (stored == null) throw new AccountException("there is no account '" + userName + "'");
    return stored;
  }

  Group existingGroup(String name) {
    return group(name)
        .orElseThrow(() -> new AccountException("the group '" + name + "' is not there"));
  }
}
