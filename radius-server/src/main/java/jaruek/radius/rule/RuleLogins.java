package jaruek.radius.rule;

import jaruek.radius.account.Account;
import jaruek.radius.account.Accounts;
import jaruek.radius.account.Refusal;
import jaruek.radius.account.Setting;
import jaruek.radius.login.Asking;
import jaruek.radius.login.Attempt;
import jaruek.radius.login.Logins;
import jaruek.radius.login.Outcome;
import jaruek.radius.session.OpenSession;
import jaruek.radius.session.Usage;
import jaruek.retention.telemetry.Telemetry;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Refuses logins whose proof is right but that hours, quotas or the number of open sessions forbid.
 */
public final class RuleLogins implements Logins {
  private static final Refusal[] BY_RULE = {
    Refusal.DISABLED,
    Refusal.EXPIRED,
    Refusal.OUTSIDE_HOURS,
    Refusal.QUOTA_USED,
    Refusal.TOO_MANY_SESSIONS
  };

  private final Logins inner;
  private final Accounts accounts;
  private final Standing standing;
  private final Usage usage;
  private final Admitted admitted;
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);

  /** Round logins that check proofs. */
  public RuleLogins(Logins inner, Accounts accounts, Usage usage, Telemetry telemetry) {
    this.inner = inner;
    this.accounts = accounts;
    this.standing = new Standing(accounts, usage);
    this.usage = usage;
    this.admitted = new Admitted(telemetry.counter("radius.rules.admitted-evicted"));
    for (Refusal why : BY_RULE) {
      refused.put(why, telemetry.counter("radius.rules.refused", "reason", why.word()));
    }
  }

  @Override
  public void check(Attempt attempt, Consumer<Outcome> answer) {
    inner.check(attempt, outcome -> answer.accept(ruled(attempt.asking(), outcome)));
  }

  private Outcome ruled(Asking asking, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Refused no -> no;
      case Outcome.Accepted yes ->
          refusal(yes.account(), asking).<Outcome>map(this::counted).orElse(yes);
    };
  }

  private Outcome counted(Refusal why) {
    LongAdder counter = refused.get(why);
    if (counter != null) counter.increment();
    return new Outcome.Refused(why);
  }

  private Optional<Refusal> refusal(Account account, Asking asking) {
    return standing
        .refusal(account, Instant.ofEpochMilli(asking.receivedAtMillis()))
        .or(() -> tooMany(account, asking));
  }

  /** The device's own session does not count: it comes back, or roams. */
  private Optional<Refusal> tooMany(Account account, Asking asking) {
    Optional<Integer> most = accounts.terms(account).number(Setting.SESSIONS);
    if (most.isEmpty()) return Optional.empty();
    String station = Station.of(asking);
    String user = account.userName();
    List<String> open = usage.openSessions(user).stream().map(RuleLogins::station).toList();
    long others = open.stream().filter(other -> !station.equals(other)).count();
    boolean room =
        admitted.admit(
            user, station, Set.copyOf(open), others, most.get(), asking.receivedAtMillis());
    return room ? Optional.empty() : Optional.of(Refusal.TOO_MANY_SESSIONS);
  }

  private static String station(OpenSession session) {
    if (session.mac() != null) return session.mac().toString();
    String given = session.identification().callingStation();
    return given == null ? "" : Station.of(given);
  }
}
