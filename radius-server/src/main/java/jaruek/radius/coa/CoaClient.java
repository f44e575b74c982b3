package jaruek.radius.coa;

import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Checked;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCheck;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends Disconnect- and CoA-Requests (RFC 5176) and sends them again: identical, with the same
 * identifier, while the Event-Timestamp is fresh, so that the NAS knows a duplicate; later with a
 * new timestamp, and so a new identifier and authenticator (section 2.3). An answer to any of them
 * counts, if its authenticators are right.
 *
 * <p>Bounded for each NAS and for all. Where a NAS has answered nothing between two requests given
 * up, all that wait for it are given up too: they would each wait as long.
 *
 * <p>One thread and one socket for each kind of address. Any thread may call.
 */
public final class CoaClient implements AutoCloseable {
  /** A timestamp older than this is renewed: a NAS may take no older ones (section 6.3). */
  static final long FRESH_MILLIS = 10_000;

  private static final int IDS = 256;
  private static final long CLOSE_MILLIS_MAX = 2_000;
  private static final Logger LOG = LoggerFactory.getLogger(CoaClient.class);

  private final CoaConfig config;
  private final Telemetry telemetry;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Map<InetSocketAddress, Nas> nases = new LinkedHashMap<>();
  private final List<Job> inFlight = new ArrayList<>();
  private int waiting;
  private boolean closed;
  private @Nullable Selector selector;
  private @Nullable DatagramChannel channel;
  private @Nullable Thread thread;

  private static final class Nas {
    final Deque<Job> waiting = new ArrayDeque<>();
    final Map<Integer, Job> byId = new HashMap<>();
    int inFlight;
    int nextId;
    boolean heard;
  }

  private static final class Job {
    final CoaRequest request;
    final CompletableFuture<CoaResult> result = new CompletableFuture<>();
    final Map<Integer, byte[]> sent = new HashMap<>();
    byte[] bytes = new byte[0];
    long stampMillis;
    int attempts;
    long dueNanos;

    Job(CoaRequest request) {
      this.request = request;
    }
  }

  /** Inert until {@link #start}. */
  public CoaClient(
      CoaConfig config, Telemetry telemetry, InstantSource clock, RandomGenerator random) {
    this.config = config;
    this.telemetry = telemetry;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Opens the socket.
   *
   * @throws UncheckedIOException if it cannot
   */
  public synchronized void start() {
    try {
      selector = Selector.open();
      channel = DatagramChannel.open();
      channel.bind(new InetSocketAddress(0));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
    } catch (IOException e) {
      throw new UncheckedIOException("no socket for disconnects: " + e.getMessage(), e);
    }
    telemetry.gauge("radius.coa.waiting", this::waiting);
    thread = Thread.ofPlatform().daemon().name("radius-coa").start(this::run);
  }

  private synchronized long waiting() {
    return (long) waiting + inFlight.size();
  }

  /** Sends it, now or when its turn comes; the result comes on this client's thread. */
  public CompletableFuture<CoaResult> send(CoaRequest request) {
    Job job = new Job(request);
    synchronized (this) {
      if (closed || selector == null) return notSent(CoaResult.Why.CLOSED);
      if (waiting >= config.waitingMax()) {
        telemetry.counter("radius.coa.not-sent", "reason", "busy").increment();
        return notSent(CoaResult.Why.BUSY);
      }
      waiting++;
      nases.computeIfAbsent(request.nas(), n -> newNas()).waiting.add(job);
      selector.wakeup();
    }
    return job.result;
  }

  private Nas newNas() {
    Nas nas = new Nas();
    nas.nextId = random.nextInt(IDS);
    return nas;
  }

  private static CompletableFuture<CoaResult> notSent(CoaResult.Why why) {
    return CompletableFuture.completedFuture(new CoaResult.NotSent(why));
  }

  /** Results are handed out without the lock: whoever gets one may send again. */
  private record Finished(Job job, CoaResult result) {}

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocate(PacketCheck.PACKET_BYTES_MAX);
    while (true) {
      List<Finished> finished = new ArrayList<>();
      Selector open;
      long wait;
      synchronized (this) {
        if (closed || selector == null) return;
        open = selector;
        receive(buffer, finished);
        resend(finished);
        launch(finished);
        wait = millisToNext();
      }
      finished.forEach(done -> done.job.result.complete(done.result));
      try {
        open.select(finished.isEmpty() ? wait : 1);
        open.selectedKeys().clear();
      } catch (IOException e) {
        LOG.error("disconnects cannot be sent any more", e);
        return;
      }
    }
  }

