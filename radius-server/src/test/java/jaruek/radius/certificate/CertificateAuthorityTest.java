package jaruek.radius.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the authority makes is read by OpenSSL, and survives restarts and cut-off writes. */
class CertificateAuthorityTest {
  private static final char[] PASSPHRASE = "correct horse".toCharArray();

  @TempDir Path data;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.SECONDS));
  private CertificateAuthority authority;

  @BeforeEach
  void open() {
    authority = reopened();
  }

  private CertificateAuthority reopened() {
    return new CertificateAuthority(data.resolve("certificates"), now::get, new SecureRandom());
  }

  private Issued client(String name, Bundling bundling, Path output) {
    return authority.makeClient(
        new ClientRequest(name, null, List.of(), ClientRequest.DAYS),
        KeyKind.EC,
        PASSPHRASE,
        bundling,
        output);
  }

  private record Ran(int status, String text) {}

  private Ran openssl(String... arguments) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "needs the Debian package openssl");
    List<String> command = new ArrayList<>(List.of("/usr/bin/openssl"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Ran(process.exitValue(), text);
  }

  private String file(String name) {
    return authority.file(name).toString();
  }

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void opensslVerifiesWhatIsMade(KeyKind kind) throws Exception {
    authority.makeAuthority("สำนักงาน ทดสอบ CA", kind);
    authority.makeServer(List.of("radius.school.ac.th", "192.0.2.1", "2001:db8::1"), kind, false);
    Path bundle = data.resolve("somchai.pem");
    authority.makeClient(
        new ClientRequest("somchai", "somchai@school.ac.th", List.of(), 30),
        kind,
        PASSPHRASE,
        Bundling.PEM,
        bundle);
    Ran server =
        openssl(
            "verify",
            "-x509_strict",
            "-purpose",
            "sslserver",
            "-verify_hostname",
            "radius.school.ac.th",
            "-CAfile",
            file("ca.pem"),
            file("server.pem"));
    assertEquals(0, server.status(), server.text());
    Ran client =
        openssl(
            "verify",
            "-x509_strict",
            "-purpose",
            "sslclient",
            "-crl_check",
            "-CRLfile",
            file("crl.pem"),
            "-CAfile",
            file("ca.pem"),
            bundle.toString());
    assertEquals(0, client.status(), client.text());
    Ran wrongPurpose =
        openssl("verify", "-purpose", "sslserver", "-CAfile", file("ca.pem"), bundle.toString());
    assertNotEquals(0, wrongPurpose.status(), wrongPurpose.text());
    Ran key = openssl("pkey", "-check", "-noout", "-in", file("server.key"));
    assertEquals(0, key.status(), key.text());
  }

  @Test
  void serverAndClientSayWhatTheyAreFor() throws Exception {
    authority.makeAuthority("Office CA", KeyKind.EC);
    authority.makeServer(List.of("radius.example.org", "192.0.2.1"), KeyKind.EC, false);
    String server = openssl("x509", "-noout", "-text", "-in", file("server.pem")).text();
    assertTrue(server.contains("TLS Web Server Authentication"), server);
    assertTrue(server.contains("EAP over LAN") || server.contains("1.3.6.1.5.5.7.3.14"), server);
    assertTrue(server.contains("DNS:radius.example.org, IP Address:192.0.2.1"), server);
    Path output = data.resolve("c.pem");
    authority.makeClient(
        new ClientRequest("malee", "malee@example.org", List.of("ap1.example.org"), 30),
        KeyKind.EC,
        PASSPHRASE,
        Bundling.PEM,
        output);
    String client = openssl("x509", "-noout", "-text", "-in", output.toString()).text();
    assertTrue(client.contains("TLS Web Client Authentication"), client);
    assertTrue(client.contains("email:malee@example.org"), client);
    assertTrue(client.contains("DNS:ap1.example.org"), client);
    assertTrue(client.contains("CN = malee"), client);
    Ran upn = openssl("asn1parse", "-i", "-in", output.toString());
    assertTrue(client.contains("othername"), client);
    assertEquals(0, upn.status());
  }

  @ParameterizedTest
  @EnumSource(
      value = Bundling.class,
      names = {"MODERN", "OLD"})
  void opensslReadsTheBundleWithItsPassphraseOnly(Bundling bundling) throws Exception {
    authority.makeAuthority("Office CA", KeyKind.EC);
    Path output = data.resolve("somchai.p12");
    client("somchai", bundling, output);
    List<String> reading =
        new ArrayList<>(List.of("pkcs12", "-in", output.toString(), "-info", "-nodes"));
    if (bundling == Bundling.OLD) reading.add("-legacy");
    List<String> right = new ArrayList<>(reading);
    right.addAll(List.of("-passin", "pass:" + new String(PASSPHRASE)));
    Ran read = openssl(right.toArray(String[]::new));
    assertEquals(0, read.status(), read.text());
    assertTrue(read.text().contains("BEGIN PRIVATE KEY"), read.text());
    assertEquals(2, read.text().split("BEGIN CERTIFICATE", -1).length - 1, read.text());
    String encryption =
        bundling == Bundling.OLD ? "pbeWithSHA1And3-KeyTripleDES-CBC" : "AES-256-CBC";
    assertTrue(read.text().contains(encryption), read.text());
    List<String> wrong = new ArrayList<>(reading);
    wrong.addAll(List.of("-passin", "pass:another"));
    assertNotEquals(0, openssl(wrong.toArray(String[]::new)).status());
  }

  @Test
  void javaReadsTheBundle() throws Exception {
    authority.makeAuthority("Office CA", KeyKind.EC);
    Path output = data.resolve("somchai.p12");
    client("somchai", Bundling.MODERN, output);
    var store = java.security.KeyStore.getInstance(output.toFile(), PASSPHRASE);
    String alias = store.aliases().nextElement();
    assertEquals(2, store.getCertificateChain(alias).length);
    assertTrue(store.isKeyEntry(alias));
  }

  @Test
  void aRevokedCertificateIsOnTheListWhichOpensslReads() throws Exception {
    authority.makeAuthority("Office CA", KeyKind.EC);
    Path lost = data.resolve("lost.pem");
    Path kept = data.resolve("kept.pem");
    client("lost", Bundling.PEM, lost);
    client("kept", Bundling.PEM, kept);
    List<Issued> revoked = authority.revoke("lost", RevocationReason.KEY_COMPROMISE);
    assertEquals(List.of(Issued.State.REVOKED), revoked.stream().map(Issued::state).toList());
    String[] check = {
      "verify", "-crl_check", "-CRLfile", file("crl.pem"), "-CAfile", file("ca.pem"), ""
    };
    check[6] = kept.toString();
    assertEquals(0, openssl(check).status());
    check[6] = lost.toString();
    Ran refused = openssl(check);
    assertNotEquals(0, refused.status());
    assertTrue(refused.text().contains("certificate revoked"), refused.text());
    String text = openssl("crl", "-noout", "-text", "-in", file("crl.pem")).text();
    assertTrue(text.contains("Key Compromise"), text);
    // again: nothing is left to revoke, and the entry survives renewals
    assertThrows(
        AuthorityException.class, () -> authority.revoke("lost", RevocationReason.UNSPECIFIED));
    authority.renew(true);
    assertEquals(Issued.State.REVOKED, state("lost"));
    assertEquals(Issued.State.GOOD, state("kept"));
  }

  private Issued.State state(String name) {
    return reopened().list().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow()
        .state();
  }

  @Test
  void theServersCertificateIsRenewedBeforeItsEndWithTheSameKeyAndNames() throws Exception {
    authority.makeAuthority("Office CA", KeyKind.EC);
    List<String> hosts = List.of("radius.example.org", "r2.example.org", "192.0.2.1");
    Issued first = authority.makeServer(hosts, KeyKind.EC, false);
    assertEquals(List.of(), authority.renew(false));
    now.set(first.until().minus(Duration.ofDays(29)));
    authority = reopened();
    List<Issued> renewed = authority.renew(false);
    assertEquals(
        List.of(Issued.Kind.CRL, Issued.Kind.SERVER), renewed.stream().map(Issued::kind).toList());
    Issued second = renewed.get(1);
    assertNotEquals(first.serial(), second.serial());
    assertEquals(hosts, second.names());
    assertTrue(second.until().isAfter(first.until()));
    assertEquals(List.of(), authority.renew(false));
    List<Issued.State> states =
        authority.list().stream()
            .filter(one -> one.kind() == Issued.Kind.SERVER)
            .map(Issued::state)
            .toList();
    assertEquals(List.of(Issued.State.GOOD, Issued.State.REPLACED), states);
    byte[] publicOfKey =
        openssl("pkey", "-pubout", "-in", file("server.key"))
            .text()
            .getBytes(StandardCharsets.UTF_8);
    String ofCertificate = openssl("x509", "-pubkey", "-noout", "-in", file("server.pem")).text();
    assertEquals(new String(publicOfKey, StandardCharsets.UTF_8), ofCertificate);
  }

  @Test
  void theRevocationListIsRenewedMonthlyAndItsNumberGrows() {
    authority.makeAuthority("Office CA", KeyKind.EC);
    now.set(now.get().plus(Duration.ofDays(29)));
    assertEquals(List.of(), authority.renew(false));
    now.set(now.get().plus(Duration.ofDays(2)));
    List<Issued> made = authority.renew(false);
    assertEquals(1, made.size());
    assertEquals("2", made.getFirst().serial());
    for (int i = 0; i < 200; i++) authority.renew(true);
    Issued crl =
        authority.list().stream()
            .filter(o -> o.kind() == Issued.Kind.CRL)
            .findFirst()
            .orElseThrow();
    assertEquals(Integer.toHexString(202), crl.serial());
  }

  @Test
  void nothingIsOverwrittenSilently() throws Exception {
    authority.makeAuthority("Office CA", KeyKind.EC);
    authority.makeServer(List.of("a.example.org"), KeyKind.EC, false);
    assertThrows(AuthorityException.class, () -> authority.makeAuthority("Another", KeyKind.EC));
    assertThrows(
        AuthorityException.class,
        () -> authority.makeServer(List.of("b.example.org"), KeyKind.EC, false));
    Path output = Files.writeString(data.resolve("mine.p12"), "mine");
    assertThrows(AuthorityException.class, () -> client("x", Bundling.MODERN, output));
    assertEquals("mine", Files.readString(output));
    assertEquals(
        List.of("b.example.org"),
        authority.makeServer(List.of("b.example.org"), KeyKind.EC, true).names());
  }

  @Test
  void everyFileIsItsOwnersAlone() throws Exception {
    authority.makeAuthority("Office CA", KeyKind.EC);
    authority.makeServer(List.of("a.example.org"), KeyKind.EC, false);
    Path output = data.resolve("c.p12");
    client("c", Bundling.MODERN, output);
    try (var files = Files.walk(authority.file("."))) {
      for (Path file : files.filter(f -> Files.isRegularFile(f) && !isLock(f)).toList()) {
        assertEquals(
            "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
            "" + file);
      }
    }
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(output)));
  }

  private static boolean isLock(Path file) {
    return file.endsWith(".lock");
  }

  @Test
  void aWriteCutOffLeavesWhatWasThere() throws Exception {
    authority.makeAuthority("Office CA", KeyKind.EC);
    authority.makeServer(List.of("a.example.org"), KeyKind.EC, false);
    Files.writeString(authority.file(".crl.pem.next"), "-----BEGIN X509 C");
    Files.writeString(authority.file(".server.pem.next"), "");
    authority = reopened();
    assertTrue(authority.list().stream().allMatch(one -> one.state() == Issued.State.GOOD));
    assertEquals(2, authority.renew(true).size());
    assertFalse(Files.exists(authority.file(".crl.pem.next")));
  }

  @Test
  void aMakingCutOffBetweenKeyAndCertificateGoesOnWithTheKey() throws Exception {
    authority.makeAuthority("Office CA", KeyKind.EC);
    authority.makeServer(List.of("a.example.org"), KeyKind.EC, false);
    byte[] key = Files.readAllBytes(authority.file("server.key"));
    Files.delete(authority.file("server.pem"));
    authority = reopened();
    authority.makeServer(List.of("a.example.org"), KeyKind.EC, false);
    assertEquals(
        new String(key, StandardCharsets.US_ASCII), Files.readString(authority.file("server.key")));
  }

  @Test
  void damagedFilesAreNamedAndNeverSignedWith() throws Exception {
    authority.makeAuthority("Office CA", KeyKind.EC);
    Issued client = client("c", Bundling.MODERN, data.resolve("c.p12"));
    Files.writeString(client.file(), "-----BEGIN CERTIFICATE-----\nMII");
    assertEquals(
        1, authority.list().stream().filter(o -> o.state() == Issued.State.DAMAGED).count());
    byte[] crl = Files.readAllBytes(authority.file("crl.pem"));
    Files.write(authority.file("crl.pem"), java.util.Arrays.copyOf(crl, crl.length / 2));
    assertThrows(AuthorityException.class, () -> authority.renew(true));
    Files.write(authority.file("crl.pem"), crl);
    CertificateAuthority other =
        new CertificateAuthority(data.resolve("other"), now::get, new SecureRandom());
    other.makeAuthority("Other", KeyKind.EC);
    Files.copy(
        other.file("ca.key"),
        authority.file("ca.key"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    AuthorityException foreign =
        assertThrows(AuthorityException.class, () -> authority.renew(true));
    assertTrue(String.valueOf(foreign.getMessage()).contains("ca.key"), foreign.getMessage());
  }

  @Test
  void namesAndPassphrasesThatDevicesWouldRefuseAreRefused() {
    authority.makeAuthority("Office CA", KeyKind.EC);
    for (String host : List.of("", "a b", "-x.example", "a..b", "x".repeat(64), "b/c")) {
      assertThrows(
          AuthorityException.class,
          () -> authority.makeServer(List.of(host), KeyKind.EC, false),
          host);
    }
    for (String user : List.of("", " ", "a\nb", "x".repeat(65))) {
      assertThrows(
          AuthorityException.class, () -> new ClientRequest(user, null, List.of(), 1), user);
    }
    for (String passphrase : List.of("", "short", "รหัสผ่านยาวมาก")) {
      assertThrows(
          AuthorityException.class,
          () ->
              authority.makeClient(
                  new ClientRequest("c", null, List.of(), 1),
                  KeyKind.EC,
                  passphrase.toCharArray(),
                  Bundling.MODERN,
                  data.resolve("c.p12")),
          passphrase);
    }
    assertThrows(AuthorityException.class, () -> new ClientRequest("c", null, List.of(), 0));
    assertThrows(
        AuthorityException.class, () -> new ClientRequest("c", "no address", List.of(), 1));
  }

  @Test
  void aClientsCertificateNeverOutlivesTheAuthority() {
    Issued ca = authority.makeAuthority("Office CA", KeyKind.EC);
    now.set(ca.until().minus(Duration.ofDays(10)));
    Issued client = client("c", Bundling.MODERN, data.resolve("c.p12"));
    assertEquals(ca.until(), client.until());
    now.set(ca.until().plus(Duration.ofDays(1)));
    assertThrows(
        AuthorityException.class, () -> client("d", Bundling.MODERN, data.resolve("d.p12")));
  }
}
