package jaruek.radius.eap.tls;

import jaruek.retention.telemetry.Telemetry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The server's side of TLS as its files stand: a changed file counts from the next handshake on.
 * Inert until {@link #start}; any thread may call.
 */
public final class TlsContexts implements AutoCloseable {
  private final TlsSettings settings;
  private final WatchedFiles<ServerIdentity> identity;
  private final WatchedFiles<ClientTrust> trust;
  private final Ocsp ocsp;

  /** Reads no file yet. */
  public TlsContexts(
      TlsSettings settings, Telemetry telemetry, InstantSource clock, SecureRandom random) {
    this.settings = settings;
    LongAdder failures = telemetry.counter("radius.eap.certificate-files-refused");
    List<Path> trusted = new ArrayList<>(settings.crls());
    if (settings.clientCa() != null) trusted.add(settings.clientCa());
    trust = new WatchedFiles<>(trusted, () -> readTrust(clock), clock, failures);
    TrustGate gate = new TrustGate(trust::get);
    identity =
        new WatchedFiles<>(
            List.of(settings.certificate(), settings.key()),
            () -> new ServerIdentity(settings, gate, random),
            clock,
            failures);
    ocsp = new Ocsp(settings, telemetry, clock);
  }

  private ClientTrust readTrust(InstantSource clock) {
    List<X509Certificate> authorities =
        settings.clientCa() == null ? List.of() : PemFiles.certificates(settings.clientCa());
    List<X509CRL> crls = new ArrayList<>();
    settings.crls().forEach(file -> crls.addAll(PemFiles.crls(file)));
    return new ClientTrust(authorities, crls, clock);
  }

  /**
   * Reads all files.
   *
   * @throws TlsException if one is missing or wrong
   */
  public void start() {
    identity.start();
    trust.start();
  }

  /**
   * Reads the files and forgets them: for the check of a configuration.
   *
   * @throws TlsException if one is missing or wrong
   */
  public static void check(TlsSettings settings) {
    try (TlsContexts contexts =
        new TlsContexts(settings, new Telemetry(), InstantSource.system(), new SecureRandom())) {
      contexts.start();
    }
  }

  /** A connection to come. */
  public TlsEnd open(TlsPurpose purpose) {
    return new TlsEnd(identity.get().engine(purpose));
  }

  /** Where the account's name stands in a certificate. */
  public List<CertificateName> names() {
    return settings.names();
  }

  /** For how long a session may be resumed; zero for not. */
  public Duration resumptionTime() {
    return settings.resumptionTime();
  }

  /**
   * Checks a client's chain as the handshake did: for sessions that are resumed.
   *
   * @return what is wrong, a word of ours
   */
  public Optional<String> checkAgain(List<X509Certificate> chain) {
    try {
      trust.get().check(chain);
      return Optional.empty();
    } catch (CertificateRefused e) {
      return Optional.of(e.reason());
    }
  }

  /**
   * Asks the OCSP responder about a chain that passed the other checks.
   *
   * @param answer what is wrong, a word of ours; called once, on any thread, maybe before this
   *     returns
   */
  public void checkOnline(List<X509Certificate> chain, Consumer<Optional<String>> answer) {
    if (settings.ocsp() == OcspMode.OFF) {
      answer.accept(Optional.empty());
      return;
    }
    try {
      List<X509Certificate> path = trust.get().check(chain);
      ocsp.check(path.get(0), path.get(1), answer);
    } catch (CertificateRefused e) {
      answer.accept(Optional.of(e.reason()));
    }
  }

  @Override
  public void close() {
    ocsp.close();
  }
}
