package jaruek.radius.session;

import java.util.List;

/**
 * What a user has open and has used, over all devices. Any thread may ask; the answer comes from
 * memory and does not wait.
 */
public interface Usage {
  /** Nothing is known of anybody. */
  Usage NONE =
      new Usage() {
        @Override
        public List<OpenSession> openSessions(String userName) {
          return List.of();
        }

        @Override
        public Used used(String userName, long sinceMillis) {
          return Used.NOTHING;
        }
      };

  /** The user's sessions that are open now, by start. Stale ones are not among them. */
  List<OpenSession> openSessions(String userName);

  /**
   * What was reported as used since then, open sessions included. It never becomes less by a lost,
   * late or repeated event. What a session used between two reports counts to the later one; the
   * hour, and of days before yesterday the day, in which the span begins counts whole.
   */
  Used used(String userName, long sinceMillis);

  /**
   * An amount.
   *
   * @param bytes in both directions
   * @param seconds the sum of all sessions' times
   */
  record Used(long bytes, long seconds) {
    /** None. */
    public static final Used NOTHING = new Used(0, 0);
  }
}
