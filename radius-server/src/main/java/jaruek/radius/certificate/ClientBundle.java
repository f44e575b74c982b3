package jaruek.radius.certificate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/** A client's key, certificate and authority in one file, RFC 7292. */
final class ClientBundle {
  /** Windows and Apple refuse much more; the passphrase is what protects it. */
  private static final int ITERATIONS = 100_000;

  private static final int OLD_ITERATIONS = 2048;

  /** Used by name and never installed: the JDK's providers stay what the rest runs on. */
  private static final Provider PROVIDER = new BouncyCastleProvider();

  private ClientBundle() {}

  /** The file's content. */
  static byte[] of(
      PrivateKey key,
      X509Certificate certificate,
      X509Certificate authority,
      String name,
      char[] passphrase,
      Bundling bundling) {
    try {
      return switch (bundling) {
        case PEM -> pem(key, certificate, authority);
        case MODERN, OLD ->
            pkcs12(key, certificate, authority, name, passphrase, bundling == Bundling.OLD);
      };
    } catch (GeneralSecurityException | PKCSException | IOException e) {
      throw new AuthorityException("the certificate cannot be packed: " + e, e);
    }
  }

  private static byte[] pem(PrivateKey key, X509Certificate certificate, X509Certificate authority)
      throws GeneralSecurityException {
    String text =
        PemFile.text("PRIVATE KEY", key.getEncoded())
            + PemFile.text("CERTIFICATE", certificate.getEncoded())
            + PemFile.text("CERTIFICATE", authority.getEncoded());
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] pkcs12(
      PrivateKey key,
      X509Certificate certificate,
      X509Certificate authority,
      String name,
      char[] passphrase,
      boolean old)
      throws GeneralSecurityException, PKCSException, IOException {
    var keyId = new JcaX509ExtensionUtils().createSubjectKeyIdentifier(certificate.getPublicKey());
    DERBMPString friendlyName = new DERBMPString(name);
    PKCS12SafeBagBuilder own = new JcaPKCS12SafeBagBuilder(certificate);
    own.addBagAttribute(PKCS12SafeBag.friendlyNameAttribute, friendlyName);
    own.addBagAttribute(PKCS12SafeBag.localKeyIdAttribute, keyId);
    PKCS12SafeBagBuilder issuer = new JcaPKCS12SafeBagBuilder(authority);
    PKCS12SafeBagBuilder secret = new JcaPKCS12SafeBagBuilder(key, encryptor(passphrase, old));
    secret.addBagAttribute(PKCS12SafeBag.friendlyNameAttribute, friendlyName);
    secret.addBagAttribute(PKCS12SafeBag.localKeyIdAttribute, keyId);
    PKCS12PfxPduBuilder file = new PKCS12PfxPduBuilder();
    file.addEncryptedData(
        encryptor(passphrase, old), new PKCS12SafeBag[] {own.build(), issuer.build()});
    file.addData(secret.build());
    return file.build(mac(old), passphrase).getEncoded();
  }

  private static OutputEncryptor encryptor(char[] passphrase, boolean old) throws PKCSException {
    try {
      if (old) {
        return new JcePKCSPBEOutputEncryptorBuilder(
                PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC)
            .setProvider(PROVIDER)
            .setIterationCount(OLD_ITERATIONS)
            .build(passphrase);
      }
      return new JcePKCSPBEOutputEncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
          .setProvider(PROVIDER)
          .setPRF(
              new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE))
          .setIterationCount(ITERATIONS)
          .build(passphrase);
    } catch (OperatorCreationException e) {
      throw new PKCSException("no such encryption", e);
    }
  }

  private static JcePKCS12MacCalculatorBuilder mac(boolean old) {
    JcePKCS12MacCalculatorBuilder mac =
        new JcePKCS12MacCalculatorBuilder(
            old ? OIWObjectIdentifiers.idSHA1 : NISTObjectIdentifiers.id_sha256);
    mac.setProvider(PROVIDER);
    return mac.setIterationCount(old ? OLD_ITERATIONS : ITERATIONS);
  }
}
