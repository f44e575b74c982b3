package jaruek.radius.radsec;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where RadSec listens, by which certificates, and its limits.
 *
 * @param listen 2083 by custom; port 0 takes a free one
 * @param certificate ours, with what is between it and a root, PEM
 * @param key of it, PKCS #8 PEM
 * @param clientCa who issues clients' certificates, PEM
 * @param crls revocation lists, PEM; if there are any, a certificate of an issuer without one is
 *     refused
 * @param limits of connections and time
 */
public record RadSecConfig(
    InetSocketAddress listen,
    Path certificate,
    Path key,
    Path clientCa,
    List<Path> crls,
    Limits limits) {
  /** Copies the list. */
  public RadSecConfig {
    crls = List.copyOf(crls);
  }

  /**
   * What a connection may take.
   *
   * @param connections all together; a further one is closed
   * @param connectionsOfClient of one client
   * @param handshakes all together that are not done yet
   * @param handshakesOfAddress of one address
   * @param handshakeTime for TLS to be up
   * @param packetTime for a packet to be whole after its first byte
   * @param idleTime without a packet; a client that is there sends Status-Server
   * @param writeTime in which a client must take what was sent when it does not keep up
   */
  public record Limits(
      int connections,
      int connectionsOfClient,
      int handshakes,
      int handshakesOfAddress,
      Duration handshakeTime,
      Duration packetTime,
      Duration idleTime,
      Duration writeTime) {
    /** As shipped. */
    public static final Limits STANDARD =
        new Limits(
            1024,
            32,
            256,
            16,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Duration.ofSeconds(10));
  }
}
