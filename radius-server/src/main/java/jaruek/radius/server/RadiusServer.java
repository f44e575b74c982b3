package jaruek.radius.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import jaruek.radius.packet.PacketCheck;
import jaruek.radius.session.SessionTable;
import jaruek.retention.record.Transport;
import jaruek.retention.store.Recorder;
import jaruek.retention.telemetry.Telemetry;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The RADIUS server: one socket and one thread each for authentication and accounting. Inert until
 * {@link #start}.
 *
 * <p>No reply leaves before the event it stands for is journalled.
 */
public final class RadiusServer implements AutoCloseable {
  /** Datagrams taken from the kernel in one system call, where it can. */
  private static final int DATAGRAMS_PER_READ = 32;

  private static final long CLOSE_SECONDS_MAX = 5;

  private final RadiusConfig config;
  private final RadiusClients clients;
  private final Access access;
  private final SessionTable sessions;
  private final Recorder recorder;
  private final Telemetry telemetry;
  private final InstantSource clock;
  private final SecureRandom random;
  private final List<Channel> channels = new ArrayList<>();
  private @Nullable EventLoopGroup loops;

  /**
   * A server to be started.
   *
   * @param clients asked for each datagram, so changes count at once
   * @param sessions gets every accounting event that is kept
   */
  public RadiusServer(
      RadiusConfig config,
      RadiusClients clients,
      Access access,
      SessionTable sessions,
      Recorder recorder,
      Telemetry telemetry,
      InstantSource clock,
      SecureRandom random) {
    this.config = config;
    this.clients = clients;
    this.access = access;
    this.sessions = sessions;
    this.recorder = recorder;
    this.telemetry = telemetry;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Binds both ports, but answers nothing before {@link #start}: what comes waits in the sockets'
   * buffers, and counts as received when it is taken out of them.
   *
   * @throws RadiusException if one cannot be bound; then neither is
   */
  public synchronized void bind() {
    if (loops != null) throw new IllegalStateException("the RADIUS server is bound");
    loops =
        new MultiThreadIoEventLoopGroup(
            2, Thread.ofPlatform().daemon().name("radius-", 0).factory(), ioHandlers());
    try {
      channels.add(bind(config.authentication(), "authentication"));
      channels.add(bind(config.accounting(), "accounting"));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Answers what came since {@link #bind}, which it does first if need be, and what comes.
   *
   * @throws RadiusException if a port cannot be bound; then neither is
   */
  public synchronized void start() {
    if (loops == null) bind();
    for (Channel channel : channels) channel.config().setAutoRead(true);
  }

  private static IoHandlerFactory ioHandlers() {
    return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
  }

  private Channel bind(InetSocketAddress address, String port) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops)
            .option(ChannelOption.SO_RCVBUF, config.receiveBufferBytes())
            .option(ChannelOption.AUTO_READ, false)
            .handler(
                new ChannelInitializer<DatagramChannel>() {
                  @Override
                  protected void initChannel(DatagramChannel channel) {
                    channel.pipeline().addLast(handler(channel, port));
                  }
                });
    if (Epoll.isAvailable()) {
      bootstrap
          .channel(EpollDatagramChannel.class)
          .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, PacketCheck.PACKET_BYTES_MAX)
          .option(
              ChannelOption.RECVBUF_ALLOCATOR,
              new FixedRecvByteBufAllocator(DATAGRAMS_PER_READ * PacketCheck.PACKET_BYTES_MAX));
    } else {
      bootstrap
          .channel(NioDatagramChannel.class)
          .option(
              ChannelOption.RECVBUF_ALLOCATOR,
              new FixedRecvByteBufAllocator(PacketCheck.PACKET_BYTES_MAX));
    }
    var bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new RadiusException(
          "RADIUS " + port + " cannot listen on " + address + ": " + bound.cause().getMessage(),
          bound.cause());
    }
    return bound.channel();
  }

  private PortHandler handler(DatagramChannel channel, String port) {
    PortMeter meter = new PortMeter(telemetry, clock, port);
    Duplicates duplicates =
        new Duplicates(
            config.duplicateTime(),
            Duplicates.ENTRIES_MAX,
            clock,
            meter.counter("duplicates-evicted"));
    boolean accounting = port.equals("accounting");
    Wire wire = new Datagrams(channel, meter::unsent);
    Outbox outbox =
        accounting
            ? new Outbox(wire, recorder, duplicates, meter, sessions::inOrder)
            : new Outbox(wire, recorder, duplicates, meter);
    Drops drops = new Drops(outbox, Transport.UDP, clock, meter.counter("drops-untold"));
    Service service =
        accounting
            ? new AccountingService(clients, sessions, access.proxy(), outbox, duplicates, meter)
            : new AccessService(
                access, random, outbox, drops, duplicates, meter, channel.eventLoop());
    return new PortHandler(clients, service, outbox, drops, meter, clock);
  }

  /** Where authentication listens: the port taken if 0 was configured. */
  public InetSocketAddress authenticationAddress() {
    return bound(0);
  }

  /** Where accounting listens: the port taken if 0 was configured. */
  public InetSocketAddress accountingAddress() {
    return bound(1);
  }

  private synchronized InetSocketAddress bound(int index) {
    if (channels.size() <= index) throw new IllegalStateException("RADIUS is not started");
    return (InetSocketAddress) channels.get(index).localAddress();
  }

  /** Stops listening; requests in work get no answer. */
  @Override
  public synchronized void close() {
    // bounded: a thread may be waiting for a journal that hangs
    channels.forEach(
        channel -> channel.close().awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS));
    channels.clear();
    if (loops != null) {
      loops
          .shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
          .awaitUninterruptibly(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
    }
    loops = null;
  }
}
