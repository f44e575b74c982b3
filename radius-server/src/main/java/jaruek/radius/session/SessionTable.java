package jaruek.radius.session;

import jaruek.radius.session.AccountingEvent.Kind;
import jaruek.radius.session.LiveSession.By;
import jaruek.radius.session.LiveSession.Ended;
import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sessions open now. Rules, for events that may be lost, late, repeated or out of order:
 *
 * <ul>
 *   <li>Start opens; the same again within a minute is a duplicate, later it replaces. An interim
 *       update of an unknown session opens it too, a Stop of one counts its usage.
 *   <li>Stop closes. What comes behind it counts only where its counters are higher, unless its
 *       session time shows that the NAS has begun to count its ids anew.
 *   <li>Accounting-On and -Off close every session of that NAS that began before.
 *   <li>A Start on the port or with the address of an older session closes that one by inference. A
 *       later event of it opens it again, and shows that this port or address is shared: nothing is
 *       inferred from it any more.
 *   <li>Who is silent for too long is stale: not open for anybody who asks, until it speaks.
 * </ul>
 *
 * Any thread may call; every call is short.
 */
public final class SessionTable implements Usage {
  /** NASes known by name; with more, one without sessions is forgotten. */
  static final int NASES_MAX = 20_000;

  /** Ports and addresses known to be shared. */
  static final int SHARED_MAX = 10_000;

  /** A second Start so soon is the first one. */
  static final long DUPLICATE_MILLIS_MAX = 60_000;

  /** Closed sessions are remembered for so long: late events come within it. */
  static final long CLOSED_MILLIS_MAX = 86_400_000;

  private static final int LOOKED_AT_MAX = 16;

  private final SessionRules rules;
  private final InstantSource clock;
  // by when they were last heard of, or closed, the oldest first
  private final SequencedMap<SessionKey, LiveSession> open = byAccess();
  private final SequencedMap<SessionKey, LiveSession> closed = new LinkedHashMap<>();
  private final SequencedMap<String, UserUsage> users = byAccess();
  private final SequencedMap<String, Nas> nases = byAccess();
  private final Map<Object, LiveSession> places = new LinkedHashMap<>();
  private final Map<String, LongAdder> closes = new HashMap<>();
  private final Set<Object> shared = new LinkedHashSet<>();
  private final TableImage image = new TableImage(open, closed, users, nases, places, shared);
  private final ReentrantLock order = new ReentrantLock();
  private IpAddress lastSource = IpAddress.UNSPECIFIED;
  private String lastSourceText = lastSource.toString();
  private final Telemetry telemetry;
  private final LongAdder withoutStart;
  private final LongAdder late;
  private final LongAdder reopened;
  private final LongAdder evicted;
  private final LongAdder usersForgotten;

  record PortKey(String nas, String port) {}

  static final class Nas {
    final Set<LiveSession> sessions = new LinkedHashSet<>();
    long rebootedAtMillis = Long.MIN_VALUE;
    @Nullable String client;
    @Nullable IpAddress source;
  }

  /**
   * Who reports a session or a NAS.
   *
   * @param client its name
   * @param source its address
   * @param itself whether the NAS's own address is the source: nobody else speaks for it
   */
  public record Reporter(String client, IpAddress source, boolean itself) {}

  /** An empty table. */
  public SessionTable(SessionRules rules, Telemetry telemetry, InstantSource clock) {
    this.rules = rules;
    this.clock = clock;
    this.telemetry = telemetry;
    this.withoutStart = telemetry.counter("radius.sessions.without-start");
    this.late = telemetry.counter("radius.sessions.late-events");
    this.reopened = telemetry.counter("radius.sessions.reopened");
    this.evicted = telemetry.counter("radius.sessions.evicted");
    this.usersForgotten = telemetry.counter("radius.sessions.users-forgotten");
    telemetry.gauge("radius.sessions.open", this::size);
  }

  private static <K, V> SequencedMap<K, V> byAccess() {
    return new LinkedHashMap<>(1024, 0.75f, true);
  }

  /**
   * Does work that journals events and takes them here, while no other such work is done: so events
   * are taken in the journal's order, and at any other moment all that are journalled are taken.
   * Each event but those from before the start is to come this way.
   *
   * @return what the work answers
   */
  public boolean inOrder(BooleanSupplier work) {
    order.lock();
    try {
      return work.getAsBoolean();
    } finally {
      order.unlock();
    }
  }

  /**
   * Writes all that is held here.
   *
   * @param journal asked for its end at the very moment: all events before it are taken
   */
  <T> T write(ImageWriter out, Supplier<T> journal) {
    order.lock();
    try {
      T end = journal.get();
      synchronized (this) {
        image.write(out);
      }
      return end;
    } finally {
      order.unlock();
    }
  }

