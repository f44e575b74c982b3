package jaruek.radius.server;

import jaruek.radius.account.Account;
import jaruek.radius.account.Refusal;
import jaruek.radius.eap.EapReply;
import jaruek.radius.login.Asking;
import jaruek.radius.login.Outcome;
import jaruek.radius.login.Proof;
import jaruek.radius.mschap.MicrosoftAttributes;
import jaruek.radius.mschap.MppeKeys;
import jaruek.radius.mschap.MsChap;
import jaruek.radius.mschap.MsChapError;
import jaruek.radius.mschap.MsChapKeys;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.Salts;
import jaruek.radius.packet.SharedSecret;
import jaruek.radius.policy.ReplyPolicy;
import jaruek.radius.proxy.Answer;
import jaruek.radius.proxy.Proxy;
import jaruek.radius.proxy.Route;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the replies to Access-Requests together, and is the only place that does. The writer puts
 * Message-Authenticator before and Proxy-State after what is listed here.
 */
final class AccessReplies {
  private static final byte EAP_FAILURE = 4;
  private static final byte EAP_FAILURE_BYTES = 4;

  /** Error-Cause of RFC 3579 section 2.2: "Invalid EAP Packet (Ignored)". */
  private static final int INVALID_EAP_PACKET = 202;

  private final ReplyPolicy policy;
  private final SecureRandom random;

  AccessReplies(ReplyPolicy policy, SecureRandom random) {
    this.policy = policy;
    this.random = random;
  }

  /** To a login without EAP that is let in. */
  byte[] accept(
      Exchange exchange, Credentials.Shown shown, Asking asking, Outcome.Accepted accepted) {
    List<Attribute> attributes = new ArrayList<>(proof(exchange, shown, accepted.keys()));
    String user = accepted.account().userName();
    // so that accounting has the account's name: however a switch writes a device's address, and
    // where somebody typed a whole voucher's code
    if (!exchange.packet().text(AttributeType.USER_NAME).filter(user::equals).isPresent()) {
      attributes.add(Attribute.text(AttributeType.USER_NAME, user));
    }
    attributes.addAll(granted(accepted.account(), asking));
    return reply(exchange, PacketCode.ACCESS_ACCEPT, attributes);
  }

  /** What shows the peer that we know its password too, and the keys that come of it. */
  private List<Attribute> proof(
      Exchange exchange, Credentials.Shown shown, @Nullable MsChapKeys keys) {
    return switch (shown.proof()) {
      case Proof.MsChap v1 when keys != null ->
          MicrosoftAttributes.keys1(keys, secret(exchange), exchange.packet().authenticator());
      case Proof.MsChap2 v2 when keys != null -> version2(exchange, shown.ident(), v2, keys);
      case Proof.Mac mac -> List.of();
      case Proof.MsChap v1 -> List.of();
      case Proof.MsChap2 v2 -> List.of();
      case Proof.Password password -> List.of();
      case Proof.Chap chap -> List.of();
      case Proof.Certificate certificate -> List.of();
    };
  }

  private List<Attribute> version2(
      Exchange exchange, int ident, Proof.MsChap2 proof, MsChapKeys keys) {
    List<Attribute> attributes = new ArrayList<>();
    attributes.add(
        MicrosoftAttributes.success2(
            ident,
            MsChap.authenticatorResponse(
                keys,
                proof.authenticatorChallenge(),
                proof.peerChallenge(),
                proof.userName(),
                proof.ntResponse())));
    attributes.addAll(
        MicrosoftAttributes.keys2(
            MppeKeys.of(keys, proof.ntResponse()),
            secret(exchange),
            exchange.packet().authenticator(),
            new Salts(random)));
    return attributes;
  }

  /** By policy, and never longer than the account lives. */
  private List<Attribute> granted(Account account, Asking asking) {
    List<Attribute> wanted = policy.attributes(account, asking);
    Instant expires = account.expiresAt();
    if (expires == null) return wanted;
    Instant received = Instant.ofEpochMilli(asking.receivedAtMillis());
    // at least a second: zero means without limit to some NAS
    long seconds =
        Math.clamp(Duration.between(received, expires).toSeconds(), 1, Integer.MAX_VALUE);
    List<Attribute> granted = new ArrayList<>(wanted.size() + 1);
    for (Attribute attribute : wanted) {
      if (attribute.type() == AttributeType.SESSION_TIMEOUT) {
        seconds = Math.min(seconds, attribute.asNumber());
      } else {
        granted.add(attribute);
      }
    }
    granted.add(Attribute.number(AttributeType.SESSION_TIMEOUT, seconds));
    return granted;
  }

