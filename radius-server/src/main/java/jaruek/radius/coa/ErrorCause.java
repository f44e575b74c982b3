package jaruek.radius.coa;

/** Values of Error-Cause, RFC 5176 section 3.6, as words. */
public final class ErrorCause {
  /** The NAS does not have the attribute asked for. */
  static final int UNSUPPORTED_ATTRIBUTE = 401;

  /** It misses one. */
  static final int MISSING_ATTRIBUTE = 402;

  /** It is not the NAS named. */
  static final int NAS_MISMATCH = 403;

  /** It does not like the request. */
  static final int INVALID_REQUEST = 404;

  /** It has no such session. */
  static final int SESSION_NOT_FOUND = 503;

  private ErrorCause() {}

  /** The word, as it stands in records and message codes; of an unknown value its number. */
  public static String word(int cause) {
    return switch (cause) {
      case 0 -> "refused";
      case 201 -> "session-context-removed";
      case 202 -> "invalid-eap-packet";
      case UNSUPPORTED_ATTRIBUTE -> "unsupported-attribute";
      case MISSING_ATTRIBUTE -> "missing-attribute";
      case NAS_MISMATCH -> "nas-identification-mismatch";
      case INVALID_REQUEST -> "invalid-request";
      case 405 -> "unsupported-service";
      case 406 -> "unsupported-extension";
      case 407 -> "invalid-attribute-value";
      case 501 -> "administratively-prohibited";
      case 502 -> "request-not-routable";
      case SESSION_NOT_FOUND -> "session-context-not-found";
      case 504 -> "session-context-not-removable";
      case 505 -> "other-proxy-processing-error";
      case 506 -> "resources-unavailable";
      case 507 -> "request-initiated";
      case 508 -> "multiple-session-selection-unsupported";
      default -> "error-cause-" + cause;
    };
  }
}
