package jaruek.radius.eap.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may issue client certificates, and which of them are revoked: the checks of RFC 5216 section
 * 5.3 and RFC 9190 section 5.4 that need no network. Immutable.
 */
final class ClientTrust {
  private static final int CHAIN_MAX = 8;
  private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final int DIGITAL_SIGNATURE = 0;

  private final List<X509Certificate> authorities;
  private final List<X509CRL> crls;
  private final Set<TrustAnchor> anchors;
  private final InstantSource clock;

  ClientTrust(List<X509Certificate> authorities, List<X509CRL> crls, InstantSource clock) {
    this.authorities = List.copyOf(authorities);
    this.crls = List.copyOf(crls);
    this.clock = clock;
    this.anchors =
        authorities.stream()
            .map(certificate -> new TrustAnchor(certificate, null))
            .collect(Collectors.toUnmodifiableSet());
  }

  X509Certificate[] authorities() {
    return authorities.toArray(X509Certificate[]::new);
  }

  /**
   * Checks a client's certificate now.
   *
   * @param sent its own first, the others in any order
   * @return the path from it to the authority, that included
   * @throws CertificateRefused with the check that failed
   */
  List<X509Certificate> check(List<X509Certificate> sent) throws CertificateRefused {
    if (sent.isEmpty()) throw new CertificateRefused("certificate-missing");
    if (sent.size() > CHAIN_MAX) throw new CertificateRefused("certificate-chain-too-long");
    X509Certificate client = sent.getFirst();
    valid(client);
    List<X509Certificate> path = path(sent);
    purpose(client);
    if (!crls.isEmpty()) revocation(path);
    return path;
  }

  /** First, since a path's fault names no certificate. */
  private void valid(X509Certificate client) throws CertificateRefused {
    try {
      client.checkValidity(now());
    } catch (CertificateExpiredException e) {
      throw new CertificateRefused("certificate-expired", e);
    } catch (CertificateNotYetValidException e) {
      throw new CertificateRefused("certificate-not-yet-valid", e);
    }
  }

  private Date now() {
    return Date.from(clock.instant());
  }

  private List<X509Certificate> path(List<X509Certificate> sent) throws CertificateRefused {
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(sent.getFirst());
    try {
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
      parameters.setDate(now());
      parameters.setRevocationEnabled(false);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(sent)));
      var built = (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
      List<X509Certificate> path = new ArrayList<>();
      for (Certificate certificate : built.getCertPath().getCertificates()) {
        path.add((X509Certificate) certificate);
      }
      path.add(built.getTrustAnchor().getTrustedCert());
      return path;
    } catch (CertPathBuilderException e) {
      throw new CertificateRefused(reason(e), e);
    } catch (GeneralSecurityException e) {
      throw new CertificateRefused("certificate-unreadable", e);
    }
  }

  private static String reason(CertPathBuilderException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathValidatorException fault) {
        if (fault.getReason() == BasicReason.EXPIRED) return "certificate-issuer-expired";
        if (fault.getReason() == BasicReason.INVALID_SIGNATURE) return "certificate-bad-signature";
        if (fault.getReason() == BasicReason.ALGORITHM_CONSTRAINED) return "certificate-weak";
      }
    }
    return "certificate-of-another-authority";
  }

  private static void purpose(X509Certificate client) throws CertificateRefused {
    try {
      List<String> purposes = client.getExtendedKeyUsage();
      if (purposes != null
          && !purposes.contains(CLIENT_AUTHENTICATION)
          && !purposes.contains(ANY_PURPOSE)) {
        throw new CertificateRefused("certificate-not-for-clients");
      }
    } catch (CertificateParsingException e) {
      throw new CertificateRefused("certificate-unreadable", e);
    }
    boolean[] usage = client.getKeyUsage();
    if (usage != null && !usage[DIGITAL_SIGNATURE]) {
      throw new CertificateRefused("certificate-not-for-signing");
    }
    if (client.getBasicConstraints() >= 0) throw new CertificateRefused("certificate-of-authority");
  }

  /** The client's own always; one of an authority if there is a list of its issuer. */
  private void revocation(List<X509Certificate> path) throws CertificateRefused {
    for (int i = 0; i < path.size() - 1; i++) {
      X509Certificate certificate = path.get(i);
      boolean listed =
          crls.stream()
              .anyMatch(
                  crl -> crl.getIssuerX500Principal().equals(certificate.getIssuerX500Principal()));
      if (i > 0 && !listed) continue;
      if (!listed) throw new CertificateRefused("certificate-issuer-without-crl");
      revocation(path.subList(i, path.size()), i == 0 ? "certificate" : "certificate-issuer");
    }
  }

  private void revocation(List<X509Certificate> path, String which) throws CertificateRefused {
    try {
      CertPathValidator validator = CertPathValidator.getInstance("PKIX");
      var checker = (PKIXRevocationChecker) validator.getRevocationChecker();
      checker.setOptions(
          EnumSet.of(
              PKIXRevocationChecker.Option.PREFER_CRLS,
              PKIXRevocationChecker.Option.NO_FALLBACK,
              PKIXRevocationChecker.Option.ONLY_END_ENTITY));
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(path.getLast(), null)));
      parameters.setDate(now());
      parameters.addCertPathChecker(checker);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(crls)));
      validator.validate(certPath(path), parameters);
    } catch (CertPathValidatorException e) {
      throw new CertificateRefused(
          which + (e.getReason() == BasicReason.REVOKED ? "-revoked" : "-crl-not-valid"), e);
    } catch (GeneralSecurityException e) {
      throw new CertificateRefused("certificate-unreadable", e);
    }
  }

  private static CertPath certPath(List<X509Certificate> path) throws GeneralSecurityException {
    return PemFiles.x509().generateCertPath(path.subList(0, path.size() - 1));
  }
}
