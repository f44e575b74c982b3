package jaruek.radius.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CRLHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Makes certificates and revocation lists, RFC 5280. No files, no state. */
final class CertificateMaker {
  /** RFC 4334 section 2: EAP over a LAN, wired or wireless. */
  static final String EAP_OVER_LAN = "1.3.6.1.5.5.7.3.14";

  /** Microsoft's user principal name, an other name. */
  static final String USER_PRINCIPAL_NAME = "1.3.6.1.4.1.311.20.2.3";

  /** Devices whose clock is behind must not refuse what was made a minute ago. */
  private static final Duration CLOCKS_BEHIND = Duration.ofDays(1);

  private static final int SERIAL_BITS = 127;

  private final SecureRandom random;

  /** Who signs. */
  record Signer(X509Certificate certificate, PrivateKey key) {}

  CertificateMaker(SecureRandom random) {
    this.random = random;
  }

  X509Certificate authority(String name, KeyPair keys, Instant now, Duration good) {
    return made(
        () -> {
          X500Name subject = named(name);
          var builder = builder(subject, subject, keys.getPublic(), now, good);
          JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
          builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
          builder.addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
          builder.addExtension(
              Extension.subjectKeyIdentifier,
              false,
              ids.createSubjectKeyIdentifier(keys.getPublic()));
          return signed(builder, keys.getPrivate());
        });
  }

  /** For EAP and RadSec: Windows and Apple want serverAuth and the name among the alternatives. */
  X509Certificate server(
      List<String> hosts, PublicKey key, Signer signer, Instant now, Duration good) {
    return made(
        () -> {
          var builder = leaf(named(hosts.getFirst()), key, signer, now, good);
          builder.addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(
                  new KeyPurposeId[] {
                    KeyPurposeId.id_kp_serverAuth,
                    KeyPurposeId.getInstance(new ASN1ObjectIdentifier(EAP_OVER_LAN))
                  }));
          builder.addExtension(
              Extension.subjectAlternativeName, false, names(hosts.stream().map(this::host)));
          return signed(builder, signer.key);
        });
  }

  X509Certificate client(ClientRequest request, PublicKey key, Signer signer, Instant now) {
    return made(
        () -> {
          Duration good = Duration.ofDays(request.days());
          var builder = leaf(named(request.userName()), key, signer, now, good);
          builder.addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
          List<GeneralName> names = new ArrayList<>();
          names.add(userPrincipalName(request.userName()));
          if (request.email() != null) {
            names.add(new GeneralName(GeneralName.rfc822Name, request.email()));
          }
          request.hosts().forEach(host -> names.add(host(host)));
          builder.addExtension(Extension.subjectAlternativeName, false, names(names.stream()));
          return signed(builder, signer.key);
        });
  }

  /** A list of what the one before had and these. */
  X509CRL crl(
      Map<BigInteger, RevocationReason> revoked,
      @Nullable X509CRL before,
      BigInteger number,
      Signer signer,
      Instant now,
      Duration good) {
    return made(
        () -> {
          X500Name issuer = new JcaX509CertificateHolder(signer.certificate).getSubject();
          X509v2CRLBuilder builder = new X509v2CRLBuilder(issuer, Date.from(now));
          builder.setNextUpdate(Date.from(now.plus(good)));
          if (before != null) builder.addCRL(new JcaX509CRLHolder(before));
          revoked.forEach(
              (serial, reason) -> builder.addCRLEntry(serial, Date.from(now), reason.code()));
          builder.addExtension(
              Extension.authorityKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(signer.certificate));
          builder.addExtension(Extension.cRLNumber, false, new CRLNumber(number));
          return new JcaX509CRLConverter().getCRL(builder.build(signer(signer.key)));
        });
  }

  private X509v3CertificateBuilder leaf(
      X500Name subject, PublicKey key, Signer signer, Instant now, Duration good)
      throws GeneralSecurityException, IOException {
    X500Name issuer = new JcaX509CertificateHolder(signer.certificate).getSubject();
    // never longer than who signed it
    Duration left = Duration.between(now, signer.certificate.getNotAfter().toInstant());
    if (left.isNegative()) {
      throw new AuthorityException("the authority's certificate is over: make a new authority");
    }
    Duration both = good.compareTo(left) < 0 ? good : left;
    X509v3CertificateBuilder builder = builder(issuer, subject, key, now, both);
    JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    int usage = KeyUsage.digitalSignature;
    if (key.getAlgorithm().equals("RSA")) usage |= KeyUsage.keyEncipherment;
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
    builder.addExtension(
        Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(key));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        ids.createAuthorityKeyIdentifier(signer.certificate));
    return builder;
  }

  private X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey key, Instant now, Duration good) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1),
        Date.from(now.minus(CLOCKS_BEHIND)),
        Date.from(now.plus(good)),
        subject,
        key);
  }

  private static X500Name named(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
  }

  private GeneralName host(String host) {
    return new GeneralName(
        Names.isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host);
  }

  private static GeneralName userPrincipalName(String name) {
    ASN1EncodableVector other = new ASN1EncodableVector();
    other.add(new ASN1ObjectIdentifier(USER_PRINCIPAL_NAME));
    other.add(new DERTaggedObject(true, 0, new DERUTF8String(name)));
    return new GeneralName(GeneralName.otherName, new DERSequence(other));
  }

  private static GeneralNames names(Stream<GeneralName> names) {
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
      throws OperatorCreationException, GeneralSecurityException {
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer(key)));
  }

  private static ContentSigner signer(PrivateKey key) throws OperatorCreationException {
    return new JcaContentSignerBuilder(KeyKind.signature(key)).build(key);
  }

  private interface Making<T> {
    T make() throws GeneralSecurityException, OperatorCreationException, IOException;
  }

  private static <T> T made(Making<T> making) {
    try {
      return making.make();
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new AuthorityException("it cannot be made: " + e, e);
    }
  }
}
