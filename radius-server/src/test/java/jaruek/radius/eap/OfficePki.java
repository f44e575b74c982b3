package jaruek.radius.eap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Authorities and certificates of a test, made by openssl in a folder. */
public final class OfficePki {
  /** Needed by all of it. */
  public static final Path OPENSSL = Path.of("/usr/bin/openssl");

  private final Path folder;

  /** Nothing is made yet. */
  public OfficePki(Path folder) {
    this.folder = folder;
  }

  /** A file in the folder. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** An authority of its own: {@code NAME.pem}, {@code NAME.key}, and its data base. */
  public void authority(String name, String keyAlgorithm) {
    key(name, keyAlgorithm);
    write(name + ".index", "");
    write(name + ".serial", "1000");
    write(name + ".crlnumber", "01");
    write(
        name + ".cnf",
        """
        [ca]
        default_ca = office
        [office]
        database = %1$s.index
        serial = %1$s.serial
        crlnumber = %1$s.crlnumber
        new_certs_dir = .
        certificate = %1$s.pem
        private_key = %1$s.key
        default_md = sha256
        default_days = 30
        default_crl_days = 30
        policy = any
        unique_subject = no
        copy_extensions = none
        [any]
        commonName = supplied
        [authority]
        basicConstraints = critical,CA:true
        keyUsage = critical,keyCertSign,cRLSign
        subjectKeyIdentifier = hash
        [server]
        basicConstraints = CA:false
        extendedKeyUsage = serverAuth
        subjectAltName = DNS:radius.school.example
        [client]
        basicConstraints = CA:false
        keyUsage = digitalSignature
        extendedKeyUsage = clientAuth
        """
            .formatted(name));
  }

  /** The same, signed by itself. */
  public void root(String name, String keyAlgorithm) {
    authority(name, keyAlgorithm);
    openssl(
        "req",
        "-x509",
        "-new",
        "-key",
        name + ".key",
        "-out",
        name + ".pem",
        "-days",
        "60",
        "-subj",
        "/CN=" + name,
        "-config",
        name + ".cnf",
        "-extensions",
        "authority",
        "-sha256");
  }

  /** The same, signed by another. */
  public void intermediate(String name, String keyAlgorithm, String issuer) {
    authority(name, keyAlgorithm);
    issue(name, name, issuer, "authority", List.of());
  }

  /** A private key in PKCS#8. */
  public void key(String name, String algorithm) {
    if (algorithm.equals("EC")) {
      openssl(
          "genpkey",
          "-algorithm",
          "EC",
          "-pkeyopt",
          "ec_paramgen_curve:P-256",
          "-out",
          name + ".key");
    } else {
      openssl(
          "genpkey",
          "-algorithm",
          "RSA",
          "-pkeyopt",
          "rsa_keygen_bits:" + algorithm,
          "-out",
          name + ".key");
    }
  }

  /** A certificate with a key: {@code NAME.pem} and {@code NAME.key}. */
  public void certificate(
      String name,
      String algorithm,
      String commonName,
      String issuer,
      String kind,
      String... extra) {
    key(name, algorithm);
    issue(name, commonName, issuer, kind, Arrays.asList(extra));
  }

  /** Anew for the key that is there. */
  public void issue(
      String name, String commonName, String issuer, String kind, List<String> extra) {
    openssl(
        "req",
        "-new",
        "-key",
        name + ".key",
        "-out",
        name + ".csr",
        "-subj",
        "/CN=x",
        "-config",
        issuer + ".cnf");
    List<String> command =
        new ArrayList<>(
            List.of(
                "ca",
                "-batch",
                "-notext",
                "-config",
                issuer + ".cnf",
                "-in",
                name + ".csr",
                "-out",
                name + ".pem",
                "-subj",
                "/CN=" + commonName,
                "-extensions",
                kind));
    command.addAll(extra);
    openssl(command.toArray(String[]::new));
  }

  /** Adds a section of extensions to an authority's configuration. */
  public void section(String authority, String name, String content) {
    try {
      String before = Files.readString(file(authority + ".cnf"));
      write(authority + ".cnf", before + "[" + name + "]\n" + content + "\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Revokes; counts from the next {@link #revocationList}. */
  public void revoke(String name, String issuer) {
    openssl("ca", "-config", issuer + ".cnf", "-revoke", name + ".pem");
  }

  /** {@code NAME.crl}. */
  public void revocationList(String issuer) {
    openssl("ca", "-config", issuer + ".cnf", "-gencrl", "-out", issuer + ".crl");
  }

  /** Files one behind the other. */
  public Path joined(String name, String... parts) {
    StringBuilder all = new StringBuilder();
    try {
      for (String part : parts) all.append(Files.readString(file(part)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return write(name, all.toString());
  }

  /** A file with this content. */
  public Path write(String name, String content) {
    try {
      return Files.writeString(file(name), content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs it in the folder; it must succeed. */
  public String openssl(String... arguments) {
    List<String> command = new ArrayList<>(List.of(OPENSSL.toString()));
    command.addAll(Arrays.asList(arguments));
    try {
      Process process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), () -> command + "\n" + output);
      return output;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
