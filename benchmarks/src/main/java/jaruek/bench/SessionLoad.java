package jaruek.bench;

import jaruek.radius.client.RadiusProbe;
import jaruek.radius.packet.SharedSecret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;

/**
 * Gives each of {@link FlowLoad}'s inside addresses a session by RADIUS accounting, begun before
 * the flows.
 *
 * <p>Arguments: accounting port, secret, seconds ago.
 */
public final class SessionLoad {
  private SessionLoad() {}

  /** Runs the load. */
  public static void main(String[] args) throws IOException {
    InetSocketAddress port =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    SharedSecret secret = SharedSecret.of(args[1]);
    try (RadiusProbe probe =
        new RadiusProbe(port, port, secret, Duration.ofSeconds(2), 3, new SecureRandom())) {
      for (int i = 0; i < FlowLoad.HOSTS; i++) {
        probe.account(
            Map.of(
                "Acct-Status-Type",
                "Start",
                "User-Name",
                "u" + i,
                "Framed-IP-Address",
                "10.20." + (i >> 8) + "." + (i & 0xff),
                "Acct-Session-Id",
                "s" + i,
                "NAS-IP-Address",
                "192.0.2.1",
                "Acct-Delay-Time",
                args[2]));
      }
    }
    System.out.println("sessions=" + FlowLoad.HOSTS);
  }
}
