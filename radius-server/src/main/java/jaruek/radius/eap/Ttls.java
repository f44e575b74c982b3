package jaruek.radius.eap;

import jaruek.radius.account.Account;
import jaruek.radius.login.Proof;
import jaruek.radius.mschap.MsChap;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * EAP-TTLS version 0, RFC 5281 (RFC 9427 with TLS 1.3): a name and a proof as AVPs in a tunnel.
 * Challenges are not sent but come of the tunnel's keys, section 11.1, so that a proof is worth
 * nothing outside it.
 */
final class Ttls implements Tunnelled {
  /** The type of requests is the outer method's business. */
  private static final int PLAINTEXT = 0;

  /** RFC 9427 section 4: the end of a resumed TLS 1.3 session. */
  private static final byte[] PROTECTED_SUCCESS = {0};

  private static final String CHALLENGE_LABEL = "ttls challenge";
  private static final int CHAP_BYTES = 16;
  private static final int MS_CHAP_VALUE_BYTES = 50;
  private static final int MS_CHAP_FLAG_NT = 1;

  private final Methods methods;
  private final Peer outerPeer;
  private Peer peer;
  private @Nullable Conversation conversation;
  private int innerId;
  private @Nullable Step end;

  /** A tunnel's inside to come. */
  Ttls(Methods methods, Peer outerPeer) {
    this.methods = methods;
    this.outerPeer = outerPeer;
    this.peer = outerPeer.inner("ttls-");
  }

  @Override
  public @Nullable Step begin(Tunnel tunnel) {
    return null;
  }

  @Override
  public Step resumed(Resumable remembered, Tunnel tunnel) {
    peer.asks(outerPeer.asking());
    peer.identify(remembered.userName());
    boolean tls13 = tunnel.tls13();
    return peer.check(
        new Proof.Certificate(List.of()),
        "resumed",
        (account, keys) -> {
          Step done =
              new Step.Finished(account, remembered.userName(), null, peer.method("resumed"));
          return tls13 ? endAfter(PROTECTED_SUCCESS, done) : done;
        });
  }

  private Step endAfter(byte[] plaintext, Step wanted) {
    end = wanted;
    return new Step.Request(PLAINTEXT, plaintext);
  }

  @Override
  public Step acknowledged(Tunnel tunnel) {
    Step waiting = end;
    return waiting != null ? waiting : refused("ttls-empty-message");
  }

  @Override
  public Step received(byte[] plaintext, Tunnel tunnel, EapPacket outer) {
    peer.asks(outerPeer.asking());
    if (end != null) return refused("ttls-acknowledgement-expected");
    return switch (TtlsAvps.read(plaintext)) {
      case TtlsAvps.Read.Malformed(String reason) -> refused(reason);
      case TtlsAvps.Read.Sound(TtlsAvps avps) -> proof(avps, tunnel);
    };
  }

  private Step proof(TtlsAvps avps, Tunnel tunnel) {
    byte[] eap = avps.get(TtlsAvps.EAP_MESSAGE);
    if (eap != null) return eap(eap);
    if (conversation != null) return refused("ttls-method-changed");
    byte[] name = avps.get(TtlsAvps.USER_NAME);
    if (name == null || name.length == 0 || name.length > Conversation.IDENTITY_BYTES_MAX) {
      return refused("ttls-no-user-name");
    }
    peer.identify(new String(name, StandardCharsets.UTF_8));
    byte[] password = avps.get(TtlsAvps.USER_PASSWORD);
    if (password != null) return pap(password);
    byte[] chap = avps.get(TtlsAvps.CHAP_PASSWORD);
    if (chap != null) return chap(chap, avps.get(TtlsAvps.CHAP_CHALLENGE), tunnel);
    byte[] challenge = avps.get(TtlsAvps.MS_CHAP_CHALLENGE);
    byte[] msChap2 = avps.get(TtlsAvps.MS_CHAP2_RESPONSE);
    if (msChap2 != null) return msChap2(msChap2, challenge, tunnel);
    byte[] msChap = avps.get(TtlsAvps.MS_CHAP_RESPONSE);
    if (msChap != null) return msChap(msChap, challenge, tunnel);
    return refused("ttls-no-password");
  }

  /** Padded with NUL to hide its length, RFC 5281 section 11.2.5. */
  private Step pap(byte[] padded) {
    int length = padded.length;
    while (length > 0 && padded[length - 1] == 0) length--;
    if (length > GtcMethod.PASSWORD_BYTES_MAX) return refused("ttls-password-too-long");
    return peer.check(
        new Proof.Password(Arrays.copyOf(padded, length)),
        "pap",
        (account, keys) -> finished("pap", account));
  }

