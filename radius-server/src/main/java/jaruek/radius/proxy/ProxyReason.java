package jaruek.radius.proxy;

/** Why a login of another realm is not let in. The words are the reasons in identity records. */
public enum ProxyReason {
  /** An at sign, and nothing after it. */
  REALM_EMPTY("realm-empty"),
  /** A blank in the realm or after it: mostly typed by the keyboard itself. */
  REALM_WITH_SPACE("realm-with-space"),
  /** A dot at the realm's beginning or end, or two in a row. */
  REALM_WITH_STRAY_DOT("realm-with-stray-dot"),
  /** More than one at sign. */
  REALM_SEVERAL_AT("realm-several-at"),
  /** No dot at all: nobody's domain. */
  REALM_WITHOUT_DOT("realm-without-dot"),
  /** What no domain can hold, or longer than one can be. */
  REALM_MALFORMED("realm-malformed"),
  /** One that no home server knows: a phone's or a driver's own idea of a name. */
  REALM_BLOCKED("realm-blocked"),
  /** It came by here before, or by too many proxies. */
  LOOP("proxy-loop"),
  /** The home server said no. */
  REFUSED("home-server-refused"),
  /** Those asked said nothing. */
  NO_ANSWER("no-home-server-answered"),
  /** None is alive: none was asked. */
  ALL_DEAD("home-servers-dead"),
  /** The home server amid the conversation died; another does not know it. */
  CONVERSATION_LOST("home-server-lost"),
  /** It would be longer than a packet may be with what a proxy adds. */
  TOO_LONG("request-too-long"),
  /** CHAP by RADIUS/1.1 without a challenge. */
  NO_CHALLENGE("no-password"),
  /** As much is under way as may be: no answer, the NAS asks again. */
  BUSY("proxy-busy");

  private final String word;

  ProxyReason(String word) {
    this.word = word;
  }

  /** As it stands in the identity record. */
  public String word() {
    return word;
  }
}
