package jaruek.radius.server;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether an Access-Request with Proxy-State but without Message-Authenticator is dropped. Whoever
 * forges replies (CVE-2024-3596) needs a Proxy-State in the request, and only proxies send one.
 */
public enum LimitProxyState {
  /**
   * The first request of a client since the start decides: with Proxy-State it is taken for a
   * proxy; without, it is none, and one that turns up later is dropped.
   */
  AUTO,
  /** Dropped. */
  YES,
  /** Taken: for an old proxy, over a network nobody else is on. */
  NO;

  /** The word in the configuration. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one with this word. */
  public static Optional<LimitProxyState> of(String word) {
    return Arrays.stream(values()).filter(v -> v.word().equals(word)).findFirst();
  }
}
