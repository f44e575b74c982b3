package jaruek.radius.server;

import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.retention.record.Transport;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whether an Access-Request is to be believed: RFC 3579 section 3.2, and what CVE-2024-3596 taught
 * since. Used by the port's thread.
 */
final class Authenticity {
  /** Clients of which it is remembered whether they are proxies; the configuration has fewer. */
  static final int CLIENTS_MAX = 20_000;

  private final PortMeter meter;
  private final Map<String, Boolean> proxies = new HashMap<>();

  Authenticity(PortMeter meter) {
    this.meter = meter;
  }

  /** The reason why it is to be dropped, counted and told already; empty if there is none. */
  Optional<String> fault(Exchange exchange) {
    Packet packet = exchange.packet();
    RadiusClient client = exchange.client();
    if (client.secret().isNone()) return Optional.empty();
    if (packet.has(AttributeType.MESSAGE_AUTHENTICATOR)) {
      if (client.secret().messageAuthenticatorMatches(packet)) {
        learn(client, packet);
        return Optional.empty();
      }
      return dropped("bad-message-authenticator", client, ": wrong secret?");
    }
    boolean eap = packet.has(AttributeType.EAP_MESSAGE);
    // by TLS nobody comes between, and its client's certificate says who it is
    if (exchange.transport() == Transport.TLS && !eap) return Optional.empty();
    if (client.policy().requireMessageAuthenticator() || eap) {
      return dropped("no-message-authenticator", client, NasVendor.of(packet).advice());
    }
    if (packet.has(AttributeType.PROXY_STATE) && limited(client, packet)) {
      return dropped(
          "proxy-state-without-message-authenticator",
          client,
          ": forged, unless it is a proxy, see 'limit-proxy-state'");
    }
    learn(client, packet);
    return Optional.empty();
  }

  private Optional<String> dropped(String reason, RadiusClient client, String hint) {
    meter.discardFrom(reason, client.name(), hint);
    return Optional.of(reason);
  }

  private boolean limited(RadiusClient client, Packet packet) {
    return switch (client.policy().limitProxyState()) {
      case YES -> true;
      case NO -> false;
      case AUTO -> !learn(client, packet);
    };
  }

  /** The first request decides. */
  private boolean learn(RadiusClient client, Packet packet) {
    Boolean known = proxies.get(client.name());
    if (known != null) return known;
    boolean proxy =
        packet.has(AttributeType.PROXY_STATE) && !packet.has(AttributeType.MESSAGE_AUTHENTICATOR);
    if (proxies.size() >= CLIENTS_MAX) return false;
    proxies.put(client.name(), proxy);
    if (proxy) {
      meter.tell(
          "client {} looks like a proxy that sends no Message-Authenticator, and is taken for one:"
              + " update it (CVE-2024-3596), or set limit-proxy-state: yes if it is none",
          client.name());
    }
    return proxy;
  }
}
