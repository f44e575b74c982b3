package jaruek.collector.receive;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the collector listens, and its limits. A port of 0 takes a free one.
 *
 * @param syslogUdp RFC 5426
 * @param syslogTcp RFC 6587
 * @param netflow NetFlow v5, v9 and IPFIX over UDP, told apart by the decoder
 * @param ipfix the same at IPFIX's own port
 * @param ipfixTcp IPFIX over TCP (RFC 7011 section 10.4)
 * @param sflow sFlow v5 at its own port; the decoder takes any of these versions at any port
 * @param connectionsMax TCP connections open at once
 * @param connectionsPerAddressMax those of one address, so that one sender cannot shut out others
 * @param idleTimeout a connection silent for so long is closed. Long, because a sender may lose the
 *     first message it writes to a connection closed by us (RFC 6587 has no acknowledgement)
 * @param receiveBufferBytes asked of the kernel for each UDP socket
 */
public record CollectorConfig(
    Optional<InetSocketAddress> syslogUdp,
    Optional<InetSocketAddress> syslogTcp,
    Optional<InetSocketAddress> netflow,
    Optional<InetSocketAddress> ipfix,
    Optional<InetSocketAddress> ipfixTcp,
    Optional<InetSocketAddress> sflow,
    int connectionsMax,
    int connectionsPerAddressMax,
    Duration idleTimeout,
    int receiveBufferBytes) {

  /** Of {@code connectionsMax}. */
  public static final int CONNECTIONS_MAX = 2_000;

  /** Of {@code connectionsPerAddressMax}. */
  public static final int CONNECTIONS_PER_ADDRESS_MAX = 200;

  /** Of {@code idleTimeout}. */
  public static final Duration IDLE_TIMEOUT = Duration.ofHours(1);

  /** Of {@code receiveBufferBytes}: 32 MiB, so that a collection of garbage costs no datagram. */
  public static final int RECEIVE_BUFFER_BYTES = 32 << 20;

  /** With the default limits. */
  public static CollectorConfig listening(
      Optional<InetSocketAddress> syslogUdp,
      Optional<InetSocketAddress> syslogTcp,
      Optional<InetSocketAddress> netflow,
      Optional<InetSocketAddress> ipfix) {
    return new CollectorConfig(
        syslogUdp,
        syslogTcp,
        netflow,
        ipfix,
        Optional.empty(),
        Optional.empty(),
        CONNECTIONS_MAX,
        CONNECTIONS_PER_ADDRESS_MAX,
        IDLE_TIMEOUT,
        RECEIVE_BUFFER_BYTES);
  }

  /** The same with other limits for connections. */
  public CollectorConfig withConnections(int max, int perAddressMax, Duration idle) {
    return new CollectorConfig(
        syslogUdp,
        syslogTcp,
        netflow,
        ipfix,
        ipfixTcp,
        sflow,
        max,
        perAddressMax,
        idle,
        receiveBufferBytes);
  }

  /** The same with IPFIX over TCP and sFlow. */
  public CollectorConfig withFlows(
      Optional<InetSocketAddress> overTcp, Optional<InetSocketAddress> samples) {
    return new CollectorConfig(
        syslogUdp,
        syslogTcp,
        netflow,
        ipfix,
        overTcp,
        samples,
        connectionsMax,
        connectionsPerAddressMax,
        idleTimeout,
        receiveBufferBytes);
  }
}
