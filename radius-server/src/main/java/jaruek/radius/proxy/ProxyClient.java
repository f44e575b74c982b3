package jaruek.radius.proxy;

import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Checked;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCheck;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything under way to home servers: identifiers, retransmissions (RFC 5080 section 2.2.1),
 * fail-over, the conversations that must stay where they began, and Status-Server to those that do
 * not answer. A reply counts only if it comes from where the request went and its authenticators
 * are right; what is not so is counted, and waiting goes on.
 *
 * <p>One thread; any thread may call. Results are handed out without the lock.
 */
final class ProxyClient implements AutoCloseable {
  /** Conversations whose home server is remembered; beyond it the oldest is forgotten. */
  static final int CONVERSATIONS_MAX = 16_384;

  /** RFC 5080 section 2.2.1. */
  private static final long FIRST_INTERVAL_NANOS = 2_000_000_000L;

  /** A NAS that repeats itself faster is not followed. */
  private static final long REPEAT_NANOS_MIN = 250_000_000L;

  /** FreeRADIUS's check_timeout. */
  private static final long PING_WINDOW_NANOS = 4_000_000_000L;

  /** What is due is looked for at most so often. */
  private static final long LOOK_NANOS = 20_000_000L;

  private static final long WAIT_NANOS_MAX = 1_000_000_000L;
  private static final int READS_MAX = 512;
  private static final long CLOSE_MILLIS_MAX = 2_000;
  private static final HexFormat HEX = HexFormat.of();
  private static final Logger LOG = LoggerFactory.getLogger(ProxyClient.class);

  private final Telemetry telemetry;
  private final RandomGenerator random;
  private final int jobsMax;
  private final Runnable idle;
  private final Map<HomeServer, HomeLink> authentication = new LinkedHashMap<>();
  private final Map<HomeServer, HomeLink> accounting = new LinkedHashMap<>();
  private final Set<Flight> flights = new LinkedHashSet<>();
  private final Map<Job, Boolean> jobs = new HashMap<>();
  private final Map<String, HomeLink> conversations = new LinkedHashMap<>();
  private long lookNanos = System.nanoTime();
  private boolean closed;
  private @Nullable Selector selector;
  private @Nullable Thread thread;

  /**
   * Inert until {@link #start}.
   *
   * @param jobsMax logins under way
   * @param idle called now and then by the client's thread, without its lock
   */
  ProxyClient(
      List<HomeServer> servers,
      int jobsMax,
      Telemetry telemetry,
      RandomGenerator random,
      Runnable idle) {
    this.telemetry = telemetry;
    this.random = random;
    this.jobsMax = jobsMax;
    this.idle = idle;
    for (HomeServer server : servers) {
      authentication.put(server, new HomeLink(server, false, telemetry));
      accounting.put(server, new HomeLink(server, true, telemetry));
    }
  }

