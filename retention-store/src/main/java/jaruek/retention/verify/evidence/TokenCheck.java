package jaruek.retention.verify.evidence;

import java.time.Instant;

/** Verifies RFC 3161 tokens, whose library this package does not know. */
@FunctionalInterface
public interface TokenCheck {
  /**
   * The time of a token over these bytes.
   *
   * @param note what was stamped
   * @param token the time-stamp response
   * @param authority certificates in PEM, one of which must have issued the authority's
   * @throws InvalidToken with the reason
   */
  Instant time(byte[] note, byte[] token, byte[] authority) throws InvalidToken;

  /** It is not what it should be. */
  final class InvalidToken extends Exception {
    private static final long serialVersionUID = 1;

    /** In words. */
    public InvalidToken(String what, Throwable cause) {
      super(what, cause);
    }
  }
}
