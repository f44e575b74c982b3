package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jaruek.radius.certificate.Bundling;
import jaruek.radius.certificate.CertificateAuthority;
import jaruek.radius.certificate.RevocationReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenSSL's s_client comes to the RadSec port. */
class OpensslClientTest {
  private static final Path OPENSSL = Path.of("/usr/bin/openssl");

  @TempDir Path folder;
  private RunningRadSec radSec;

  @BeforeEach
  void start() {
    assumeTrue(Files.isExecutable(OPENSSL), "needs the Debian package openssl");
    radSec = new RunningRadSec(folder, RunningRadSec.PATIENT);
  }

  @AfterEach
  void stop() {
    if (radSec != null) radSec.close();
  }

  private String connect(String... more) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                OPENSSL.toString(),
                "s_client",
                "-connect",
                "127.0.0.1:" + radSec.port.address().getPort(),
                "-verify_return_error",
                "-verify_ip",
                "127.0.0.1",
                "-ign_eof",
                "-CAfile",
                radSec.authority.file(CertificateAuthority.CA).toString()));
    command.addAll(List.of(more));
    Process client = new ProcessBuilder(command).redirectErrorStream(true).start();
    // an attribute of type 0: a packet that ends the connection if it is read at all
    byte[] unsound = new byte[22];
    unsound[0] = 12;
    unsound[3] = 22;
    try (var in = client.getOutputStream()) {
      in.write(unsound);
      in.flush();
      String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(client.waitFor(60, TimeUnit.SECONDS));
      return output;
    }
  }

  private String pem(CertificateAuthority by, String name) {
    Path file = folder.resolve(name + System.nanoTime() + ".pem");
    radSec.issue(by, name, Bundling.PEM, file);
    return file.toString();
  }

  @Test
  void agreesOnVersionsAndVerifiesUs() throws Exception {
    String pem = pem(radSec.authority, "proxy");
    String output = connect("-cert", pem, "-key", pem, "-alpn", "radius/1.0,radius/1.1");
    assertTrue(output.contains("Verify return code: 0 (ok)"), output);
    assertTrue(output.contains("ALPN protocol: radius/1.1"), output);
    assertTrue(output.contains("TLSv1.3"), output);
    assertEquals(1, radSec.cut("malformed"));
    String older = connect("-cert", pem, "-key", pem, "-tls1_2", "-alpn", "radius/1.0");
    assertTrue(older.contains("ALPN protocol: radius/1.0"), older);
    // RADIUS/1.1 is spoken by TLS 1.3 only
    connect("-cert", pem, "-key", pem, "-tls1_2", "-alpn", "radius/1.1");
    assertEquals(1, radSec.refused("tls-version"));
  }

  @Test
  void isToldWhyItIsRefused() throws Exception {
    String none = connect();
    assertTrue(none.contains("alert"), none);
    RunningServer.await(() -> radSec.refused("no-certificate") == 1);
    CertificateAuthority other =
        RunningRadSec.authority(folder.resolve("other"), InstantSource.system());
    String foreign = pem(other, "proxy");
    String wrong = connect("-cert", foreign, "-key", foreign);
    assertTrue(wrong.contains("alert"), wrong);
    RunningServer.await(() -> radSec.refused("certificate-not-trusted") == 1);
  }

  @Test
  void isRefusedWithARevokedCertificate() throws Exception {
    String lost = pem(radSec.authority, "proxy");
    radSec.authority.revoke("proxy", RevocationReason.KEY_COMPROMISE);
    RunningServer.await( // the new list is seen within seconds
        () -> {
          try {
            connect("-cert", lost, "-key", lost);
            return radSec.refused("certificate-revoked") > 0;
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void oldTlsIsRefused() throws Exception {
    String pem = pem(radSec.authority, "proxy");
    String output = connect("-cert", pem, "-key", pem, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0");
    assertTrue(output.contains("alert") || output.contains("no protocols"), output);
  }
}
