package jaruek.radius.eap;

import jaruek.radius.account.Accounts;
import jaruek.radius.account.AccountsConfig;
import jaruek.radius.account.NewAccount;
import jaruek.radius.account.PasswordCost;
import jaruek.radius.login.Asking;
import jaruek.radius.login.Attempt;
import jaruek.radius.login.LocalLogins;
import jaruek.radius.login.LoginConfig;
import jaruek.radius.login.Outcome;
import jaruek.radius.login.RadiusClientRef;
import jaruek.radius.packet.Checked;
import jaruek.radius.packet.PacketCheck;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import jaruek.retention.telemetry.Telemetry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An EAP server without RADIUS around it, with one account and a clock of its own. */
final class EapBench implements AutoCloseable {
  static final String PASSWORD = "correct horse";

  final Telemetry telemetry = new Telemetry();
  final AtomicLong nowMillis = new AtomicLong(System.currentTimeMillis());
  final Accounts accounts;
  final LocalLogins logins;
  final EapServer server;

  /** Decides instead of the accounts while it is set. */
  volatile @Nullable Outcome instead;

  /** Keeps questions from being answered while it is set. */
  volatile @Nullable Consumer<Runnable> hold;

  EapBench(Path folder, EapConfig config) {
    accounts =
        new Accounts(
            new AccountsConfig(
                folder.resolve("accounts.db"),
                folder.resolve("accounts.key"),
                java.time.ZoneId.of("Asia/Bangkok"),
                new PasswordCost(8, 1, 1),
                100,
                Duration.ofHours(1)),
            telemetry,
            this::now,
            new SecureRandom());
    accounts.start();
    accounts.add(new NewAccount("somchai", PASSWORD, null, null, null, null, true));
    logins = new LocalLogins(accounts, new LoginConfig(1, 16), telemetry);
    logins.start();
    server = new EapServer(config, this::check, telemetry, this::now, new SecureRandom());
    server.start();
  }

  private Instant now() {
    return Instant.ofEpochMilli(nowMillis.get());
  }

  private void check(Attempt attempt, Consumer<Outcome> answer) {
    Outcome fixed = instead;
    Consumer<Runnable> holding = hold;
    Runnable question =
        () -> {
          if (fixed != null) answer.accept(fixed);
          else logins.check(attempt, answer);
        };
    if (holding != null) holding.accept(question);
    else question.run();
  }

  static Asking asking(String client) {
    byte[] request =
        PacketWriter.request(
            PacketCode.ACCESS_REQUEST, 1, new byte[16], List.of(), SharedSecret.of("x"));
    if (!(PacketCheck.check(request) instanceof Checked.Sound(var packet))) {
      throw new AssertionError("not a packet");
    }
    return new Asking(new RadiusClientRef(client, false), null, null, null, "eap", 0, packet);
  }

  CompletableFuture<EapReply> begin(byte[] message, byte @Nullable [] state, String client) {
    CompletableFuture<EapReply> answer = new CompletableFuture<>();
    server.handle(
        new EapRequest(message, state, asking(client)),
        reply -> {
          if (!answer.complete(reply)) throw new AssertionError("answered twice");
        });
    return answer;
  }

  EapReply send(byte[] message, byte @Nullable [] state) {
    return send(message, state, "ap1");
  }

  EapReply send(byte[] message, byte @Nullable [] state, String client) {
    try {
      return begin(message, state, client).get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  long counted(String name) {
    return telemetry.sum("radius.eap." + name);
  }

  @Override
  public void close() {
    server.close();
    logins.close();
    accounts.close();
  }
}
