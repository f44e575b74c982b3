package jaruek.radius.coa;

/** What came of a request. */
public sealed interface CoaResult {
  /** The NAS did it. */
  record Done(int attempts) implements CoaResult {}

  /**
   * The NAS did not.
   *
   * @param errorCause Error-Cause, RFC 5176 section 3.6; 0 if it told none
   */
  record Refused(int errorCause, int attempts) implements CoaResult {
    /** Whether the NAS does not know the session: there is nothing to end. */
    public boolean unknownSession() {
      return errorCause == ErrorCause.SESSION_NOT_FOUND;
    }
  }

  /** No right answer came: it is off, filtered, or its secret for this differs. */
  record NoAnswer(int attempts) implements CoaResult {}

  /** It was not sent. */
  record NotSent(Why why) implements CoaResult {}

  /** Why a request is not sent. */
  enum Why {
    /** Nothing tells which client reports the session, or it is none any more. */
    UNKNOWN_NAS("unknown-nas"),
    /** The client takes no such requests: its coa-port is 0. */
    NO_COA_PORT("no-coa-port"),
    /** Too many wait already. */
    BUSY("busy"),
    /** The appliance ends. */
    CLOSED("closed"),
    /** The network says that it cannot. */
    NOT_SENDABLE("not-sendable");

    private final String word;

    Why(String word) {
      this.word = word;
    }

    /** As it stands in records. */
    public String word() {
      return word;
    }
  }

  /** One word for it: done, session-context-not-found, no-answer, … */
  default String word() {
    return switch (this) {
      case Done done -> "done";
      case Refused(int cause, int attempts) -> ErrorCause.word(cause);
      case NoAnswer none -> "no-answer";
      case NotSent(Why why) -> why.word();
    };
  }
}
