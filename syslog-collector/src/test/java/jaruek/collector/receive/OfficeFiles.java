package jaruek.collector.receive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Authorities and certificates of a test, made by openssl in a folder. */
public final class OfficeFiles {
  public static final Path OPENSSL = Path.of("/usr/bin/openssl");

  private final Path folder;

  /** In this folder, which there is. */
  public OfficeFiles(Path folder) {
    this.folder = folder;
  }

  /** One of them. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** NAME.pem and NAME.key, signed by itself. */
  public OfficeFiles authority(String name) {
    key(name);
    run(
        "req",
        "-x509",
        "-new",
        "-key",
        name + ".key",
        "-out",
        name + ".pem",
        "-days",
        "30",
        "-subj",
        "/CN=" + name,
        "-addext",
        "basicConstraints=critical,CA:true",
        "-addext",
        "keyUsage=critical,keyCertSign,cRLSign");
    return this;
  }

  /** NAME.pem and NAME.key with this subject, signed by the authority; good for both ends. */
  public OfficeFiles certificate(String name, String authority) {
    key(name);
    write(
        name + ".ext",
        "basicConstraints=CA:false\nsubjectAltName=DNS:"
            + name
            + ",IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n");
    run("req", "-new", "-key", name + ".key", "-subj", "/CN=" + name, "-out", name + ".csr");
    run(
        "x509",
        "-req",
        "-in",
        name + ".csr",
        "-CA",
        authority + ".pem",
        "-CAkey",
        authority + ".key",
        "-CAcreateserial",
        "-days",
        "20",
        "-extfile",
        name + ".ext",
        "-out",
        name + ".pem");
    return this;
  }

  TlsConfig server(TlsConfig.Clients clients, String... authorities) {
    return new TlsConfig(
        file("server.pem"),
        file("server.key"),
        List.of(authorities).stream().map(a -> file(a + ".pem")).toList(),
        clients,
        List.of(),
        CollectorFixture.PATIENCE); // the first handshake of a crowded machine takes long
  }

  private void key(String name) {
    run(
        "genpkey",
        "-algorithm",
        "EC",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-out",
        name + ".key");
  }

  private void write(String name, String text) {
    try {
      Files.writeString(file(name), text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void run(String... arguments) {
    try {
      var command = new java.util.ArrayList<>(List.of(OPENSSL.toString()));
      command.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(file("openssl.out").toFile())
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(command + ": " + Files.readString(file("openssl.out")));
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
