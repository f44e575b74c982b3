package jaruek.retention.witness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jaruek.retention.log.KeyFiles;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.StoreLog;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.tsp.TimeStampRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the time-stamp authority that openssl is, behind a small HTTP server. */
class TimeStampTest {
  private static final Duration YEAR = Duration.ofDays(365);
  private static final String CONFIG =
      """
      [tsa]
      default_tsa = one
      [one]
      serial = serial
      crypto_device = builtin
      signer_cert = tsa.pem
      signer_key = tsa.key
      certs = tsa.pem
      signer_digest = sha256
      default_policy = 1.3.6.1.4.1.32473.1
      digests = sha256, sha512
      accuracy = secs:1
      ordering = no
      tsa_name = no
      ess_cert_id_chain = no
      ess_cert_id_alg = sha256
      """;

  @TempDir Path folder;
  private Path tsa;
  private HttpServer server;
  private StoreLog log;
  private KeyPair caKey;
  private final Telemetry telemetry = new Telemetry();
  private UnaryOperator<byte[]> tampering = UnaryOperator.identity();
  private int status = 200;

  @BeforeEach
  void startAuthority() throws Exception {
    assumeTrue(hasOpenssl(), "the Debian package openssl is not installed");
    tsa = Files.createDirectory(folder.resolve("tsa"));
    Files.writeString(tsa.resolve("tsa.conf"), CONFIG);
    Files.writeString(tsa.resolve("serial"), "01\n");
    Instant now = Instant.now();
    caKey = rsa();
    KeyPair tsaKey = rsa();
    write(
        "ca.pem",
        "CERTIFICATE",
        certificate("CN=CA", caKey, "CN=CA", caKey, now, true).getEncoded());
    write("tsa.key", "PRIVATE KEY", tsaKey.getPrivate().getEncoded());
    write(
        "tsa.pem",
        "CERTIFICATE",
        certificate("CN=TSA", tsaKey, "CN=CA", caKey, now, false).getEncoded());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
    server.createContext("/", this::answer);
    server.start();
    Path keys = Files.createDirectories(folder.resolve("data/keys"));
    log =
        StoreLog.open(
            folder.resolve("data/log"),
            new KeyFiles(keys, null, new SecureRandom()),
            InstantSource.system());
    log.append(LogEntry.start(1, "0.1.0"));
  }

  @AfterEach
  void stop() {
    if (server != null) server.stop(0);
    if (log != null) log.close();
  }

