package jaruek.radius.server;

import jaruek.radius.packet.PacketWriter;
import java.util.List;

/** Status-Server, RFC 5997: the same on both ports but for the reply's code. */
final class StatusServer {
  private StatusServer() {}

  static void answer(Exchange exchange, int code, Outbox outbox, PortMeter meter) {
    if (!exchange.client().secret().messageAuthenticatorMatches(exchange.packet())) {
      meter.discard("bad-message-authenticator", exchange.client().name(), " (Status-Server)");
      return;
    }
    outbox.add(
        exchange,
        PacketWriter.reply(exchange.packet(), code, List.of(), exchange.client().secret()));
  }
}
