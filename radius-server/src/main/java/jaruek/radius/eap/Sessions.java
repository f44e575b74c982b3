package jaruek.radius.eap;

import jaruek.retention.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The conversations going on, the longest idle first: it goes when there are too many, and when its
 * time is over. Those that hold a TLS engine have a lower limit of their own. Any thread.
 */
final class Sessions {
  private final int sessionsMax;
  private final int tunnelsMax;
  private final long timeMillis;
  private final InstantSource clock;
  private final LongAdder sessionsEvicted;
  private final LongAdder tunnelsEvicted;
  private final LongAdder timedOut;
  private final LinkedHashMap<Session.Key, Session> sessions = new LinkedHashMap<>(64, 0.75f, true);
  private final LinkedHashMap<Session.Key, Session> tunnels = new LinkedHashMap<>(64, 0.75f, true);

  Sessions(EapConfig config, Telemetry telemetry, InstantSource clock) {
    sessionsMax = config.sessionsMax();
    tunnelsMax = config.tunnelsMax();
    timeMillis = config.sessionTime().toMillis();
    this.clock = clock;
    sessionsEvicted = telemetry.counter("radius.eap.sessions-evicted");
    tunnelsEvicted = telemetry.counter("radius.eap.tunnels-evicted");
    timedOut = telemetry.counter("radius.eap.sessions-timed-out");
    telemetry.gauge("radius.eap.sessions", this::size);
    telemetry.gauge("radius.eap.tunnels", this::tunnels);
  }

  synchronized int size() {
    return sessions.size();
  }

  synchronized int tunnels() {
    return tunnels.size();
  }

  synchronized void add(Session session) {
    expire();
    if (sessions.size() >= sessionsMax) {
      removeEldest(sessions);
      sessionsEvicted.increment();
    }
    sessions.put(Session.Key.of(session.state), session);
  }

  /** The session with this State; null if there is none, or none any more. */
  synchronized @Nullable Session find(byte[] state) {
    expire();
    if (state.length != Session.STATE_BYTES) return null;
    Session session = sessions.get(Session.Key.of(state));
    if (session != null) session.usedAtMillis = clock.millis();
    return session;
  }

  /** Tells what a session holds now; the longest idle engine goes when there are too many. */
  synchronized void weigh(Session session) {
    Session.Key key = Session.Key.of(session.state);
    if (!session.heavy() || !sessions.containsKey(key)) {
      tunnels.remove(key);
      return;
    }
    tunnels.put(key, session);
    if (tunnels.size() > tunnelsMax) {
      removeEldest(tunnels);
      tunnelsEvicted.increment();
    }
  }

  synchronized void remove(Session session) {
    Session.Key key = Session.Key.of(session.state);
    sessions.remove(key);
    tunnels.remove(key);
  }

  private void expire() {
    long before = clock.millis() - timeMillis;
    Iterator<Map.Entry<Session.Key, Session>> eldest = sessions.entrySet().iterator();
    while (eldest.hasNext()) {
      Map.Entry<Session.Key, Session> next = eldest.next();
      if (next.getValue().usedAtMillis > before) return;
      eldest.remove();
      tunnels.remove(next.getKey());
      timedOut.increment();
    }
  }

  private void removeEldest(SequencedMap<Session.Key, Session> order) {
    Session.Key eldest = order.firstEntry().getKey();
    sessions.remove(eldest);
    tunnels.remove(eldest);
  }
}
