package jaruek.retention.witness;

import jaruek.retention.log.MerkleAccumulator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.jspecify.annotations.Nullable;

/**
 * A time-stamp response (RFC 3161) and its token over the SHA-256 of a checkpoint note's bytes. A
 * token counts if its imprint is that of the note, its signature is of a certificate for time
 * stamping alone that the token names (ESSCertID), and that certificate led to one of the trusted
 * ones at the token's time. Revocation is not asked for: these checks need no network.
 */
public final class TimeStampToken {
  /** The longest response that is read. */
  public static final int BYTES_MAX = 65_536;

  private static final long CA_BYTES_MAX = 1 << 20;

  private final TimeStampResponse response;
  private final org.bouncycastle.tsp.TimeStampToken token;

  private TimeStampToken(TimeStampResponse response, org.bouncycastle.tsp.TimeStampToken token) {
    this.response = response;
    this.token = token;
  }

  /**
   * Reads a response; nothing of it is checked yet.
   *
   * @throws WitnessException if it is none, or one that grants no token, with the reason
   */
  public static TimeStampToken parse(byte[] bytes) {
    if (bytes.length > BYTES_MAX) {
      throw new WitnessException("invalid", "a time-stamp response of " + bytes.length + " bytes");
    }
    try {
      TimeStampResponse response = new TimeStampResponse(bytes);
      org.bouncycastle.tsp.TimeStampToken token = response.getTimeStampToken();
      if (token != null && token.getTimeStampInfo().getGenTime() != null) {
        return new TimeStampToken(response, token);
      }
      throw new WitnessException(
          "refused",
          "the authority granted no time stamp (status "
              + response.getStatus()
              + ", "
              + response.getStatusString()
              + ")");
    } catch (IOException | TSPException | RuntimeException e) {
      if (e instanceof WitnessException said) throw said;
      throw new WitnessException("invalid", "not a time-stamp response (RFC 3161)", e);
    }
  }

  /** The certificates (PEM, one or more) that an authority's own must come from. */
  public static List<X509Certificate> authorities(Path pem) {
    byte[] bytes = WitnessFiles.read(pem, CA_BYTES_MAX);
    try {
      Collection<? extends Certificate> read =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes));
      List<X509Certificate> certificates = new ArrayList<>();
      for (Certificate certificate : read) certificates.add((X509Certificate) certificate);
      if (!certificates.isEmpty()) return certificates;
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new WitnessException("invalid", pem + " holds no certificates in PEM", e);
    }
    throw new WitnessException("invalid", pem + " holds no certificate");
  }

  /** A request over these bytes, with this nonce, that asks for the authority's certificate. */
  static byte[] request(byte[] note, BigInteger nonce) {
    try {
      return generate(note, nonce).getEncoded();
    } catch (IOException e) {
      throw new IllegalStateException("a time-stamp request cannot be written", e);
    }
  }

  private static TimeStampRequest generate(byte[] note, BigInteger nonce) throws IOException {
    TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    return generator.generate(
        NISTObjectIdentifiers.id_sha256, MerkleAccumulator.sha256().digest(note), nonce);
  }

  /** When, by the authority's clock; worth nothing before {@link #verify}. */
  public Instant time() {
    return token.getTimeStampInfo().getGenTime().toInstant();
  }

  /** The authority's policy, an object identifier. */
  public String policy() {
    return token.getTimeStampInfo().getPolicy().getId();
  }

  /**
   * Checks the token over these bytes.
   *
   * @param note the bytes that were stamped
   * @param authorities one of these must have issued the authority's certificate
   * @throws WitnessException with what is wrong
   */
  public void verify(byte[] note, List<X509Certificate> authorities) {
    var info = token.getTimeStampInfo();
    if (!info.getMessageImprintAlgOID().equals(TSPAlgorithms.SHA256)
        || !MessageDigest.isEqual(
            info.getMessageImprintDigest(), MerkleAccumulator.sha256().digest(note))) {
      throw new WitnessException("invalid", "the time stamp is over another checkpoint");
    }
    try {
      X509CertificateHolder signer = signer();
      token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer));
      requireIssued(certificate(signer), authorities, info.getGenTime());
    } catch (TSPException | OperatorCreationException e) {
      throw new WitnessException(
          "invalid", "the time stamp's signature is not good: " + e.getMessage(), e);
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      if (e instanceof WitnessException said) throw said;
      throw new WitnessException("invalid", "the time stamp cannot be checked: " + e, e);
    }
  }

  /**
   * Checks also that it answers the request with this nonce.
   *
   * @throws WitnessException with what is wrong
   */
  void verifyAnswer(byte[] note, BigInteger nonce, List<X509Certificate> authorities) {
    try {
      response.validate(generate(note, nonce));
    } catch (TSPException | IOException | RuntimeException e) {
      throw new WitnessException(
          "invalid", "the response does not answer the request: " + e.getMessage(), e);
    }
    verify(note, authorities);
  }

  private X509CertificateHolder signer() {
    Collection<X509CertificateHolder> found =
        token.getCertificates().getMatches(null).stream()
            .filter(token.getSID()::match)
            .distinct()
            .toList();
    if (found.size() != 1) {
      throw new WitnessException(
          "invalid", "the time stamp does not have its signer's certificate");
    }
    return found.iterator().next();
  }

  private static X509Certificate certificate(X509CertificateHolder holder)
      throws GeneralSecurityException, IOException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
  }

  private void requireIssued(X509Certificate signer, List<X509Certificate> authorities, Date at)
      throws GeneralSecurityException, IOException {
    X509CertSelector wanted = new X509CertSelector();
    wanted.setCertificate(signer);
    Set<TrustAnchor> anchors = new HashSet<>();
    for (X509Certificate authority : authorities) anchors.add(new TrustAnchor(authority, null));
    List<X509Certificate> offered = new ArrayList<>();
    for (X509CertificateHolder holder : token.getCertificates().getMatches(null)) {
      offered.add(certificate(holder));
    }
    PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, wanted);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(offered)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(at);
    try {
      CertPathBuilder.getInstance("PKIX").build(parameters);
    } catch (CertPathBuilderException e) {
      throw new WitnessException(
          "invalid",
          "the certificate of the time stamp ("
              + signer.getSubjectX500Principal()
              + ") did not come from the trusted authority at its time: "
              + reason(e),
          e);
    }
  }

  private static String reason(Throwable e) {
    Throwable last = e;
    @Nullable Throwable next = e.getCause();
    while (next != null) {
      last = next;
      next = next.getCause();
    }
    return String.valueOf(last.getMessage());
  }
}
