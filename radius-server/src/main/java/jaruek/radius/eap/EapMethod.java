package jaruek.radius.eap;

import java.util.Optional;

/** The methods there are, with their types. */
public enum EapMethod {
  /** EAP-MD5, RFC 3748 section 5.4: proves nothing about the server and makes no key. */
  MD5(4, "md5"),
  /** EAP-GTC, RFC 3748 section 5.6: the password itself, so only in a tunnel. */
  GTC(6, "gtc"),
  /** EAP-TLS, RFC 5216 and 9190: a certificate of the client. */
  TLS(13, "tls"),
  /** EAP-TTLS version 0, RFC 5281 and 9427. */
  TTLS(21, "ttls"),
  /** PEAP version 0, as Windows speaks it; RFC 9427. */
  PEAP(25, "peap"),
  /** EAP-MSCHAPv2, draft-kamath-pppext-eap-mschapv2. */
  MSCHAPV2(26, "mschapv2");

  private final int type;
  private final String word;

  EapMethod(int type, String word) {
    this.type = type;
    this.word = word;
  }

  /** The EAP type. */
  public int type() {
    return type;
  }

  /** As configured. */
  public String word() {
    return word;
  }

  /** Whether it needs the server's certificate. */
  public boolean overTls() {
    return this == TLS || this == TTLS || this == PEAP;
  }

  /** The method of this word. */
  public static Optional<EapMethod> of(String word) {
    for (EapMethod method : values()) if (method.word.equals(word)) return Optional.of(method);
    return Optional.empty();
  }
}
