package jaruek.radius.proxy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells by a name where its login goes: a name without a realm is ours; a realm that is named
 * itself counts before the longest domain it is below, and that before DEFAULT. What fits none is
 * ours, too.
 *
 * <p>Names that can be nobody's are refused before they cost a home server anything, each with its
 * reason. Any thread may ask.
 */
public final class Realms {
  /** RFC 1035 section 2.3.4. */
  static final int REALM_CHARS_MAX = 253;

  /**
   * Realms that phones and drivers make up by themselves: SIM cards without a roaming contract, and
   * Intel's PROSet as it is shipped. One that is configured by its own name is taken all the same.
   */
  static final List<String> NONSENSE = List.of("3gppnetwork.org", "myabc.com");

  private final Map<String, Realm> exact = new HashMap<>();
  private final Map<String, Realm> below = new HashMap<>();
  private final Set<String> blocked = new HashSet<>(NONSENSE);
  private final boolean ntdomain;
  private final @Nullable Realm otherwise;

  /** Of this configuration. */
  public Realms(ProxyConfig config) {
    Realm last = null;
    for (Realm realm : config.realms()) {
      if (realm.isDefault()) last = realm;
      else if (realm.pattern().startsWith("*.")) below.put(realm.pattern().substring(2), realm);
      else exact.put(realm.pattern(), realm);
    }
    otherwise = last;
    ntdomain = config.ntdomain();
    config.badRealms().forEach(bad -> blocked.add(bad.toLowerCase(Locale.ROOT)));
  }

  /** The way of this name. */
  public Route route(String userName) {
    int at = userName.lastIndexOf('@');
    if (at >= 0) {
      String realm = userName.substring(at + 1).toLowerCase(Locale.ROOT);
      if (userName.indexOf('@') != at) return new Route.Refused(ProxyReason.REALM_SEVERAL_AT);
      return route(userName, userName.substring(0, at), realm);
    }
    int slash = ntdomain ? userName.indexOf('\\') : -1;
    if (slash <= 0) return new Route.Local(userName);
    Realm realm = exact.get(userName.substring(0, slash).toLowerCase(Locale.ROOT));
    return realm == null
        ? new Route.Local(userName)
        : to(realm, userName, userName.substring(slash + 1), realm.pattern());
  }

  private Route route(String userName, String user, String realm) {
    ProxyReason fault = fault(realm);
    if (fault != null) return new Route.Refused(fault);
    Realm known = exact.get(realm);
    if (known != null) return to(known, userName, user, realm);
    Realm domain = domain(realm);
    if (domain == null) return new Route.Local(userName);
    if (domain.pool() == null) return to(domain, userName, user, realm);
    if (realm.indexOf('.') < 0) return new Route.Refused(ProxyReason.REALM_WITHOUT_DOT);
    if (isBlocked(realm)) return new Route.Refused(ProxyReason.REALM_BLOCKED);
    return to(domain, userName, user, realm);
  }

  private static Route to(Realm realm, String userName, String user, String name) {
    String handedOn = realm.strip() ? user : userName;
    return realm.pool() == null
        ? new Route.Local(handedOn)
        : new Route.Remote(realm, name, handedOn);
  }

  private @Nullable Realm domain(String realm) {
    for (int dot = realm.indexOf('.'); dot >= 0; dot = realm.indexOf('.', dot + 1)) {
      Realm found = below.get(realm.substring(dot + 1));
      if (found != null) return found;
    }
    return otherwise;
  }

  private boolean isBlocked(String realm) {
    if (blocked.contains(realm)) return true;
    for (int dot = realm.indexOf('.'); dot >= 0; dot = realm.indexOf('.', dot + 1)) {
      if (blocked.contains(realm.substring(dot + 1))) return true;
    }
    return false;
  }

  /** What is wrong with the form of a realm in small letters; null if nothing is. */
  public static @Nullable ProxyReason fault(String realm) {
    if (realm.isEmpty()) return ProxyReason.REALM_EMPTY;
    if (realm.codePoints().anyMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))) {
      return ProxyReason.REALM_WITH_SPACE;
    }
    if (realm.startsWith(".") || realm.endsWith(".") || realm.contains("..")) {
      return ProxyReason.REALM_WITH_STRAY_DOT;
    }
    boolean sound =
        realm.length() <= REALM_CHARS_MAX
            && realm.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || isMark(c));
    return sound ? null : ProxyReason.REALM_MALFORMED;
  }

  /** RFC 7542 allows letters of all languages; Thai has vowels that are no letters. */
  private static boolean isMark(int c) {
    return c == '.'
        || c == '-'
        || c == '_'
        || Character.getType(c) == Character.NON_SPACING_MARK
        || Character.getType(c) == Character.COMBINING_SPACING_MARK;
  }
}
