package jaruek.radius.directory;

import java.net.URI;
import java.util.Optional;

/**
 * Where a directory listens.
 *
 * @param host a name or an address, which its certificate must have
 * @param port 1-65535
 * @param tls whether TLS comes first ({@code ldaps}); else StartTLS may follow
 */
public record DirectoryServer(String host, int port, boolean tls) {
  private static final int PORT = 389;
  private static final int TLS_PORT = 636;
  private static final int PORT_MAX = 65_535;

  /** Of {@code ldap://HOST[:PORT]} or {@code ldaps://HOST[:PORT]}; empty if it is neither. */
  public static Optional<DirectoryServer> parse(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    boolean tls = "ldaps".equals(uri.getScheme());
    boolean plain = "ldap".equals(uri.getScheme());
    String path = uri.getPath();
    boolean bare =
        uri.getHost() != null
            && uri.getUserInfo() == null
            && uri.getQuery() == null
            && uri.getFragment() == null
            && (path == null || path.isEmpty() || path.equals("/"));
    if (!bare || !(tls || plain)) return Optional.empty();
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? TLS_PORT : PORT;
    if (port < 1 || port > PORT_MAX) return Optional.empty();
    String host = uri.getHost();
    boolean bracketed = host.startsWith("[");
    return Optional.of(
        new DirectoryServer(bracketed ? host.substring(1, host.length() - 1) : host, port, tls));
  }

  @Override
  public String toString() {
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return (tls ? "ldaps://" : "ldap://") + shown + ":" + port;
  }
}
