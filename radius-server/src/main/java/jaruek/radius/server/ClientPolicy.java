package jaruek.radius.server;

/**
 * What is asked of a client, and what it may do. Defaults are {@link #DEFAULT}.
 *
 * @param requireMessageAuthenticator false only for a NAS too old to send one (CVE-2024-3596)
 * @param limitProxyState what a Proxy-State means in a request without Message-Authenticator
 * @param macAuthentication whether devices may log in through it by nothing but their MAC
 */
public record ClientPolicy(
    boolean requireMessageAuthenticator,
    LimitProxyState limitProxyState,
    boolean macAuthentication) {
  /** As safe as can be. */
  public static final ClientPolicy DEFAULT = new ClientPolicy(true, LimitProxyState.AUTO, false);
}
