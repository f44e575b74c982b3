package jaruek.radius.login;

import java.security.cert.X509Certificate;
import java.util.List;

/** What a user shows to be let in. Arrays are not to be changed after. */
public sealed interface Proof {
  /**
   * The password itself: PAP, EAP-TTLS with PAP, EAP-GTC.
   *
   * @param password as it was typed, mostly UTF-8; may be empty
   */
  record Password(byte[] password) implements Proof {
    /** Never the password. */
    @Override
    public String toString() {
      return "password";
    }
  }

  /**
   * CHAP, RFC 1994 section 4.1; EAP-MD5 too.
   *
   * @param id the CHAP identifier, 0-255
   * @param challenge at least one byte
   * @param response 16 bytes
   */
  record Chap(int id, byte[] challenge, byte[] response) implements Proof {}

  /**
   * MS-CHAPv1, RFC 2433; only its NT response.
   *
   * @param challenge 8 bytes
   * @param ntResponse 24 bytes
   */
  record MsChap(byte[] challenge, byte[] ntResponse) implements Proof {}

  /**
   * MS-CHAPv2, RFC 2759.
   *
   * @param authenticatorChallenge 16 bytes, ours or the NAS's
   * @param peerChallenge 16 bytes
   * @param userName as the peer hashed it, section 8.2: without the domain
   * @param ntResponse 24 bytes
   */
  record MsChap2(
      byte[] authenticatorChallenge, byte[] peerChallenge, byte[] userName, byte[] ntResponse)
      implements Proof {}

  /**
   * A client certificate that is validated already: what is left is whether there is an account.
   *
   * @param chain the client's own first
   */
  record Certificate(List<X509Certificate> chain) implements Proof {}

  /**
   * MAC authentication: nothing is shown but an address that anybody can copy.
   *
   * @param mac as {@code aa:bb:cc:dd:ee:ff}
   */
  record Mac(String mac) implements Proof {}
}
