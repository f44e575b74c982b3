package jaruek.appliance.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.radius.account.Account;
import jaruek.radius.account.Accounts;
import jaruek.radius.proxy.Pool;
import jaruek.radius.proxy.ProxyReason;
import jaruek.radius.proxy.Realm;
import jaruek.radius.proxy.Realms;
import jaruek.radius.proxy.Route;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why somebody cannot log in: what is wrong with the account, the last logins that failed, and what
 * devices sent that could not be believed. The words stand in the message bundles, {@code
 * doctor.login-REASON} for the reason of each rejected login.
 */
public final class LoginCheck implements Check {
  private static final Duration SPAN = Duration.ofDays(30);
  private static final Duration DEVICES_SPAN = Duration.ofDays(1);
  private static final int REJECTS_MAX = 5;
  private static final int DEVICE_ROWS_MAX = 200;
  private static final int DEVICES_MAX = 5;

  private final String user;
  private final Accounts accounts;
  private final QueryEngine engine;
  private final InstantSource clock;
  private final boolean withDirectory;
  private final @Nullable Realms realms;

  /**
   * For one user.
   *
   * @param user as given at login
   */
  public LoginCheck(String user, Accounts accounts, QueryEngine engine, InstantSource clock) {
    this(user, accounts, engine, clock, false, null);
  }

  /**
   * The same.
   *
   * @param withDirectory whether there are users who have no account here
   * @param realms which names are others' to decide on; null if none are
   */
  public LoginCheck(
      String user,
      Accounts accounts,
      QueryEngine engine,
      InstantSource clock,
      boolean withDirectory,
      @Nullable Realms realms) {
    this.withDirectory = withDirectory;
    this.realms = realms;
    this.user = user;
    this.accounts = accounts;
    this.engine = engine;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "login";
  }

  @Override
  public List<Finding> look() {
    List<Finding> found = new ArrayList<>(account());
    List<Row> rejects = latest("reject", REJECTS_MAX);
    Optional<Row> accept = latest("accept", 1).stream().findFirst();
    long acceptedAt = accept.map(Row::receivedAtMillis).orElse(0L);
    for (Row row : rejects) {
      // what has worked since is no fault any more
      found.add(rejected(row, row.receivedAtMillis() > acceptedAt ? Grade.FAULT : Grade.WARNING));
    }
    accept.ifPresent(row -> found.add(told(Grade.OK, "login-accepted", row)));
    if (rejects.isEmpty() && accept.isEmpty()) {
      found.add(Finding.of(name(), Grade.WARNING, "login-none", "user", user));
    }
    if (accept.isEmpty() || found.getFirst().grade() != Grade.OK) found.addAll(devices());
    return found;
  }

  private List<Finding> account() {
    return switch (realms == null ? new Route.Local(user) : realms.route(user)) {
      case Route.Local(String name) -> account(name);
      case Route.Remote(Realm realm, String typed, var _) -> {
        Pool pool = realm.pool();
        String asked = pool == null ? "-" : pool.name();
        yield List.of(
            Finding.of(
                name(),
                Grade.OK,
                "login-realm-decides",
                "user",
                user,
                "realm",
                typed,
                "pool",
                asked));
      }
      case Route.Refused(ProxyReason why) ->
          List.of(
              Finding.of(
                  name(),
                  Grade.WARNING,
                  "login-realm-of-nobody",
                  "user",
                  user,
                  "reason",
                  why.word()));
    };
  }

  private List<Finding> account(String userName) {
    Optional<Account> known = accounts.find(userName);
    if (known.isEmpty() && withDirectory) {
      return List.of(Finding.of(name(), Grade.OK, "login-directory-decides", "user", user));
    }
    if (known.isEmpty()) {
      return List.of(Finding.of(name(), Grade.WARNING, "login-no-account", "user", user));
    }
    Account account = known.get();
    List<Finding> found = new ArrayList<>();
    Instant expires = account.expiresAt();
    if (account.disabled()) {
      found.add(Finding.of(name(), Grade.FAULT, "login-account-disabled", "user", user));
    }
    if (expires != null && !clock.instant().isBefore(expires)) {
      String at = expires.toString();
      found.add(Finding.of(name(), Grade.FAULT, "login-account-expired", "user", user, "at", at));
    }
    if (!found.isEmpty()) return found;
    String code =
        account.isDevice()
            ? "login-account-device"
            : account.chap() ? "login-account-chap" : "login-account-good";
    return List.of(Finding.of(name(), Grade.OK, code, "user", user));
  }

  private List<Row> latest(String event, int limit) {
    long now = clock.millis();
    List<Condition> names = new ArrayList<>();
    for (String name : names()) names.add(new Condition.Equal(Identity.USER_NAME, name));
    return engine.list(
        newest(
            Condition.all(
                new Condition.Between(Identity.RECEIVED_AT, now - SPAN.toMillis(), now),
                new Condition.Equal(Identity.EVENT, event),
                new Condition.Any(names)),
            limit));
  }

  /** A switch may write a device's address otherwise than the account has it. */
  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>(List.of(user));
    accounts.find(user).map(Account::userName).ifPresent(names::add);
    if (accounts.find(user).filter(Account::isDevice).isPresent()) {
      for (String name : List.copyOf(names)) {
        String digits = name.replaceAll("[^0-9A-Fa-f]", "");
        names.add(digits.toLowerCase(Locale.ROOT));
        names.add(digits.toUpperCase(Locale.ROOT));
      }
    }
    return names;
  }

  private static RowQuery newest(Condition where, long limit) {
    return new RowQuery(Dataset.IDENTITY, where, List.of(Identity.RECEIVED_AT), true, limit);
  }

  private Finding rejected(Row row, Grade grade) {
    return told(grade, "login-" + row.text(Identity.REASON).orElse("unknown"), row);
  }

  private Finding told(Grade grade, String code, Row row) {
    return new Finding(name(), grade, code, arguments(row));
  }

  private ObjectNode arguments(Row row) {
    ObjectNode arguments =
        Finding.of(
                name(),
                Grade.OK,
                "",
                "user",
                user,
                "at",
                Instant.ofEpochMilli(row.receivedAtMillis()).toString())
            .arguments();
    arguments.put("nas", text(row, Identity.NAS));
    arguments.put("mac", row.mac(Identity.MAC).map(Object::toString).orElse("-"));
    return arguments.put("reason", text(row, Identity.REASON));
  }

  private static String text(Row row, Column column) {
    return row.text(column).orElse("-");
  }

  /** Requests that were dropped before they could be anybody's. */
  private List<Finding> devices() {
    long now = clock.millis();
    List<Row> rows =
        engine.list(
            newest(
                Condition.all(
                    new Condition.Between(Identity.RECEIVED_AT, now - DEVICES_SPAN.toMillis(), now),
                    new Condition.Equal(Identity.EVENT, "reject"),
                    new Condition.IsNull(Identity.USER_NAME)),
                DEVICE_ROWS_MAX));
    List<Finding> found = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (Row row : rows) {
      if (found.size() == DEVICES_MAX) break;
      if (seen.add(text(row, Identity.NAS) + " " + text(row, Identity.REASON))) {
        found.add(rejected(row, Grade.WARNING));
      }
    }
    return found;
  }
}
