package jaruek.radius.proxy;

import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketWriter;
import jaruek.retention.telemetry.Telemetry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Accounting events on their way home, stored and forwarded: our own record has them already, and
 * the NAS its answer. Each try is a new packet whose Acct-Delay-Time has grown (RFC 2866 section
 * 5.2). Bounded: beyond it the oldest that waits is lost, counted. In memory only.
 */
final class AccountingQueue {
  /** Events under way to one pool: the others wait for their turn. */
  static final int IN_FLIGHT_MAX = 32;

  /** Older events are of no use to anybody; the oldest that FreeRADIUS's detail reader has. */
  private static final long KEEP_NANOS = 24L * 3600 * 1_000_000_000L;

  private final ProxyClient client;
  private final Onward onward;
  private final int waitingMax;
  private final Telemetry telemetry;
  private final Map<Pool, Line> lines = new HashMap<>();
  private int waiting;

  private static final class Line {
    final Deque<Event> events = new ArrayDeque<>();
    int inFlight;
    long pausedUntilNanos = System.nanoTime();
  }

  private record Event(List<Attribute> attributes, long delaySeconds, long atNanos) {}

  /** A try after one that failed waits so long: the servers' windows have closed already. */
  private static final long PAUSE_NANOS = 1_000_000_000L;

  AccountingQueue(ProxyClient client, Onward onward, int waitingMax, Telemetry telemetry) {
    this.client = client;
    this.onward = onward;
    this.waitingMax = waitingMax;
    this.telemetry = telemetry;
  }

  synchronized int waiting() {
    int all = waiting;
    for (Line line : lines.values()) all += line.inFlight;
    return all;
  }

  private void count(String name) {
    telemetry.counter("radius.proxy.accounting-" + name).increment();
  }

  /** One more for this pool. */
  void add(Pool pool, Packet request, List<Attribute> attributes) {
    long delay = request.number(AttributeType.ACCT_DELAY_TIME).orElse(0);
    synchronized (this) {
      Line line = lines.computeIfAbsent(pool, p -> new Line());
      if (waiting >= waitingMax) makeRoom();
      line.events.add(new Event(List.copyOf(attributes), delay, System.nanoTime()));
      waiting++;
    }
    pump();
  }

  /** The oldest of the longest line. */
  private void makeRoom() {
    Line longest = null;
    for (Line line : lines.values()) {
      if (longest == null || line.events.size() > longest.events.size()) longest = line;
    }
    if (longest == null || longest.events.isEmpty()) return;
    longest.events.remove();
    waiting--;
    count("lost");
  }

  /** Sends what may be sent now. */
  void pump() {
    List<Runnable> ready = new ArrayList<>();
    synchronized (this) {
      if (waiting > 0) lines.forEach((pool, line) -> ready(pool, line, ready));
    }
    ready.forEach(Runnable::run);
  }

  private void ready(Pool pool, Line line, List<Runnable> ready) {
    long now = System.nanoTime();
    if (line.events.isEmpty() || now - line.pausedUntilNanos < 0) return;
    if (line.inFlight >= IN_FLIGHT_MAX || !client.takesAccounting(pool)) return;
    while (line.inFlight < IN_FLIGHT_MAX && !line.events.isEmpty()) {
      Event event = line.events.remove();
      waiting--;
      if (now - event.atNanos >= KEEP_NANOS) {
        count("lost");
        continue;
      }
      line.inFlight++;
      ready.add(() -> client.submit(new Delivery(pool, line, event), true));
    }
  }

  private synchronized void delivered(Line line) {
    line.inFlight--;
    count("delivered");
  }

  private synchronized void again(Line line, Event event, ProxyReason why) {
    line.inFlight--;
    if (why == ProxyReason.TOO_LONG) {
      count("lost");
      return;
    }
    count("delayed");
    line.pausedUntilNanos = System.nanoTime() + PAUSE_NANOS;
    line.events.addFirst(event);
    waiting++;
    if (waiting > waitingMax) makeRoom();
  }

  private final class Delivery extends Job {
    private final Line line;
    private final Event event;

    Delivery(Pool pool, Line line, Event event) {
      super(pool, event.attributes.toString(), null);
      this.line = line;
      this.event = event;
    }

    @Override
    byte[] write(HomeServer server, int id, byte[] authenticator) {
      long elapsed = (System.nanoTime() - event.atNanos) / 1_000_000_000L;
      List<Attribute> attributes = new ArrayList<>(event.attributes);
      attributes.add(Attribute.number(AttributeType.ACCT_DELAY_TIME, event.delaySeconds + elapsed));
      attributes.add(onward.proxyState());
      return PacketWriter.accountingRequest(id, attributes, server.secret());
    }

    @Override
    void replied(Flight flight, Packet reply) {
      delivered(line);
      pump();
    }

    @Override
    void failed(ProxyReason why, @Nullable String homeServer) {
      again(line, event, why);
    }
  }
}
