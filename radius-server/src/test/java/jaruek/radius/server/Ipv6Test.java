package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jaruek.radius.account.NewAccount;
import jaruek.radius.client.RadiusProbe;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.SharedSecret;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same ports over IPv6. */
class Ipv6Test {
  @TempDir Path folder;
  private InetSocketAddress any;

  @BeforeEach
  void look() {
    any = new InetSocketAddress(InetAddress.ofLiteral("::1"), 0);
    assumeTrue(isThere(any), "this machine has no ::1");
  }

  private static boolean isThere(InetSocketAddress address) {
    try (DatagramSocket socket = new DatagramSocket(address)) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void datagramsAreAnsweredAndKeptWithTheirSource() throws Exception {
    try (RunningServer running = new RunningServer(folder)) {
      running.accounts.add(NewAccount.of("somchai", "correct horse"));
      running.clients.replace(List.of(RunningServer.client("six", "::1/128", true)));
      RadiusConfig config = RadiusConfig.on(any, any);
      try (RadiusServer server =
          new RadiusServer(
              config,
              running.clients,
              Access.of(running.logins),
              running.sessions,
              running.kept,
              running.telemetry,
              running.clock,
              new SecureRandom())) {
        server.start();
        RadiusProbe probe =
            new RadiusProbe(
                server.authenticationAddress(),
                server.accountingAddress(),
                SharedSecret.of(RunningServer.SECRET),
                Duration.ofSeconds(20),
                1,
                new SecureRandom());
        try (probe) {
          assertTrue(probe.login("somchai", "correct horse", Map.of()).accepted());
        }
        assertEquals("::1", running.kept.frames().getLast().source().toString());
      }
    }
  }

  @Test
  void tlsIsSpokenToo() throws Exception {
    try (RunningRadSec radSec = new RunningRadSec(folder, RunningRadSec.PATIENT, any);
        TlsPeer peer = radSec.connect("proxy")) {
      peer.send(RadSecTest.status(1));
      assertEquals(PacketCode.ACCESS_ACCEPT, peer.receive().code());
    }
  }
}
