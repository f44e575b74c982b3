package jaruek.admin.api;

/**
 * The exit status of the command line's contract, and the status of an {@link AdminReply.End}.
 *
 * <p>A question that could not be answered is never {@link #NEGATIVE}: a script must not read "the
 * disk failed" as "nobody".
 */
public final class AdminStatus {
  /** Done; a verdict of identified or ambiguous. */
  public static final int DONE = 0;

  /** The answer is no: nothing found, no such thing, a verdict of unknown or not-recorded. */
  public static final int NEGATIVE = 1;

  /** Asked wrongly: an option, a value, a row of an import, a name that is taken. */
  public static final int USAGE = 2;

  /** The appliance cannot be reached, or could not answer. */
  public static final int UNREACHABLE = 3;

  /** Not allowed: the role, the case or its time range. */
  public static final int REFUSED = 4;

  private AdminStatus() {}
}
