package jaruek.radius.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.telemetry.Telemetry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose a name was at a time at which it was nobody's: {@link Accounts#onlyHolder}. */
final class OnlyHolderTest {
  private static final Instant OPENED = Instant.parse("2026-11-23T03:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path folder;
  private Instant now = OPENED;
  private Accounts accounts;

  @BeforeEach
  void start() {
    accounts =
        new Accounts(
            new AccountsConfig(
                folder.resolve("accounts.db"),
                folder.resolve("accounts.key"),
                ZoneId.of("Asia/Bangkok"),
                new PasswordCost(8, 1, 1),
                10,
                HOUR),
            new Telemetry(),
            () -> now,
            new SecureRandom());
    accounts.start();
  }

  @AfterEach
  void stop() {
    accounts.close();
  }

  private Account open(String name, String fullName) {
    return accounts.add(
        new NewAccount(name, "a password", Person.of(fullName, null, null), Permit.PLAIN, false));
  }

  private Optional<String> onlyHolder(String name, Instant at) {
    return accounts.onlyHolder(name, at).map(Account::fullName);
  }

  @Test
  void isTheOneAccountBeforeItWasMade() {
    open("somchai", "Somchai");
    assertEquals(Optional.of("Somchai"), onlyHolder("somchai", OPENED.minusMillis(1)));
    assertEquals(Optional.of("Somchai"), onlyHolder("somchai", OPENED.minus(Duration.ofDays(90))));
  }

  @Test
  void isNobodyFromTheInstantItWasMade() {
    open("somchai", "Somchai");
    assertTrue(onlyHolder("somchai", OPENED).isEmpty());
    assertTrue(accounts.holder("somchai", OPENED).isPresent());
  }

  @Test
  void isTheOneAccountFromTheInstantItWasClosed() {
    open("somchai", "Somchai");
    now = OPENED.plus(HOUR);
    accounts.remove("somchai");
    assertTrue(onlyHolder("somchai", now.minusMillis(1)).isEmpty());
    assertEquals(Optional.of("Somchai"), onlyHolder("somchai", now));
    assertTrue(accounts.holder("somchai", now).isEmpty());
  }

  @Test
  void isNobodyWhereTheNameWasGivenToAnother() {
    open("somchai", "Somchai");
    Instant closed = OPENED.plus(HOUR);
    now = closed;
    accounts.remove("somchai");
    assertEquals(Optional.of("Somchai"), onlyHolder("somchai", closed));
    now = closed.plus(HOUR);
    open("somchai", "Another Somchai");
    List<Instant> nobodys = List.of(OPENED.minusMillis(1), closed, now.minusMillis(1));
    nobodys.forEach(at -> assertTrue(onlyHolder("somchai", at).isEmpty(), at.toString()));
  }

  @Test
  void isNobodyOnceTheClosedAccountIsPurged() {
    long id = open("somchai", "Somchai").id();
    now = OPENED.plus(HOUR);
    accounts.remove("somchai");
    accounts.purge(id);
    assertTrue(onlyHolder("somchai", now).isEmpty());
  }

  @Test
  void isTheSameHoweverTheNameIsEncodedButNotForOtherLetters() {
    open("ren\u00e9", "Ren\u00e9");
    Instant before = OPENED.minusMillis(1);
    assertEquals(Optional.of("Ren\u00e9"), onlyHolder("ren\u00e9", before));
    assertEquals(Optional.of("Ren\u00e9"), onlyHolder("rene\u0301", before));
    for (String other :
        List.of(
            "rene",
            "Ren\u00e9",
            "REN\u00c9",
            "ren\u00e9 ",
            " ren\u00e9",
            "ren\u00e9\0",
            "ren_",
            "ren%",
            "' OR '1'='1",
            "")) {
      assertTrue(onlyHolder(other, before).isEmpty(), other);
    }
  }

  @Test
  void isADeviceInEachFormWithSeparators() {
    accounts.add(NewAccount.device("aa:bb:cc:00:11:22", "Printer"));
    Instant before = OPENED.minusMillis(1);
    for (String form : List.of("aa:bb:cc:00:11:22", "AA-BB-CC-00-11-22", "aabb.cc00.1122")) {
      assertEquals(Optional.of("Printer"), onlyHolder(form, before), form);
    }
    assertTrue(onlyHolder("aa:bb:cc:00:11:23", before).isEmpty());
  }
}
