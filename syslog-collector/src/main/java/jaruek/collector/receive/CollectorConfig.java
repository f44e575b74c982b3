package jaruek.collector.receive;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the collector listens, and its limits. A port of 0 takes a free one.
 *
 * @param syslogUdp RFC 5426
 * @param netflow NetFlow v5, v9 and IPFIX over UDP, told apart by the decoder
 * @param ipfix the same at IPFIX's own port
 * @param sflow sFlow v5 at its own port; the decoder takes any of these versions at any port
 * @param streams the ports that take connections
 * @param sockets how many sockets share each UDP port (SO_REUSEPORT), 1-16; the kernel gives all
 *     datagrams of one sender's port to the same one, so their order stays
 * @param connectionsMax TCP connections open at once
 * @param connectionsPerAddressMax those of one address, so that one sender cannot shut out others
 * @param idleTimeout a connection silent for so long is closed. Long, because a sender may lose the
 *     first message it writes to a connection closed by us (RFC 6587 has no acknowledgement)
 * @param receiveBufferBytes asked of the kernel for each UDP socket
 */
public record CollectorConfig(
    Optional<InetSocketAddress> syslogUdp,
    Optional<InetSocketAddress> netflow,
    Optional<InetSocketAddress> ipfix,
    Optional<InetSocketAddress> sflow,
    List<StreamListener> streams,
    int sockets,
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

  /** Of {@code sockets}. */
  public static final int SOCKETS_MAX = 16;

  /** Copies the list, checks the range. */
  public CollectorConfig {
    streams = List.copyOf(streams);
    if (sockets < 1 || sockets > SOCKETS_MAX) {
      throw new IllegalArgumentException(sockets + " sockets");
    }
  }

  /** With the default limits. */
  public static CollectorConfig listening(
      Optional<InetSocketAddress> syslogUdp,
      Optional<InetSocketAddress> syslogTcp,
      Optional<InetSocketAddress> netflow,
      Optional<InetSocketAddress> ipfix) {
    return new CollectorConfig(
        syslogUdp,
        netflow,
        ipfix,
        Optional.empty(),
        syslogTcp.map(StreamListener::syslogTcp).stream().toList(),
        1,
        CONNECTIONS_MAX,
        CONNECTIONS_PER_ADDRESS_MAX,
        IDLE_TIMEOUT,
        RECEIVE_BUFFER_BYTES);
  }

  /** The same with a port for sFlow. */
  public CollectorConfig withSflow(Optional<InetSocketAddress> address) {
    return new CollectorConfig(
        syslogUdp,
        netflow,
        ipfix,
        address,
        streams,
        sockets,
        connectionsMax,
        connectionsPerAddressMax,
        idleTimeout,
        receiveBufferBytes);
  }

  /** The same and a port for connections. */
  public CollectorConfig with(StreamListener stream) {
    List<StreamListener> all = new ArrayList<>(streams);
    all.add(stream);
    return new CollectorConfig(
        syslogUdp,
        netflow,
        ipfix,
        sflow,
        all,
        sockets,
        connectionsMax,
        connectionsPerAddressMax,
        idleTimeout,
        receiveBufferBytes);
  }

  /** The same with so many sockets for each UDP port. */
  public CollectorConfig withSockets(int count) {
    return new CollectorConfig(
        syslogUdp,
        netflow,
        ipfix,
        sflow,
        streams,
        count,
        connectionsMax,
        connectionsPerAddressMax,
        idleTimeout,
        receiveBufferBytes);
  }

  /** The same with other limits for connections. */
  public CollectorConfig withConnections(int max, int perAddressMax, Duration idle) {
    return new CollectorConfig(
        syslogUdp,
        netflow,
        ipfix,
        sflow,
        streams,
        sockets,
        max,
        perAddressMax,
        idle,
        receiveBufferBytes);
  }
}
