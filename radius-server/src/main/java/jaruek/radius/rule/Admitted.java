package jaruek.radius.rule;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Devices let in so lately that their accounting may not have begun: without these, two logins at
 * the same moment would both find no session.
 */
final class Admitted {
  /** Longer, and a user who goes from one device to another would wait. */
  static final long MILLIS = 10_000;

  /** The most users remembered; the one noted first is forgotten for a new one. */
  static final int USERS_MAX = 8192;

  private final LongAdder evicted;
  private final Map<String, Map<String, Long>> stationsByUser = new LinkedHashMap<>();

  Admitted(LongAdder evicted) {
    this.evicted = evicted;
  }

  /**
   * Notes the device unless the user has as many others already.
   *
   * @param open the user's devices with a session
   * @param others sessions of other devices than this
   */
  synchronized boolean admit(
      String user, String station, Set<String> open, long others, int most, long now) {
    Map<String, Long> stations = stationsByUser.getOrDefault(user, new HashMap<>());
    stations.values().removeIf(at -> now - at >= MILLIS || at > now);
    long pending =
        stations.keySet().stream().filter(s -> !s.equals(station) && !open.contains(s)).count();
    if (others + pending >= most) return false;
    if (station.isEmpty()) return true; // it could not be told from another
    stations.put(station, now);
    stationsByUser.remove(user);
    if (stationsByUser.size() >= USERS_MAX) {
      stationsByUser.remove(stationsByUser.keySet().iterator().next());
      evicted.increment();
    }
    stationsByUser.put(user, stations);
    return true;
  }
}
