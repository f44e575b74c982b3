package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jaruek.admin.cli.Surroundings;
import jaruek.appliance.config.Configuration;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From certificates made by command to a reply over TLS, by the configuration. */
final class RadSecEndToEndTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASSPHRASE = "correct horse";

  @TempDir Path folder;

  private List<JsonNode> done(String... command) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> whole = new ArrayList<>(List.of("--format", "json"));
    whole.addAll(List.of("--config", folder.resolve("jaruek.yaml").toString()));
    whole.addAll(List.of(command));
    int status =
        Main.commandLine(
                new Surroundings(
                    Map.of("LANG", "C.UTF-8"),
                    new ByteArrayInputStream(new byte[0]),
                    out,
                    err,
                    Surroundings.Terminal.NONE))
            .execute(whole.toArray(String[]::new));
    assertEquals(0, status, err.toString(StandardCharsets.UTF_8));
    List<JsonNode> rows = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
      rows.add(JSON.readTree(line));
    }
    return rows;
  }

  private void configure(String radius) throws IOException {
    String me = System.getProperty("user.name");
    Files.writeString(
        folder.resolve("jaruek.yaml"),
        """
        data-directory: %s
        admin: { socket: %s, roles: { admin: ["%s"], auditor: ["%s"], viewer: ["*"] } }
        radius: %s
        """
            .formatted(folder.resolve("data"), folder.resolve("admin.sock"), me, me, radius));
  }

  @Test
  void aClientAddedByCommandIsServedByTls() throws Exception {
    configure("{}");
    Files.createDirectory(folder.resolve("data"));
    done("certificate", "ca", "School CA");
    done("certificate", "server", "localhost,127.0.0.1");
    Path bundle = folder.resolve("ap-hall.p12");
    List<JsonNode> client =
        done(
            "certificate",
            "client",
            "ap-hall",
            "--passphrase",
            PASSPHRASE,
            "--output",
            bundle.toString());
    String sha256 = client.getFirst().path("sha256").asText();
    Path made = folder.resolve("data/certificates");
    configure(
        """
        { radsec: { listen: "127.0.0.1:0", certificate: %1$s/server.pem, key: %1$s/server.key,
          client-ca: %1$s/ca.pem, crl: [%1$s/crl.pem] } }\
        """
            .formatted(made)
            .replace("\n", ""));
    done("check-config");
    try (Appliance appliance = new Appliance(configuration(), InstantSource.system())) {
      appliance.start();
      done(
          "device",
          "add",
          "ap-hall",
          "--address",
          "127.0.0.0/8",
          "--radsec-fingerprint",
          sha256.toUpperCase(Locale.ROOT));
      assertEquals(sha256, done("device", "list").getFirst().path("radsecFingerprint").asText());
      String address = done("status").getFirst().path("listening").path("radius.radsec").asText();
      int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
      assertEquals(PacketCode.ACCESS_ACCEPT, status(port, made.resolve("ca.pem"), bundle));
    }
    // the device is there again after a restart
    try (Appliance appliance = new Appliance(configuration(), InstantSource.system())) {
      appliance.start();
      assertEquals(sha256, done("device", "list").getFirst().path("radsecFingerprint").asText());
      assertTrue(
          done("certificate", "list").stream()
              .allMatch(one -> one.path("state").asText().equals("good")));
    }
  }

  private Configuration configuration() {
    if (Configuration.load(folder.resolve("jaruek.yaml"))
        instanceof Configuration.Loaded(Configuration configuration)) {
      return configuration;
    }
    throw new AssertionError("the configuration has faults");
  }

  private static int status(int port, Path ca, Path bundle) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream file = Files.newInputStream(ca)) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(
        KeyStore.getInstance(bundle.toFile(), PASSPHRASE.toCharArray()), PASSPHRASE.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write(
              PacketWriter.request(
                  PacketCode.STATUS_SERVER, 1, new byte[16], List.of(), SharedSecret.of("radsec")));
      return socket.getInputStream().read();
    }
  }
}
