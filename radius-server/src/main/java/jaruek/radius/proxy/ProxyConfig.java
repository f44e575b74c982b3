package jaruek.radius.proxy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which realms go where.
 *
 * @param realms each pattern once
 * @param badRealms more that are refused here, with everything below them
 * @param ntdomain whether {@code DOMAIN\\user} names a realm too
 * @param operatorName our realm, sent as Operator-Name (RFC 5580); null for none
 * @param chargeableUserIdentity whether it is asked for, RFC 4372
 * @param rejectUnanswered whether a login that no home server answers is rejected, or left alone
 * @param proxyStatesMax with so many Proxy-State attributes a request is taken to run in a circle
 */
public record ProxyConfig(
    List<Realm> realms,
    Set<String> badRealms,
    boolean ntdomain,
    @Nullable String operatorName,
    boolean chargeableUserIdentity,
    boolean rejectUnanswered,
    int proxyStatesMax,
    Limits limits) {
  /** A chain of eduroam has four proxies: campus, federation, federation, campus. */
  public static final int PROXY_STATES_MAX = 5;

  /**
   * How much may be under way.
   *
   * @param requests logins, to all home servers
   * @param accounting accounting events that wait for an answer; beyond it the oldest is lost
   */
  public record Limits(int requests, int accounting) {
    /** FreeRADIUS's for requests. */
    public static final Limits DEFAULT = new Limits(16_384, 10_000);
  }

  /** Copies. */
  public ProxyConfig {
    realms = List.copyOf(realms);
    badRealms = Set.copyOf(badRealms);
  }

  /** These realms, all else as shipped. */
  public static ProxyConfig of(Realm... realms) {
    return new ProxyConfig(
        List.of(realms), Set.of(), false, null, false, true, PROXY_STATES_MAX, Limits.DEFAULT);
  }

  /** Every home server, once. */
  public List<HomeServer> homeServers() {
    Set<HomeServer> all = new LinkedHashSet<>();
    realms.stream()
        .map(Realm::pool)
        .filter(Objects::nonNull)
        .forEach(pool -> all.addAll(pool.servers()));
    return new ArrayList<>(all);
  }
}
