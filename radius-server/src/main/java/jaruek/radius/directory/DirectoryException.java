package jaruek.radius.directory;

/** What is configured of a directory cannot be used. */
public final class DirectoryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DirectoryException(String message) {
    super(message);
  }

  DirectoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