  /** Reads what was written into a table that is empty; it still is if that throws. */
  synchronized void read(ImageReader in) {
    if (!image.isEmpty()) throw new IllegalStateException("the table is not empty");
    try {
      image.read(in);
      in.end();
    } catch (RuntimeException e) {
      image.clear();
      throw e;
    }
  }

  /** Forgets everything. */
  synchronized void clear() {
    image.clear();
  }

  /** Open sessions, those not yet known to be stale included. */
  public synchronized int size() {
    return open.size();
  }

  /**
   * What is known before an event is taken.
   *
   * @param reporter who reported its session, or for On and Off its NAS; null if that is not known
   * @param repeats whether the event was taken before, to the counters: then it need not be kept
   *     again
   */
  public record Known(@Nullable Reporter reporter, boolean repeats) {
    private static final Known NOTHING = new Known(null, false);
  }

  /** What is known of an event's session. */
  public synchronized Known known(AccountingEvent event) {
    if (event.kind().ofNas()) {
      Nas nas = nases.get(event.nas());
      return nas == null || nas.sessions.isEmpty()
          ? Known.NOTHING
          : new Known(reporter(event.nas(), nas.client, nas.source), false);
    }
    SessionKey key = event.key();
    LiveSession now = open.get(key);
    LiveSession session = now == null && event.kind() != Kind.START ? closed.get(key) : now;
    if (session == null) return Known.NOTHING;
    // without an id nothing tells two sessions apart
    boolean repeats =
        event.sessionId() != null
            && (session == now || event.kind() == Kind.STOP)
            && session.repeats(event);
    Reporter reporter =
        session.proxied ? null : reporter(event.nas(), session.client, session.source);
    return new Known(reporter, repeats);
  }

  private @Nullable Reporter reporter(
      String nas, @Nullable String client, @Nullable IpAddress source) {
    if (client == null || source == null) return null;
    return new Reporter(client, source, text(source).equals(nas));
  }

  /** Events of one NAS come together. */
  private String text(IpAddress source) {
    if (!source.equals(lastSource)) {
      lastSource = source;
      lastSourceText = source.toString();
    }
    return lastSourceText;
  }

  /** Takes an event that is journalled. */
  public synchronized void apply(AccountingEvent event) {
    Nas nas = nas(event.nas());
    if (event.client() != null && !event.proxied()) {
      nas.client = event.client();
      nas.source = event.source();
    }
    switch (event.kind()) {
      case START -> start(event, nas);
      case INTERIM -> interim(event, nas);
      case STOP -> stop(event, nas);
      case ON, OFF -> reboot(event, nas);
    }
  }

  private Nas nas(String name) {
    Nas known = nases.get(name);
    if (known != null) return known;
    Nas nas = new Nas();
    nases.put(name, nas);
    if (nases.size() > NASES_MAX) forget(nases, other -> other.sessions.isEmpty());
    return nas;
  }

  /**
   * Forgets the oldest that can be. Those that cannot go to the end: sessions are bounded, so there
   * are others, and few are looked at each time.
   */
  private static <K, V> boolean forget(SequencedMap<K, V> table, Predicate<V> can) {
    for (int i = 0; i < LOOKED_AT_MAX; i++) {
      Map.Entry<K, V> oldest = table.pollFirstEntry();
      if (oldest == null || can.test(oldest.getValue())) return oldest != null;
      table.put(oldest.getKey(), oldest.getValue());
    }
    return false;
  }

  private void start(AccountingEvent event, Nas nas) {
    LiveSession known = open.get(event.key());
    if (known != null) {
      if (event.atMillis() - known.startMillis <= DUPLICATE_MILLIS_MAX) {
        see(known, event);
        return;
      }
      close(known, new Ended(event.atMillis(), By.INFERENCE, "replaced"));
    } else if (isLateStart(event, nas)) {
      late.increment();
      return;
    }
    begin(event, event.atMillis(), nas);
  }

  /** Its Stop, or the NAS's reboot, was here before it. */
  private boolean isLateStart(AccountingEvent event, Nas nas) {
    if (event.atMillis() < nas.rebootedAtMillis) return true;
    LiveSession before = closed.get(event.key());
    Ended ended = before == null ? null : before.ended;
    return ended != null && ended.by() == By.STOP && event.atMillis() <= ended.atMillis();
  }

