package jaruek.radius.proxy;

import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One port of a home server: its sockets, 256 identifiers each, and whether it lives. Each socket
 * is connected, so the kernel hands us nothing that comes from elsewhere. Guarded by its client.
 */
final class HomeLink {
  /** Sockets to one port; each holds 256 requests. */
  static final int LANES_MAX = 64;

  static final int IDS = 256;

  /** An answer to each identifier, however long, and some that are none. */
  private static final int RECEIVE_BUFFER_BYTES = 2 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(HomeLink.class);

  final HomeServer server;
  final boolean accounting;
  final HomeState state;
  final LongAdder answered;
  final LongAdder unanswered;
  private final InetSocketAddress address;
  private final Telemetry telemetry;
  private final List<Lane> lanes = new ArrayList<>();
  private int inFlight;
  private HomeState.Life told = HomeState.Life.ALIVE;

  /** A socket and what waits for its identifiers. */
  static final class Lane {
    final HomeLink link;
    final DatagramChannel channel;
    private final @Nullable Flight[] flights = new Flight[IDS];
    private int used;
    private int next;

    Lane(HomeLink link, DatagramChannel channel, int firstId) {
      this.link = link;
      this.channel = channel;
      this.next = firstId;
    }

    @Nullable Flight flight(int id) {
      return flights[id];
    }

    private int freeId() {
      while (flights[next] != null) next = (next + 1) % IDS;
      int id = next;
      next = (next + 1) % IDS;
      return id;
    }
  }

  HomeLink(HomeServer server, boolean accounting, Telemetry telemetry) {
    this.server = server;
    this.accounting = accounting;
    this.address = accounting ? server.accounting() : server.authentication();
    this.state = new HomeState(server.times(), server.statusCheck());
    this.telemetry = telemetry;
    this.answered = counter("answered");
    this.unanswered = counter("unanswered");
  }

  private LongAdder counter(String name) {
    return telemetry.counter(
        "radius.proxy." + name, "home-server", server.name(), "port", purpose());
  }

  String purpose() {
    return accounting ? "accounting" : "authentication";
  }

  int inFlight() {
    return inFlight;
  }

  boolean isFull() {
    return inFlight >= LANES_MAX * IDS;
  }

  /** Gives a flight a socket and an identifier there; the socket may be a new one. */
  void take(Flight flight, Selector selector, int firstId) throws IOException {
    Lane lane = null;
    for (Lane open : lanes) if (open.used < IDS) lane = open;
    if (lane == null) lane = open(selector, firstId);
    flight.lane = lane;
    flight.id = lane.freeId();
    lane.flights[flight.id] = flight;
    lane.used++;
    inFlight++;
  }

  private Lane open(Selector selector, int firstId) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
      channel.connect(address);
      Lane lane = new Lane(this, channel, firstId);
      channel.register(selector, SelectionKey.OP_READ, lane);
      lanes.add(lane);
      return lane;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  void release(Flight flight) {
    Lane lane = flight.lane;
    if (lane == null || lane.flights[flight.id] != flight) return;
    lane.flights[flight.id] = null;
    lane.used--;
    inFlight--;
  }

  /** Counts and tells what has changed since it was told last. */
  void tell() {
    HomeState.Life now = state.life();
    if (now == told) return;
    String before = word(told);
    told = now;
    telemetry
        .counter(
            "radius.proxy.home-server-changes",
            "home-server",
            server.name(),
            "port",
            purpose(),
            "to",
            word(now))
        .increment();
    if (now == HomeState.Life.ALIVE) {
      LOG.info("home server {} ({}) is alive again, was {}", server.name(), purpose(), before);
    } else {
      LOG.warn(
          "home server {} ({}, {}) is {}, was {}: it does not answer",
          server.name(),
          purpose(),
          address,
          word(now),
          before);
    }
  }

  private static String word(HomeState.Life life) {
    return life.name().toLowerCase(Locale.ROOT);
  }

  HomeStatus status(long now) {
    return new HomeStatus(
        server.name(),
        purpose(),
        address.getAddress().getHostAddress() + ":" + address.getPort(),
        word(state.life()),
        inFlight,
        answered.sum(),
        unanswered.sum(),
        state.heard() ? (now - state.heardNanos()) / 1_000_000_000 : -1);
  }

  void close() {
    for (Lane lane : lanes) {
      try {
        lane.channel.close();
      } catch (IOException e) {
        LOG.debug("a socket to a home server could not be closed", e);
      }
    }
    lanes.clear();
  }
}
