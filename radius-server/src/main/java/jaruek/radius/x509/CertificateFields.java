package jaruek.radius.x509;

import jaruek.retention.log.Sha256;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** Names and the fingerprint of a certificate; what is damaged is taken to be absent. */
public final class CertificateFields {
  private CertificateFields() {}

  /** The alternative names as {@link X509Certificate#getSubjectAlternativeNames} has them. */
  public static Collection<List<?>> alternatives(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  /** The first common name, if it is text. */
  public static Optional<String> commonName(X500Principal subject) {
    try {
      return new LdapName(subject.getName())
          .getRdns().reversed().stream()
              .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
              .findFirst()
              .map(Rdn::getValue)
              .filter(String.class::isInstance)
              .map(String.class::cast);
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }

  /** The fingerprint: SHA-256 of the whole certificate, lower-case hex. */
  public static String sha256(X509Certificate certificate) {
    try {
      return Sha256.of(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate without its encoding", e);
    }
  }
}