  /** To a login without EAP that is kept out. */
  byte[] reject(Exchange exchange, Credentials.Shown shown, Refusal why) {
    return switch (shown.proof()) {
      case Proof.MsChap v1 -> msChapError(exchange, shown.ident(), why, MsChap.CHALLENGE_BYTES);
      case Proof.MsChap2 v2 -> msChapError(exchange, shown.ident(), why, MsChap.CHALLENGE2_BYTES);
      case Proof.Mac mac -> reject(exchange);
      case Proof.Password password -> reject(exchange);
      case Proof.Chap chap -> reject(exchange);
      case Proof.Certificate certificate -> reject(exchange);
    };
  }

  /** To a request that shows nothing to be checked. */
  byte[] reject(Exchange exchange, Credentials.Unusable unusable) {
    Integer ident = unusable.ident();
    if (ident == null) return reject(exchange);
    return msChapError(exchange, ident, unusable.why(), MsChap.CHALLENGE2_BYTES);
  }

  /** The middle of an EAP conversation. */
  byte[] challenge(Exchange exchange, EapReply.Challenge challenge) {
    List<Attribute> attributes = EapMessages.split(challenge.message());
    attributes.add(new Attribute(AttributeType.STATE, challenge.state()));
    return reply(exchange, PacketCode.ACCESS_CHALLENGE, attributes);
  }

  /** The same again, as what came was no answer to it. */
  byte[] ignored(Exchange exchange, EapReply.Ignored ignored) {
    List<Attribute> attributes = EapMessages.split(ignored.message());
    attributes.add(new Attribute(AttributeType.STATE, ignored.state()));
    attributes.add(Attribute.number(AttributeType.ERROR_CAUSE, INVALID_EAP_PACKET));
    return reply(exchange, PacketCode.ACCESS_CHALLENGE, attributes);
  }

  /** Its good end: with the keys for the NAS, and the account's name for its accounting. */
  byte[] accept(Exchange exchange, Asking asking, EapReply.Success success) {
    List<Attribute> attributes = EapMessages.split(success.message());
    attributes.add(userName(success.account().userName()));
    byte[] msk = success.msk();
    if (msk != null) {
      attributes.addAll(
          MicrosoftAttributes.keys(
              msk, secret(exchange), exchange.packet().authenticator(), new Salts(random)));
    }
    attributes.addAll(granted(success.account(), asking));
    return reply(exchange, PacketCode.ACCESS_ACCEPT, attributes);
  }

  /** A name of more than an attribute holds is cut: accounting then has its beginning. */
  private static Attribute userName(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, Attribute.VALUE_BYTES_MAX);
    return new Attribute(AttributeType.USER_NAME, Arrays.copyOf(bytes, length));
  }

  /** Its bad end. */
  byte[] reject(Exchange exchange, EapReply.Failure failure) {
    return reply(exchange, PacketCode.ACCESS_REJECT, EapMessages.split(failure.message()));
  }

  /** A home server's reply; with an accept, what we say of its realm's users counts over it. */
  byte[] proxied(Exchange exchange, Route.Remote route, Answer.Replied reply) {
    List<Attribute> attributes = reply.attributes();
    if (reply.code() == PacketCode.ACCESS_ACCEPT) {
      List<Attribute> ours =
          policy.attributes(route.realm().terms(), exchange.client().name(), exchange.packet());
      attributes = Proxy.over(ours, attributes);
    }
    return reply(exchange, reply.code(), attributes);
  }

  /** To a login of another realm that is kept out by us: EAP is to end properly, RFC 3579. */
  byte[] rejectProxied(Exchange exchange) {
    List<byte[]> eap = exchange.packet().all(AttributeType.EAP_MESSAGE);
    if (eap.isEmpty() || eap.getFirst().length < 2) return reject(exchange);
    byte[] failure = {EAP_FAILURE, eap.getFirst()[1], 0, EAP_FAILURE_BYTES};
    return reply(exchange, PacketCode.ACCESS_REJECT, EapMessages.split(failure));
  }

  /** With nothing to it. */
  byte[] reject(Exchange exchange) {
    return reply(exchange, PacketCode.ACCESS_REJECT, List.of());
  }

  private byte[] msChapError(Exchange exchange, int ident, Refusal why, int challengeBytes) {
    byte[] challenge = new byte[challengeBytes];
    random.nextBytes(challenge);
    Attribute error = MicrosoftAttributes.error(ident, MsChapError.of(why), challenge);
    return reply(exchange, PacketCode.ACCESS_REJECT, List.of(error));
  }

  private static SharedSecret secret(Exchange exchange) {
    return exchange.client().secret();
  }

  private static byte[] reply(Exchange exchange, int code, List<Attribute> attributes) {
    return PacketWriter.reply(exchange.packet(), code, attributes, secret(exchange));
  }
}
