package jaruek.radius.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupsTest {
  private static final String HOSTILE = "'); DROP TABLE account; --";

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-11-23T03:00:00Z");
  private Accounts accounts;

  @BeforeEach
  void start() {
    accounts = open();
  }

  @AfterEach
  void stop() {
    accounts.close();
  }

  private Accounts open() {
    Accounts opened =
        new Accounts(
            new AccountsConfig(
                folder.resolve("accounts.db"),
                folder.resolve("accounts.key"),
                ZoneId.of("Asia/Bangkok"),
                new PasswordCost(8, 1, 1),
                10,
                Duration.ofHours(1)),
            terms -> {
              if (terms.attributes().stream().anyMatch(a -> a.name().equals("Wrong"))) {
                throw new AccountException("the attribute Wrong is not known");
              }
            },
            new Telemetry(),
            () -> now,
            new SecureRandom());
    opened.start();
    return opened;
  }

  private void reopen() {
    accounts.close();
    accounts = open();
  }

  private Verdict login(String user) {
    return accounts.verify(user, "pw".getBytes(StandardCharsets.UTF_8));
  }

  private static Terms terms(String vlan) {
    return Terms.NONE.with(Setting.VLAN, vlan).with(ReplyAttribute.parse("Cisco-AVPair=a=b"));
  }

  private Account add(String user, Permit permit) {
    return accounts.add(new NewAccount(user, "pw", Person.UNKNOWN, permit, false));
  }

  @Test
  void groupsAndTermsAreThereAfterARestart() {
    Group group = accounts.addGroup(Group.of("ครู", "all teachers", terms("10"), null));
    Person person =
        new Person("ก", null, null, "081-234 5678", "a@b.ac.th", Map.of("เลขประจำตัว", "7"));
    Terms own = Terms.NONE.with(Setting.SESSIONS, "2");
    Permit permit = new Permit("ครู", own, List.of("AA-BB-CC-00-11-22"), null);
    Account added = accounts.add(new NewAccount("somchai", "pw", person, permit, true));
    reopen();
    assertEquals(List.of(group), accounts.groups());
    assertEquals(added, accounts.find("somchai").orElseThrow());
    assertEquals(List.of("aa:bb:cc:00:11:22"), added.permit().macs());
    assertEquals(Map.of("vlan", "10", "sessions", "2"), accounts.terms(added).texts());
    Verdict byMac = accounts.verifyDevice("aa:bb:cc:00:11:22");
    assertEquals(added, assertInstanceOf(Verdict.Accepted.class, byMac).account());
  }

  @Test
  void changesCountAtOnceAndAfterARestart() {
    accounts.addGroup(Group.of("students", null, terms("10"), null));
    add("a", Permit.PLAIN.in("students"));
    accounts.changeGroup(
        "students", g -> Group.of(g.name(), g.note(), terms("30"), now.minusSeconds(1)));
    assertEquals(new Verdict.Refused(Refusal.EXPIRED), login("a"));
    accounts.change(
        "a",
        p -> Person.of("ใหม่", null, null),
        p -> p.in(null).with(List.of("aa-bb-cc-dd-ee-ff")));
    assertInstanceOf(Verdict.Accepted.class, login("a"));
    reopen();
    Account a = accounts.find("a").orElseThrow();
    assertEquals("ใหม่", a.fullName());
    assertNull(a.permit().group());
    accounts.change("a", p -> p, p -> p.with(List.of()));
    assertEquals(
        new Verdict.Refused(Refusal.UNKNOWN_MAC), accounts.verifyDevice("aa:bb:cc:dd:ee:ff"));
    reopen();
    assertEquals(List.of(), accounts.find("a").orElseThrow().permit().macs());
    assertEquals("30", accounts.group("students").orElseThrow().terms().texts().get("vlan"));
    accounts.removeGroup("students");
    reopen();
    assertTrue(accounts.groups().isEmpty());
  }

  @Test
  void whatCannotBeIsRefusedAndNothingChanges() {
    accounts.addGroup(Group.of("g", null, Terms.NONE, null));
    add("a", new Permit("g", Terms.NONE, List.of("aa:bb:cc:dd:ee:01"), null));
    accounts.add(NewAccount.device("aa:bb:cc:dd:ee:02", null));
    assertRefused("is not there", () -> add("b", Permit.PLAIN.in("nowhere")));
    assertRefused("'a'", () -> add("b", Permit.PLAIN.with(List.of("aa:bb:cc:dd:ee:01"))));
    assertRefused("is that of", () -> add("b", Permit.PLAIN.with(List.of("aa:bb:cc:dd:ee:02"))));
    assertRefused("'a'", () -> accounts.add(NewAccount.device("AA-BB-CC-DD-EE-01", null)));
    assertRefused("is none", () -> add("b", Permit.PLAIN.with(List.of("nonsense"))));
    Terms wrong = Terms.NONE.with(ReplyAttribute.parse("Wrong=1"));
    assertRefused("not known", () -> add("b", Permit.PLAIN.with(wrong)));
    assertRefused(
        "not known", () -> accounts.changeGroup("g", g -> Group.of("g", null, wrong, null)));
    assertRefused("is there already", () -> accounts.addGroup(Group.of("g", null, wrong, null)));
    assertRefused("has 1 accounts", () -> accounts.removeGroup("g"));
    assertRefused("comma", () -> accounts.addGroup(Group.of("a,b", null, Terms.NONE, null)));
    assertRefused("control", () -> accounts.addGroup(Group.of("a\nb", null, Terms.NONE, null)));
    assertRefused(
        "longer than", () -> accounts.addGroup(Group.of("g".repeat(65), null, Terms.NONE, null)));
    Person noMail = new Person(null, null, null, null, "no address", Map.of());
    assertRefused(
        "e-mail", () -> accounts.add(new NewAccount("b", "pw", noMail, Permit.PLAIN, false)));
    reopen();
    assertEquals(2, accounts.list().size());
    assertTrue(accounts.group("g").orElseThrow().terms().isEmpty());
  }

  private static void assertRefused(String part, org.junit.jupiter.api.function.Executable action) {
    String message = String.valueOf(assertThrows(AccountException.class, action).getMessage());
    assertTrue(message.contains(part), message);
  }

  @Test
  void hostileTextIsKeptAsText() {
    accounts.addGroup(
        Group.of("g'); DROP TABLE user_group --".replace(";", ""), HOSTILE, Terms.NONE, null));
    Person person = new Person(HOSTILE, HOSTILE, null, null, null, Map.of("x' OR 1=1 --", HOSTILE));
    accounts.add(new NewAccount(HOSTILE, HOSTILE, person, Permit.PLAIN, false));
    reopen();
    assertEquals(person, accounts.find(HOSTILE).orElseThrow().person());
    assertEquals(1, accounts.groups().size());
    assertEquals(HOSTILE, accounts.groups().getFirst().note());
  }

  @Test
  void validityBeginsWithTheFirstUseAndOutlivesARestart() {
    accounts.addGroup(Group.of("guests", null, Terms.NONE.with(Setting.VALID_FOR, "1d"), null));
    Account guest = add("guest", Permit.PLAIN.in("guests").until(now.plus(Duration.ofDays(30))));
    now = now.plus(Duration.ofDays(3));
    assertInstanceOf(Verdict.Accepted.class, login("guest"));
    assertEquals(now, accounts.use(guest.id(), "guest").orElseThrow().firstUsedAt());
    Instant first = now;
    now = now.plus(Duration.ofHours(23));
    reopen();
    assertEquals(first, accounts.use(guest.id(), "guest").orElseThrow().firstUsedAt());
    assertInstanceOf(Verdict.Accepted.class, login("guest"));
    now = now.plus(Duration.ofHours(1));
    assertEquals(new Verdict.Refused(Refusal.EXPIRED), login("guest"));
    assertEquals(Optional.empty(), accounts.use(guest.id() + 1, "guest"));
  }

  @Test
  void closedAccountsKeepWhatTheyHadUntilTheyArePurged() throws SQLException {
    accounts.addGroup(Group.of("g", null, Terms.NONE, null));
    Permit permit = new Permit("g", terms("7"), List.of("aa:bb:cc:dd:ee:01"), null);
    Account closed = add("a", permit);
    accounts.remove("a");
    accounts.removeGroup("g");
    assertEquals(permit, accounts.history().getFirst().permit());
    assertEquals(
        permit, accounts.holder("a", now.minusMillis(0)).map(Account::permit).orElse(permit));
    add("b", Permit.PLAIN.with(List.of("aa:bb:cc:dd:ee:01")));
    accounts.purge(closed.id());
    assertEquals(1, accounts.history().size());
    accounts.close();
    assertEquals(0, count("SELECT count(*) FROM account_term"));
    assertEquals(1, count("SELECT count(*) FROM account_mac"));
    accounts = open();
  }

  private Connection sqlite() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("accounts.db"));
  }

  private int count(String sql) throws SQLException {
    try (Connection connection = sqlite();
        Statement statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      return row.getInt(1);
    }
  }

  /** As version 1 of this program left it. */
  private void writeVersion1() throws Exception {
    accounts.close();
    Files.delete(folder.resolve("accounts.db"));
    try (Connection connection = sqlite();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          """
          CREATE TABLE account (id INTEGER PRIMARY KEY AUTOINCREMENT, user_name TEXT NOT NULL,
            password_hash TEXT NOT NULL, chap_secret BLOB, full_name TEXT, department TEXT,
            national_id TEXT, expires_at INTEGER, disabled INTEGER NOT NULL,
            created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, closed_at INTEGER) STRICT
          """);
      statement.executeUpdate(
          "CREATE UNIQUE INDEX open_account ON account(user_name) WHERE closed_at IS NULL");
      statement.executeUpdate("CREATE INDEX account_by_name ON account(user_name)");
      statement.executeUpdate(
          "INSERT INTO account VALUES (7, 'somchai', '"
              + PasswordHash.of(
                  "pw".getBytes(StandardCharsets.UTF_8),
                  new PasswordCost(8, 1, 1),
                  new SecureRandom())
              + "', NULL, 'สมชาย', 'ม.1', NULL, NULL, 0, 1000, 2000, NULL),"
              + " (3, 'gone', 'x', NULL, NULL, NULL, NULL, NULL, 0, 1000, 2000, 3000)");
      statement.executeUpdate("PRAGMA application_id = " + AccountFile.APPLICATION_ID);
      statement.executeUpdate("PRAGMA user_version = 1");
    }
  }

  @Test
  void fileOfVersion1IsTakenOver() throws Exception {
    writeVersion1();
    accounts = open();
    assertInstanceOf(Verdict.Accepted.class, login("somchai"));
    assertEquals("สมชาย", accounts.find("somchai").orElseThrow().fullName());
    assertEquals(2, accounts.history().size());
    accounts.addGroup(Group.of("g", null, Terms.NONE, null));
    assertEquals(8, add("next", Permit.PLAIN.in("g")).id());
    accounts.close();
    assertEquals(2, count("PRAGMA user_version"));
    accounts = open();
  }

  @Test
  void fileOfVersion1ThatCannotBeTakenOverStaysAsItWas() throws Exception {
    writeVersion1();
    try (Connection connection = sqlite();
        Statement statement = connection.createStatement()) {
      // the last table that version 2 makes is in the way
      statement.executeUpdate("CREATE TABLE account_mac (x TEXT)");
    }
    assertThrows(AccountException.class, this::open);
    assertEquals(1, count("PRAGMA user_version"));
    assertEquals(0, count("SELECT count(*) FROM sqlite_master WHERE name = 'user_group'"));
    assertFalse(columns().contains("phone"));
    try (Connection connection = sqlite();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("DROP TABLE account_mac");
    }
    accounts = open();
  }

  private String columns() throws SQLException {
    try (Connection connection = sqlite();
        Statement statement = connection.createStatement();
        var row =
            statement.executeQuery("SELECT group_concat(name) FROM pragma_table_info('account')")) {
      return row.getString(1);
    }
  }
}
