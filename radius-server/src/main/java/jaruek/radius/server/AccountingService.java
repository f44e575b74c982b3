package jaruek.radius.server;

import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import java.util.List;
import java.util.Optional;

/** Accounting, RFC 2866: an event is answered when it is kept. */
final class AccountingService implements Service {
  private final Outbox outbox;
  private final Duplicates duplicates;
  private final PortMeter meter;

  AccountingService(Outbox outbox, Duplicates duplicates, PortMeter meter) {
    this.outbox = outbox;
    this.duplicates = duplicates;
    this.meter = meter;
  }

  @Override
  public void handle(Exchange exchange) {
    switch (exchange.packet().code()) {
      case PacketCode.STATUS_SERVER ->
          StatusServer.answer(exchange, PacketCode.ACCOUNTING_RESPONSE, outbox, meter);
      case PacketCode.ACCOUNTING_REQUEST -> account(exchange);
      default -> meter.discard("unexpected-code", exchange.client().name(), "");
    }
  }

  private void account(Exchange exchange) {
    Packet packet = exchange.packet();
    SharedSecret secret = exchange.client().secret();
    if (!secret.accountingAuthenticatorMatches(packet)) {
      meter.discard("bad-request-authenticator", exchange.client().name(), ": wrong secret?");
      return;
    }
    if (packet.has(AttributeType.MESSAGE_AUTHENTICATOR)
        && !secret.accountingMessageAuthenticatorMatches(packet)) {
      meter.discard("bad-message-authenticator", exchange.client().name(), "");
      return;
    }
    if (Repeats.answered(exchange, duplicates, outbox, meter)) return;
    Optional<String> word = Events.accountingWord(packet);
    if (word.isEmpty()) {
      meter.discard("unknown-status-type", exchange.client().name(), "");
      return;
    }
    // no Message-Authenticator: no RFC says over what, and FreeRADIUS's client refuses RFC 2869's
    // way
    byte[] reply =
        PacketWriter.plainReply(packet, PacketCode.ACCOUNTING_RESPONSE, List.of(), secret);
    outbox.add(
        exchange,
        reply,
        exchange.frame(Events.accounting(exchange, word.get())),
        duplicates.begin(exchange.key(), packet.authenticator()));
  }
}