  private static boolean hasOpenssl() throws InterruptedException {
    try {
      return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static KeyPair rsa() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static X509CertificateHolder certificate(
      String subject, KeyPair key, String issuer, KeyPair issuerKey, Instant from, boolean ca)
      throws Exception {
    var builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(issuer),
            BigInteger.valueOf(ca ? 1 : 2),
            Date.from(from.minus(Duration.ofHours(1))),
            Date.from(from.plus(YEAR)),
            new X500Name(subject),
            key.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
    if (!ca) {
      builder.addExtension(
          Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
    }
    return builder.build(
        new JcaContentSignerBuilder("SHA256withRSA").build(issuerKey.getPrivate()));
  }

  private void write(String file, String label, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        tsa.resolve(file),
        "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Files.write(
          tsa.resolve("query.tsq"), tampering.apply(exchange.getRequestBody().readAllBytes()));
      byte[] response = status == 200 ? stamp() : new byte[0];
      exchange.getResponseHeaders().set("Content-Type", "application/timestamp-reply");
      exchange.sendResponseHeaders(status, response.length == 0 ? -1 : response.length);
      exchange.getResponseBody().write(response);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private byte[] stamp() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "openssl",
                "ts",
                "-reply",
                "-config",
                "tsa.conf",
                "-queryfile",
                "query.tsq",
                "-out",
                "reply.tsr")
            .directory(tsa.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return Files.readAllBytes(tsa.resolve("reply.tsr"));
  }

  private Witnesses.Kept timestamp(Path ca) {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/tsa");
    try (WitnessService service =
        new WitnessService(
            new WitnessConfig(
                null,
                List.of(),
                Duration.ofHours(1),
                new WitnessConfig.Authority(url, ca, Duration.ofDays(1))),
            log,
            folder.resolve("data"),
            InstantSource.system(),
            new SecureRandom(),
            telemetry)) {
      return service.timestamp();
    }
  }

  private Witnesses.Kept timestamp() {
    return timestamp(tsa.resolve("ca.pem"));
  }

  private String refusal() {
    WitnessException refused = assertThrows(WitnessException.class, this::timestamp);
    assertFalse(Files.exists(folder.resolve("data/witness/timestamps/2.tsr")));
    assertEquals(0, telemetry.sum("witness.attested"));
    assertTrue(telemetry.sum("witness.failed") > 0);
    return refused.toString();
  }

  @Test
  void aCheckpointIsStampedAndOpensslAgrees() throws Exception {
    Witnesses.Kept kept = timestamp();
    assertEquals(2, kept.size());
    assertTrue(Math.abs(kept.atMillis() - System.currentTimeMillis()) < 60_000);
    assertArrayEquals(log.checkpointNote().orElseThrow().bytes(), Files.readAllBytes(kept.note()));
    assertEquals(kept, new Witnesses(folder.resolve("data")).newest().orElseThrow());
    TimeStampToken token = TimeStampToken.parse(Files.readAllBytes(kept.token()));
    assertEquals("1.3.6.1.4.1.32473.1", token.policy());
    Process process =
        new ProcessBuilder(
                "openssl",
                "ts",
                "-verify",
                "-data",
                kept.note().toString(),
                "-in",
                kept.token().toString(),
                "-CAfile",
                tsa.resolve("ca.pem").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
  }

  @Test
  void aResponseWithAnotherNonceIsRefused() {
    tampering = query -> TimeStampToken.request(noteBytes(), BigInteger.ONE);
    assertTrue(refusal().contains("does not answer the request"));
  }

  private byte[] noteBytes() {
    return log.checkpointNote().orElseThrow().bytes();
  }

  @Test
  void aTokenOverOtherBytesIsRefused() {
    tampering =
        query -> {
          try {
            return TimeStampToken.request(new byte[] {1}, new TimeStampRequest(query).getNonce());
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        };
    assertTrue(refusal().contains("does not answer the request"));
  }

  @Test
  void aTokenOfAnotherAuthorityIsRefused() throws Exception {
    KeyPair other = rsa();
    write(
        "ca.pem",
        "CERTIFICATE",
        certificate("CN=CA", other, "CN=CA", other, Instant.now(), true).getEncoded());
    assertTrue(refusal().contains("did not come from the trusted authority"));
  }

  @Test
  void aCertificateThatHadExpiredIsRefused() throws Exception {
    KeyPair key = rsa();
    Instant long_ago = Instant.now().minus(YEAR.multipliedBy(3));
    write("tsa.key", "PRIVATE KEY", key.getPrivate().getEncoded());
    write(
        "tsa.pem",
        "CERTIFICATE",
        certificate("CN=TSA", key, "CN=CA", caKey, long_ago, false).getEncoded());
    String said = refusal();
    assertTrue(said.contains("not good") || said.contains("did not come"), said);
  }

  @Test
  void anAuthorityThatRefusesOrTalksNonsenseIsSaid() throws Exception {
    status = 503;
    assertTrue(refusal().contains("answered 503"));
    status = 200;
    Files.writeString(
        tsa.resolve("tsa.conf"), CONFIG.replace("digests = sha256, sha512", "digests = sha512"));
    assertTrue(refusal().contains("granted no time stamp"));
    assertThrows(WitnessException.class, () -> TimeStampToken.parse(new byte[] {1, 2, 3}));
    assertThrows(WitnessException.class, () -> TimeStampToken.parse(new byte[0]));
  }

  @Test
  void aFlippedBitOfAResponseIsRefusedOrHarmless() throws Exception {
    Witnesses.Kept kept = timestamp();
    byte[] note = Files.readAllBytes(kept.note());
    byte[] good = Files.readAllBytes(kept.token());
    var ca = TimeStampToken.authorities(tsa.resolve("ca.pem"));
    Instant time = TimeStampToken.parse(good).time();
    int refused = 0;
    for (int at = 0; at < good.length; at += 3) {
      byte[] bad = good.clone();
      bad[at] ^= 4;
      try {
        TimeStampToken token = TimeStampToken.parse(bad);
        token.verify(note, ca);
        assertEquals(time, token.time(), "a time that nobody signed, byte " + at);
      } catch (WitnessException e) {
        refused++;
      }
    }
    assertTrue(refused > good.length / 3 / 2, refused + " of " + good.length / 3);
    byte[] otherNote = note.clone();
    otherNote[0] ^= 1;
    assertThrows(WitnessException.class, () -> TimeStampToken.parse(good).verify(otherNote, ca));
  }
}
