package jaruek.radius.session;

import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * One accounting event, from a request or from the store.
 *
 * @param atMillis when it happened
 * @param receivedAtMillis our clock when it came
 * @param client the RADIUS client it came from; null from the store
 * @param source where that client sent from; null from the store
 * @param proxied whether the client speaks for others
 * @param nas NAS address or identifier
 * @param sessionId Acct-Session-Id
 * @param seconds Acct-Session-Time
 */
public record AccountingEvent(
    Kind kind,
    long atMillis,
    long receivedAtMillis,
    @Nullable String client,
    @Nullable IpAddress source,
    boolean proxied,
    @Nullable String userName,
    String nas,
    @Nullable String sessionId,
    @Nullable IpAddress address,
    @Nullable IpAddress addressV6,
    @Nullable MacAddress mac,
    @Nullable String nasPort,
    @Nullable Long seconds,
    @Nullable Long inputBytes,
    @Nullable Long outputBytes,
    @Nullable String cause,
    Identification identification) {

  /** Acct-Status-Type, RFC 2866 section 5.1. */
  public enum Kind {
    /** A session begins. */
    START("start"),
    /** It goes on. */
    INTERIM("interim"),
    /** It ended. */
    STOP("stop"),
    /** The NAS is up: none of its older sessions is left. */
    ON("accounting-on"),
    /** The NAS goes down. */
    OFF("accounting-off");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** The event's word in identity rows. */
    public String word() {
      return word;
    }

    /** Whether it is about the NAS and all its sessions. */
    public boolean ofNas() {
      return this == ON || this == OFF;
    }

    /** The one with this word, or null. */
    public static @Nullable Kind of(String word) {
      for (Kind kind : values()) if (kind.word.equals(word)) return kind;
      return null;
    }
  }

  SessionKey key() {
    return SessionKey.of(nas, sessionId, address, mac, userName);
  }

  /** When the session began, if its session time is right. */
  long impliedStartMillis() {
    long time = seconds == null ? 0 : Math.clamp(seconds, 0, SECONDS_MAX);
    return atMillis - time * 1000;
  }

  /** Nobody stays for longer: ten years. */
  static final long SECONDS_MAX = 3650L * 86_400;
}
