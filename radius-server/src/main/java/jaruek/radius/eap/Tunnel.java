package jaruek.radius.eap;

import java.security.cert.X509Certificate;
import java.util.List;

/** What those within know of the tunnel. */
interface Tunnel {
  boolean tls13();

  /**
   * Keying material of this tunnel, RFC 5705 or RFC 8446 section 7.5, without a context.
   *
   * @param bytes how much
   */
  byte[] export(String label, int bytes);

  /** What the client showed, its own first; empty if nothing. */
  List<X509Certificate> clientChain();
}
