package jaruek.radius.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.radius.account.Account;
import jaruek.radius.account.Accounts;
import jaruek.radius.account.Group;
import jaruek.radius.account.NewAccount;
import jaruek.radius.account.Permit;
import jaruek.radius.account.Person;
import jaruek.radius.account.Refusal;
import jaruek.radius.account.Setting;
import jaruek.radius.account.Terms;
import jaruek.radius.account.TermsCheck;
import jaruek.radius.login.Attempt;
import jaruek.radius.login.Logins;
import jaruek.radius.login.Outcome;
import jaruek.radius.login.Proof;
import jaruek.radius.session.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesTest {
  private static final String PHONE = "AA-BB-CC-00-00-01";
  private static final String LAPTOP = "AA-BB-CC-00-00-02";

  @TempDir Path folder;
  private TestLogins test;
  private Logins rules;

  @BeforeEach
  void start() {
    test = new TestLogins(folder, TermsCheck.NONE);
    rules = new RuleLogins(test.proofs(), test.accounts, test, test.telemetry);
  }

  @AfterEach
  void stop() {
    test.close();
  }

  private Account add(String user, Setting setting, String value) {
    String group = "of " + user;
    test.accounts.addGroup(Group.of(group, null, Terms.NONE.with(setting, value), null));
    return test.accounts.add(
        new NewAccount(user, "pw", Person.UNKNOWN, Permit.PLAIN.in(group), false));
  }

  private void assertAccepted(String user, String station) {
    assertInstanceOf(Outcome.Accepted.class, test.ask(rules, user, "pw", station));
  }

  private void assertRefused(Refusal why, String user, @Nullable String station) {
    assertEquals(new Outcome.Refused(why), test.ask(rules, user, "pw", station));
  }

  @Test
  void hoursOfTheGroupCount() {
    add("a", Setting.SCHEDULE, "mon-fri 07:30-17:00"); // 10:00 on a Monday there
    assertAccepted("a", PHONE);
    test.now = Instant.parse("2026-11-23T10:00:00Z");
    assertRefused(Refusal.OUTSIDE_HOURS, "a", PHONE);
    assertEquals(new Outcome.Refused(Refusal.BAD_PASSWORD), test.ask(rules, "a", "other", PHONE));
  }

  @Test
  void quotasCountFromTheirPeriodAndNotFromBeforeTheAccount() {
    Account account = add("a", Setting.DATA_QUOTA, "1GB/day");
    test.now = test.now.plus(Duration.ofDays(2));
    test.used.put("a", new Usage.Used(999_999_999, 0));
    assertAccepted("a", PHONE);
    assertEquals(Instant.parse("2026-11-24T17:00:00Z"), test.askedSince());
    test.used.put("a", new Usage.Used(1_000_000_000, 0));
    assertRefused(Refusal.QUOTA_USED, "a", PHONE);
    Account other = add("b", Setting.TIME_QUOTA, "2h/total");
    test.used.put("b", new Usage.Used(0, 7199));
    assertAccepted("b", PHONE);
    assertEquals(other.createdAt(), test.askedSince());
    test.used.put("b", new Usage.Used(0, 7201));
    assertRefused(Refusal.QUOTA_USED, "b", PHONE);
    Standing standing = new Standing(test.accounts, test);
    assertEquals(Optional.of(Refusal.QUOTA_USED), standing.refusal(account, test.now));
  }

  @Test
  void simultaneousSessionsAreCountedWithoutTheDevicesOwn() {
    add("a", Setting.SESSIONS, "1");
    assertAccepted("a", PHONE);
    test.open("a", "aa:bb:cc:00:00:01");
    assertAccepted("a", PHONE);
    assertAccepted("a", "aabb.cc00.0001");
    assertRefused(Refusal.TOO_MANY_SESSIONS, "a", LAPTOP);
    assertRefused(Refusal.TOO_MANY_SESSIONS, "a", null);
    test.sessions.clear();
    test.now = test.now.plusMillis(Admitted.MILLIS);
    assertAccepted("a", LAPTOP);
  }

  @Test
  void secondLoginBeforeTheFirstsAccountingBeginsIsCountedToo() {
    add("a", Setting.SESSIONS, "1");
    assertAccepted("a", PHONE);
    assertRefused(Refusal.TOO_MANY_SESSIONS, "a", LAPTOP);
    assertAccepted("a", PHONE);
    test.now = test.now.plusMillis(Admitted.MILLIS);
    assertAccepted("a", LAPTOP);
  }

  @Test
  void ownTermsCountOverTheGroups() {
    add("a", Setting.SESSIONS, "1");
    test.accounts.change("a", p -> p, p -> p.with(Terms.NONE.with(Setting.SESSIONS, "2")));
    test.open("a", "aa:bb:cc:00:00:01");
    assertAccepted("a", LAPTOP);
  }

  @Test
  void personsDeviceLogsInAsThePerson() {
    add("a", Setting.SESSIONS, "1");
    test.accounts.change("a", p -> p, p -> p.with(List.of(PHONE)));
    Attempt mac = new Attempt(PHONE, new Proof.Mac("aa:bb:cc:00:00:01"), test.asking(PHONE));
    Outcome.Accepted yes = assertInstanceOf(Outcome.Accepted.class, test.ask(rules, mac));
    assertEquals("a", yes.account().userName());
    test.open("a", "aa:bb:cc:00:00:02");
    assertEquals(new Outcome.Refused(Refusal.TOO_MANY_SESSIONS), test.ask(rules, mac));
  }

  @Test
  void timeLeftIsTheLeastOfAll() {
    Account account = add("a", Setting.SCHEDULE, "mon 08:00-12:00");
    Standing standing = new Standing(test.accounts, test);
    Terms terms = test.accounts.terms(account);
    assertEquals(Optional.of(Duration.ofHours(2)), standing.timeLeft(account, terms, test.now));
    terms = terms.with(Setting.TIME_QUOTA, "1h/day");
    test.used.put("a", new Usage.Used(0, 600));
    assertEquals(Optional.of(Duration.ofMinutes(50)), standing.timeLeft(account, terms, test.now));
    terms = terms.with(Setting.SESSION_TIMEOUT, "30m");
    assertEquals(Optional.of(Duration.ofMinutes(30)), standing.timeLeft(account, terms, test.now));
    Account changed = test.accounts.change("a", p -> p, p -> p.until(test.now.plusSeconds(60)));
    assertEquals(Optional.of(Duration.ofMinutes(1)), standing.timeLeft(changed, terms, test.now));
  }

  // ---- lockout ----

  private Logins lockout() {
    return new Lockout(test.proofs(), test.accounts, test.telemetry, () -> test.now);
  }

  private void fail(Logins logins, String user, @Nullable String station, int times) {
    for (int i = 0; i < times; i++) {
      assertEquals(
          new Outcome.Refused(Refusal.BAD_PASSWORD), test.ask(logins, user, "no" + i, station));
    }
  }

  @Test
  void guessingIsPausedForTheGuessersStationOnly() {
    test.accounts.add(NewAccount.of("a", "pw"));
    Logins logins = lockout();
    fail(logins, "a", PHONE, Lockout.FREE_OF_USER);
    int checked = test.checked();
    assertEquals(new Outcome.Refused(Refusal.LOCKED), test.ask(logins, "a", "pw", PHONE));
    assertEquals(
        new Outcome.Refused(Refusal.LOCKED), test.ask(logins, "a", "pw", "aabb.cc00.0001"));
    assertEquals(checked, test.checked());
    assertInstanceOf(Outcome.Accepted.class, test.ask(logins, "a", "pw", LAPTOP));
    test.now = test.now.plus(Lockout.PAUSE_MIN);
    assertInstanceOf(Outcome.Accepted.class, test.ask(logins, "a", "pw", PHONE));
    fail(logins, "a", PHONE, Lockout.FREE_OF_USER - 1);
    assertInstanceOf(Outcome.Accepted.class, test.ask(logins, "a", "pw", PHONE));
  }

  @Test
  void pausesDoubleUpToTheLongest() {
    test.accounts.add(NewAccount.of("a", "pw"));
    Logins logins = lockout();
    fail(logins, "a", PHONE, Lockout.FREE_OF_USER);
    Duration pause = Lockout.PAUSE_MIN;
    for (int i = 0; i < 12; i++) {
      test.now = test.now.plus(pause).minusMillis(1);
      assertEquals(new Outcome.Refused(Refusal.LOCKED), test.ask(logins, "a", "pw", PHONE));
      test.now = test.now.plusMillis(1);
      fail(logins, "a", PHONE, 1);
      pause = pause.multipliedBy(2);
      if (pause.compareTo(Lockout.PAUSE_MAX) > 0) pause = Lockout.PAUSE_MAX;
    }
    test.now = test.now.plus(Lockout.FORGET).plusMillis(1);
    fail(logins, "a", PHONE, Lockout.FREE_OF_USER - 1);
    assertInstanceOf(Outcome.Accepted.class, test.ask(logins, "a", "pw", PHONE));
  }

  @Test
  void changeOfTheAccountEndsItsPauses() {
    test.accounts.add(NewAccount.of("a", "pw"));
    Logins logins = lockout();
    fail(logins, "a", PHONE, Lockout.FREE_OF_USER);
    test.now = test.now.plusMillis(1);
    test.accounts.setPassword("a", "new");
    assertInstanceOf(Outcome.Accepted.class, test.ask(logins, "a", "new", PHONE));
  }

  @Test
  void stationThatTriesManyUsersIsPausedEvenIfOneIsItsOwn() {
    test.accounts.add(NewAccount.of("own", "pw"));
    Logins logins = lockout();
    for (int i = 0; i < Lockout.FREE_OF_STATION; i++) {
      assertEquals(
          new Outcome.Refused(Refusal.UNKNOWN_USER), test.ask(logins, "u" + i, "x", PHONE));
      if (i % 10 == 0 && i > 0) {
        assertInstanceOf(Outcome.Accepted.class, test.ask(logins, "own", "pw", PHONE));
      }
    }
    assertEquals(new Outcome.Refused(Refusal.LOCKED), test.ask(logins, "own", "pw", PHONE));
    assertInstanceOf(Outcome.Accepted.class, test.ask(logins, "own", "pw", LAPTOP));
  }

  @Test
  void withoutAStationThePauseStaysShort() {
    test.accounts.add(NewAccount.of("a", "pw"));
    test.accounts.add(NewAccount.of("b", "pw"));
    Logins logins = lockout();
    for (int i = 0; i < 40; i++) {
      fail(logins, "a", null, 1);
      test.now = test.now.plus(Lockout.PAUSE_SHARED_MAX);
    }
    assertInstanceOf(Outcome.Accepted.class, test.ask(logins, "b", "pw", null));
    assertInstanceOf(Outcome.Accepted.class, test.ask(logins, "a", "pw", null));
  }

  @Test
  void floodOfStationsCannotGrowTheTables() {
    Logins logins =
        new Lockout(
            (attempt, answer) -> answer.accept(new Outcome.Refused(Refusal.BAD_PASSWORD)),
            test.accounts,
            test.telemetry,
            () -> test.now);
    Random random = new Random(7);
    for (int i = 0; i < Lockout.ENTRIES_MAX + 1000; i++) {
      test.ask(logins, "u" + i, "x", "station " + random.nextLong());
    }
    assertEquals(Lockout.ENTRIES_MAX, gauge("radius.lockout.users"));
    assertEquals(Lockout.ENTRIES_MAX, gauge("radius.lockout.stations"));
    assertTrue(test.telemetry.sum("radius.lockout.evicted") >= 2000);
  }

  private long gauge(String name) {
    AtomicLong found = new AtomicLong(-1);
    test.telemetry.gauges(
        (series, value) -> {
          if (series.name().equals(name)) found.set(value);
        });
    return found.get();
  }

  // ---- vouchers ----

  @Test
  void voucherIsTakenHoweverItIsTypedAndItsClockStartsThen() throws Exception {
    Permit day = Permit.PLAIN.with(Terms.NONE.with(Setting.VALID_FOR, "1d"));
    List<Accounts.Card> cards = test.accounts.makeVouchers("b1", 3, day, (d, t) -> {});
    assertEquals(
        cards.stream().sorted(Comparator.comparing(Accounts.Card::number)).toList(),
        test.accounts.cards("b1"));
    try (FirstUse firstUse = new FirstUse(test.proofs(), test.accounts, test.telemetry)) {
      firstUse.start();
      Logins logins = new VoucherLogins(firstUse, test.accounts);
      test.now = test.now.plus(Duration.ofDays(5));
      Accounts.Card card = cards.getFirst();
      String code = card.number() + "-" + card.password();
      assertInstanceOf(
          Outcome.Accepted.class, test.ask(logins, card.number(), card.password(), PHONE));
      String dashed = card.password().substring(0, 4) + "-" + card.password().substring(4);
      for (String user : List.of(card.number(), card.number().toLowerCase(Locale.ROOT))) {
        assertInstanceOf(Outcome.Accepted.class, test.ask(logins, user, dashed, PHONE));
        assertInstanceOf(
            Outcome.Accepted.class, test.ask(logins, user, code.toLowerCase(Locale.ROOT), PHONE));
      }
      assertInstanceOf(Outcome.Accepted.class, test.ask(logins, code, "", PHONE));
      assertInstanceOf(
          Outcome.Accepted.class, test.ask(logins, code.toLowerCase(Locale.ROOT), code, PHONE));
      String wrong = cards.get(1).number() + card.password();
      assertEquals(new Outcome.Refused(Refusal.BAD_PASSWORD), test.ask(logins, wrong, "", PHONE));
      assertEquals(2, test.accounts.cards("b1").size());
      test.now = test.now.plus(Duration.ofDays(1));
      assertEquals(
          new Outcome.Refused(Refusal.EXPIRED),
          test.ask(logins, card.number(), card.password(), PHONE));
    }
  }

  @Test
  void guessesOfOneVoucherCountTogetherHoweverTheyAreTyped() {
    List<Accounts.Card> cards = test.accounts.makeVouchers("b", 1, Permit.PLAIN, (d, t) -> {});
    Accounts.Card card = cards.getFirst();
    Logins logins = new VoucherLogins(lockout(), test.accounts);
    String number = card.number();
    String wrong = card.password().charAt(0) == '3' ? "44444444" : "33333333";
    List<String> typed =
        List.of(
            number,
            number.toLowerCase(Locale.ROOT),
            number.charAt(0) + "-" + number.substring(1),
            number + wrong,
            number + "-" + wrong);
    for (String user : typed) {
      assertEquals(new Outcome.Refused(Refusal.BAD_PASSWORD), test.ask(logins, user, wrong, PHONE));
    }
    assertEquals(
        new Outcome.Refused(Refusal.LOCKED), test.ask(logins, number, card.password(), PHONE));
    assertInstanceOf(Outcome.Accepted.class, test.ask(logins, number, card.password(), LAPTOP));
  }
}
