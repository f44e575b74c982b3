package jaruek.radius.server;

import jaruek.radius.session.AccountingEvent;
import jaruek.radius.session.SessionTable.Reporter;
import jaruek.retention.record.IpAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Refuses accounting that a client sends about sessions of another's: whoever holds one NAS's
 * secret must not end, or put words into, what another reports. A client that is known to speak for
 * others ({@link ClientPolicy#proxy}) may.
 */
final class AccountingGuard {
  /** NAS-IP-Address is another client's address. */
  static final String NAS_OF_ANOTHER_CLIENT = "nas-of-another-client";

  /** The session was reported by another client. */
  static final String SESSION_OF_ANOTHER_CLIENT = "session-of-another-client";

  /** Of several NAS that are one client, another one reports for itself. */
  static final String NAS_OF_ANOTHER_SOURCE = "nas-of-another-source";

  private final RadiusClients clients;

  AccountingGuard(RadiusClients clients) {
    this.clients = clients;
  }

  /**
   * Why this event is not the client's to tell, a fixed word; empty if it is.
   *
   * @param reporter who reported its session before
   */
  Optional<String> refusal(AccountingEvent event, @Nullable Reporter reporter, Exchange exchange) {
    RadiusClient client = exchange.client();
    if (client.policy().proxy()) return Optional.empty();
    byte[] nas = event.identification().nasAddress();
    if (nas != null && isOfAnother(IpAddress.ofBytes(nas), exchange)) {
      return Optional.of(NAS_OF_ANOTHER_CLIENT);
    }
    return reporter == null ? Optional.empty() : byReporter(event, reporter, exchange);
  }

  private boolean isOfAnother(IpAddress nas, Exchange exchange) {
    if (nas.equals(exchange.source())) return false;
    return clients
        .find(nas)
        .filter(other -> !other.name().equals(exchange.client().name()))
        .isPresent();
  }

  private Optional<String> byReporter(AccountingEvent event, Reporter reporter, Exchange exchange) {
    if (reporter.client().equals(exchange.client().name())) {
      boolean another = reporter.itself() && !reporter.source().equals(exchange.source());
      return another ? Optional.of(NAS_OF_ANOTHER_SOURCE) : Optional.empty();
    }
    boolean stillThere = clients.has(reporter.client(), reporter.source());
    if (!stillThere) return Optional.empty(); // it was renamed or removed
    return Optional.of(event.kind().ofNas() ? NAS_OF_ANOTHER_CLIENT : SESSION_OF_ANOTHER_CLIENT);
  }
}
