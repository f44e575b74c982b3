package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.radius.certificate.CertificateAuthority;
import jaruek.radius.certificate.RevocationReason;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.radsec.PeerPin;
import jaruek.radius.radsec.RadSecConfig;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Those who should not come in, and those who are in and misbehave. */
class RadSecHostileTest {
  private static final Duration SOON = Duration.ofMillis(400);
  private static final Duration LATE = Duration.ofMinutes(2);

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // each test starts it
  private RunningRadSec radSec;

  private void start(RadSecConfig.Limits limits) {
    radSec = new RunningRadSec(folder, limits);
  }

  @AfterEach
  void stop() {
    if (radSec != null) radSec.close();
  }

  private static X509Certificate certificate(Path bundle) throws Exception {
    KeyStore store = KeyStore.getInstance(bundle.toFile(), RunningRadSec.PASSPHRASE.toCharArray());
    return (X509Certificate) store.getCertificate(store.aliases().nextElement());
  }

  /** In TLS 1.3 the client hears of its refusal after its own handshake only. */
  private void assertRefused(@Nullable Path bundle, String reason) throws Exception {
    try (TlsPeer peer =
        new TlsPeer(
            radSec.port.address(),
            radSec.authority.file(CertificateAuthority.CA),
            bundle,
            List.of())) {
      assertTrue(peer.ended());
    } catch (SSLException | SocketException e) {
      // so much the sooner
    }
    RunningServer.await(() -> radSec.refused(reason) > 0);
  }

  @Test
  void aClientWithoutCertificateIsRefused() throws Exception {
    start(RunningRadSec.PATIENT);
    assertRefused(null, "no-certificate");
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
    start(RunningRadSec.PATIENT);
    CertificateAuthority other =
        RunningRadSec.authority(folder.resolve("other"), InstantSource.system());
    assertRefused(radSec.bundle(other, "proxy"), "certificate-not-trusted");
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    start(RunningRadSec.PATIENT);
    Instant past = Instant.now().minus(Duration.ofDays(60));
    CertificateAuthority earlier =
        new CertificateAuthority(folder.resolve("certificates"), () -> past, new SecureRandom());
    assertRefused(radSec.bundle(earlier, "proxy"), "certificate-expired");
  }

  @Test
  void aRevokedCertificateIsRefusedAndItsConnectionsEnd() throws Exception {
    start(RunningRadSec.PATIENT);
    Path bundle = radSec.bundle("proxy");
    try (TlsPeer peer = radSec.connect(bundle)) {
      peer.send(RadSecTest.status(1));
      assertEquals(PacketCode.ACCESS_ACCEPT, peer.receive().code());
      radSec.authority.revoke("proxy", RevocationReason.KEY_COMPROMISE);
      assertTrue(peer.ended());
    }
    assertEquals(1, radSec.cut("certificate-not-trusted-now"));
    assertRefused(bundle, "certificate-revoked");
  }

  @Test
  void aTrustedCertificateThatIsNoClientsIsRefused() throws Exception {
    start(RunningRadSec.PATIENT);
    assertRefused(radSec.bundle("nobody"), "unknown-client");
  }

  @Test
  void aPinnedClientComesWithItsOwnCertificateOnly() throws Exception {
    start(RunningRadSec.PATIENT);
    Path own = radSec.bundle("proxy");
    Path sameName = radSec.bundle("proxy");
    radSec.clients(RunningRadSec.pinned("proxy", PeerPin.Fingerprint.of(certificate(own))));
    try (TlsPeer peer = radSec.connect(own)) {
      peer.send(RadSecTest.status(1));
      assertEquals(PacketCode.ACCESS_ACCEPT, peer.receive().code());
      assertRefused(sameName, "unknown-client");
      radSec.clients(); // removed while it is connected
      assertTrue(peer.ended());
    }
    assertEquals(1, radSec.cut("client-removed"));
  }

