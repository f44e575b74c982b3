package jaruek.radius.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jaruek.radius.account.Account;
import jaruek.radius.account.Refusal;
import jaruek.radius.directory.DirectoryConfig.Order;
import jaruek.radius.login.Logins;
import jaruek.radius.login.Outcome;
import jaruek.radius.login.Proof;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class OrderedLoginsTest {
  private static final Logins OURS = answering("ours", Map.of("both", "both", "local", "local"));
  private static final Logins THEIRS =
      answering("theirs", Map.of("both", "both", "remote", "remote", "alias", "local"));

  /** Lets in whom it knows under a name; says otherwise what it is. */
  private static Logins answering(String which, Map<String, String> names) {
    return (attempt, answer) -> {
      String name = names.get(attempt.userName());
      answer.accept(
          name == null
              ? new Outcome.Refused(Refusal.UNKNOWN_USER)
              : new Outcome.Accepted(Account.ofDirectory(name, which, null), null));
    };
  }

  private static Logins ordered(Order order, Logins theirs) {
    return new OrderedLogins(
        order, OURS, name -> name.equals("both") || name.equals("local"), theirs);
  }

  @Test
  void asksTheFirstAndTheOtherForWhomItDoesNotKnow() {
    Logins local = ordered(Order.LOCAL_FIRST, THEIRS);
    assertEquals("both/ours/null", Asked.password(local, "both", "x"));
    assertEquals("remote/theirs/null", Asked.password(local, "remote", "x"));
    assertEquals("unknown-user", Asked.password(local, "nobody", "x"));
    Logins directory = ordered(Order.DIRECTORY_FIRST, THEIRS);
    assertEquals("both/theirs/null", Asked.password(directory, "both", "x"));
    assertEquals("local/ours/null", Asked.password(directory, "local", "x"));
    assertEquals("unknown-user", Asked.password(directory, "nobody", "x"));
  }

  @Test
  void letsNobodyPassForALocalAccountByAnotherSpelling() {
    assertEquals(
        "name-of-local-account", Asked.password(ordered(Order.LOCAL_FIRST, THEIRS), "alias", "x"));
  }

  @Test
  void doesNotTryAWrongPasswordOnTheOther() {
    Logins wrong = (attempt, answer) -> answer.accept(new Outcome.Refused(Refusal.BAD_PASSWORD));
    assertEquals("bad-password", Asked.password(ordered(Order.DIRECTORY_FIRST, wrong), "both", ""));
    Logins ours = new OrderedLogins(Order.LOCAL_FIRST, wrong, name -> true, THEIRS);
    assertEquals("bad-password", Asked.password(ours, "both", "x"));
  }

  @Test
  void fallsBackToOurOwnWhileTheDirectoryIsAway() {
    Logins away =
        (attempt, answer) -> answer.accept(new Outcome.Refused(Refusal.DIRECTORY_UNREACHABLE));
    Logins logins = ordered(Order.DIRECTORY_FIRST, away);
    assertEquals("local/ours/null", Asked.password(logins, "local", "x"));
    assertEquals("directory-unreachable", Asked.password(logins, "remote", "x"));
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void keepsDevicesForItself(Order order) {
    Logins never =
        (attempt, answer) -> {
          throw new AssertionError("asked the directory");
        };
    assertEquals(
        "unknown-user", Asked.ask(ordered(order, never), "x", new Proof.Mac("02:00:00:00:00:01")));
  }
}