  private long millisToNext() {
    long wait = 1_000;
    long now = System.nanoTime();
    for (Job job : inFlight) wait = Math.min(wait, (job.dueNanos - now) / 1_000_000);
    return Math.max(1, wait);
  }

  private void launch(List<Finished> finished) {
    Iterator<Map.Entry<InetSocketAddress, Nas>> all = nases.entrySet().iterator();
    while (all.hasNext()) {
      Nas nas = all.next().getValue();
      while (inFlight.size() < config.inFlightMax()
          && nas.inFlight < config.perNasMax()
          && !nas.waiting.isEmpty()) {
        Job job = nas.waiting.remove();
        waiting--;
        inFlight.add(job);
        nas.inFlight++;
        attempt(job, nas, finished);
      }
      // a NAS with nothing to do is forgotten, so there are no more of them than requests
      if (nas.waiting.isEmpty() && nas.inFlight == 0) all.remove();
    }
  }

  private void resend(List<Finished> finished) {
    long now = System.nanoTime();
    for (Job job : List.copyOf(inFlight)) {
      if (job.dueNanos - now > 0) continue;
      Nas nas = nases.get(job.request.nas());
      if (nas == null) continue;
      if (job.attempts < config.attemptsMax()) {
        attempt(job, nas, finished);
        continue;
      }
      finish(job, nas, new CoaResult.NoAnswer(job.attempts), finished);
      if (!nas.heard) giveUp(nas, finished);
      nas.heard = false;
    }
  }

  private void giveUp(Nas nas, List<Finished> finished) {
    waiting -= nas.waiting.size();
    nas.waiting.forEach(job -> finished.add(new Finished(job, new CoaResult.NoAnswer(0))));
    nas.waiting.clear();
  }

  private void attempt(Job job, Nas nas, List<Finished> finished) {
    long now = clock.millis();
    if (job.attempts == 0 || Math.abs(now - job.stampMillis) > FRESH_MILLIS) {
      int id = freeId(nas);
      job.stampMillis = now;
      job.bytes = write(job.request, id, now);
      job.sent.put(id, Arrays.copyOfRange(job.bytes, 4, 20));
      nas.byId.put(id, job);
    }
    job.attempts++;
    long timeout = config.timeout().toNanos() << (job.attempts - 1);
    // a tenth either way, so that many sent at once do not come back at once
    job.dueNanos = System.nanoTime() + (long) (timeout * (0.9 + 0.2 * random.nextDouble()));
    telemetry.counter("radius.coa.sent", "again", Boolean.toString(job.attempts > 1)).increment();
    try {
      if (channel != null) channel.send(ByteBuffer.wrap(job.bytes), job.request.nas());
    } catch (IOException e) {
      // such as no route: told at once if it cannot be sent at all, else as lost
      if (job.attempts == config.attemptsMax() || job.attempts == 1) {
        finish(job, nas, new CoaResult.NotSent(CoaResult.Why.NOT_SENDABLE), finished);
      }
    }
  }

  private static byte[] write(CoaRequest request, int id, long nowMillis) {
    List<Attribute> attributes = new ArrayList<>(request.attributes());
    attributes.add(Attribute.number(AttributeType.EVENT_TIMESTAMP, nowMillis / 1000));
    int code = request.disconnect() ? PacketCode.DISCONNECT_REQUEST : PacketCode.COA_REQUEST;
    return PacketWriter.dynamicRequest(code, id, attributes, request.secret());
  }

