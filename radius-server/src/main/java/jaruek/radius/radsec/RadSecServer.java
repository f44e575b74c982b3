package jaruek.radius.radsec;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The RadSec port. Inert until {@link #start}. */
public final class RadSecServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RadSecServer.class);

  /** Beyond this much that the other end has not taken, we stop asking. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(32 * 1024, 128 * 1024);

  private static final int HANDSHAKE_THREADS = 2;
  private static final int BACKLOG = 256;
  private static final Duration TICK_MAX = Duration.ofSeconds(1);
  private static final Duration FILES_EVERY = Duration.ofSeconds(5);
  private static final long CLOSE_SECONDS_MAX = 5;

  private final RadSecConfig config;
  private final Peers peers;
  private final RadSecMeter meter;
  private final Map<IpAddress, Integer> handshakes = new HashMap<>();
  private final Map<String, Integer> ofClient = new HashMap<>();
  private final Set<RadSecConnection> connections = new LinkedHashSet<>();
  private int handshaking;
  private volatile @Nullable TlsIdentity identity;
  private @Nullable EventLoopGroup loop;
  private @Nullable ThreadPoolExecutor handshakeThreads;
  private @Nullable Channel listening;

  /** A server to be started. */
  public RadSecServer(RadSecConfig config, Peers peers, Telemetry telemetry, InstantSource clock) {
    this.config = config;
    this.peers = peers;
    this.meter = new RadSecMeter(telemetry, clock);
  }

  /**
   * Looks whether the files can be used.
   *
   * @throws RadSecException if not
   */
  public static void check(RadSecConfig config) {
    TlsIdentity.read(config);
  }

  /**
   * Reads the certificates and binds the port.
   *
   * @throws RadSecException if either cannot be done; then nothing runs
   */
  public synchronized void start() {
    if (loop != null) throw new IllegalStateException("RadSec is started");
    identity = TlsIdentity.read(config);
    IoHandlerFactory handlers =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    loop =
        new MultiThreadIoEventLoopGroup(
            1, Thread.ofPlatform().daemon().name("radsec-", 0).factory(), handlers);
    handshakeThreads =
        new ThreadPoolExecutor(
            HANDSHAKE_THREADS,
            HANDSHAKE_THREADS,
            0,
            TimeUnit.SECONDS,
            // one for each handshake there can be, and the files' turn
            new ArrayBlockingQueue<>(2 * config.limits().handshakes() + 2),
            Thread.ofPlatform().daemon().name("radsec-handshake-", 0).factory());
    try {
      listening = bind(loop);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    long tickNanos = tick().toNanos();
    var _ =
        loop.next()
            .scheduleWithFixedDelay(this::tickAll, tickNanos, tickNanos, TimeUnit.NANOSECONDS);
    var _ =
        loop.next()
            .scheduleWithFixedDelay(
                this::lookAtFiles,
                FILES_EVERY.toMillis(),
                FILES_EVERY.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  /** A quarter of the shortest time, so that none is missed by much. */
  private Duration tick() {
    RadSecConfig.Limits limits = config.limits();
    return List.of(limits.packetTime(), limits.idleTime(), limits.writeTime()).stream()
        .map(time -> time.dividedBy(4))
        .reduce(TICK_MAX, (a, b) -> a.compareTo(b) < 0 ? a : b);
  }

  private Channel bind(EventLoopGroup group) {
    var bound =
        new ServerBootstrap()
            .group(group)
            .channel(
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel);
                  }
                })
            .bind(config.listen())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new RadSecException(
          "RadSec cannot listen on " + config.listen() + ": " + bound.cause().getMessage(),
          bound.cause());
    }
    return bound.channel();
  }

  private void accept(SocketChannel channel) {
    IpAddress source = IpAddress.ofBytes(channel.remoteAddress().getAddress().getAddress());
    String refusal = refusal(source);
    if (refusal != null) {
      meter.refused(refusal, source, "");
      var _ = channel.close();
      return;
    }
    handshaking++;
    handshakes.merge(source, 1, Integer::sum);
    TlsIdentity now = identity;
    ThreadPoolExecutor threads = handshakeThreads;
    if (now == null || threads == null) throw new IllegalStateException("RadSec is not started");
    SslHandler tls = now.context().newHandler(channel.alloc(), threads);
    tls.setHandshakeTimeoutMillis(config.limits().handshakeTime().toMillis());
    tls.setCloseNotifyFlushTimeoutMillis(config.limits().writeTime().toMillis());
    PacketFraming framing = new PacketFraming();
    channel.pipeline().addLast(tls, framing, new RadSecConnection(this, source, framing));
  }

  private @Nullable String refusal(IpAddress source) {
    RadSecConfig.Limits limits = config.limits();
    if (!peers.mayConnect(source)) return "unknown-address";
    if (connections.size() >= limits.connections()) return "connections-max";
    if (handshaking >= limits.handshakes()) return "handshakes-max";
    return handshakes.getOrDefault(source, 0) >= limits.handshakesOfAddress()
        ? "handshakes-of-address-max"
        : null;
  }

  RadSecMeter meter() {
    return meter;
  }

  Peers peers() {
    return peers;
  }

  // no injected time: only differences count, and the tests give short limits instead
  long nanoTime() {
    return System.nanoTime();
  }

  void handshakeDone(IpAddress source) {
    handshaking--;
    handshakes.computeIfPresent(source, (s, count) -> count > 1 ? count - 1 : null);
  }

  /** Counts a connection as this client's, unless it has enough. */
  boolean take(String client, RadSecConnection connection) {
    if (ofClient.getOrDefault(client, 0) >= config.limits().connectionsOfClient()) return false;
    ofClient.merge(client, 1, Integer::sum);
    connections.add(connection);
    return true;
  }

  void gone(IpAddress source, @Nullable String client, RadSecConnection connection) {
    if (client == null || !connections.remove(connection)) return;
    ofClient.computeIfPresent(client, (c, count) -> count > 1 ? count - 1 : null);
    meter.count("connections-closed");
  }

  private void tickAll() {
    try {
      List.copyOf(connections).forEach(connection -> connection.tick(config.limits()));
    } catch (RuntimeException e) { // a schedule that throws ends
      LOG.warn("RadSec connections could not be looked at: {}", e.toString());
    }
  }

  /** New files count for new connections; those there are checked by them. */
  private void lookAtFiles() {
    ThreadPoolExecutor threads = handshakeThreads;
    if (threads == null) return;
    try {
      threads.execute(this::reload);
    } catch (RejectedExecutionException e) {
      meter.count("reload-delayed"); // the handshakes come first
    }
  }

  private void reload() {
    TlsIdentity before = identity;
    EventLoopGroup group = loop;
    if (before == null || group == null || TlsIdentity.stamp(config).equals(before.stamp())) return;
    try {
      TlsIdentity now = TlsIdentity.read(config);
      identity = now;
      LOG.info("RadSec: certificates were read anew");
      group.execute(() -> List.copyOf(connections).forEach(c -> c.recheck(now)));
    } catch (RadSecException e) { // half of a change: the next look may see all of it
      LOG.warn("{}; the certificates before are used on", e.getMessage());
    }
  }

  /** Where it listens: the port taken if 0 was configured. */
  public synchronized InetSocketAddress address() {
    if (listening == null) throw new IllegalStateException("RadSec is not started");
    return (InetSocketAddress) listening.localAddress();
  }

  /** Stops listening; what is answered already leaves, then the connections end. */
  @Override
  public synchronized void close() {
    if (listening != null) {
      listening.close().awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    }
    listening = null;
    if (loop != null) {
      loop.next()
          .submit(() -> List.copyOf(connections).forEach(connection -> connection.cut("stopping")))
          .awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
      loop.shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
          .awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    }
    loop = null;
    if (handshakeThreads != null) handshakeThreads.shutdownNow();
    handshakeThreads = null;
  }
}
