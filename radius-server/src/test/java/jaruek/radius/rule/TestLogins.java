package jaruek.radius.rule;

import jaruek.radius.account.Accounts;
import jaruek.radius.account.AccountsConfig;
import jaruek.radius.account.PasswordCost;
import jaruek.radius.account.TermsCheck;
import jaruek.radius.account.Verdict;
import jaruek.radius.login.Asking;
import jaruek.radius.login.Attempt;
import jaruek.radius.login.Logins;
import jaruek.radius.login.Outcome;
import jaruek.radius.login.Proof;
import jaruek.radius.login.RadiusClientRef;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.Checked;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCheck;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import jaruek.radius.session.Identification;
import jaruek.radius.session.OpenSession;
import jaruek.radius.session.Usage;
import jaruek.retention.record.MacAddress;
import jaruek.retention.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Accounts with a clock that is moved by hand, usage that is set by hand, and attempts on them. */
public final class TestLogins implements AutoCloseable, Usage {
  public static final ZoneId BANGKOK = ZoneId.of("Asia/Bangkok");

  public Instant now = Instant.parse("2026-11-23T03:00:00Z");
  public final Telemetry telemetry = new Telemetry();
  public final Map<String, Used> used = new HashMap<>();
  public final List<OpenSession> sessions = new ArrayList<>();
  public final Accounts accounts;
  private long sinceMillis;
  private int checked;

  public TestLogins(Path folder, TermsCheck check) {
    accounts =
        new Accounts(
            new AccountsConfig(
                folder.resolve("accounts.db"),
                folder.resolve("accounts.key"),
                BANGKOK,
                new PasswordCost(8, 1, 1),
                100,
                Duration.ofHours(1)),
            check,
            telemetry,
            () -> now,
            new SecureRandom());
    accounts.start();
  }

  /** Checks passwords at once, on the caller's thread. */
  Logins proofs() {
    return (attempt, answer) -> {
      checked++;
      Verdict verdict =
          switch (attempt.proof()) {
            case Proof.Password(byte[] password) -> accounts.verify(attempt.userName(), password);
            case Proof.Mac(String mac) -> accounts.verifyDevice(mac);
            default -> throw new AssertionError("not used here");
          };
      answer.accept(
          switch (verdict) {
            case Verdict.Accepted(var account) -> new Outcome.Accepted(account, null);
            case Verdict.Refused(var why) -> new Outcome.Refused(why);
          });
    };
  }

  int checked() {
    return checked;
  }

  public Asking asking(@Nullable String station, Attribute... attributes) {
    byte[] request =
        PacketWriter.request(
            PacketCode.ACCESS_REQUEST,
            1,
            new byte[16],
            List.of(attributes),
            SharedSecret.of("secret"));
    if (!(PacketCheck.check(request) instanceof Checked.Sound(Packet packet))) {
      throw new AssertionError("no packet");
    }
    RadiusClientRef client = new RadiusClientRef("gw1", true);
    return new Asking(client, station, null, null, "pap", now.toEpochMilli(), packet);
  }

  public Outcome ask(Logins logins, String user, String password, @Nullable String station) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    return ask(logins, new Attempt(user, new Proof.Password(bytes), asking(station)));
  }

  public Outcome ask(Logins logins, Attempt attempt) {
    CompletableFuture<Outcome> answer = new CompletableFuture<>();
    logins.check(
        attempt,
        outcome -> {
          if (!answer.complete(outcome)) throw new AssertionError("answered twice");
        });
    return answer.orTimeout(10, TimeUnit.SECONDS).join();
  }

  void open(String user, String mac) {
    sessions.add(
        new OpenSession(
            user,
            "10.0.0.1",
            "s" + sessions.size(),
            "gw1",
            null,
            null,
            null,
            MacAddress.parse(mac).orElseThrow(),
            null,
            0,
            0,
            0,
            0,
            0,
            Identification.NONE));
  }

  @Override
  public List<OpenSession> openSessions(String userName) {
    return sessions.stream().filter(s -> userName.equals(s.userName())).toList();
  }

  @Override
  public Used used(String userName, long since) {
    sinceMillis = since;
    return used.getOrDefault(userName, Used.NOTHING);
  }

  Instant askedSince() {
    return Instant.ofEpochMilli(sinceMillis);
  }

  @Override
  public void close() {
    accounts.close();
  }
}
