package jaruek.radius.proxy;

import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.SharedSecret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A request as the next server gets it: everything in its order, but for what is made anew with
 * that server's secret, what our configuration adds, and our Proxy-State at the end.
 */
final class Onward {
  /** RFC 5580 section 4.1; the namespace REALM. */
  static final int OPERATOR_NAME = 126;

  private static final String NAMESPACE_REALM = "1";

  /** RFC 4372 section 2.1: a single zero asks for it. */
  private static final byte[] CUI_WANTED = {0};

  private final ProxyConfig config;
  private final byte[] mark;

  /**
   * By this configuration.
   *
   * @param mark our Proxy-State, which nobody else's is like
   */
  Onward(ProxyConfig config, byte[] mark) {
    this.config = config;
    this.mark = mark.clone();
  }

  /** Whether it has been here before, or gone by more proxies than there are in a chain. */
  boolean circles(Packet request) {
    List<byte[]> states = request.all(AttributeType.PROXY_STATE);
    return states.size() >= config.proxyStatesMax()
        || states.stream().anyMatch(state -> Arrays.equals(state, mark));
  }

  /** Whether a value is ours. */
  boolean isMark(byte[] proxyState) {
    return Arrays.equals(proxyState, mark);
  }

  /** An Access-Request's attributes with the password as the NAS hid it, Proxy-State not yet. */
  List<Attribute> login(
      Packet request, Route.Remote route, boolean fromProxy, boolean versionNone) {
    List<Attribute> attributes = common(request, route, fromProxy);
    boolean chap = request.has(AttributeType.CHAP_PASSWORD);
    if (chap && !request.has(AttributeType.CHAP_CHALLENGE) && !versionNone) {
      attributes.add(new Attribute(AttributeType.CHAP_CHALLENGE, request.authenticator()));
    }
    if (config.chargeableUserIdentity() && !request.has(ReplyFilter.CHARGEABLE_USER_IDENTITY)) {
      attributes.add(new Attribute(ReplyFilter.CHARGEABLE_USER_IDENTITY, CUI_WANTED));
    }
    return attributes;
  }

  /** An Accounting-Request's attributes but for Acct-Delay-Time and our Proxy-State. */
  List<Attribute> accounting(Packet request, Route.Remote route, boolean fromProxy) {
    List<Attribute> attributes = common(request, route, fromProxy);
    attributes.removeIf(attribute -> attribute.type() == AttributeType.ACCT_DELAY_TIME);
    return attributes;
  }

  private List<Attribute> common(Packet request, Route.Remote route, boolean fromProxy) {
    List<Attribute> attributes = new ArrayList<>();
    String operator = config.operatorName();
    // a proxy behind us knows better than we where its user is; a NAS of ours does not
    boolean named = fromProxy && request.has(OPERATOR_NAME);
    for (Attribute attribute : request.attributes()) {
      switch (attribute.type()) {
        case AttributeType.MESSAGE_AUTHENTICATOR -> {}
        case AttributeType.USER_NAME ->
            // to the byte as it came, unless its realm is taken off: EAP compares it
            attributes.add(
                route.realm().strip()
                    ? Attribute.text(AttributeType.USER_NAME, route.userName())
                    : attribute);
        case OPERATOR_NAME -> {
          if (named || operator == null) attributes.add(attribute);
        }
        default -> attributes.add(attribute);
      }
    }
    if (operator != null && !named) {
      attributes.add(Attribute.text(OPERATOR_NAME, NAMESPACE_REALM + operator));
    }
    return attributes;
  }

  /** For one server: the password hidden anew, and Proxy-State, ours last. */
  List<Attribute> forServer(
      List<Attribute> login,
      SharedSecret nas,
      byte[] nasAuthenticator,
      SharedSecret home,
      byte[] homeAuthenticator) {
    List<Attribute> attributes = new ArrayList<>(login.size() + 1);
    for (Attribute attribute : login) {
      if (attribute.type() == AttributeType.USER_PASSWORD) {
        byte[] password = nas.reveal(attribute.value(), nasAuthenticator);
        attributes.add(
            new Attribute(AttributeType.USER_PASSWORD, home.hide(password, homeAuthenticator)));
      } else {
        attributes.add(attribute);
      }
    }
    attributes.add(proxyState());
    return attributes;
  }

  Attribute proxyState() {
    return new Attribute(AttributeType.PROXY_STATE, mark);
  }
}
