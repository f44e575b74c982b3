package jaruek.radius.server;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Where the server listens and what it may use.
 *
 * @param authentication 1812 by custom; port 0 takes a free one
 * @param accounting 1813 by custom; port 0 takes a free one
 * @param duplicateTime how long a reply is kept to be sent again, RFC 5080 section 2.2.2
 * @param receiveBufferBytes asked of the kernel for each socket
 */
public record RadiusConfig(
    InetSocketAddress authentication,
    InetSocketAddress accounting,
    Duration duplicateTime,
    int receiveBufferBytes) {
  /** Covers the usual two retries of a NAS. */
  public static final Duration DUPLICATE_TIME = Duration.ofSeconds(8);

  /** Some thousands of requests. */
  public static final int RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

  /** The shipped settings on these addresses. */
  public static RadiusConfig on(InetSocketAddress authentication, InetSocketAddress accounting) {
    return new RadiusConfig(authentication, accounting, DUPLICATE_TIME, RECEIVE_BUFFER_BYTES);
  }
}
