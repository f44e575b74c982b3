package jaruek.radius.server;

import io.netty.channel.EventLoop;
import jaruek.radius.account.Account;
import jaruek.radius.account.AccountException;
import jaruek.radius.account.Accounts;
import jaruek.radius.account.Verdict;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Authentication, RFC 2865: PAP and CHAP. Password hashes are computed on other threads. */
final class AccessService implements Service {
  private final Accounts accounts;
  private final Outbox outbox;
  private final Duplicates duplicates;
  private final PortMeter meter;
  private final EventLoop loop;
  private final Executor passwordThreads;
  private boolean flushIsDue;

  AccessService(
      Accounts accounts,
      Outbox outbox,
      Duplicates duplicates,
      PortMeter meter,
      EventLoop loop,
      Executor passwordThreads) {
    this.accounts = accounts;
    this.outbox = outbox;
    this.duplicates = duplicates;
    this.meter = meter;
    this.loop = loop;
    this.passwordThreads = passwordThreads;
  }

  @Override
  public void handle(Exchange exchange) {
    switch (exchange.packet().code()) {
      case PacketCode.STATUS_SERVER ->
          StatusServer.answer(exchange, PacketCode.ACCESS_ACCEPT, outbox, meter);
      case PacketCode.ACCESS_REQUEST -> {
        if (authentic(exchange) && !Repeats.answered(exchange, duplicates, outbox, meter)) {
          authenticate(exchange);
        }
      }
      default -> meter.discard("unexpected-code", exchange.client().name(), "");
    }
  }

  /** RFC 3579 section 3.2, and what CVE-2024-3596 taught since. */
  private boolean authentic(Exchange exchange) {
    Packet packet = exchange.packet();
    RadiusClient client = exchange.client();
    if (packet.has(AttributeType.MESSAGE_AUTHENTICATOR)) {
      if (client.secret().messageAuthenticatorMatches(packet)) return true;
      meter.discard("bad-message-authenticator", client.name(), ": wrong secret?");
      return false;
    }
    if (client.requireMessageAuthenticator() || packet.has(AttributeType.EAP_MESSAGE)) {
      meter.discard(
          "no-message-authenticator",
          client.name(),
          ": update its software, or set require-message-authenticator: false for this client");
      return false;
    }
    if (packet.has(AttributeType.PROXY_STATE)) {
      // only proxies add it, and those can send a Message-Authenticator; a forger needs it
      meter.discard("proxy-state-without-message-authenticator", client.name(), "");
      return false;
    }
    return true;
  }

  private void authenticate(Exchange exchange) {
    Packet packet = exchange.packet();
    Duplicates.Entry entry = duplicates.begin(exchange.key(), packet.authenticator());
    Optional<String> user = packet.text(AttributeType.USER_NAME);
    if (user.isEmpty()) {
      reject(exchange, entry, "no-user-name");
    } else if (packet.has(AttributeType.USER_PASSWORD)) {
      pap(exchange, entry, user.get());
    } else if (packet.has(AttributeType.CHAP_PASSWORD)) {
      chap(exchange, entry, user.get());
    } else {
      reject(
          exchange,
          entry,
          packet.has(AttributeType.EAP_MESSAGE) ? "eap-not-offered" : "no-password");
    }
  }

  private void pap(Exchange exchange, Duplicates.Entry entry, String user) {
    Packet packet = exchange.packet();
    SharedSecret secret = exchange.client().secret();
    byte[] hidden = packet.octets(AttributeType.USER_PASSWORD).orElseThrow();
    byte[] password = secret.reveal(hidden, packet.authenticator());
    Optional<Verdict> known = accounts.recall(user, password);
    meter.count(known.isPresent() ? "passwords.cached-logins" : "passwords.hashed-logins");
    if (known.isPresent()) {
      answer(exchange, entry, known.get());
      return;
    }
    try {
      passwordThreads.execute(() -> hash(exchange, entry, user, password));
    } catch (RejectedExecutionException e) {
      duplicates.forget(entry);
      meter.discard("password-queue-full", exchange.client().name(), ": it will ask again");
    }
  }

  private void hash(Exchange exchange, Duplicates.Entry entry, String user, byte[] password) {
    try {
      Verdict verdict = accounts.verify(user, password);
      later(() -> answer(exchange, entry, verdict));
    } catch (RuntimeException e) {
      later(() -> fail(exchange, entry, e));
    }
  }

  /** Back on the port's thread; what has piled up there is then flushed together. */
  private void later(Runnable answer) {
    loop.execute(
        () -> {
          answer.run();
          if (flushIsDue) return;
          flushIsDue = true;
          loop.execute(
              () -> {
                flushIsDue = false;
                outbox.flush();
              });
        });
  }

  private void fail(Exchange exchange, Duplicates.Entry entry, RuntimeException e) {
    duplicates.forget(entry);
    meter.discard("failed", exchange.client().name(), ": " + e);
  }

  private void chap(Exchange exchange, Duplicates.Entry entry, String user) {
    Packet packet = exchange.packet();
    byte[] chap = packet.octets(AttributeType.CHAP_PASSWORD).orElseThrow();
    byte[] challenge = packet.octets(AttributeType.CHAP_CHALLENGE).orElseGet(packet::authenticator);
    byte[] response = Arrays.copyOfRange(chap, 1, chap.length);
    try {
      answer(exchange, entry, accounts.verifyChap(user, chap[0], challenge, response));
    } catch (AccountException e) {
      fail(exchange, entry, e);
    }
  }

  private void answer(Exchange exchange, Duplicates.Entry entry, Verdict verdict) {
    switch (verdict) {
      case Verdict.Accepted accepted -> accept(exchange, entry, accepted.account());
      case Verdict.Refused refused -> reject(exchange, entry, refused.why().word());
    }
  }

  private void accept(Exchange exchange, Duplicates.Entry entry, Account account) {
    Instant expires = account.expiresAt();
    List<Attribute> attributes =
        expires == null ? List.of() : List.of(sessionTimeout(exchange, expires));
    outbox.add(
        exchange,
        reply(exchange, PacketCode.ACCESS_ACCEPT, attributes),
        exchange.frame(Events.accept(exchange)),
        entry);
  }

  /** At least a second: zero means without limit to some NAS. */
  private static Attribute sessionTimeout(Exchange exchange, Instant expires) {
    Instant received = Instant.ofEpochMilli(exchange.receivedAtMillis());
    long seconds = Duration.between(received, expires).toSeconds();
    return Attribute.number(
        AttributeType.SESSION_TIMEOUT, Math.clamp(seconds, 1, Integer.MAX_VALUE));
  }

  private void reject(Exchange exchange, Duplicates.Entry entry, String reason) {
    meter.refused(reason);
    outbox.add(
        exchange,
        reply(exchange, PacketCode.ACCESS_REJECT, List.of()),
        exchange.frame(Events.reject(exchange, reason)),
        entry);
  }

  private static byte[] reply(Exchange exchange, int code, List<Attribute> attributes) {
    return PacketWriter.reply(exchange.packet(), code, attributes, exchange.client().secret());
  }
}
