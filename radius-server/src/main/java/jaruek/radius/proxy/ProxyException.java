package jaruek.radius.proxy;

/** Something about home servers that cannot be. */
public final class ProxyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With words for the administrator. */
  public ProxyException(String message, Throwable cause) {
    super(message, cause);
  }
}