  private Step chap(byte[] response, byte @Nullable [] challenge, Tunnel tunnel) {
    byte[] implicit = tunnel.export(CHALLENGE_LABEL, CHAP_BYTES + 1);
    if (response.length != 1 + CHAP_BYTES) return refused("ttls-chap-malformed");
    if (!implied(implicit, challenge, CHAP_BYTES, response[0])) {
      return refused("ttls-challenge-not-of-this-tunnel");
    }
    return peer.check(
        new Proof.Chap(
            response[0] & 0xff,
            Arrays.copyOf(implicit, CHAP_BYTES),
            Arrays.copyOfRange(response, 1, response.length)),
        "chap",
        (account, keys) -> finished("chap", account));
  }

  private Step msChap(byte[] response, byte @Nullable [] challenge, Tunnel tunnel) {
    byte[] implicit = tunnel.export(CHALLENGE_LABEL, MsChap.CHALLENGE_BYTES + 1);
    if (response.length != MS_CHAP_VALUE_BYTES) return refused("ttls-mschap-malformed");
    if (!implied(implicit, challenge, MsChap.CHALLENGE_BYTES, response[0])) {
      return refused("ttls-challenge-not-of-this-tunnel");
    }
    if ((response[1] & MS_CHAP_FLAG_NT) == 0) return refused("ttls-mschap-without-nt-response");
    return peer.check(
        new Proof.MsChap(
            Arrays.copyOf(implicit, MsChap.CHALLENGE_BYTES),
            Arrays.copyOfRange(response, 26, MS_CHAP_VALUE_BYTES)),
        "mschap",
        (account, keys) -> finished("mschap", account));
  }

  private Step msChap2(byte[] response, byte @Nullable [] challenge, Tunnel tunnel) {
    byte[] implicit = tunnel.export(CHALLENGE_LABEL, MsChap.CHALLENGE2_BYTES + 1);
    if (response.length != MS_CHAP_VALUE_BYTES) return refused("ttls-mschapv2-malformed");
    if (!implied(implicit, challenge, MsChap.CHALLENGE2_BYTES, response[0])) {
      return refused("ttls-challenge-not-of-this-tunnel");
    }
    byte[] ours = Arrays.copyOf(implicit, MsChap.CHALLENGE2_BYTES);
    byte[] peerChallenge = Arrays.copyOfRange(response, 2, 18);
    byte[] ntResponse = Arrays.copyOfRange(response, 26, MS_CHAP_VALUE_BYTES);
    byte[] hashed = MsChap.withoutDomain(peer.identity().getBytes(StandardCharsets.UTF_8));
    return peer.check(
        new Proof.MsChap2(ours, peerChallenge, hashed, ntResponse),
        "mschapv2",
        (account, keys) -> {
          if (keys == null) return refused("mschapv2-no-keys");
          String proof =
              MsChap.authenticatorResponse(keys, ours, peerChallenge, hashed, ntResponse);
          byte[] success =
              TtlsAvps.msChap2Success(response[0], proof.getBytes(StandardCharsets.US_ASCII));
          return endAfter(success, finished("mschapv2", account));
        });
  }

  /** RFC 5281 section 11.2.2-11.2.4: challenge and identifier, as the tunnel's keys have them. */
  private static boolean implied(
      byte[] implicit, byte @Nullable [] challenge, int bytes, byte ident) {
    return challenge != null
        && MessageDigest.isEqual(challenge, Arrays.copyOf(implicit, bytes))
        && implicit[bytes] == ident;
  }

  private Step eap(byte[] message) {
    if (!(EapPacket.read(message) instanceof EapPacket.Read.Sound(EapPacket packet))) {
      return refused("ttls-eap-malformed");
    }
    if (packet.code() != EapPacket.RESPONSE) return refused("ttls-eap-not-a-response");
    Conversation started = conversation;
    if (started == null) {
      peer = outerPeer.inner("ttls-eap-");
      started = methods.inTtls(peer);
      conversation = started;
    } else if (packet.id() != innerId) {
      return refused("ttls-eap-id-out-of-order");
    }
    int nextId = packet.id() + 1 & 0xff;
    innerId = nextId;
    return inner(started.answer(packet, nextId), nextId);
  }

  private static Step inner(Step step, int id) {
    return switch (step) {
      case Step.Request(int type, byte[] data) ->
          new Step.Request(PLAINTEXT, TtlsAvps.eapMessage(EapPacket.request(id, type, data)));
      case Step.Later<?> later -> later.map(then -> inner(then, id));
      case Step.Finished done -> done;
      case Step.Refused no -> no;
      case Step.Dropped dropped -> dropped;
    };
  }

  private Step finished(String method, Account account) {
    return new Step.Finished(account, peer.identity(), null, peer.method(method));
  }

  private Step refused(String reason) {
    String name = peer.identity().isEmpty() ? outerPeer.identity() : peer.identity();
    return new Step.Refused(reason, name);
  }
}
