package jaruek.radius.eap;

import jaruek.radius.eap.tls.TlsContexts;
import jaruek.radius.eap.tls.TlsPurpose;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes methods. */
final class Methods {
  /** Offered within PEAP: what Windows, Android and iOS have there. */
  private static final List<EapMethod> IN_PEAP = List.of(EapMethod.MSCHAPV2, EapMethod.GTC);

  /** Offered within EAP-TTLS, where the tunnel makes EAP-MD5 harmless. */
  private static final List<EapMethod> IN_TTLS =
      List.of(EapMethod.MSCHAPV2, EapMethod.GTC, EapMethod.MD5);

  private final EapConfig config;
  private final @Nullable TlsContexts tls;
  private final SecureRandom random;
  private final InstantSource clock;

  Methods(EapConfig config, @Nullable TlsContexts tls, SecureRandom random, InstantSource clock) {
    this.config = config;
    this.tls = tls;
    this.random = random;
    this.clock = clock;
  }

  /** The conversation with nothing round it. */
  Conversation outermost(Peer peer) {
    return new Conversation(() -> offered(peer), method -> outermost(method, peer), peer);
  }

  /**
   * A device that asks as itself, where its client lets such in, is proposed EAP-MD5, whether or
   * not people are: it does not prove but names itself. It may ask for another method (a printer
   * with a certificate for its address).
   */
  private List<EapMethod> offered(Peer peer) {
    List<EapMethod> offered = config.methods();
    if (!isMab(peer)) return offered;
    return Stream.concat(Stream.of(EapMethod.MD5), offered.stream()).distinct().toList();
  }

  private static boolean isMab(Peer peer) {
    return peer.asking().client().macAuthentication() && peer.device().isPresent();
  }

  private Method outermost(EapMethod method, Peer peer) {
    return method == EapMethod.MD5 && isMab(peer)
        ? new MacMethod(peer, new Md5Method(peer, random), config.methods().contains(method))
        : outer(method, peer);
  }

  Method outer(EapMethod method, Peer peer) {
    return switch (method) {
      case MD5 -> new Md5Method(peer, random);
      case GTC -> new GtcMethod(peer);
      case MSCHAPV2 -> new MsChap2Method(peer, random);
      case TLS -> overTls(method, TlsPurpose.EAP_TLS, peer, new EapTls(contexts(), peer));
      case PEAP -> overTls(method, TlsPurpose.PEAP, peer, new Peap(this, peer));
      case TTLS -> overTls(method, TlsPurpose.TTLS, peer, new Ttls(this, peer));
    };
  }

  private Method overTls(EapMethod method, TlsPurpose purpose, Peer peer, Tunnelled inner) {
    TlsContexts contexts = contexts();
    return new TlsMethod(
        method,
        peer,
        () -> contexts.open(purpose),
        inner,
        config.fragmentBytes(),
        contexts.resumptionTime(),
        clock);
  }

  private TlsContexts contexts() {
    return Objects.requireNonNull(tls, "a method over TLS without a certificate");
  }

  Conversation inPeap(Peer peer) {
    return new Conversation(() -> IN_PEAP, method -> inner(method, peer), peer);
  }

  Conversation inTtls(Peer peer) {
    return new Conversation(() -> IN_TTLS, method -> inner(method, peer), peer);
  }

  private Method inner(EapMethod method, Peer peer) {
    if (method.overTls()) throw new IllegalArgumentException("TLS in TLS");
    return outer(method, peer);
  }

  void close() {
    if (tls != null) tls.close();
  }
}
