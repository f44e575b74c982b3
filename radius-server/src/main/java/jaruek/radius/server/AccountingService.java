package jaruek.radius.server;

import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import jaruek.radius.proxy.Proxy;
import jaruek.radius.session.AccountingEvent;
import jaruek.radius.session.SessionTable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Accounting, RFC 2866: an event is answered when it is kept, and only then counts in the table of
 * sessions.
 */
final class AccountingService implements Service {
  /** Refused events recorded a minute; the others are counted only. */
  static final int REFUSALS_RECORDED_MAX = 600;

  private static final long MINUTE_MILLIS = 60_000;

  private final SessionTable sessions;
  private final AccountingGuard guard;
  private final @Nullable Proxy proxy;
  private final Outbox outbox;
  private final Duplicates duplicates;
  private final PortMeter meter;
  private long refusalsMinute;
  private int refusals;

  AccountingService(
      RadiusClients clients,
      SessionTable sessions,
      @Nullable Proxy proxy,
      Outbox outbox,
      Duplicates duplicates,
      PortMeter meter) {
    this.sessions = sessions;
    this.proxy = proxy;
    this.guard = new AccountingGuard(clients);
    this.outbox = outbox;
    this.duplicates = duplicates;
    this.meter = meter;
  }

  @Override
  public void handle(Exchange exchange) {
    switch (exchange.packet().code()) {
      case PacketCode.STATUS_SERVER ->
          StatusServer.answer(exchange, PacketCode.ACCOUNTING_RESPONSE, outbox, meter);
      case PacketCode.ACCOUNTING_REQUEST -> {
        if (authentic(exchange) && !Repeats.answered(exchange, duplicates, outbox, meter)) {
          account(exchange);
        }
      }
      default -> meter.discard("unexpected-code", exchange.client().name(), "");
    }
  }

  private boolean authentic(Exchange exchange) {
    Packet packet = exchange.packet();
    SharedSecret secret = exchange.client().secret();
    if (!secret.accountingAuthenticatorMatches(packet)) {
      meter.discard("bad-request-authenticator", exchange.client().name(), ": wrong secret?");
      return false;
    }
    if (packet.has(AttributeType.MESSAGE_AUTHENTICATOR)
        && !secret.accountingMessageAuthenticatorMatches(packet)) {
      meter.discard("bad-message-authenticator", exchange.client().name(), "");
      return false;
    }
    return true;
  }

  private void account(Exchange exchange) {
    Packet packet = exchange.packet();
    Optional<AccountingEvent.Kind> kind = AccountingRequest.kind(packet);
    if (kind.isEmpty()) {
      meter.discard("unknown-status-type", exchange.client().name(), "");
      return;
    }
    EventTime time = EventTime.of(packet, exchange.receivedAtMillis());
    if (time.fault() != null) meter.doubt(time.fault(), exchange.client().name());
    AccountingEvent event = AccountingRequest.event(exchange, kind.get(), time);
    Duplicates.Entry entry = duplicates.begin(exchange.key(), packet.authenticator());
    SessionTable.Known known = sessions.known(event);
    Optional<String> refusal = guard.refusal(event, known.reporter(), exchange);
    if (refusal.isPresent()) {
      refuse(exchange, refusal.get());
    } else if (known.repeats()) {
      meter.count("accounting-repeats");
      outbox.add(exchange, reply(exchange), entry);
    } else {
      outbox.add(
          exchange,
          reply(exchange),
          exchange.frame(AccountingRequest.identity(event, packet)),
          entry,
          () -> kept(exchange, event));
    }
  }

  /** Only what is ours for sure goes on to its home. */
  private void kept(Exchange exchange, AccountingEvent event) {
    sessions.apply(event);
    if (proxy != null) proxy.account(exchange.packet(), exchange.client().policy().proxy());
  }

  // no Message-Authenticator: no RFC says over what, and FreeRADIUS's client refuses RFC 2869's
  // way
  private static byte[] reply(Exchange exchange) {
    return PacketWriter.plainReply(
        exchange.packet(), PacketCode.ACCOUNTING_RESPONSE, List.of(), exchange.client().secret());
  }

  /** Recorded, but not answered: what is sent again meanwhile is a duplicate in work. */
  private void refuse(Exchange exchange, String reason) {
    meter.discardFrom(
        reason, exchange.client().name(), ": if it speaks for other NAS, say 'proxy: true' of it");
    meter.refused(reason);
    long minute = exchange.receivedAtMillis() / MINUTE_MILLIS;
    if (minute != refusalsMinute) refusals = 0;
    refusalsMinute = minute;
    if (++refusals > REFUSALS_RECORDED_MAX) {
      meter.count("refusals-not-recorded");
    } else {
      outbox.note(exchange.frame(Events.reject(exchange, reason)));
    }
  }
}
