package jaruek.radius.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jaruek.radius.account.Refusal;
import jaruek.radius.account.TermsCheck;
import jaruek.radius.login.Attempt;
import jaruek.radius.login.Logins;
import jaruek.radius.login.Outcome;
import jaruek.radius.login.Proof;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guesses sent at one moment, before the first is known to be wrong. */
class LockoutAtOnceTest {
  @TempDir Path folder;
  private final List<Consumer<Outcome>> inWork = new ArrayList<>();
  private final List<Refusal> told = new ArrayList<>();
  private TestLogins test;
  private Lockout lockout;

  @BeforeEach
  void start() {
    test = new TestLogins(folder, TermsCheck.NONE);
    Logins slow = (attempt, answer) -> inWork.add(answer);
    lockout = new Lockout(slow, test.accounts, test.telemetry, () -> test.now);
  }

  @AfterEach
  void stop() {
    test.close();
  }

  private void guess(String user, String station) {
    Attempt attempt = new Attempt(user, new Proof.Password(new byte[4]), test.asking(station));
    lockout.check(attempt, this::tell);
  }

  private void tell(Outcome outcome) {
    if (outcome instanceof Outcome.Refused(Refusal why)) told.add(why);
  }

  private void allAreWrong() {
    List<Consumer<Outcome>> now = List.copyOf(inWork);
    inWork.clear();
    now.forEach(answer -> answer.accept(new Outcome.Refused(Refusal.BAD_PASSWORD)));
  }

  @Test
  void noMoreAreCheckedThanCouldBeWrongBeforeAPause() {
    for (int i = 0; i < 100; i++) guess("somchai", "aa:bb:cc:00:11:22");
    assertEquals(Lockout.FREE_OF_USER, inWork.size());
    assertEquals(100 - Lockout.FREE_OF_USER, told.size());
    assertEquals(Refusal.BUSY, told.getFirst());
    guess("somchai", "aa:bb:cc:00:11:33");
    assertEquals(Lockout.FREE_OF_USER + 1, inWork.size(), "another station's is checked");
    allAreWrong();
    guess("somchai", "aa:bb:cc:00:11:22");
    assertEquals(Refusal.LOCKED, told.getLast());
    test.now = test.now.plus(Lockout.PAUSE_MIN);
    guess("somchai", "aa:bb:cc:00:11:22");
    guess("somchai", "aa:bb:cc:00:11:22");
    assertEquals(1, inWork.size(), "then one at a time");
  }

  @Test
  void aStationThatTriesManyUsersAtOnceIsHeldToo() {
    for (int i = 0; i < 100; i++) guess("user" + i, "aa:bb:cc:00:11:22");
    assertEquals(Lockout.FREE_OF_STATION, inWork.size());
    allAreWrong();
    guess("user200", "aa:bb:cc:00:11:22");
    assertEquals(Refusal.LOCKED, told.getLast());
    test.now = test.now.plus(Lockout.PAUSE_MIN);
    guess("user201", "aa:bb:cc:00:11:22");
    assertEquals(1, inWork.size());
  }
}
