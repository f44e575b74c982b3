package jaruek.radius.server;

import io.netty.channel.EventLoop;
import jaruek.radius.account.Account;
import jaruek.radius.login.Asking;
import jaruek.radius.login.Attempt;
import jaruek.radius.login.Logins;
import jaruek.radius.login.Outcome;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Authentication, RFC 2865. What users show is checked by {@link Logins}, mostly elsewhere. */
final class AccessService implements Service {
  private final Logins logins;
  private final Outbox outbox;
  private final Duplicates duplicates;
  private final PortMeter meter;
  private final EventLoop loop;
  private boolean handling;
  private boolean flushIsDue;

  AccessService(
      Logins logins, Outbox outbox, Duplicates duplicates, PortMeter meter, EventLoop loop) {
    this.logins = logins;
    this.outbox = outbox;
    this.duplicates = duplicates;
    this.meter = meter;
    this.loop = loop;
  }

  @Override
  public void handle(Exchange exchange) {
    handling = true;
    try {
      dispatch(exchange);
    } finally {
      handling = false;
    }
  }

  private void dispatch(Exchange exchange) {
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
    if (packet.has(AttributeType.EAP_MESSAGE)) {
      reject(exchange, entry, "eap-not-offered");
      return;
    }
    switch (Credentials.of(packet, exchange.client().secret())) {
      case Credentials.Unusable(String reason) -> reject(exchange, entry, reason);
      case Credentials.Shown shown ->
          logins.check(
              new Attempt(shown.userName(), shown.proof(), asking(exchange, shown.method())),
              outcome -> onLoop(() -> answer(exchange, entry, outcome)));
    }
  }

  private static Asking asking(Exchange exchange, String method) {
    Packet packet = exchange.packet();
    return new Asking(
        exchange.client().ref(),
        packet.text(AttributeType.CALLING_STATION_ID).orElse(null),
        packet.text(AttributeType.CALLED_STATION_ID).orElse(null),
        packet.text(AttributeType.USER_NAME).orElse(null),
        method,
        exchange.receivedAtMillis(),
        packet);
  }

  /**
   * At once if this is a request's own turn, otherwise soon: all answers are the port's thread's.
   */
  private void onLoop(Runnable answer) {
    if (handling && loop.inEventLoop()) answer.run();
    else if (!loop.isShuttingDown()) loop.execute(() -> late(answer));
  }

  /** What has piled up is then flushed together. */
  private void late(Runnable answer) {
    answer.run();
    if (flushIsDue) return;
    flushIsDue = true;
    loop.execute(
        () -> {
          flushIsDue = false;
          outbox.flush();
        });
  }

  private void answer(Exchange exchange, Duplicates.Entry entry, Outcome outcome) {
    switch (outcome) {
      case Outcome.Accepted(var account, var keys) -> accept(exchange, entry, account);
      case Outcome.Refused(var why) when why.silent() -> {
        duplicates.forget(entry);
        meter.discard(why.word(), exchange.client().name(), ": it will ask again");
      }
      case Outcome.Refused(var why) -> reject(exchange, entry, why.word());
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
