package jaruek.collector.receive;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.store.Recorder;
import jaruek.retention.telemetry.Telemetry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receivers of syslog and flow exports. What comes from a known source is recorded raw; what
 * does not is counted and goes no further. Nothing listens before {@link #start}.
 */
public final class Collector implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Collector.class);

  /** One for each core that a small machine has; each socket stays with one thread. */
  private static final int THREADS = 2;

  /** Datagrams taken off a socket by one system call (recvmmsg). */
  private static final int DATAGRAMS_PER_READ = 32;

  private static final int PAGE_BYTES = 8_192;

  /**
   * Chunks of 16 MiB, eight times what one read may bring. Netty keeps a chunk that was never a
   * quarter full and frees a fuller one when it is empty: with chunks of 4 MiB each read would
   * allocate one and fill it with zeros, which took four fifths of the receiving thread's time.
   */
  private static final int CHUNK_ORDER = 11;

  private static final int HANDSHAKE_THREADS = 2;
  private static final long FILES_EVERY_MILLIS = 5_000;

  /** A peer that vanished is noticed after two minutes, not after the kernel's two hours. */
  private static final int KEEPALIVE_IDLE_SECONDS = 60;

  private static final int KEEPALIVE_INTERVAL_SECONDS = 15;
  private static final int KEEPALIVE_PROBES = 4;

  private static final long QUIET_MILLIS = 50;
  private static final int QUIET_ROUNDS_MAX = 20;

  private final CollectorConfig config;
  private final Recorder recorder;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private final boolean epoll;
  private final Admission admission;
  private final StreamReceiver.Shared shared;
  private final PooledByteBufAllocator buffers =
      new PooledByteBufAllocator(
          true,
          0,
          THREADS,
          PAGE_BYTES,
          CHUNK_ORDER,
          PooledByteBufAllocator.defaultSmallCacheSize(),
          PooledByteBufAllocator.defaultNormalCacheSize(),
          PooledByteBufAllocator.defaultUseCacheForAllThreads());
  private final Set<StreamReceiver> waiting = ConcurrentHashMap.newKeySet();
  private final List<Channel> datagramChannels = new ArrayList<>();
  private final Map<String, Channel> streamChannels = new LinkedHashMap<>();
  private final Map<StreamListener, TlsPort> tlsPorts = new LinkedHashMap<>();
  private @Nullable ThreadPoolExecutor handshakes;
  private final ChannelGroup streams = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private @Nullable EventLoopGroup group;
  private @Nullable Channel syslogUdp;
  private @Nullable Channel netflow;
  private @Nullable Channel ipfix;
  private @Nullable Channel sflow;

  /**
   * A collector that listens from {@link #start} on.
   *
   * @param sources who is admitted at first
   */
  public Collector(
      CollectorConfig config,
      Sources sources,
      Recorder recorder,
      InstantSource clock,
      Telemetry telemetry) {
    this(config, sources, recorder, clock, telemetry, Epoll.isAvailable());
  }

  Collector(
      CollectorConfig config,
      Sources sources,
      Recorder recorder,
      InstantSource clock,
      Telemetry telemetry,
      boolean epoll) {
    this.config = config;
    this.recorder = recorder;
    this.clock = clock;
    this.telemetry = telemetry;
    this.epoll = epoll;
    admission = new Admission(sources, telemetry);
    shared =
        new StreamReceiver.Shared(
            admission,
            recorder,
            clock,
            telemetry,
            new Connections(config.connectionsMax(), config.connectionsPerAddressMax(), telemetry),
            new RateLimitedLog(StreamReceiver.class, clock),
            waiting);
  }

  /**
   * Opens the sockets.
   *
   * @throws IllegalStateException if one cannot be bound; then none is open
   */
  public void start() {
    if (group != null) throw new IllegalStateException("the collector was started already");
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            Math.max(THREADS, config.sockets()),
            new DefaultThreadFactory("collector", true),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    group = loops;
    try {
      netflow = open("netflow", config.netflow(), FrameKind.FLOW, loops);
      syslogUdp = open("syslog-udp", config.syslogUdp(), FrameKind.SYSLOG, loops);
      ipfix = open("ipfix", config.ipfix(), FrameKind.FLOW, loops);
      sflow = open("sflow", config.sflow(), FrameKind.FLOW, loops);
      for (StreamListener stream : config.streams()) listen(stream, loops);
      if (!tlsPorts.isEmpty()) watchFiles(loops);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private @Nullable Channel open(
      String name, Optional<InetSocketAddress> address, FrameKind kind, EventLoopGroup loops) {
    if (address.isEmpty()) return null;
    DatagramReceiver receiver = new DatagramReceiver(kind, admission, recorder, clock, telemetry);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
            .option(ChannelOption.ALLOCATOR, buffers)
            .option(ChannelOption.SO_RCVBUF, config.receiveBufferBytes())
            .handler(receiver);
    int datagrams = 1;
    if (epoll) {
      bootstrap.option(
          EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DatagramReceiver.DATAGRAM_BYTES_MAX);
      if (config.sockets() > 1) bootstrap.option(EpollChannelOption.SO_REUSEPORT, true);
      datagrams = DATAGRAMS_PER_READ;
    }
    bootstrap.option(
        ChannelOption.RECVBUF_ALLOCATOR,
        new FixedRecvByteBufAllocator(DatagramReceiver.DATAGRAM_BYTES_MAX * datagrams));
    Channel first = bind(name, address.get(), bootstrap.bind(address.get()));
    List<Channel> sockets = new ArrayList<>(List.of(first));
    datagramChannels.add(first);
    for (int i = 1; epoll && i < config.sockets(); i++) {
      // each has a receiver of its own: a receiver belongs to one thread
      Bootstrap more =
          bootstrap
              .clone()
              .handler(new DatagramReceiver(kind, admission, recorder, clock, telemetry));
      Channel channel = bind(name, address.get(), more.bind(first.localAddress()));
      sockets.add(channel);
      datagramChannels.add(channel);
    }
    publish(name, sockets);
    return first;
  }

  private void publish(String name, List<Channel> sockets) {
    Channel channel = sockets.getFirst();
    // Linux says twice what it was asked for (socket(7)): its own bookkeeping counts, too
    int said = ((DatagramChannel) channel).config().getReceiveBufferSize();
    int given = epoll ? said / 2 : said;
    int port = ((InetSocketAddress) channel.localAddress()).getPort();
    log.info(
        "{} listens on {}; receive buffer: {} bytes asked, {} given by the kernel{}",
        name,
        channel.localAddress(),
        config.receiveBufferBytes(),
        given,
        given < config.receiveBufferBytes() ? " (raise net.core.rmem_max)" : "");
    telemetry.gauge("collector.receive.buffer.bytes", () -> given, "listener", name);
    if (sockets.size() == 1) {
      telemetry.gauge("collector.kernel.drops", () -> KernelDrops.ofPort(port), "listener", name);
      return;
    }
    for (int i = 0; i < sockets.size(); i++) {
      int descriptor = ((UnixChannel) sockets.get(i)).fd().intValue();
      telemetry.gauge(
          "collector.kernel.drops",
          () -> KernelDrops.ofSocket(descriptor),
          "listener",
          name,
          "socket",
          Integer.toString(i));
    }
  }

  private void listen(StreamListener stream, EventLoopGroup loops) {
    TlsPort tls =
        stream
            .tls()
            .map(files -> new TlsPort(stream.name(), files, handshakeThreads()))
            .orElse(null);
    if (tls != null) tlsPorts.put(stream, tls);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1_024)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel, stream, tls);
                  }
                });
    if (epoll) {
      bootstrap
          .childOption(EpollChannelOption.TCP_KEEPIDLE, KEEPALIVE_IDLE_SECONDS)
          .childOption(EpollChannelOption.TCP_KEEPINTVL, KEEPALIVE_INTERVAL_SECONDS)
          .childOption(EpollChannelOption.TCP_KEEPCNT, KEEPALIVE_PROBES);
    }
    Channel channel = bind(stream.name(), stream.address(), bootstrap.bind(stream.address()));
    streamChannels.put(stream.name(), channel);
    log.info("{} listens on {}", stream.name(), channel.localAddress());
  }

  private void accept(SocketChannel channel, StreamListener stream, @Nullable TlsPort tls) {
    streams.add(channel);
    if (tls != null) channel.pipeline().addLast(tls.handler(channel.alloc()));
    channel
        .pipeline()
        .addLast(new IdleStateHandler(config.idleTimeout().toMillis(), 0, 0, TimeUnit.MILLISECONDS))
        .addLast(new StreamReceiver(stream, shared));
  }

  private Executor handshakeThreads() {
    ThreadPoolExecutor threads = handshakes;
    if (threads != null) return threads;
    threads =
        new ThreadPoolExecutor(
            HANDSHAKE_THREADS,
            HANDSHAKE_THREADS,
            0,
            TimeUnit.SECONDS,
            // a few tasks for each connection there can be, and the files' turn
            new ArrayBlockingQueue<>(2 * config.connectionsMax() + 2),
            new DefaultThreadFactory("collector-handshake", true));
    handshakes = threads;
    return threads;
  }

  private void watchFiles(EventLoopGroup loops) {
    var _ =
        loops
            .next()
            .scheduleWithFixedDelay(
                () -> {
                  try {
                    handshakeThreads().execute(this::reloadTls);
                  } catch (RejectedExecutionException e) {
                    telemetry.counter("collector.tls.reload.delayed").increment();
                  }
                },
                FILES_EVERY_MILLIS,
                FILES_EVERY_MILLIS,
                TimeUnit.MILLISECONDS);
  }

  /** Reads changed certificates; connections whose own is not trusted any more are closed. */
  void reloadTls() {
    tlsPorts.forEach(
        (stream, port) -> {
          if (port.reload()) receivers().forEach(r -> r.recheck(stream, port.identity()));
        });
  }

  private List<StreamReceiver> receivers() {
    List<StreamReceiver> receivers = new ArrayList<>();
    for (Channel channel : streams) {
      StreamReceiver receiver = channel.pipeline().get(StreamReceiver.class);
      if (receiver != null) receivers.add(receiver);
    }
    return receivers;
  }

  private static Channel bind(
      String name, InetSocketAddress address, io.netty.channel.ChannelFuture bound) {
    bound.awaitUninterruptibly();
    if (bound.isSuccess()) return bound.channel();
    throw new IllegalStateException(
        "collector.%s: cannot listen on %s: %s"
            .formatted(name, address, String.valueOf(bound.cause())),
        bound.cause());
  }

  /** Where syslog over UDP is received, once started and if configured. */
  public Optional<InetSocketAddress> syslogUdpAddress() {
    return address(syslogUdp);
  }

  /** Where syslog over TCP is received, once started and if configured. */
  public Optional<InetSocketAddress> syslogTcpAddress() {
    return streamAddress("syslog-tcp");
  }

  /** The names of the listeners that take connections, those that are open. */
  public List<String> streams() {
    return List.copyOf(streamChannels.keySet());
  }

  /** Where the connections of this listener are taken, once started and if configured. */
  public Optional<InetSocketAddress> streamAddress(String name) {
    return address(streamChannels.get(name));
  }

  /** Where NetFlow is received, once started and if configured. */
  public Optional<InetSocketAddress> netflowAddress() {
    return address(netflow);
  }

  /** Where IPFIX is received, once started and if configured. */
  public Optional<InetSocketAddress> ipfixAddress() {
    return address(ipfix);
  }

  /** Where sFlow is received, once started and if configured. */
  public Optional<InetSocketAddress> sflowAddress() {
    return address(sflow);
  }

  private static Optional<InetSocketAddress> address(@Nullable Channel channel) {
    return Optional.ofNullable(channel).map(c -> (InetSocketAddress) c.localAddress());
  }

  /** Admits these from now on; connections of others are closed when they send. */
  public void replaceSources(Sources sources) {
    admission.replace(sources);
  }

  /** Who is admitted. */
  public Sources sources() {
    return admission.sources();
  }

  /**
   * How often which unknown address was refused; {@link IpAddress#UNSPECIFIED} stands for all
   * beyond the first 256.
   */
  public Map<IpAddress, Long> refusedAddresses() {
    return admission.refused();
  }

  /**
   * Runs datagrams through the path to the recorder's door, so that the first real ones do not wait
   * for the compiler: a cold JVM loses datagrams at once. Nothing of it is recorded or counted.
   */
  public void warmUp(int datagrams) {
    Telemetry apart = new Telemetry();
    InetSocketAddress sender = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
    Sources loopback =
        new Sources(List.of(new Source("warm-up", Cidr.of(sender.getAddress().getHostAddress()))));
    DatagramReceiver receiver =
        new DatagramReceiver(
            FrameKind.FLOW,
            new Admission(loopback, apart),
            frames -> JournalPosition.START,
            clock,
            apart);
    ByteBuf content = Unpooled.copiedBuffer("x".repeat(1_400), StandardCharsets.US_ASCII);
    for (int i = 1; i <= datagrams; i++) {
      receiver.accept(content, sender);
      if (i % DATAGRAMS_PER_READ == 0) receiver.flush();
    }
    receiver.flush();
    content.release();
  }

  /** Accepts no more, records what has come, then closes. Waits for it, some seconds at most. */
  @Override
  public void close() {
    EventLoopGroup loops = group;
    if (loops == null) return;
    group = null;
    streamChannels.values().forEach(channel -> channel.close().awaitUninterruptibly());
    receivers().forEach(StreamReceiver::askToStop);
    awaitQuiet();
    for (Channel channel : datagramChannels) channel.close().awaitUninterruptibly();
    streams.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
    waiting.forEach(StreamReceiver::giveUp);
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
    if (handshakes != null) handshakes.shutdownNow();
    handshakes = null;
  }

  /** Until nothing came for a moment: what the kernel held is recorded then. */
  private void awaitQuiet() {
    long before = -1;
    for (int round = 0; round < QUIET_ROUNDS_MAX; round++) {
      long now = telemetry.sum("collector.received") + telemetry.sum("collector.refused");
      if (now == before) return;
      before = now;
      try {
        Thread.sleep(QUIET_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
