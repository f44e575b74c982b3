package jaruek.radius.eap.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates, keys and lists from files. */
final class PemFiles {
  /** A revocation list of a large authority. */
  private static final int FILE_BYTES_MAX = 16 * 1024 * 1024;

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  private PemFiles() {}

  static List<X509Certificate> certificates(Path file) {
    List<X509Certificate> certificates = new ArrayList<>();
    try (InputStream in = new ByteArrayInputStream(pemOf(file, "CERTIFICATE"))) {
      for (var certificate : x509().generateCertificates(in)) {
        certificates.add((X509Certificate) certificate);
      }
    } catch (CertificateException | IOException e) {
      throw new TlsException(file + " holds a certificate that cannot be read: " + e, e);
    }
    if (certificates.isEmpty()) throw new TlsException(file + " holds no CERTIFICATE (PEM)");
    return certificates;
  }

  /** Only its blocks: openssl writes text between them. */
  private static byte[] pemOf(Path file, String kind) {
    StringBuilder blocks = new StringBuilder();
    Matcher matcher = BLOCK.matcher(text(file));
    while (matcher.find()) {
      if (matcher.group(1).equals(kind)) blocks.append(matcher.group()).append('\n');
    }
    return blocks.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(Path file) {
    return new String(bytes(file), StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
      if (bytes.length > FILE_BYTES_MAX) {
        throw new TlsException(file + " has more than " + FILE_BYTES_MAX + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new TlsException(file + " cannot be read: " + e, e);
    }
  }

  static PrivateKey privateKey(Path file) {
    Matcher matcher = BLOCK.matcher(text(file));
    while (matcher.find()) {
      switch (matcher.group(1)) {
        case "PRIVATE KEY" -> {
          return pkcs8(file, matcher.group(2));
        }
        case "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY" ->
            throw new TlsException(
                file
                    + " holds a "
                    + matcher.group(1)
                    + "; make it PKCS#8 without a passphrase: openssl pkcs8 -topk8 -nocrypt");
        default -> {}
      }
    }
    throw new TlsException(file + " holds no PRIVATE KEY (PEM, PKCS#8)");
  }

  private static PrivateKey pkcs8(Path file, String base64) {
    byte[] der;
    try {
      der = Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new TlsException(file + " holds a damaged PRIVATE KEY", e);
    }
    PKCS8EncodedKeySpec key = new PKCS8EncodedKeySpec(der);
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(key);
      } catch (InvalidKeySpecException e) {
        // of another algorithm
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this Java has no " + algorithm, e);
      }
    }
    throw new TlsException(file + " holds a PRIVATE KEY that is neither RSA nor EC, or damaged");
  }

  static List<X509CRL> crls(Path file) {
    List<X509CRL> crls = new ArrayList<>();
    byte[] pem = pemOf(file, "X509 CRL");
    byte[] bytes = pem.length > 0 ? pem : bytes(file);
    try (InputStream in = new ByteArrayInputStream(bytes)) {
      for (var crl : x509().generateCRLs(in)) crls.add((X509CRL) crl);
    } catch (CRLException | IOException e) {
      throw new TlsException(file + " holds a revocation list that cannot be read: " + e, e);
    }
    if (crls.isEmpty()) throw new TlsException(file + " holds no X509 CRL (PEM or DER)");
    return crls;
  }

  static CertificateFactory x509() {
    try {
      return CertificateFactory.getInstance("X.509");
    } catch (CertificateException e) {
      throw new IllegalStateException("this Java has no X.509", e);
    }
  }
}
