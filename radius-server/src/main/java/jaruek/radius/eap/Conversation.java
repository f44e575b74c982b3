package jaruek.radius.eap;

import jaruek.radius.account.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One peer's way through EAP: identity, negotiation of a method, the method. The server's outermost
 * is one, and so is EAP in a tunnel.
 */
final class Conversation {
  /** RFC 7542 section 2.2 bounds names at 253 bytes. */
  static final int IDENTITY_BYTES_MAX = 253;

  private static final String MAC_NOT_ALLOWED = Refusal.MAC_NOT_ALLOWED.word();

  private final Supplier<List<EapMethod>> offers;
  private final Function<EapMethod, Method> methods;
  private final Peer peer;
  private State state = State.IDENTITY;
  private List<EapMethod> offered = List.of();
  private @Nullable Method method;

  private enum State {
    IDENTITY,
    /** A method is proposed: the peer may still ask for another. */
    PROPOSED,
    METHOD
  }

  /**
   * A conversation to come.
   *
   * @param offers in the order of preference; asked once the peer is identified
   */
  Conversation(Supplier<List<EapMethod>> offers, Function<EapMethod, Method> methods, Peer peer) {
    this.offers = offers;
    this.methods = methods;
    this.peer = peer;
  }

  /** Asks who it is. */
  Step askIdentity() {
    return new Step.Request(EapPacket.IDENTITY, new byte[0]);
  }

  boolean heavy() {
    return method != null && method.heavy();
  }

  /**
   * What comes of a response to the last request.
   *
   * @param nextId of the request that may follow
   */
  Step answer(EapPacket response, int nextId) {
    return switch (state) {
      case IDENTITY -> identity(response, nextId);
      case PROPOSED -> proposed(response, nextId);
      case METHOD -> method(response);
    };
  }

  private Step identity(EapPacket response, int nextId) {
    if (response.type() != EapPacket.IDENTITY) return refused("eap-identity-expected");
    if (response.data().length > IDENTITY_BYTES_MAX) return refused("eap-identity-too-long");
    peer.identify(name(response.data()));
    offered = offers.get();
    if (!offered.isEmpty()) return propose(offered.getFirst(), nextId);
    return refused(peer.isDeviceKeptOut() ? MAC_NOT_ALLOWED : Refusal.EAP_NOT_OFFERED.word());
  }

  /** Some peers put options behind a NUL (RFC 3748 section 5.1): they are no part of the name. */
  private static String name(byte[] data) {
    int length = 0;
    while (length < data.length && data[length] != 0) length++;
    return new String(data, 0, length, StandardCharsets.UTF_8);
  }

  private Step propose(EapMethod chosen, int nextId) {
    Method started = methods.apply(chosen);
    method = started;
    state = State.PROPOSED;
    return started.begin(nextId);
  }

  private Step proposed(EapPacket response, int nextId) {
    if (response.type() == EapPacket.NAK) return negotiate(response.data(), nextId);
    if (response.type() == EapPacket.EXPANDED) return refused("eap-no-common-method");
    state = State.METHOD;
    return method(response);
  }

  /** RFC 3748 section 5.3.1: the first we offer of those that the peer asks for. */
  private Step negotiate(byte[] wanted, int nextId) {
    Method proposed = method;
    for (EapMethod candidate : offered) {
      boolean refusedByPeer = proposed != null && candidate.type() == proposed.type();
      if (refusedByPeer) continue;
      for (byte type : wanted) {
        if ((type & 0xff) == candidate.type()) {
          Step step = propose(candidate, nextId);
          state = State.METHOD; // a second NAK would be a loop
          return step;
        }
      }
    }
    return refused(peer.isDeviceKeptOut() ? MAC_NOT_ALLOWED : "eap-no-common-method");
  }

  private Step method(EapPacket response) {
    Method running = method;
    if (running == null || response.type() != running.type()) {
      return refused(response.type() == EapPacket.NAK ? "eap-late-nak" : "eap-method-changed");
    }
    return running.answer(response);
  }

  private Step refused(String reason) {
    return new Step.Refused(reason, peer.identity().isEmpty() ? null : peer.identity());
  }
}
