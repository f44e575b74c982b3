package jaruek.radius.eap.tls;

import java.util.Optional;

/** Where in a certificate the account's name stands. */
public enum CertificateName {
  /** Microsoft's user principal name among the alternative names. */
  UPN("upn"),
  /** The same, what stands before its {@code @}. */
  UPN_LOCAL("upn-local"),
  /** The mail address among the alternative names. */
  EMAIL("email"),
  /** The same, what stands before its {@code @}. */
  EMAIL_LOCAL("email-local"),
  /** The host name among the alternative names: certificates of machines. */
  DNS("dns"),
  /** The common name of the subject. */
  CN("cn");

  private final String word;

  CertificateName(String word) {
    this.word = word;
  }

  /** As configured. */
  public String word() {
    return word;
  }

  /** The one of this word. */
  public static Optional<CertificateName> of(String word) {
    for (CertificateName name : values()) if (name.word.equals(word)) return Optional.of(name);
    return Optional.empty();
  }
}