  synchronized void start() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("no selector for home servers: " + e.getMessage(), e);
    }
    telemetry.gauge("radius.proxy.in-flight", this::inFlight);
    thread = Thread.ofPlatform().daemon().name("radius-proxy").start(this::run);
  }

  private synchronized long inFlight() {
    return flights.size();
  }

  /** What to do when the lock is gone. */
  private interface Later {
    void run();
  }

  /** Sends a job's request, or says at once why not. */
  void submit(Job job, boolean forAccounting) {
    List<Later> later = new ArrayList<>();
    synchronized (this) {
      if (closed || selector == null || (!forAccounting && jobs.size() >= jobsMax)) {
        count("busy");
        later.add(() -> job.failed(ProxyReason.BUSY, null));
      } else {
        if (!forAccounting) jobs.put(job, true);
        launch(job, forAccounting, later);
      }
    }
    later.forEach(Later::run);
  }

  /** The NAS asked again: so do we, with the same packet. */
  synchronized void repeat(Job job) {
    long now = System.nanoTime();
    for (Flight flight : job.flights) {
      if (!flight.lapsed && now - flight.lastSentNanos >= REPEAT_NANOS_MIN) {
        count("repeats-followed");
        send(flight, now);
      }
    }
  }

  /** Whether any server of a pool may take accounting now. */
  synchronized boolean takesAccounting(Pool pool) {
    return pool.servers().stream()
        .map(accounting::get)
        .anyMatch(link -> link != null && link.state.life() != HomeState.Life.DEAD);
  }

  synchronized List<HomeStatus> status() {
    long now = System.nanoTime();
    List<HomeStatus> all = new ArrayList<>();
    authentication.values().forEach(link -> all.add(link.status(now)));
    accounting.values().stream()
        .filter(link -> link.state.heard() || link.unanswered.sum() > 0)
        .forEach(link -> all.add(link.status(now)));
    return all;
  }

  private void count(String name) {
    telemetry.counter("radius.proxy." + name).increment();
  }

  // ---- choosing ----

  private void launch(Job job, boolean forAccounting, List<Later> later) {
    HomeLink link = choose(job, forAccounting);
    if (link == null) {
      ProxyReason why = reason(job, forAccounting);
      finish(job);
      String last = job.tried.isEmpty() ? null : lastTried(job);
      later.add(() -> job.failed(why, last));
      return;
    }
    launch(job, link, later);
  }

  private ProxyReason reason(Job job, boolean forAccounting) {
    if (!job.tried.isEmpty()) return ProxyReason.NO_ANSWER;
    Map<HomeServer, HomeLink> links = forAccounting ? accounting : authentication;
    boolean full =
        ordered(job, links).stream()
            .anyMatch(link -> link.isFull() && link.state.life() != HomeState.Life.DEAD);
    if (full) return ProxyReason.BUSY;
    boolean begun = job.conversation != null && conversations.containsKey(job.conversation);
    return begun ? ProxyReason.CONVERSATION_LOST : ProxyReason.ALL_DEAD;
  }

  private static String lastTried(Job job) {
    String last = "";
    for (HomeLink link : job.tried) last = link.server.name();
    return last;
  }

  private void launch(Job job, HomeLink link, List<Later> later) {
    Flight flight = new Flight(link, job);
    long now = System.nanoTime();
    job.tried.add(link);
    try {
      link.take(flight, selector(), random.nextInt(HomeLink.IDS));
      flight.authenticator = authenticator();
      flight.bytes = job.write(link.server, flight.id, flight.authenticator);
      flight.authenticator = Arrays.copyOfRange(flight.bytes, 4, 20);
    } catch (IllegalArgumentException e) {
      link.release(flight);
      finish(job);
      later.add(() -> job.failed(ProxyReason.TOO_LONG, link.server.name()));
      return;
    } catch (IOException e) {
      count("sockets-not-opened");
      link.release(flight);
      finish(job);
      later.add(() -> job.failed(ProxyReason.BUSY, link.server.name()));
      return;
    }
    job.flights.add(flight);
    begin(flight, link.server.times().responseWindow().toNanos(), now);
  }

  private Selector selector() throws IOException {
    if (selector == null) throw new IOException("not started");
    return selector;
  }

  private byte[] authenticator() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return bytes;
  }

  private void begin(Flight flight, long windowNanos, long now) {
    flights.add(flight);
    flight.sentNanos = now;
    flight.windowNanos = now + windowNanos;
    flight.intervalNanos = FIRST_INTERVAL_NANOS;
    send(flight, now);
    if (selector != null) selector.wakeup();
  }

  /** A tenth either way, so that many sent at once do not come back at once. */
  private void send(Flight flight, long now) {
    flight.lastSentNanos = now;
    flight.resendNanos = now + (long) (flight.intervalNanos * (0.9 + 0.2 * random.nextDouble()));
    flight.intervalNanos *= 2;
    long due =
        flight.resendNanos - flight.windowNanos < 0 ? flight.resendNanos : flight.windowNanos;
    if (due - lookNanos < 0) lookNanos = due;
    try {
      if (flight.lane != null) flight.lane.channel.write(ByteBuffer.wrap(flight.bytes));
    } catch (IOException e) {
      // an ICMP error, which anybody can forge, or no route: time tells
      count("not-sent");
    }
  }

  private @Nullable HomeLink choose(Job job, boolean forAccounting) {
    Map<HomeServer, HomeLink> links = forAccounting ? accounting : authentication;
    if (job.conversation != null) {
      HomeLink begun = conversations.get(job.conversation);
      if (begun != null) {
        boolean usable = begun.state.life() != HomeState.Life.DEAD && !job.tried.contains(begun);
        return usable && !begun.isFull() ? begun : null;
      }
    }
    HomeLink best = null;
    for (HomeLink link : ordered(job, links)) {
      if (job.tried.contains(link) || link.state.life() == HomeState.Life.DEAD) continue;
      if (link.isFull()) {
        count("home-server-full");
        continue;
      }
      if (best == null || link.state.life().compareTo(best.state.life()) < 0) best = link;
    }
    return best;
  }

  /**
   * Of a sharing pool by the device: so a device stays where it is while the others come and go.
   */
  private static List<HomeLink> ordered(Job job, Map<HomeServer, HomeLink> links) {
    List<HomeLink> all = new ArrayList<>();
    for (HomeServer server : job.pool.servers()) {
      HomeLink link = links.get(server);
      if (link != null) all.add(link);
    }
    if (job.pool.type() == Pool.Type.LOAD_BALANCE) {
      all.sort((a, b) -> Integer.compare(weight(job, b), weight(job, a)));
    }
    return all;
  }

  private static int weight(Job job, HomeLink link) {
    int hash = (job.key + '\0' + link.server.name()).hashCode();
    // hashCode alone leaves neighbours together
    hash = (hash ^ hash >>> 16) * 0x85ebca6b;
    hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
    return hash ^ hash >>> 16;
  }

  private void finish(Job job) {
    job.done = true;
    jobs.remove(job);
    for (Flight flight : job.flights) {
      flights.remove(flight);
      flight.link.release(flight);
    }
    job.flights.clear();
  }

  // ---- the thread ----

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocate(PacketCheck.PACKET_BYTES_MAX);
    while (true) {
      List<Later> later = new ArrayList<>();
      Selector open;
      long waitNanos;
      synchronized (this) {
        if (closed || selector == null) return;
        open = selector;
        receive(open, buffer, later);
        look(later);
        waitNanos = Math.clamp(lookNanos - System.nanoTime(), 1, WAIT_NANOS_MAX);
      }
      for (Later one : later) guarded(one);
      guarded(idle::run);
      try {
        open.select((waitNanos + 999_999) / 1_000_000);
      } catch (IOException e) {
        LOG.error("home servers cannot be asked any more", e);
        return;
      }
    }
  }

  /** One answer that cannot be handed out must not cost the others theirs. */
  private void guarded(Later one) {
    try {
      one.run();
    } catch (RuntimeException e) {
      count("failed");
      LOG.warn("an answer of a home server could not be used: {}", e.toString());
    }
  }

  private void receive(Selector open, ByteBuffer buffer, List<Later> later) {
    for (SelectionKey key : open.selectedKeys()) {
      if (key.attachment() instanceof HomeLink.Lane lane) receive(lane, buffer, later);
    }
    open.selectedKeys().clear();
  }

  private void receive(HomeLink.Lane lane, ByteBuffer buffer, List<Later> later) {
    for (int i = 0; i < READS_MAX; i++) {
      try {
        buffer.clear();
        int length = lane.channel.read(buffer);
        if (length <= 0) return;
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        String fault = take(lane, bytes, later);
        if (fault != null) rejected(lane.link, fault);
      } catch (IOException e) {
        rejected(lane.link, "socket"); // an ICMP error for an earlier request
      }
    }
  }

  private void rejected(HomeLink link, String reason) {
    telemetry
        .counter(
            "radius.proxy.replies-rejected", "home-server", link.server.name(), "reason", reason)
        .increment();
  }

  private @Nullable String take(HomeLink.Lane lane, byte[] bytes, List<Later> later) {
    if (!(PacketCheck.check(bytes) instanceof Checked.Sound(Packet reply))) return "malformed";
    Flight flight = lane.flight(reply.id());
    if (flight == null) return "unknown-id"; // late, twice, or forged
    String fault = fault(flight, reply);
    if (fault != null) return fault;
    long now = System.nanoTime();
    HomeLink link = flight.link;
    Job job = flight.job;
    if (job == null) {
      link.state.pingAnswered(now);
      link.tell();
      flights.remove(flight);
      link.release(flight);
      return null;
    }
    link.state.answered(now);
    link.tell();
    link.answered.increment();
    finish(job);
    remember(job.pool, reply, link);
    later.add(() -> job.replied(flight, reply));
    return null;
  }

  static @Nullable String fault(Flight flight, Packet reply) {
    HomeServer server = flight.link.server;
    SharedSecret secret = server.secret();
    boolean ping = flight.job == null;
    if (!isAnswer(flight.link, ping, reply.code())) return "unexpected-code";
    if (!secret.responseAuthenticatorMatches(reply, flight.authenticator)) {
      return "bad-response-authenticator";
    }
    if (reply.has(AttributeType.MESSAGE_AUTHENTICATOR)) {
      return secret.messageAuthenticatorMatches(reply, flight.authenticator)
              || flight.link.accounting // no RFC says over what
          ? null
          : "bad-message-authenticator";
    }
    if (flight.link.accounting || ping) return null;
    boolean needed = server.requireMessageAuthenticator() || reply.has(AttributeType.EAP_MESSAGE);
    return needed ? "no-message-authenticator" : null;
  }

  private static boolean isAnswer(HomeLink link, boolean ping, int code) {
    if (link.accounting) return code == PacketCode.ACCOUNTING_RESPONSE;
    return code == PacketCode.ACCESS_ACCEPT
        || (!ping && (code == PacketCode.ACCESS_REJECT || code == PacketCode.ACCESS_CHALLENGE));
  }

  private void remember(Pool pool, Packet reply, HomeLink link) {
    if (reply.code() != PacketCode.ACCESS_CHALLENGE) return;
    String state = conversation(pool, reply);
    if (state != null) remember(state, link);
  }

  private void remember(String state, HomeLink link) {
    conversations.remove(state);
    if (conversations.size() >= CONVERSATIONS_MAX) {
      var oldest = conversations.keySet().iterator();
      oldest.next();
      oldest.remove();
      count("conversations-evicted");
    }
    conversations.put(state, link);
  }

  /** As {@link Job#conversation} has it. */
  static @Nullable String conversation(Pool pool, Packet packet) {
    return packet
        .octets(AttributeType.STATE)
        .map(state -> pool.name() + ' ' + HEX.formatHex(state))
        .orElse(null);
  }

  // ---- what is due ----

  private void look(List<Later> later) {
    long now = System.nanoTime();
    if (now - lookNanos < 0) return;
    lookNanos = now + WAIT_NANOS_MAX;
    for (Flight flight : List.copyOf(flights)) look(flight, now, later);
    for (HomeLink link : authentication.values()) tick(link, now);
    for (HomeLink link : accounting.values()) tick(link, now);
    if (lookNanos - now < LOOK_NANOS) lookNanos = now + LOOK_NANOS;
  }

  private void tick(HomeLink link, long now) {
    link.state.tick(now);
    link.tell();
    if (link.state.pingIsDue(now)) ping(link, now);
  }

  private void ping(HomeLink link, long now) {
    Flight flight = new Flight(link, null);
    try {
      link.take(flight, selector(), random.nextInt(HomeLink.IDS));
    } catch (IOException e) {
      count("sockets-not-opened");
      return;
    }
    flight.authenticator = authenticator();
    flight.bytes =
        PacketWriter.request(
            PacketCode.STATUS_SERVER,
            flight.id,
            flight.authenticator,
            List.of(Attribute.text(AttributeType.NAS_IDENTIFIER, "Status Check. Are you alive?")),
            link.server.secret());
    count("status-checks");
    begin(flight, PING_WINDOW_NANOS, now);
    flight.resendNanos = flight.windowNanos; // RFC 5997 section 4.3: not sent again
  }

  private void look(Flight flight, long now, List<Later> later) {
    Job job = flight.job;
    if (job != null && job.done) return;
    if (now - flight.windowNanos >= 0) {
      if (!flight.lapsed) lapse(flight, now, later);
      return;
    }
    if (now - flight.resendNanos >= 0) {
      count("resent");
      send(flight, now);
    }
    due(flight.resendNanos);
    due(flight.windowNanos);
  }

  private void due(long nanos) {
    if (nanos - lookNanos < 0) lookNanos = nanos;
  }

  private void lapse(Flight flight, long now, List<Later> later) {
    HomeLink link = flight.link;
    Job job = flight.job;
    flight.lapsed = true;
    if (job == null) {
      link.state.pingUnanswered();
      flights.remove(flight);
      link.release(flight);
      return;
    }
    link.unanswered.increment();
    link.state.unanswered(flight.sentNanos, now);
    link.tell();
    due(now);
    // its flight stays until the job is done: a late answer is one
    launch(job, link.accounting, later);
  }

  /** Ends; what is under way is not answered. */
  @Override
  public void close() {
    Thread ending;
    synchronized (this) {
      closed = true;
      ending = thread;
      if (selector != null) selector.wakeup();
    }
    try {
      if (ending != null) ending.join(CLOSE_MILLIS_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      authentication.values().forEach(HomeLink::close);
      accounting.values().forEach(HomeLink::close);
      try {
        if (selector != null) selector.close();
      } catch (IOException e) {
        LOG.debug("the selector could not be closed", e);
      }
      selector = null;
    }
  }
}