  @Test
  void nobodyIsHeardFromWhereNoClientIs() throws Exception {
    start(RunningRadSec.PATIENT);
    radSec.clients();
    try (Socket socket = new Socket()) {
      socket.connect(radSec.port.address());
      assertEquals(-1, read(socket));
    }
    assertEquals(1, radSec.refused("unknown-address"));
  }

  private static int read(Socket socket) {
    try {
      socket.setSoTimeout(60_000);
      return socket.getInputStream().read();
    } catch (IOException e) {
      return -1;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 19, 4097, 65535})
  void aLengthOutOfRangeEndsTheConnectionAtOnce(int length) throws Exception {
    start(RunningRadSec.PATIENT);
    try (TlsPeer peer = radSec.connect("proxy")) {
      // no more than the header: it must not be waited for the rest
      peer.send(new byte[] {1, 1, (byte) (length >>> 8), (byte) length});
      assertTrue(peer.ended());
    }
    assertEquals(1, radSec.cut("bad-length"));
  }

  @Test
  void aPacketOfUnsoundStructureEndsTheConnection() throws Exception {
    start(RunningRadSec.PATIENT);
    try (TlsPeer peer = radSec.connect("proxy")) {
      byte[] packet = RadSecTest.status(1);
      packet[21] = 0;
      peer.send(packet);
      assertTrue(peer.ended());
    }
    assertEquals(1, radSec.cut("malformed"));
  }

  @Test
  void whoNeverEndsAPacketIsCut() throws Exception {
    start(limits(LATE, SOON, LATE, LATE));
    try (TlsPeer peer = radSec.connect("proxy")) {
      peer.send(RadSecTest.status(1), new byte[] {1, 2, 0});
      assertEquals(1, peer.receive().id());
      assertTrue(peer.ended());
    }
    assertEquals(1, radSec.cut("packet-timeout"));
  }

  @Test
  void whoSaysNothingIsCut() throws Exception {
    start(limits(LATE, LATE, SOON, LATE));
    try (TlsPeer peer = radSec.connect("proxy")) {
      assertTrue(peer.ended());
    }
    assertEquals(1, radSec.cut("idle"));
  }

  @Test
  void whoNeverStartsTlsIsCut() throws Exception {
    start(limits(SOON, LATE, LATE, LATE));
    try (Socket socket = new Socket()) {
      socket.connect(radSec.port.address());
      assertEquals(-1, read(socket));
    }
    RunningServer.await(() -> radSec.refused("handshake-timeout") == 1);
  }

