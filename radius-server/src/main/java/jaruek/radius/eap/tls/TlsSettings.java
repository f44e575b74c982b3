package jaruek.radius.eap.tls;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of TLS.
 *
 * @param certificate PEM: the server's certificate, then those between it and the root
 * @param key PEM: its private key in PKCS#8, RSA or EC, not encrypted
 * @param clientCa PEM: who may issue client certificates; needed by EAP-TLS
 * @param crls PEM or DER: revocation lists of those. With any list, a client's certificate without
 *     a valid list of its issuer is refused
 * @param protocols of {@code TLSv1.2} and {@code TLSv1.3}
 * @param names where in a certificate the account's name stands, in this order
 * @param ocspUrl the responder; null for the one in the certificate
 * @param ocspTimeout for each question
 * @param resumptionTime for how long a TLS session may be resumed; zero for not
 * @param resumptionEntriesMax sessions remembered, of each purpose
 */
public record TlsSettings(
    Path certificate,
    Path key,
    @Nullable Path clientCa,
    List<Path> crls,
    List<String> protocols,
    List<CertificateName> names,
    OcspMode ocsp,
    @Nullable URI ocspUrl,
    Duration ocspTimeout,
    Duration resumptionTime,
    int resumptionEntriesMax) {
  /** All there are, the most exact first. */
  public static final List<CertificateName> NAMES =
      List.of(CertificateName.UPN, CertificateName.EMAIL, CertificateName.DNS, CertificateName.CN);

  /** Below the five seconds after which a NAS asks again. */
  public static final Duration OCSP_TIMEOUT = Duration.ofSeconds(3);

  /** A lesson: who walks between access points does not compute anew. */
  public static final Duration RESUMPTION_TIME = Duration.ofHours(1);

  /** Sessions remembered, of each purpose. */
  public static final int RESUMPTION_ENTRIES_MAX = 20_000;

  /** Checks the ranges. */
  public TlsSettings {
    crls = List.copyOf(crls);
    protocols = List.copyOf(protocols);
    names = List.copyOf(names);
    if (protocols.isEmpty()) throw new IllegalArgumentException("no TLS version");
    if (resumptionEntriesMax < 1) throw new IllegalArgumentException("no place for sessions");
  }

  /** Both versions, no revocation checks. */
  public static TlsSettings of(Path certificate, Path key, @Nullable Path clientCa) {
    return new TlsSettings(
        certificate,
        key,
        clientCa,
        List.of(),
        List.of("TLSv1.3", "TLSv1.2"),
        NAMES,
        OcspMode.OFF,
        null,
        OCSP_TIMEOUT,
        RESUMPTION_TIME,
        RESUMPTION_ENTRIES_MAX);
  }

  /** The same with these lists. */
  public TlsSettings withCrls(List<Path> lists) {
    return new TlsSettings(
        certificate,
        key,
        clientCa,
        lists,
        protocols,
        names,
        ocsp,
        ocspUrl,
        ocspTimeout,
        resumptionTime,
        resumptionEntriesMax);
  }

  /** The same with OCSP. */
  public TlsSettings withOcsp(OcspMode mode, @Nullable URI url, Duration timeout) {
    return new TlsSettings(
        certificate,
        key,
        clientCa,
        crls,
        protocols,
        names,
        mode,
        url,
        timeout,
        resumptionTime,
        resumptionEntriesMax);
  }

  /** The same with these names. */
  public TlsSettings withNames(List<CertificateName> wanted) {
    return new TlsSettings(
        certificate,
        key,
        clientCa,
        crls,
        protocols,
        wanted,
        ocsp,
        ocspUrl,
        ocspTimeout,
        resumptionTime,
        resumptionEntriesMax);
  }

  /** The same with another time for resumption. */
  public TlsSettings withResumption(Duration time) {
    return new TlsSettings(
        certificate,
        key,
        clientCa,
        crls,
        protocols,
        names,
        ocsp,
        ocspUrl,
        ocspTimeout,
        time,
        resumptionEntriesMax);
  }

  /** The same with these versions. */
  public TlsSettings withProtocols(List<String> versions) {
    return new TlsSettings(
        certificate,
        key,
        clientCa,
        crls,
        versions,
        names,
        ocsp,
        ocspUrl,
        ocspTimeout,
        resumptionTime,
        resumptionEntriesMax);
  }
}
