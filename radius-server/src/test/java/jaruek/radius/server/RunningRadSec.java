package jaruek.radius.server;

import jaruek.radius.certificate.Bundling;
import jaruek.radius.certificate.CertificateAuthority;
import jaruek.radius.certificate.ClientRequest;
import jaruek.radius.certificate.Issued;
import jaruek.radius.certificate.KeyKind;
import jaruek.radius.eap.EapConfig;
import jaruek.radius.eap.EapMethod;
import jaruek.radius.eap.tls.TlsSettings;
import jaruek.radius.radsec.PeerPin;
import jaruek.radius.radsec.RadSecConfig;
import jaruek.retention.record.Cidr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A RadSec port on loopback beside a running server, with an office's certificates. */
final class RunningRadSec implements AutoCloseable {
  static final String SECRET = "radsec";
  static final String PASSPHRASE = "correct horse";
  static final RadSecConfig.Limits PATIENT =
      new RadSecConfig.Limits(
          64,
          8,
          32,
          16,
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(1));

  final Path folder;
  final RunningServer running;
  final CertificateAuthority authority;
  final RadSecPort port;

  RunningRadSec(Path folder, RadSecConfig.Limits limits) {
    this(folder, limits, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  RunningRadSec(Path folder, RadSecConfig.Limits limits, InetSocketAddress listen) {
    this(folder, limits, listen, false);
  }

  /** With every EAP method, by the same certificates. */
  static RunningRadSec withEap(Path folder) {
    return new RunningRadSec(
        folder, PATIENT, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), true);
  }

  private RunningRadSec(
      Path folder, RadSecConfig.Limits limits, InetSocketAddress listen, boolean eap) {
    this.folder = folder;
    authority = authority(folder.resolve("certificates"), InstantSource.system());
    authority.makeServer(List.of("localhost", "127.0.0.1", "::1"), KeyKind.EC, false);
    running = eap ? new RunningServer(folder, eap(authority)) : new RunningServer(folder);
    clients(named("proxy"));
    port =
        new RadSecPort(
            new RadSecConfig(
                listen,
                authority.file(CertificateAuthority.SERVER),
                authority.file(CertificateAuthority.SERVER_KEY),
                authority.file(CertificateAuthority.CA),
                List.of(authority.file(CertificateAuthority.CRL)),
                limits),
            running.clients,
            Access.of(running.logins).withEap(running.eap),
            running.sessions,
            running.kept,
            running.telemetry,
            running.clock,
            new SecureRandom());
    port.start();
  }

  private static EapConfig eap(CertificateAuthority authority) {
    return EapConfig.of(
        List.of(EapMethod.values()),
        TlsSettings.of(
            authority.file(CertificateAuthority.SERVER),
            authority.file(CertificateAuthority.SERVER_KEY),
            authority.file(CertificateAuthority.CA)));
  }

  static CertificateAuthority authority(Path folder, InstantSource clock) {
    CertificateAuthority authority = new CertificateAuthority(folder, clock, new SecureRandom());
    authority.makeAuthority("Office CA", KeyKind.EC);
    return authority;
  }

  /** From now on these come by TLS, and loopback by UDP. */
  void clients(RadiusClient... byTls) {
    List<RadiusClient> all = new ArrayList<>(List.of(byTls));
    all.add(RunningServer.client("loopback", "127.0.0.0/8", true));
    running.clients.replace(all);
  }

  static RadiusClient named(String name) {
    return pinned(name, new PeerPin.Name(name));
  }

  static RadiusClient pinned(String name, PeerPin pin) {
    return RadiusClient.byTls(
        name, Cidr.of("::/0"), SECRET.getBytes(StandardCharsets.UTF_8), ClientPolicy.DEFAULT, pin);
  }

  /** A client's certificate of the office, as a PKCS #12 file. */
  Path bundle(String name) {
    return bundle(authority, name);
  }

  Path bundle(CertificateAuthority by, String name) {
    Path file = folder.resolve(name + "-" + System.nanoTime() + ".p12");
    issue(by, name, Bundling.MODERN, file);
    return file;
  }

  Issued issue(CertificateAuthority by, String name, Bundling bundling, Path file) {
    return by.makeClient(
        new ClientRequest(name, null, List.of(), 30),
        KeyKind.EC,
        PASSPHRASE.toCharArray(),
        bundling,
        file);
  }

  TlsPeer connect(String name) throws Exception {
    return connect(bundle(name));
  }

  TlsPeer connect(Path bundle, String... protocols) throws Exception {
    return new TlsPeer(
        port.address(), authority.file(CertificateAuthority.CA), bundle, List.of(protocols));
  }

  long refused(String reason) {
    return counted("radius.radsec.refused", reason);
  }

  long cut(String reason) {
    return counted("radius.radsec.cut", reason);
  }

  private long counted(String name, String reason) {
    AtomicLong sum = new AtomicLong();
    running.telemetry.counters(
        (series, count) -> {
          if (series.name().equals(name) && series.labels().contains(reason)) {
            sum.addAndGet(count);
          }
        });
    return sum.get();
  }

  @Override
  public void close() {
    port.close();
    running.close();
  }
}
