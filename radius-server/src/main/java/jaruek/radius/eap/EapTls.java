package jaruek.radius.eap;

import jaruek.radius.account.Account;
import jaruek.radius.account.Refusal;
import jaruek.radius.eap.tls.CertificateNames;
import jaruek.radius.eap.tls.TlsContexts;
import jaruek.radius.login.Proof;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * EAP-TLS, RFC 5216 and 9190: the certificate is all there is to it. Its chain, dates, purpose and
 * revocation list were checked in the handshake; what is left is OCSP, the same checks again if the
 * session is resumed, and the account.
 */
final class EapTls implements Tunnelled {
  /** RFC 9190 section 2.5: from here on the server will only say success. */
  private static final byte[] PROTECTED_SUCCESS = {0};

  private final TlsContexts contexts;
  private final Peer peer;
  private Step.@Nullable Finished success;

  EapTls(TlsContexts contexts, Peer peer) {
    this.contexts = contexts;
    this.peer = peer;
  }

  @Override
  public Step begin(Tunnel tunnel) {
    return revocation(tunnel, "tls");
  }

  @Override
  public Step resumed(Resumable remembered, Tunnel tunnel) {
    Optional<String> wrong = contexts.checkAgain(tunnel.clientChain());
    if (wrong.isPresent()) return refused(wrong.get());
    return revocation(tunnel, "tls-resumed");
  }

  private Step revocation(Tunnel tunnel, String method) {
    List<X509Certificate> chain = tunnel.clientChain();
    if (chain.isEmpty()) return refused("certificate-missing");
    boolean tls13 = tunnel.tls13();
    Consumer<Consumer<Optional<String>>> question = answer -> contexts.checkOnline(chain, answer);
    return new Step.Later<>(
        question,
        wrong ->
            wrong.isPresent()
                ? refused(wrong.get())
                : account(
                    CertificateNames.of(chain.getFirst(), contexts.names()), chain, method, tls13));
  }

  /** The first name in the certificate that has an account. */
  private Step account(
      List<String> names, List<X509Certificate> chain, String method, boolean tls13) {
    if (names.isEmpty()) return refused("certificate-without-name");
    peer.identify(names.getFirst());
    List<String> others = names.subList(1, names.size());
    return peer.check(
        new Proof.Certificate(chain),
        method,
        (account, keys) -> welcome(account, method, tls13),
        no ->
            no.why() == Refusal.UNKNOWN_USER && !others.isEmpty()
                ? account(others, chain, method, tls13)
                : refused(no.why().word()));
  }

  private Step welcome(Account account, String method, boolean tls13) {
    Step.Finished done = new Step.Finished(account, peer.identity(), null, peer.method(method));
    if (!tls13) return done;
    success = done;
    return new Step.Request(EapMethod.TLS.type(), PROTECTED_SUCCESS);
  }

  @Override
  public Step acknowledged(Tunnel tunnel) {
    return success != null ? success : refused("tls-empty-message");
  }

  @Override
  public Step received(byte[] plaintext, Tunnel tunnel, EapPacket outer) {
    return refused("tls-unexpected-data");
  }

  private Step refused(String reason) {
    return new Step.Refused(reason, peer.identity());
  }
}
