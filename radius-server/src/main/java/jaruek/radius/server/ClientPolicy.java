package jaruek.radius.server;

/**
 * What is asked of a client, and what it may do. Defaults are {@link #DEFAULT}.
 *
 * @param requireMessageAuthenticator false only for a NAS too old to send one (CVE-2024-3596)
 * @param limitProxyState what a Proxy-State means in a request without Message-Authenticator
 * @param macAuthentication whether devices may log in through it by nothing but their MAC
 * @param proxy whether its accounting may be about the sessions of other NAS: true for a RADIUS
 *     proxy and for a controller that speaks for its access points
 * @param coaPort where it takes Disconnect- and CoA-Requests, RFC 5176; 0 if it takes none
 */
public record ClientPolicy(
    boolean requireMessageAuthenticator,
    LimitProxyState limitProxyState,
    boolean macAuthentication,
    boolean proxy,
    int coaPort) {
  /** RFC 5176 section 2. */
  public static final int COA_PORT = 3799;

  /** As safe as can be. */
  public static final ClientPolicy DEFAULT = new ClientPolicy(true, LimitProxyState.AUTO, false);

  /** Checks the port. */
  public ClientPolicy {
    if (coaPort < 0 || coaPort > 65_535) throw new IllegalArgumentException("port " + coaPort);
  }

  /** One that speaks for itself only, and takes disconnects where all do. */
  public ClientPolicy(
      boolean requireMessageAuthenticator,
      LimitProxyState limitProxyState,
      boolean macAuthentication) {
    this(requireMessageAuthenticator, limitProxyState, macAuthentication, false, COA_PORT);
  }

  /** The same with these. */
  public ClientPolicy with(boolean mayProxy, int port) {
    return new ClientPolicy(
        requireMessageAuthenticator, limitProxyState, macAuthentication, mayProxy, port);
  }
}
