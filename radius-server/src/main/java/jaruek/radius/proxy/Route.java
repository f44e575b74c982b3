package jaruek.radius.proxy;

/** Where a name goes. */
public sealed interface Route {
  /**
   * Nowhere: we decide.
   *
   * @param userName without its realm, where that is one to be taken off
   */
  record Local(String userName) implements Route {}

  /**
   * To home servers.
   *
   * @param name the realm as typed, in small letters
   * @param userName as it is handed on
   */
  record Remote(Realm realm, String name, String userName) implements Route {}

  /** It is nonsense: no home server is to be bothered with it. */
  record Refused(ProxyReason why) implements Route {}
}
