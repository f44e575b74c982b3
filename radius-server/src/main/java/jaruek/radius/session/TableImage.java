package jaruek.radius.session;

import jaruek.radius.session.SessionTable.Nas;
import jaruek.radius.session.SessionTable.PortKey;
import jaruek.retention.record.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;

/**
 * All that a table of sessions holds, written and read: what was read behaves as what was written
 * for every event and question to come, so the order of each map is kept too. The table guards it.
 */
record TableImage(
    SequencedMap<SessionKey, LiveSession> open,
    SequencedMap<SessionKey, LiveSession> closed,
    SequencedMap<String, UserUsage> users,
    SequencedMap<String, Nas> nases,
    Map<Object, LiveSession> places,
    Set<Object> shared) {

  boolean isEmpty() {
    return open.isEmpty() && closed.isEmpty() && users.isEmpty() && nases.isEmpty();
  }

  void clear() {
    open.clear();
    closed.clear();
    users.clear();
    nases.clear();
    places.clear();
    shared.clear();
  }

  void write(ImageWriter out) {
    IdentityHashMap<LiveSession, Integer> numbers = new IdentityHashMap<>();
    out.number(closed.size());
    for (LiveSession session : closed.values()) session.write(out);
    out.number(open.size());
    for (LiveSession session : open.values()) {
      numbers.put(session, numbers.size());
      session.write(out);
    }
    writeUsers(out, numbers);
    writeNases(out, numbers);
    out.number(places.size());
    places.forEach(
        (place, session) -> {
          writePlace(out, place);
          out.number(number(numbers, session));
        });
    out.number(shared.size());
    for (Object place : shared) writePlace(out, place);
  }

  private static int number(IdentityHashMap<LiveSession, Integer> numbers, LiveSession session) {
    return Objects.requireNonNull(numbers.get(session), "a session that is not open");
  }

  private void writeUsers(ImageWriter out, IdentityHashMap<LiveSession, Integer> numbers) {
    out.number(users.size());
    users.forEach(
        (name, user) -> {
          out.text(name);
          user.write(out);
          writeNumbers(out, user.open, numbers);
        });
  }

  private void writeNases(ImageWriter out, IdentityHashMap<LiveSession, Integer> numbers) {
    out.number(nases.size());
    nases.forEach(
        (name, nas) -> {
          out.text(name);
          out.number(nas.rebootedAtMillis);
          out.text(nas.client);
          out.address(nas.source);
          writeNumbers(out, nas.sessions, numbers);
        });
  }

  private static void writeNumbers(
      ImageWriter out,
      Collection<LiveSession> sessions,
      IdentityHashMap<LiveSession, Integer> numbers) {
    out.number(sessions.size());
    for (LiveSession session : sessions) out.number(number(numbers, session));
  }

  private static void writePlace(ImageWriter out, Object place) {
    switch (place) {
      case PortKey(var nas, var port) -> {
        out.text(nas);
        out.text(port);
      }
      case IpAddress address -> {
        out.text(null);
        out.address(address);
      }
      default -> throw new IllegalStateException("no place: " + place);
    }
  }

  /** Into an empty table. */
  void read(ImageReader in) {
    for (int left = in.count(); left > 0; left--) {
      LiveSession session = LiveSession.read(in);
      closed.put(session.key, session);
    }
    List<LiveSession> numbered = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      LiveSession session = LiveSession.read(in);
      open.put(session.key, session);
      numbered.add(session);
    }
    readUsers(in, numbered);
    readNases(in, numbered);
    for (int left = in.count(); left > 0; left--) {
      Object place = readPlace(in);
      places.put(place, readNumber(in, numbered));
    }
    for (int left = in.count(); left > 0; left--) shared.add(readPlace(in));
  }

  private void readUsers(ImageReader in, List<LiveSession> numbered) {
    for (int left = in.count(); left > 0; left--) {
      String name = in.name();
      UserUsage user = UserUsage.read(in);
      readNumbers(in, numbered, user.open);
      users.put(name, user);
    }
  }

  private void readNases(ImageReader in, List<LiveSession> numbered) {
    for (int left = in.count(); left > 0; left--) {
      String name = in.name();
      Nas nas = new Nas();
      nas.rebootedAtMillis = in.number();
      nas.client = in.text();
      nas.source = in.address();
      readNumbers(in, numbered, nas.sessions);
      nases.put(name, nas);
    }
  }

  private static void readNumbers(
      ImageReader in, List<LiveSession> numbered, Collection<LiveSession> to) {
    for (int left = in.count(); left > 0; left--) to.add(readNumber(in, numbered));
  }

  private static LiveSession readNumber(ImageReader in, List<LiveSession> numbered) {
    return numbered.get(in.number(0, numbered.size() - 1));
  }

  private static Object readPlace(ImageReader in) {
    String nas = in.text();
    if (nas != null) return new PortKey(nas, in.name());
    IpAddress address = in.address();
    if (address == null) throw new IllegalArgumentException("a place is missing");
    return address;
  }
}
