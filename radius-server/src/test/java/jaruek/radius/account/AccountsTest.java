package jaruek.radius.account;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {
  private static final ZoneId BANGKOK = ZoneId.of("Asia/Bangkok");

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
                BANGKOK,
                new PasswordCost(8, 1, 1),
                10,
                Duration.ofHours(1)),
            new Telemetry(),
            () -> now,
            new SecureRandom());
    opened.start();
    return opened;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private ImportResult importCsv(String csv) {
    return accounts.importCsv(utf8(csv), false, (done, total) -> {});
  }

  private void assertRefused(String part, NewAccount account) {
    String message = assertThrows(AccountException.class, () -> accounts.add(account)).getMessage();
    assertTrue(String.valueOf(message).contains(part), message);
    assertTrue(accounts.list().isEmpty());
  }

  private static NewAccount withId(String nationalId) {
    return new NewAccount("a", "pw", null, null, nationalId, null, false);
  }

  @Test
  void keepsWhatItIsGivenOverARestart() {
    Instant expires = Instant.parse("2027-03-31T17:00:00Z");
    Account added =
        accounts.add(
            new NewAccount(
                "somchai", "pw", "สมชาย ใจดี", "ม.3/2", "1-1017-00230-70-8", expires, true));
    accounts.disable("somchai");
    accounts.close();
    accounts = open();
    Account read = accounts.find("somchai").orElseThrow();
    assertEquals(added.id(), read.id());
    assertEquals("สมชาย ใจดี", read.fullName());
    assertEquals("ม.3/2", read.department());
    assertEquals("1101700230708", read.nationalId());
    assertEquals(expires, read.expiresAt());
    assertTrue(read.disabled() && read.chap());
  }

  @Test
  void fieldsOutOfBoundsAreRefused() {
    assertRefused("user name is empty", NewAccount.of(" ", "pw"));
    assertRefused("outer spaces", NewAccount.of(" a", "pw"));
    assertRefused("control character", NewAccount.of("a\nb", "pw"));
    assertRefused("longer than 253", NewAccount.of("ก".repeat(85), "pw"));
    assertRefused("not well-formed", NewAccount.of("a\ud800", "pw"));
    assertRefused("password is empty", NewAccount.of("a", ""));
    assertRefused("longer than 128", NewAccount.of("a", "x".repeat(129)));
    assertRefused("control character", NewAccount.of("a", "p\0w"));
    assertRefused("13 digits", withId("123"));
    assertRefused("check digit", withId("1101700230709"));
    assertRefused(
        "longer than 200", new NewAccount("a", "pw", "x".repeat(201), null, null, null, false));
  }

  @Test
  void takenNameIsRefusedAndMissingOneIsNamed() {
    accounts.add(NewAccount.of("somchai", "pw"));
    assertThrows(AccountException.class, () -> accounts.add(NewAccount.of("somchai", "pw")));
    assertThrows(AccountException.class, () -> accounts.setPassword("nobody", "pw"));
    assertThrows(AccountException.class, () -> accounts.disable("nobody"));
    assertThrows(AccountException.class, () -> accounts.remove("nobody"));
  }

  @Test
  void removedAccountKeepsItsHistoryAndFreesItsName() {
    Instant before = now;
    Account first = accounts.add(NewAccount.of("somchai", "pw"));
    now = now.plusSeconds(100);
    accounts.remove("somchai");
    assertTrue(accounts.find("somchai").isEmpty());
    now = now.plusSeconds(100);
    Account second = accounts.add(NewAccount.of("somchai", "pw"));
    assertEquals(first.id(), accounts.holder("somchai", before).orElseThrow().id());
    assertTrue(accounts.holder("somchai", before.plusSeconds(150)).isEmpty());
    assertEquals(second.id(), accounts.holder("somchai", now).orElseThrow().id());
    assertTrue(accounts.holder("somchai", before.minusSeconds(1)).isEmpty());
  }

  @Test
  void differentlyTypedNamesOfOneFormAreOneAccount() {
    accounts.add(NewAccount.of("e\u0301tat", "pw"));
    assertInstanceOf(Verdict.Accepted.class, accounts.verify("\u00e9tat", utf8("pw")));
  }

  @Test
  void cacheForgetsTheOldestBeyondItsLimit() {
    for (int i = 0; i < 11; i++) {
      accounts.add(NewAccount.of("u" + i, "pw"));
      accounts.verify("u" + i, utf8("pw"));
    }
    assertTrue(accounts.recall("u0", utf8("pw")).isEmpty());
    assertTrue(accounts.recall("u10", utf8("pw")).isPresent());
    assertTrue(accounts.recall("u10", utf8("px")).isEmpty());
    assertTrue(accounts.recall("u9", utf8("wrong")).isEmpty());
  }

  @Test
  void setPasswordChangesTheChapSecretToo() {
    accounts.add(new NewAccount("malee", "old", null, null, null, null, true));
    accounts.setPassword("malee", "new");
    assertInstanceOf(
        Verdict.Accepted.class,
        accounts.verifySealed("malee", password -> Arrays.equals(password, utf8("new"))));
    assertInstanceOf(
        Verdict.Refused.class,
        accounts.verifySealed("malee", password -> Arrays.equals(password, utf8("old"))));
  }

  @Test
  void deviceLogsInByItsMacAndByNothingElse() {
    accounts.add(NewAccount.device("AA-BB-CC-00-11-22", "Printer"));
    String mac = "aa:bb:cc:00:11:22";
    for (String written : List.of("aabb.cc00.1122", "AABBCC001122", "aa:bb:cc:00:11:22")) {
      assertTrue(accounts.find(written).orElseThrow().isDevice(), written);
      assertTrue(accounts.holder(written, now).isPresent(), written);
    }
    assertInstanceOf(Verdict.Accepted.class, accounts.verifyDevice(mac));
    Verdict byName = new Verdict.Refused(Refusal.DEVICE_ACCOUNT);
    assertEquals(byName, accounts.verify(mac, utf8(mac)));
    assertEquals(byName, accounts.verify("AA-BB-CC-00-11-22", utf8("device")));
    assertEquals(byName, accounts.verifySealed(mac, password -> true));
    assertEquals(byName, accounts.verifyPresence(mac));
    accounts.disable(mac);
    assertEquals(new Verdict.Refused(Refusal.DISABLED), accounts.verifyDevice(mac));
    assertThrows(AccountException.class, () -> accounts.setPassword(mac, "pw"));
    assertThrows(
        AccountException.class, () -> accounts.add(NewAccount.of("aa:bb:cc:00:11:23", "pw")));
  }

  @Test
  void personIsNoDeviceEvenWithTwelveDigitsForAName() {
    accounts.add(NewAccount.of("123456789012", "pw"));
    assertInstanceOf(Verdict.Accepted.class, accounts.verify("123456789012", utf8("pw")));
    assertEquals(
        new Verdict.Refused(Refusal.UNKNOWN_MAC), accounts.verifyDevice("12:34:56:78:90:12"));
  }

  @Test
  void filesAreTheOwnersOnly() throws IOException {
    for (String file : List.of("accounts.db", "accounts.key")) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))),
          file);
    }
    accounts.close();
    Files.setPosixFilePermissions(
        folder.resolve("accounts.key"), PosixFilePermissions.fromString("rw-r-----"));
    assertMessage("chmod 600", assertThrows(AccountException.class, this::open));
  }

  private static void assertMessage(String part, AccountException e) {
    assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
  }

  @Test
  void missingOrForeignKeyIsNamed() throws IOException {
    accounts.add(new NewAccount("malee", "pw", null, null, null, null, true));
    accounts.close();
    Path key = folder.resolve("accounts.key");
    Files.move(key, folder.resolve("kept"));
    assertMessage("is missing", assertThrows(AccountException.class, this::open));
    assertFalse(Files.exists(key));
    Files.copy(folder.resolve("kept"), key);
    Files.writeString(key, "jaruek account key 9\nAAAA\n");
    assertMessage("version 1, or damaged", assertThrows(AccountException.class, this::open));
  }

  @Test
  void sealedSecretOpensOnlyForItsUser() {
    SecretSeal seal = SecretSeal.open(folder.resolve("other.key"), true, new SecureRandom());
    byte[] sealed = seal.seal("malee", utf8("pw"));
    assertArrayEquals(utf8("pw"), seal.unseal("malee", sealed));
    assertThrows(AccountException.class, () -> seal.unseal("somchai", sealed));
    sealed[sealed.length - 1] ^= 1;
    assertThrows(AccountException.class, () -> seal.unseal("malee", sealed));
    assertThrows(AccountException.class, () -> seal.unseal("malee", new byte[3]));
  }

  @Test
  void filesOfOthersAndOfTheFutureAreRefused() throws Exception {
    accounts.close();
    Path file = folder.resolve("accounts.db");
    try (var c = DriverManager.getConnection("jdbc:sqlite:" + file);
        var s = c.createStatement()) {
      s.executeUpdate("PRAGMA user_version = 99");
    }
    assertMessage("version 99", assertThrows(AccountException.class, this::open));
    try (var c = DriverManager.getConnection("jdbc:sqlite:" + file);
        var s = c.createStatement()) {
      s.executeUpdate("PRAGMA application_id = 7");
    }
    assertMessage("not one of accounts", assertThrows(AccountException.class, this::open));
    Files.writeString(file, "no database at all, but long enough to have a header".repeat(20));
    assertMessage("damaged", assertThrows(AccountException.class, this::open));
  }

  @Test
  void storedHashesAreArgon2idOfRfc9106Form() {
    String hash = PasswordHash.of(utf8("pw"), PasswordCost.DEFAULT, new SecureRandom());
    assertTrue(hash.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"), hash);
    assertTrue(PasswordHash.matches(utf8("pw"), hash));
    assertFalse(PasswordHash.matches(utf8("px"), hash));
    assertThrows(AccountException.class, () -> PasswordHash.matches(utf8("pw"), "$2y$10$x"));
    // made by the reference implementation: argon2 somesalt -id -t 2 -m 16 -p 1, "password"
    assertTrue(
        PasswordHash.matches(
            utf8("password"),
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
                + "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"));
  }

  @Test
  void importsThaiNamesQuotesAndBuddhistYears() {
    String header = "\ufeffusername,password,full_name,national_id,department,expires";
    String secondRow = "u2,pw,สมหญิง ใจดี,1101700230708,ม.1,31/03/2570";
    String thirdRow = "u3,pw,,,,2567-02-29";
    String newlineInName = "u1,\"a,\"\"b\",\"สมชาย\nใจดี\"";
    ImportResult result =
        importCsv(String.join("\r\n", header, newlineInName, secondRow, "", thirdRow));
    assertEquals(List.of(new ImportFault(2, "full_name has a control character")), result.faults());
    String firstRow = "u1,\"a,\"\"b\",สมชาย";
    result = importCsv(String.join("\r\n", header, firstRow, secondRow, "", thirdRow));
    assertEquals(new ImportResult(3, List.of()), result);
    assertInstanceOf(Verdict.Accepted.class, accounts.verify("u1", utf8("a,\"b")));
    assertEquals("สมหญิง ใจดี", accounts.find("u2").orElseThrow().fullName());
    assertEquals(
        Instant.parse("2027-03-31T17:00:00Z"), accounts.find("u2").orElseThrow().expiresAt());
    assertEquals(
        Instant.parse("2024-02-29T17:00:00Z"), accounts.find("u3").orElseThrow().expiresAt());
    assertNull(accounts.find("u3").orElseThrow().fullName());
  }

  @Test
  void everyBadRowIsListedAndNoneApplied() {
    accounts.add(NewAccount.of("taken", "pw"));
    ImportResult result =
        importCsv(
            """
            username,password,full_name,national_id,department,expires
            good,pw
            ,pw
            nopass,
            taken,pw
            good,pw
            badid,pw,,1101700230709
            baddate,pw,,,,31/02/2570
            "two
            lines",pw
            many,pw,a,,b,,extra
            both,,,12,,soon
            """);
    assertEquals(0, result.added());
    assertEquals(
        List.of(
            "3: the user name is empty",
            "4: the password is empty",
            "5: an account 'taken' is there already",
            "6: 'good' stands in the file twice",
            "7: the national id's check digit is wrong",
            "8: '31/02/2570' is no date like 2027-03-31 or 31/03/2570",
            "9: the user name has a control character",
            "11: 7 fields, the header has 6",
            "12: the password is empty",
            "12: the national id has not 13 digits",
            "12: 'soon' is no date like 2027-03-31 or 31/03/2570"),
        result.faults().stream().map(f -> f.line() + ": " + f.reason()).toList());
    assertEquals(1, accounts.list().size());
  }

  @Test
  void filesThatAreNoImportAreRefused() {
    assertEquals("the file is empty", importCsv("").faults().getFirst().reason());
    assertEquals(1, importCsv("name,secret\na,b").faults().size());
    assertEquals(1, importCsv("password,username\na,b").faults().size());
    assertEquals(1, importCsv("username,password,username\na,b,c").faults().size());
    assertEquals(
        "a quoted field does not end",
        importCsv("username,password\na,\"b\nc,d").faults().getLast().reason());
    byte[] neither = utf8("username,password\na,b\nc,d");
    neither[22] = (byte) 0x81;
    assertEquals(
        List.of(new ImportFault(3, "the file is neither UTF-8 nor TIS-620 here")),
        accounts.importCsv(neither, false, (d, t) -> {}).faults());
    assertEquals(
        1,
        accounts
            .importCsv(new byte[AccountCsv.BYTES_MAX + 1], false, (d, t) -> {})
            .faults()
            .size());
    assertTrue(accounts.list().isEmpty());
  }

  @Test
  void importsGroupsDevicesAndColumnsOfOnesOwnFromTis620() {
    accounts.addGroup(Group.of("ครู", null, Terms.NONE, null));
    String csv =
        """
        Username,password,full_name,group,phone,email,macs,เลขประจำตัว,room
        somchai,pw,สมชาย ใจดี,ครู,02 123,a@b.ac.th,AA-BB-CC-00-00-01 aabb.cc00.0002,77,
        aa:bb:cc:00:00:09,,printer,,,,,,1/2
        """;
    ImportResult result =
        accounts.importCsv(
            csv.getBytes(Charset.forName("x-windows-874")), true, false, (done, total) -> {});
    assertEquals(new ImportResult(2, List.of()), result);
    Account somchai = accounts.find("somchai").orElseThrow();
    assertEquals("สมชาย ใจดี", somchai.fullName());
    assertEquals(Map.of("เลขประจำตัว", "77"), somchai.person().extra());
    assertEquals("ครู", somchai.permit().group());
    assertEquals(List.of("aa:bb:cc:00:00:01", "aa:bb:cc:00:00:02"), somchai.permit().macs());
    assertTrue(accounts.find("aa:bb:cc:00:00:09").orElseThrow().isDevice());
    assertInstanceOf(Verdict.Accepted.class, accounts.verifyDevice("aa:bb:cc:00:00:09"));
  }

  @Test
  void dryRunSaysTheSameAndAddsNothing() {
    String good = "username,password,group\na,pw,\nb,pw,\n";
    assertEquals(
        new ImportResult(2, List.of()),
        accounts.importCsv(utf8(good), false, true, (done, total) -> {}));
    String bad =
        """
        username,password,group,macs
        a,pw,none,
        b,pw,,aa:bb:cc:00:00:01
        c,pw,,AA-BB-CC-00-00-01
        d,pw,,x
        """;
    List<String> dry =
        accounts.importCsv(utf8(bad), false, true, (done, total) -> {}).faults().stream()
            .map(f -> f.line() + ": " + f.reason())
            .toList();
    assertEquals(
        List.of(
            "2: the group 'none' is not there",
            "4: the mac aa:bb:cc:00:00:01 stands in the file twice",
            "5: the mac 'x' is none"),
        dry);
    assertEquals(3, importCsv(bad).faults().size());
    assertTrue(accounts.list().isEmpty());
  }

  @Test
  void misspeltColumnsAndTooManyAreRefused() {
    assertEquals(
        "the header has 'Full Name': is 'full_name' meant?",
        importCsv("username,password,Full Name\na,b,c").faults().getFirst().reason());
    assertEquals(1, importCsv("username,password,\na,b,c").faults().size());
    assertEquals(1, importCsv("username,password,a;b\na,b,c").faults().size());
    assertEquals(1, importCsv("username,password,x,x\na,b,c,d").faults().size());
    StringBuilder many = new StringBuilder("username,password");
    for (int i = 0; i <= AccountRules.EXTRAS_MAX; i++) many.append(",c").append(i);
    assertEquals(1, importCsv(many.toString()).faults().size());
    assertEquals(1, importCsv("username,password,x\na,b,\"c\rd\"").faults().size());
  }

  @Test
  void tenThousandRowsComeInAtOnceAndOneTooManyNotAtAll() {
    StringBuilder csv = new StringBuilder("username,password\n");
    for (int i = 0; i < 10_000; i++) csv.append("u").append(i).append(",pw\n");
    AtomicInteger told = new AtomicInteger();
    List<Integer> totals = new ArrayList<>();
    ImportResult result =
        accounts.importCsv(
            utf8(csv.toString()),
            false,
            (done, total) -> {
              told.set(done);
              if (done == total) totals.add(total);
            });
    assertEquals(new ImportResult(10_000, List.of()), result);
    assertEquals(10_000, told.get());
    assertEquals(List.of(10_000), totals);
    for (int i = 0; i <= AccountCsv.ROWS_MAX; i++) csv.append("v").append(i).append(",pw\n");
    assertEquals(
        "more than " + AccountCsv.ROWS_MAX + " rows",
        importCsv(csv.toString()).faults().getLast().reason());
    assertEquals(10_000, accounts.list().size());
  }
}