  @Test
  void whoDoesNotReadIsCutAndOthersAreServed() throws Exception {
    start(limits(LATE, LATE, LATE, SOON));
    AtomicBoolean over = new AtomicBoolean();
    try (TlsPeer greedy = radSec.connect("proxy");
        TlsPeer other = radSec.connect("proxy")) {
      Thread asking =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      byte[] status = RadSecTest.status(1);
                      while (!over.get()) greedy.send(status, status, status, status);
                    } catch (IOException e) {
                      // that is what it comes to
                    }
                  });
      RunningServer.await(() -> radSec.cut("does-not-read") == 1);
      over.set(true);
      other.send(RadSecTest.status(2));
      assertEquals(2, other.receive().id());
      greedy.socket.close();
      asking.join(Duration.ofMinutes(1));
    }
  }

  @Test
  void connectionsAreLimitedOverallByClientAndByAddress() throws Exception {
    start(new RadSecConfig.Limits(3, 2, 8, 2, LATE, LATE, LATE, LATE));
    radSec.clients(RunningRadSec.named("proxy"), RunningRadSec.named("second"));
    Path proxy = radSec.bundle("proxy");
    Path second = radSec.bundle("second");
    List<TlsPeer> open = new ArrayList<>();
    try {
      open.add(served(proxy));
      open.add(served(proxy));
      assertRefused(proxy, "client-connections-max");
      open.add(served(second));
      try (Socket socket = new Socket()) {
        socket.connect(radSec.port.address());
        assertEquals(-1, read(socket));
      }
      assertEquals(1, radSec.refused("connections-max"));
      open.removeFirst().close();
      RunningServer.await(() -> radSec.running.counted("radsec.connections-closed") == 1);
      try (Socket one = new Socket();
          Socket two = new Socket();
          Socket three = new Socket()) {
        one.connect(radSec.port.address());
        two.connect(radSec.port.address());
        three.connect(radSec.port.address());
        assertEquals(-1, read(three));
      }
      assertEquals(1, radSec.refused("handshakes-of-address-max"));
      // both are gone now, and count no more
      RunningServer.await(() -> canConnect(proxy));
    } finally {
      for (TlsPeer peer : open) peer.close();
    }
  }

  private TlsPeer served(Path bundle) throws Exception {
    TlsPeer peer = radSec.connect(bundle);
    peer.send(RadSecTest.status(1));
    assertEquals(PacketCode.ACCESS_ACCEPT, peer.receive().code());
    return peer;
  }

  private boolean canConnect(Path bundle) {
    try {
      served(bundle).close();
      return true;
    } catch (Exception e) {
      return false;
    }
  }

  @Test
  void randomBytesInAndOutsideOfTlsHarmNobody() throws Exception {
    start(RunningRadSec.PATIENT);
    long seed = 20261123;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int i = 0; i < 60; i++) {
      byte[] bytes = new byte[1 + random.nextInt(600)];
      random.nextBytes(bytes);
      if (i % 3 == 0) {
        try (TlsPeer peer = radSec.connect("proxy")) {
          peer.send(bytes);
          peer.send(bytes);
        } catch (IOException e) {
          // cut already
        }
      } else {
        try (Socket socket = new Socket()) {
          socket.connect(radSec.port.address());
          socket.getOutputStream().write(bytes);
        }
      }
    }
    served(radSec.bundle("proxy")).close();
    RunningServer.await(() -> radSec.running.counted("radsec.connections-closed") >= 1);
    assertEquals(0, radSec.cut("failed"));
  }

  @Test
  void certificatesRenewedAreUsedWithoutARestartAndConnectionsStay() throws Exception {
    start(RunningRadSec.PATIENT);
    Path bundle = radSec.bundle("proxy");
    try (TlsPeer before = radSec.connect(bundle)) {
      String first = serial(before);
      radSec.authority.renew(true);
      RunningServer.await(
          () -> {
            try (TlsPeer after = radSec.connect(bundle)) {
              return !serial(after).equals(first);
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
      before.send(RadSecTest.status(3));
      assertEquals(3, before.receive().id());
    }
  }

  private static String serial(TlsPeer peer) throws Exception {
    X509Certificate server = (X509Certificate) peer.socket.getSession().getPeerCertificates()[0];
    return server.getSerialNumber().toString(16);
  }

  @Test
  void refusesToStartWithoutItsFiles() {
    start(RunningRadSec.PATIENT);
    Path missing = folder.resolve("missing.pem");
    RadSecPort port =
        new RadSecPort(
            new RadSecConfig(
                radSec.port.address(), missing, missing, missing, List.of(), RunningRadSec.PATIENT),
            radSec.running.clients,
            Access.of(radSec.running.logins),
            radSec.running.sessions,
            radSec.running.kept,
            radSec.running.telemetry,
            radSec.running.clock,
            new SecureRandom());
    RuntimeException why = assertThrows(RuntimeException.class, port::start);
    assertTrue(why.toString().contains("missing.pem"), why.toString());
    port.close();
  }

  private static RadSecConfig.Limits limits(
      Duration handshake, Duration packet, Duration idle, Duration write) {
    return new RadSecConfig.Limits(64, 8, 32, 16, handshake, packet, idle, write);
  }
}
