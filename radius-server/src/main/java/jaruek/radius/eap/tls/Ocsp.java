package jaruek.radius.eap.tls;

import jaruek.retention.telemetry.Telemetry;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks an OCSP responder (RFC 6960) about one certificate, without keeping a thread waiting. The
 * JDK checks the answer: its signature, its dates, that it is about this certificate. Good answers
 * count for {@link #GOOD_TIME}.
 */
final class Ocsp implements AutoCloseable {
  /** How long a good answer counts; a person who logs in again is not worth a question. */
  static final Duration GOOD_TIME = Duration.ofMinutes(5);

  /** Good answers remembered; beyond it the oldest is forgotten. */
  static final int GOOD_MAX = 10_000;

  /** Questions at a time; a further one is as one without an answer. */
  static final int QUESTIONS_MAX = 256;

  private static final int ANSWER_BYTES_MAX = 65_536;
  private static final int OK = 200;
  private static final String ACCESS_INFORMATION = "1.3.6.1.5.5.7.1.1";

  /** id-ad-ocsp, then the tag of a URI. */
  private static final byte[] OCSP_URI = {
    0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, (byte) 0x86
  };

  private static final byte[] SHA1 = {0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 5, 0};

  private final TlsSettings settings;
  private final InstantSource clock;
  private final LongAdder asked;
  private final LongAdder unanswered;
  private final Semaphore places = new Semaphore(QUESTIONS_MAX);
  private final Map<Key, Long> good = new LinkedHashMap<>();
  private @Nullable HttpClient http;

  private record Key(byte[] issuerKey, BigInteger serial) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && serial.equals(key.serial)
          && Arrays.equals(issuerKey, key.issuerKey);
    }

    @Override
    public int hashCode() {
      return serial.hashCode();
    }
  }

  Ocsp(TlsSettings settings, Telemetry telemetry, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    asked = telemetry.counter("radius.eap.ocsp-asked");
    unanswered = telemetry.counter("radius.eap.ocsp-unanswered");
  }

  /** Asks, unless a good answer is remembered. */
  void check(
      X509Certificate certificate, X509Certificate issuer, Consumer<Optional<String>> answer) {
    Key key = new Key(issuer.getPublicKey().getEncoded(), certificate.getSerialNumber());
    if (remembered(key)) {
      answer.accept(Optional.empty());
      return;
    }
    URI responder = settings.ocspUrl();
    if (responder == null) responder = responder(certificate).orElse(null);
    if (responder == null) {
      answer.accept(without("certificate-without-ocsp-responder"));
    } else if (!places.tryAcquire()) {
      answer.accept(without("certificate-ocsp-too-many-questions"));
    } else {
      ask(responder, key, certificate, issuer, answer);
    }
  }

  private void ask(
      URI responder,
      Key key,
      X509Certificate certificate,
      X509Certificate issuer,
      Consumer<Optional<String>> answer) {
    asked.increment();
    HttpRequest question =
        HttpRequest.newBuilder(responder)
            .timeout(settings.ocspTimeout())
            .header("Content-Type", "application/ocsp-request")
            .header("Accept", "application/ocsp-response")
            .POST(HttpRequest.BodyPublishers.ofByteArray(request(certificate, issuer)))
            .build();
    var _ =
        http()
            .sendAsync(
                question, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX))
            .handle(
                (response, failure) ->
                    response == null
                        ? without("certificate-ocsp-no-answer")
                        : verdict(response, key, certificate, issuer))
            .whenComplete(
                (verdict, failure) -> {
                  places.release();
                  answer.accept(verdict != null ? verdict : without("certificate-ocsp-failed"));
                });
  }

  private synchronized HttpClient http() {
    if (http == null) {
      http =
          HttpClient.newBuilder()
              .connectTimeout(settings.ocspTimeout())
              .version(HttpClient.Version.HTTP_1_1)
              .build();
    }
    return http;
  }

  private Optional<String> without(String reason) {
    unanswered.increment();
    return settings.ocsp() == OcspMode.HARD ? Optional.of(reason) : Optional.empty();
  }

  private Optional<String> verdict(
      HttpResponse<byte[]> response, Key key, X509Certificate certificate, X509Certificate issuer) {
    if (response.statusCode() != OK) return without("certificate-ocsp-no-answer");
    try {
      CertPathValidator validator = CertPathValidator.getInstance("PKIX");
      var checker = (PKIXRevocationChecker) validator.getRevocationChecker();
      checker.setOcspResponses(Map.of(certificate, response.body()));
      checker.setOptions(
          EnumSet.of(
              PKIXRevocationChecker.Option.NO_FALLBACK,
              PKIXRevocationChecker.Option.ONLY_END_ENTITY));
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer, null)));
      parameters.setDate(Date.from(clock.instant()));
      parameters.addCertPathChecker(checker);
      validator.validate(PemFiles.x509().generateCertPath(List.of(certificate)), parameters);
      remember(key);
      return Optional.empty();
    } catch (CertPathValidatorException e) {
      if (e.getReason() == BasicReason.REVOKED) return Optional.of("certificate-revoked");
      return without("certificate-ocsp-answer-not-valid");
    } catch (GeneralSecurityException e) {
      return without("certificate-ocsp-answer-not-valid");
    }
  }

  private synchronized boolean remembered(Key key) {
    Long until = good.get(key);
    return until != null && clock.millis() < until;
  }

  private synchronized void remember(Key key) {
    good.remove(key);
    good.put(key, clock.millis() + GOOD_TIME.toMillis());
    if (good.size() > GOOD_MAX) good.remove(good.keySet().iterator().next());
  }

  /** RFC 6960 section 4.1.1, without a nonce: responders that sign in advance have none. */
  static byte[] request(X509Certificate certificate, X509Certificate issuer) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] nameHash = sha1.digest(certificate.getIssuerX500Principal().getEncoded());
      byte[] keyHash = sha1.digest(keyBits(issuer.getPublicKey().getEncoded()));
      byte[] id =
          Der.sequence(
              SHA1,
              Der.octets(nameHash),
              Der.octets(keyHash),
              Der.integer(certificate.getSerialNumber().toByteArray()));
      return Der.sequence(Der.sequence(Der.sequence(Der.sequence(id))));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no SHA-1, which OCSP needs", e);
    }
  }

  /** The bit string in a SubjectPublicKeyInfo of the JDK's own making, without its header. */
  private static byte[] keyBits(byte[] info) {
    int at = header(info, 0); // into the sequence
    at = header(info, at) + length(info, at); // over the algorithm
    return Arrays.copyOfRange(info, header(info, at) + 1, info.length);
  }

  private static int header(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 128 ? 0 : first & 0x7f);
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < 128) return first;
    int length = 0;
    for (int i = 0; i < (first & 0x7f); i++) length = length << 8 | der[at + 2 + i] & 0xff;
    return length;
  }

  /** The first OCSP responder of the authority information access, RFC 5280 section 4.2.2.1. */
  static Optional<URI> responder(X509Certificate certificate) {
    byte[] extension = certificate.getExtensionValue(ACCESS_INFORMATION);
    if (extension == null) return Optional.empty();
    for (int at = 0; at + OCSP_URI.length < extension.length; at++) {
      int length = at + OCSP_URI.length;
      int uri = length + 1;
      boolean found =
          Arrays.equals(extension, at, length, OCSP_URI, 0, OCSP_URI.length)
              && extension[length] > 0
              && uri + extension[length] <= extension.length;
      if (found) {
        return http(new String(extension, uri, extension[length], StandardCharsets.US_ASCII));
      }
    }
    return Optional.empty();
  }

  private static Optional<URI> http(String text) {
    try {
      URI uri = URI.create(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return http && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public synchronized void close() {
    if (http != null) http.shutdownNow();
    http = null;
  }
}
