package jaruek.bench;

/** The rounds cannot go on: the daemon does not start, answer or stop. */
final class KillException extends RuntimeException {
  private static final long serialVersionUID = 1;

  KillException(String message) {
    super(message);
  }
}
