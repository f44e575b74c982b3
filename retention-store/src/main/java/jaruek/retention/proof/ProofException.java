package jaruek.retention.proof;

/** A file of proofs is not one, or cannot be read. */
public final class ProofException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what and where. */
  public ProofException(String message) {
    super(message);
  }

  /** With its cause. */
  public ProofException(String message, Throwable cause) {
    super(message, cause);
  }
}
