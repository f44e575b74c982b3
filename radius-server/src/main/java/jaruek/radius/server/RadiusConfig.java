package jaruek.radius.server;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * Where the server listens and what it may use.
 *
 * @param authentication 1812 by custom; port 0 takes a free one
 * @param accounting 1813 by custom; port 0 takes a free one
 * @param passwordThreads threads that compute password hashes
 * @param passwordQueueMax logins that may wait for them; a further one is dropped and the NAS asks
 *     again
 * @param duplicateTime how long a reply is kept to be sent again, RFC 5080 section 2.2.2
 * @param receiveBufferBytes asked of the kernel for each socket
 */
public record RadiusConfig(
    InetSocketAddress authentication,
    InetSocketAddress accounting,
    int passwordThreads,
    int passwordQueueMax,
    Duration duplicateTime,
    int receiveBufferBytes) {
  /** About three seconds of hashing on two processors: longer, and the NAS has given up. */
  public static final int PASSWORD_QUEUE_MAX = 128;

  /** Covers the usual two retries of a NAS. */
  public static final Duration DUPLICATE_TIME = Duration.ofSeconds(8);

  /** Some thousands of requests. */
  public static final int RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;

  /** Checks the ranges. */
  public RadiusConfig {
    if (passwordThreads < 1) throw new IllegalArgumentException("threads " + passwordThreads);
    if (passwordQueueMax < 1) throw new IllegalArgumentException("queue " + passwordQueueMax);
  }

  /** The shipped settings on these addresses. */
  public static RadiusConfig on(InetSocketAddress authentication, InetSocketAddress accounting) {
    return new RadiusConfig(
        authentication,
        accounting,
        Runtime.getRuntime().availableProcessors(),
        PASSWORD_QUEUE_MAX,
        DUPLICATE_TIME,
        RECEIVE_BUFFER_BYTES);
  }
}
