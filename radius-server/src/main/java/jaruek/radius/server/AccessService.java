package jaruek.radius.server;

import io.netty.channel.EventLoop;
import jaruek.radius.account.Refusal;
import jaruek.radius.eap.EapReply;
import jaruek.radius.eap.EapRequest;
import jaruek.radius.eap.EapServer;
import jaruek.radius.login.Asking;
import jaruek.radius.login.Attempt;
import jaruek.radius.login.Outcome;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.proxy.Answer;
import jaruek.radius.proxy.Proxy;
import jaruek.radius.proxy.ProxyReason;
import jaruek.radius.proxy.Route;
import jaruek.retention.record.IdentityEvent;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Authentication, RFC 2865. What users show is checked by {@link Access}'s logins, mostly on other
 * threads.
 */
final class AccessService implements Service {
  private final Access access;
  private final AccessReplies replies;
  private final Authenticity authenticity;
  private final Outbox outbox;
  private final Drops drops;
  private final Duplicates duplicates;
  private final PortMeter meter;
  private final EventLoop loop;
  private boolean handling;
  private boolean flushIsDue;

  AccessService(
      Access access,
      SecureRandom random,
      Outbox outbox,
      Drops drops,
      Duplicates duplicates,
      PortMeter meter,
      EventLoop loop) {
    this.access = access;
    this.replies = new AccessReplies(access.policy(), random);
    this.authenticity = new Authenticity(meter);
    this.outbox = outbox;
    this.drops = drops;
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
        if (believed(exchange) && !isRepeat(exchange)) {
          authenticate(exchange);
        }
      }
      default -> meter.discard("unexpected-code", exchange.client().name(), "");
    }
  }

  /** One that a home server has not answered yet is sent there again, RFC 5080 section 2.2.1. */
  private boolean isRepeat(Exchange exchange) {
    Proxy proxy = access.proxy();
    return Repeats.answered(
        exchange,
        duplicates,
        outbox,
        meter,
        () -> {
          if (proxy != null) proxy.repeat(exchange.origin());
        });
  }

  private boolean believed(Exchange exchange) {
    Optional<String> fault = authenticity.fault(exchange);
    fault.ifPresent(reason -> drops.note(exchange.source(), exchange.sender().getPort(), reason));
    return fault.isEmpty();
  }

  private void authenticate(Exchange exchange) {
    Packet packet = exchange.packet();
    Duplicates.Entry entry = duplicates.begin(exchange.key(), packet.authenticator());
    Proxy proxy = access.proxy();
    Route route = proxy == null ? null : proxy.route(packet);
    if (proxy != null && route instanceof Route.Remote remote) {
      handOn(exchange, entry, proxy, remote);
    } else if (route instanceof Route.Refused(ProxyReason why)) {
      refuse(exchange, entry, why, null);
    } else {
      decide(exchange, entry);
    }
  }

  private void handOn(Exchange exchange, Duplicates.Entry entry, Proxy proxy, Route.Remote remote) {
    proxy.forward(
        new Proxy.Asked(
            exchange.origin(),
            exchange.packet(),
            exchange.client().secret(),
            exchange.client().policy().proxy()),
        remote,
        answer -> onLoop(exchange, entry, () -> answer(exchange, entry, remote, answer)));
  }

  private void answer(
      Exchange exchange, Duplicates.Entry entry, Route.Remote remote, Answer answer) {
    switch (answer) {
      case Answer.Replied reply -> answer(exchange, entry, remote, reply);
      case Answer.None(ProxyReason why, String server) -> {
        if (why == ProxyReason.BUSY) {
          drop(exchange, entry, why.word(), ": it will ask again");
        } else {
          refuse(exchange, entry, why, detail(remote, server, null, null));
        }
      }
    }
  }

  private void answer(
      Exchange exchange, Duplicates.Entry entry, Route.Remote remote, Answer.Replied reply) {
    byte[] bytes = replies.proxied(exchange, remote, reply);
    String detail =
        detail(remote, reply.homeServer(), reply.userName(), reply.chargeableUserIdentity());
    switch (reply.code()) {
      case PacketCode.ACCESS_ACCEPT ->
          outbox.add(exchange, bytes, exchange.frame(Events.proxied(exchange, detail)), entry);
      case PacketCode.ACCESS_REJECT -> {
        String reason = ProxyReason.REFUSED.word();
        meter.refused(reason);
        outbox.add(
            exchange, bytes, exchange.frame(Events.notProxied(exchange, detail, reason)), entry);
      }
      default -> outbox.add(exchange, bytes, entry); // a challenge
    }
  }

  private static String detail(
      Route.Remote remote,
      @Nullable String server,
      @Nullable String user,
      @Nullable String chargeable) {
    StringBuilder text = new StringBuilder("realm ").append(remote.name());
    if (server != null) text.append(", home server ").append(server);
    if (user != null) text.append(", user ").append(user);
    if (chargeable != null) text.append(", chargeable-user-identity ").append(chargeable);
    return text.toString();
  }

  /** By us: either way it is recorded, and silence lasts until the NAS sends something else. */
  private void refuse(
      Exchange exchange, Duplicates.Entry entry, ProxyReason why, @Nullable String detail) {
    meter.refused(why.word());
    var frame = exchange.frame(Events.notProxied(exchange, detail, why.word()));
    if (isSilent(why)) outbox.note(frame);
    else outbox.add(exchange, replies.rejectProxied(exchange), frame, entry);
  }

  private boolean isSilent(ProxyReason why) {
    Proxy proxy = access.proxy();
    boolean unanswered =
        why == ProxyReason.NO_ANSWER
            || why == ProxyReason.ALL_DEAD
            || why == ProxyReason.CONVERSATION_LOST;
    return unanswered && proxy != null && !proxy.rejectsUnanswered();
  }

  private void decide(Exchange exchange, Duplicates.Entry entry) {
    Packet packet = exchange.packet();
    if (packet.has(AttributeType.EAP_MESSAGE)) {
      eap(exchange, entry);
      return;
    }
    switch (Credentials.of(packet, exchange.client())) {
      case Credentials.Unusable unusable ->
          reject(exchange, entry, replies.reject(exchange, unusable), unusable.why().word());
      case Credentials.Shown shown -> check(exchange, entry, shown);
    }
  }

  private void eap(Exchange exchange, Duplicates.Entry entry) {
    EapServer eap = access.eap();
    if (eap == null) {
      reject(exchange, entry, replies.reject(exchange), Refusal.EAP_NOT_OFFERED.word());
      return;
    }
    Packet packet = exchange.packet();
    Asking asking = asking(exchange, "eap");
    byte[] message = EapMessages.join(packet.all(AttributeType.EAP_MESSAGE));
    byte[] state = packet.octets(AttributeType.STATE).orElse(null);
    eap.handle(
        new EapRequest(message, state, asking),
        reply -> onLoop(exchange, entry, () -> answer(exchange, entry, asking, reply)));
  }

  private void answer(Exchange exchange, Duplicates.Entry entry, Asking asking, EapReply eapReply) {
    switch (eapReply) {
      case EapReply.Challenge challenge ->
          outbox.add(exchange, replies.challenge(exchange, challenge), entry);
      case EapReply.Success success ->
          outbox.add(
              exchange,
              replies.accept(exchange, asking, success),
              exchange.frame(Events.accept(exchange, success.account().userName())),
              entry);
      case EapReply.Failure failure -> {
        meter.refused(failure.reason());
        outbox.add(
            exchange,
            replies.reject(exchange, failure),
            exchange.frame(failed(exchange, failure)),
            entry);
      }
      case EapReply.Ignored ignored ->
          outbox.add(exchange, replies.ignored(exchange, ignored), entry);
      case EapReply.Discard(String reason) -> drop(exchange, entry, reason, "");
    }
  }

  private static IdentityEvent failed(Exchange exchange, EapReply.Failure failure) {
    String inner = failure.userName();
    return inner == null
        ? Events.reject(exchange, failure.reason())
        : Events.reject(exchange, inner, failure.reason());
  }

  private void check(Exchange exchange, Duplicates.Entry entry, Credentials.Shown shown) {
    Asking asking = asking(exchange, shown.method());
    access
        .logins()
        .check(
            new Attempt(shown.userName(), shown.proof(), asking),
            outcome ->
                onLoop(exchange, entry, () -> answer(exchange, entry, shown, asking, outcome)));
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
  private void onLoop(Exchange exchange, Duplicates.Entry entry, Runnable answer) {
    Runnable guarded = () -> guarded(exchange, entry, answer);
    if (handling && loop.inEventLoop()) guarded.run();
    else if (!loop.isShuttingDown()) loop.execute(() -> late(guarded));
  }

  /** A reply that cannot be made is none, and the next try is a new one. */
  private void guarded(Exchange exchange, Duplicates.Entry entry, Runnable answer) {
    try {
      answer.run();
    } catch (RuntimeException e) {
      drop(exchange, entry, Refusal.FAILED.word(), ": " + e);
    }
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

  private void answer(
      Exchange exchange,
      Duplicates.Entry entry,
      Credentials.Shown shown,
      Asking asking,
      Outcome outcome) {
    switch (outcome) {
      case Outcome.Accepted accepted ->
          outbox.add(
              exchange,
              replies.accept(exchange, shown, asking, accepted),
              exchange.frame(Events.accept(exchange, accepted.account().userName())),
              entry);
      case Outcome.Refused(var why) when why.silent() ->
          drop(exchange, entry, why.word(), ": it will ask again");
      case Outcome.Refused(var why) ->
          reject(exchange, entry, replies.reject(exchange, shown, why), why.word());
    }
  }

  private void drop(Exchange exchange, Duplicates.Entry entry, String reason, String hint) {
    duplicates.forget(entry);
    meter.discard(reason, exchange.client().name(), hint);
  }

  private void reject(Exchange exchange, Duplicates.Entry entry, byte[] reply, String reason) {
    meter.refused(reason);
    outbox.add(exchange, reply, exchange.frame(Events.reject(exchange, reason)), entry);
  }
}