  private void interim(AccountingEvent event, Nas nas) {
    LiveSession known = open.get(event.key());
    if (known != null) {
      see(known, event);
      return;
    }
    LiveSession before = closed.get(event.key());
    Ended ended = before == null ? null : before.ended;
    if (before == null || ended == null) {
      beginInferred(event, nas);
      return;
    }
    switch (ended.by()) {
      case STOP -> {
        if (isNewUse(event, ended)) beginInferred(event, nas);
        else countLate(before, event);
      }
      case REBOOT -> {
        if (event.atMillis() > ended.atMillis()) beginInferred(event, nas);
        else countLate(before, event);
      }
      case INFERENCE -> {
        if (event.atMillis() >= ended.atMillis()) reopen(before, event);
        else countLate(before, event);
      }
    }
  }

  private void beginInferred(AccountingEvent event, Nas nas) {
    if (event.atMillis() < nas.rebootedAtMillis) {
      late.increment();
      return;
    }
    withoutStart.increment();
    begin(event, Math.max(event.impliedStartMillis(), nas.rebootedAtMillis), nas);
  }

  /** The NAS counts its ids from the start again; a late duplicate is no new session. */
  private static boolean isNewUse(AccountingEvent event, Ended ended) {
    return event.seconds() != null
        && event.atMillis() > ended.atMillis() + DUPLICATE_MILLIS_MAX
        && event.impliedStartMillis() > ended.atMillis() - DUPLICATE_MILLIS_MAX;
  }

  private void stop(AccountingEvent event, Nas nas) {
    LiveSession session = open.get(event.key());
    if (session == null) {
      LiveSession before = closed.get(event.key());
      Ended ended = before == null ? null : before.ended;
      if (before == null || (ended != null && isNewUse(event, ended))) {
        withoutStart.increment();
        session = begin(event, event.impliedStartMillis(), nas);
      } else {
        countLate(before, event);
        if (ended != null && ended.by() == By.INFERENCE) before.ended = stopped(event);
        return;
      }
    } else if (isOfAnEarlierUse(event, session)) {
      late.increment();
      return;
    }
    see(session, event);
    close(session, stopped(event));
  }

  /** The id was used before, and this is that session's Stop, which came after the new Start. */
  private static boolean isOfAnEarlierUse(AccountingEvent event, LiveSession session) {
    return event.atMillis() < session.startMillis - DUPLICATE_MILLIS_MAX;
  }

  private static Ended stopped(AccountingEvent event) {
    String cause = event.cause();
    return new Ended(event.atMillis(), By.STOP, cause == null ? "stop" : cause);
  }

  private void reboot(AccountingEvent event, Nas nas) {
    nas.rebootedAtMillis = Math.max(nas.rebootedAtMillis, event.atMillis());
    for (LiveSession session : List.copyOf(nas.sessions)) {
      if (session.startMillis <= event.atMillis()) {
        close(session, new Ended(event.atMillis(), By.REBOOT, event.kind().word()));
      }
    }
  }

  private LiveSession begin(AccountingEvent event, long startMillis, Nas nas) {
    closed.remove(event.key());
    if (open.size() >= rules.sessionsMax()) giveUpOldest();
    LiveSession session = new LiveSession(event.key(), event, startMillis);
    open.put(session.key, session);
    nas.sessions.add(session);
    see(session, event);
    if (event.kind() != Kind.STOP) settle(session);
    return session;
  }

  private void giveUpOldest() {
    evicted.increment();
    LiveSession oldest = open.firstEntry().getValue();
    close(oldest, new Ended(oldest.lastSeenMillis, By.INFERENCE, "table-full"));
  }

  private void see(LiveSession session, AccountingEvent event) {
    boolean nameless = session.userName == null;
    IpAddress address = session.address;
    String port = session.nasPort;
    session.learn(event);
    if (session.ended == null) {
      if (nameless && session.userName != null) user(session.userName).open.add(session);
      boolean moved = address != null && !address.equals(session.address);
      if (moved) places.remove(address, session);
      if (moved || port == null || address == null) settle(session);
    }
    count(session, event);
  }

  private void countLate(LiveSession session, AccountingEvent event) {
    late.increment();
    see(session, event);
  }

  private void count(LiveSession session, AccountingEvent event) {
    long bytes = session.addBytes(event);
    long seconds = session.addSeconds(event);
    if (session.userName == null || (bytes == 0 && seconds == 0)) return;
    user(session.userName).add(event.atMillis(), bytes, seconds, rules.zone());
  }

  private UserUsage user(String name) {
    UserUsage known = users.get(name);
    if (known != null) return known;
    UserUsage user = new UserUsage();
    users.put(name, user);
    boolean full = users.size() > rules.usersMax();
    if (full && forget(users, other -> other != user && other.open.isEmpty())) {
      usersForgotten.increment();
    }
    return user;
  }