  /** There is one: fewer are in flight to one NAS than there are ids, each with a few. */
  private static int freeId(Nas nas) {
    for (int i = 0; i < IDS; i++) {
      int id = nas.nextId;
      nas.nextId = (nas.nextId + 1) % IDS;
      if (!nas.byId.containsKey(id)) return id;
    }
    throw new IllegalStateException("no identifier is free");
  }

  private void receive(ByteBuffer buffer, List<Finished> finished) {
    try {
      while (channel != null) {
        buffer.clear();
        InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
        if (from == null) return;
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        String fault = take(from, bytes, finished);
        if (fault != null) {
          telemetry.counter("radius.coa.rejected", "reason", fault).increment();
        }
      }
    } catch (IOException e) {
      // an ICMP error for an earlier request: its time-out tells
      telemetry.counter("radius.coa.rejected", "reason", "socket").increment();
    }
  }

  private @Nullable String take(InetSocketAddress from, byte[] bytes, List<Finished> finished) {
    Nas nas = nases.get(from);
    if (nas == null) return "unknown-source";
    if (!(PacketCheck.check(bytes) instanceof Checked.Sound(Packet reply))) return "malformed";
    Job job = nas.byId.get(reply.id());
    if (job == null) return "unknown-id";
    byte[] authenticator = job.sent.get(reply.id());
    if (authenticator == null) return "unknown-id";
    String fault = fault(job.request, authenticator, reply);
    if (fault != null) return fault;
    nas.heard = true;
    telemetry.counter("radius.coa.replies", "code", PacketCode.word(reply.code())).increment();
    finish(job, nas, result(reply, job.attempts), finished);
    return null;
  }

  /** Why a reply is none to the request that was sent with this authenticator; null if it is. */
  static @Nullable String fault(CoaRequest request, byte[] authenticator, Packet reply) {
    if (!isAnswer(request, reply.code())) return "unexpected-code";
    if (!request.secret().responseAuthenticatorMatches(reply, authenticator)) {
      return "bad-response-authenticator";
    }
    if (reply.has(AttributeType.MESSAGE_AUTHENTICATOR)
        && !request.secret().messageAuthenticatorMatches(reply, authenticator)) {
      return "bad-message-authenticator";
    }
    return null;
  }

  private static boolean isAnswer(CoaRequest request, int code) {
    return request.disconnect()
        ? code == PacketCode.DISCONNECT_ACK || code == PacketCode.DISCONNECT_NAK
        : code == PacketCode.COA_ACK || code == PacketCode.COA_NAK;
  }

  static CoaResult result(Packet reply, int attempts) {
    if (reply.code() == PacketCode.DISCONNECT_ACK || reply.code() == PacketCode.COA_ACK) {
      return new CoaResult.Done(attempts);
    }
    long cause = reply.number(AttributeType.ERROR_CAUSE).orElse(0);
    return new CoaResult.Refused(Math.clamp(cause, 0, 65_535), attempts);
  }

  private void finish(Job job, Nas nas, CoaResult result, List<Finished> finished) {
    if (!inFlight.remove(job)) return;
    nas.inFlight--;
    job.sent.keySet().forEach(nas.byId::remove);
    finished.add(new Finished(job, result));
  }

  /** Ends; what is under way is not sent again. */
  @Override
  public void close() {
    List<Job> left = new ArrayList<>();
    Thread ending;
    synchronized (this) {
      closed = true;
      ending = thread;
      left.addAll(inFlight);
      nases.values().forEach(nas -> left.addAll(nas.waiting));
      inFlight.clear();
      nases.clear();
      waiting = 0;
      if (selector != null) selector.wakeup();
    }
    left.forEach(job -> job.result.complete(new CoaResult.NotSent(CoaResult.Why.CLOSED)));
    try {
      if (ending != null) ending.join(CLOSE_MILLIS_MAX);
      if (channel != null) channel.close();
      if (selector != null) selector.close();
    } catch (IOException e) {
      LOG.warn("the socket for disconnects could not be closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
