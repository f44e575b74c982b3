package jaruek.collector.receive;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * By which certificate a port speaks TLS, and whom it trusts.
 *
 * @param certificate ours, with what is between it and a root, PEM
 * @param key of it, PKCS #8 PEM
 * @param clientCas who issues clients' certificates, PEM; each file may hold several
 * @param clients whether a client must show one
 * @param crls revocation lists, PEM; if there are any, a certificate of an issuer without one is
 *     refused
 * @param handshakeTimeout for TLS to be up
 */
public record TlsConfig(
    Path certificate,
    Path key,
    List<Path> clientCas,
    Clients clients,
    List<Path> crls,
    Duration handshakeTimeout) {

  /** Of {@code handshakeTimeout}. */
  public static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  /** Whether clients must show a certificate. */
  public enum Clients {
    /** Those without one are refused. */
    REQUIRED,
    /** One that is shown must be trusted; a source with a pin must show one. */
    OPTIONAL,
    /** Nobody is asked. */
    NONE
  }

  /** Copies the lists; whoever asks for certificates must trust someone. */
  public TlsConfig {
    clientCas = List.copyOf(clientCas);
    crls = List.copyOf(crls);
    if (clients != Clients.NONE && clientCas.isEmpty()) {
      throw new IllegalArgumentException("certificates of clients are asked for, and no CA is");
    }
  }

  /**
   * Looks whether the files can be used.
   *
   * @throws TlsFilesException if not
   */
  public void check() {
    TlsIdentity.read(this);
  }
}