  /** Takes its port and address from whoever was there before. */
  private void settle(LiveSession session) {
    if (session.nasPort != null) {
      take(new PortKey(session.key.nas(), session.nasPort), session, "same-port");
    }
    if (session.address != null) take(session.address, session, "same-address");
  }

  private void take(Object place, LiveSession session, String cause) {
    LiveSession before = places.get(place);
    if (before == session) return;
    if (before != null && before.startMillis > session.startMillis) return;
    places.put(place, session);
    if (before != null && !shared.contains(place)) {
      close(
          before,
          new Ended(Math.max(before.startMillis, session.startMillis), By.INFERENCE, cause));
      places.put(place, session);
    }
  }

  private void close(LiveSession session, Ended how) {
    session.ended = how;
    open.remove(session.key);
    leave(session);
    UserUsage user = session.userName == null ? null : users.get(session.userName);
    if (user != null) {
      user.open.remove(session);
    }
    Nas nas = nases.get(session.key.nas());
    if (nas != null) nas.sessions.remove(session);
    closed.remove(session.key);
    closed.put(session.key, session);
    if (closed.size() > rules.closedMax()) closed.pollFirstEntry();
    String cause = how.by() == By.STOP ? "stop" : how.cause();
    closes
        .computeIfAbsent(cause, c -> telemetry.counter("radius.sessions.closed", "cause", c))
        .increment();
  }

  private void leave(LiveSession session) {
    if (session.nasPort != null) {
      places.remove(new PortKey(session.key.nas(), session.nasPort), session);
    }
    if (session.address != null) places.remove(session.address, session);
  }

  private void reopen(LiveSession session, AccountingEvent event) {
    reopened.increment();
    Ended wrong = session.ended;
    session.ended = null;
    closed.remove(session.key);
    if (open.size() >= rules.sessionsMax()) giveUpOldest();
    open.put(session.key, session);
    nas(session.key.nas()).sessions.add(session);
    if (session.userName != null) user(session.userName).open.add(session);
    if (wrong != null && wrong.cause().equals("same-port") && session.nasPort != null) {
      share(new PortKey(session.key.nas(), session.nasPort));
    }
    if (wrong != null && wrong.cause().equals("same-address") && session.address != null) {
      share(session.address);
    }
    see(session, event);
    settle(session);
  }

  private void share(Object place) {
    shared.add(place);
    if (shared.size() > SHARED_MAX) {
      Iterator<Object> oldest = shared.iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** Closes what is stale, and forgets what was closed long ago. To be called now and then. */
  public synchronized void sweep() {
    long now = clock.millis();
    List<LiveSession> stale = new ArrayList<>();
    for (LiveSession session : open.values()) if (isStale(session, now)) stale.add(session);
    for (LiveSession session : stale) {
      close(session, new Ended(session.lastSeenMillis, By.INFERENCE, "silent"));
    }
    Iterator<LiveSession> oldest = closed.values().iterator();
    while (oldest.hasNext()) {
      if (now - oldest.next().lastSeenMillis <= CLOSED_MILLIS_MAX) break;
      oldest.remove();
    }
  }

  private boolean isStale(LiveSession session, long now) {
    long limit = (session.interims ? rules.interimLimit() : rules.silenceLimit()).toMillis();
    return now - session.lastSeenMillis > limit;
  }

  /** Closes a session that its NAS does not know, unless another has taken its id. */
  public synchronized void gone(OpenSession session, String cause) {
    LiveSession known = open.get(SessionKey.of(session));
    if (known == null || known.startMillis != session.startMillis()) return;
    close(known, new Ended(known.lastSeenMillis, By.INFERENCE, cause));
  }

  /** All sessions open now, in the order they were last heard of. */
  public synchronized List<OpenSession> openSessions() {
    return opened(open.values());
  }

  /** Those with this Acct-Session-Id: more than one NAS may use it. */
  public synchronized List<OpenSession> withId(String sessionId) {
    return opened(open.values().stream().filter(s -> sessionId.equals(s.sessionId)).toList());
  }

  @Override
  public synchronized List<OpenSession> openSessions(String userName) {
    UserUsage user = users.get(userName);
    if (user == null) return List.of();
    return opened(user.open).stream()
        .sorted(Comparator.comparingLong(OpenSession::startMillis))
        .toList();
  }

  private List<OpenSession> opened(Collection<LiveSession> sessions) {
    long now = clock.millis();
    List<OpenSession> found = new ArrayList<>(sessions.size());
    for (LiveSession session : sessions) if (!isStale(session, now)) found.add(session.toOpen());
    return found;
  }

  @Override
  public synchronized Used used(String userName, long sinceMillis) {
    UserUsage user = users.get(userName);
    return user == null ? Used.NOTHING : user.since(sinceMillis);
  }
}
