package jaruek.radius.session;

import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import org.jspecify.annotations.Nullable;

/** What makes a session one: ids are a NAS's own. */
record SessionKey(String nas, String id) {
  /** Without an id, which is not allowed but sent, what the session holds must do. */
  static SessionKey of(
      String nas,
      @Nullable String sessionId,
      @Nullable IpAddress address,
      @Nullable MacAddress mac,
      @Nullable String userName) {
    if (sessionId != null) return new SessionKey(nas, sessionId);
    Object place = address != null ? address : mac;
    return new SessionKey(nas, "\n" + place + "\n" + userName);
  }

  static SessionKey of(OpenSession session) {
    return of(
        session.nas(), session.sessionId(), session.address(), session.mac(), session.userName());
  }
}
