package jaruek.radius.proxy;

import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.Salts;
import jaruek.radius.packet.SharedSecret;
import jaruek.retention.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands logins and accounting of other realms on to their home servers. Access-Requests are not
 * opened: EAP goes through as it is. Any thread may call. Inert until {@link #start}.
 */
public final class Proxy implements AutoCloseable {
  private static final int MARK_BYTES = 12;

  private final ProxyConfig config;
  private final Realms realms;
  private final Onward onward;
  private final ProxyClient client;
  private final AccountingQueue accounting;
  private final Telemetry telemetry;
  private final SecureRandom random;
  private final Map<Object, Login> logins = new HashMap<>();

  /** With sockets of its own. */
  public Proxy(ProxyConfig config, Telemetry telemetry, SecureRandom random) {
    this.config = config;
    this.telemetry = telemetry;
    this.random = random;
    this.realms = new Realms(config);
    byte[] mark = new byte[MARK_BYTES];
    random.nextBytes(mark);
    this.onward = new Onward(config, mark);
    this.client =
        new ProxyClient(
            config.homeServers(), config.limits().requests(), telemetry, random, this::pump);
    this.accounting = new AccountingQueue(client, onward, config.limits().accounting(), telemetry);
  }

  private void pump() {
    accounting.pump();
  }

  /**
   * Begins.
   *
   * @throws java.io.UncheckedIOException if the system gives no sockets
   */
  public void start() {
    client.start();
    telemetry.gauge("radius.proxy.accounting-waiting", accounting::waiting);
  }

  /** Which names go where. */
  public Realms realms() {
    return realms;
  }

  /** Where this request goes; one without a name is ours. */
  public Route route(Packet request) {
    Route route = request.text(AttributeType.USER_NAME).map(realms::route).orElse(LOCAL);
    if (route instanceof Route.Remote && onward.circles(request)) {
      return new Route.Refused(ProxyReason.LOOP);
    }
    return route;
  }

  private static final Route LOCAL = new Route.Local("");

  /** Whether a login that no home server answers is rejected, or gets no answer. */
  public boolean rejectsUnanswered() {
    return config.rejectUnanswered();
  }

  /**
   * A login to be handed on.
   *
   * @param origin equal for the same request sent again, and for no other
   * @param nas what the sender shares with us
   * @param fromProxy whether the sender is a proxy itself
   */
  public record Asked(Object origin, Packet request, SharedSecret nas, boolean fromProxy) {}

  /**
   * Hands a login on.
   *
   * @param answer called once, on any thread, maybe before this returns; if the same request is
   *     handed on again meanwhile, only the later one's is called
   */
  public void forward(Asked asked, Route.Remote route, Consumer<Answer> answer) {
    boolean unanswerable =
        asked.nas.isNone()
            && asked.request.has(AttributeType.CHAP_PASSWORD)
            && !asked.request.has(AttributeType.CHAP_CHALLENGE);
    if (unanswerable) {
      answer.accept(new Answer.None(ProxyReason.NO_CHALLENGE, null));
      return;
    }
    @Nullable Login login;
    synchronized (logins) {
      Login known = logins.get(asked.origin);
      if (known != null) {
        known.answer = answer;
        client.repeat(known);
        return;
      }
      login = login(asked, route, answer);
      if (login != null) logins.put(asked.origin, login);
    }
    if (login == null) answer.accept(new Answer.None(ProxyReason.TOO_LONG, null));
    else client.submit(login, false);
  }

  private @Nullable Login login(Asked asked, Route.Remote route, Consumer<Answer> answer) {
    try {
      return new Login(asked, route, answer);
    } catch (IllegalArgumentException e) { // a name of odd bytes may grow
      return null;
    }
  }

  /** The sender repeats a request that is under way: so do we. */
  public void repeat(Object origin) {
    Login known;
    synchronized (logins) {
      known = logins.get(origin);
    }
    if (known != null) client.repeat(known);
  }

  /** Hands an accounting event on that is kept and answered already, if its realm wants that. */
  public void account(Packet request, boolean fromProxy) {
    String user = request.text(AttributeType.USER_NAME).orElse("");
    if (!(realms.route(user) instanceof Route.Remote remote)) return;
    Pool pool = remote.realm().pool();
    if (pool == null || !remote.realm().accounting()) return;
    if (onward.circles(request)) {
      telemetry.counter("radius.proxy.accounting-loops").increment();
      return;
    }
    try {
      accounting.add(pool, request, onward.accounting(request, remote, fromProxy));
    } catch (IllegalArgumentException e) { // a name of odd bytes may grow
      telemetry.counter("radius.proxy.accounting-lost").increment();
    }
  }

  /** Every home server, and accounting for those that got some. */
  public List<HomeStatus> status() {
    return client.status();
  }

  /** Accounting events on their way. */
  public int accountingWaiting() {
    return accounting.waiting();
  }

  @Override
  public void close() {
    client.close();
  }

  private final class Login extends Job {
    private final Asked asked;
    private final Route.Remote route;
    private final List<Attribute> attributes;
    volatile Consumer<Answer> answer;

    Login(Asked asked, Route.Remote route, Consumer<Answer> answer) {
      super(pool(route), key(asked.request), ProxyClient.conversation(pool(route), asked.request));
      this.asked = asked;
      this.route = route;
      this.answer = answer;
      this.attributes = onward.login(asked.request, route, asked.fromProxy, asked.nas.isNone());
    }

    @Override
    byte[] write(HomeServer server, int id, byte[] authenticator) {
      return PacketWriter.request(
          PacketCode.ACCESS_REQUEST,
          id,
          authenticator,
          onward.forServer(
              attributes, asked.nas, asked.request.authenticator(), server.secret(), authenticator),
          server.secret());
    }

    @Override
    void replied(Flight flight, Packet reply) {
      List<byte[]> states = reply.all(AttributeType.PROXY_STATE);
      if (states.isEmpty() || !onward.isMark(states.getLast())) {
        telemetry.counter("radius.proxy.proxy-state-missing").increment();
      }
      Homeward homeward =
          new Homeward(
              flight.link.server.secret(),
              flight.authenticator,
              asked.nas,
              asked.request.authenticator(),
              new Salts(random));
      List<Attribute> passing = homeward.attributes(reply, route.realm().filter());
      String name = named(passing, reply.code() == PacketCode.ACCESS_ACCEPT);
      end(
          new Answer.Replied(
              reply.code(), passing, flight.link.server.name(), name, chargeable(reply)));
    }

    /**
     * The name for accounting: never one without a realm or of another one, which could be a user
     * of ours.
     */
    private @Nullable String named(List<Attribute> attributes, boolean accepted) {
      String name = null;
      for (Attribute attribute : List.copyOf(attributes)) {
        if (attribute.type() != AttributeType.USER_NAME) continue;
        attributes.remove(attribute);
        String given = new String(attribute.value(), StandardCharsets.UTF_8);
        if (!accepted) continue; // RFC 2865 section 5.44: it has no place there
        if (name == null) name = ofRealm(given, route.name());
        if (name != null && !(realms.route(name) instanceof Route.Remote)) name = null;
      }
      if (name != null) attributes.add(Attribute.text(AttributeType.USER_NAME, name));
      return name;
    }

    @Override
    void failed(ProxyReason why, @Nullable String homeServer) {
      end(new Answer.None(why, homeServer));
    }

    private void end(Answer ending) {
      synchronized (logins) {
        logins.remove(asked.origin, this);
      }
      answer.accept(ending);
    }
  }

  private static Pool pool(Route.Remote route) {
    Pool pool = route.realm().pool();
    if (pool == null) throw new IllegalArgumentException("a realm of our own");
    return pool;
  }

  private static String key(Packet request) {
    return request
        .text(AttributeType.CALLING_STATION_ID)
        .or(() -> request.text(AttributeType.USER_NAME))
        .orElse("");
  }

  /** With its realm; null if it is empty, too long then, or of a realm that is not below it. */
  static @Nullable String ofRealm(String given, String realm) {
    int at = given.lastIndexOf('@');
    if (given.isEmpty() || given.equals("@")) return null;
    String name = at < 0 ? given + '@' + realm : given;
    String its = name.substring(name.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    boolean ours =
        (its.equals(realm) || its.endsWith('.' + realm) && its.charAt(0) != '.')
            && name.indexOf('@') == name.lastIndexOf('@');
    boolean fits = name.getBytes(StandardCharsets.UTF_8).length <= Attribute.VALUE_BYTES_MAX;
    return ours && fits ? name : null;
  }

  private static @Nullable String chargeable(Packet reply) {
    byte[] value = reply.octets(ReplyFilter.CHARGEABLE_USER_IDENTITY).orElse(new byte[0]);
    if (value.length == 0 || (value.length == 1 && value[0] == 0)) return null;
    for (byte b : value) {
      if (b <= ' ' || b > '~') return HexFormat.of().formatHex(value);
    }
    return new String(value, StandardCharsets.US_ASCII);
  }

  /** The attributes of a reply with ours put over those of the same type. */
  public static List<Attribute> over(List<Attribute> ours, List<Attribute> theirs) {
    List<Attribute> all = new ArrayList<>();
    for (Attribute attribute : theirs) {
      boolean replaced =
          attribute.type() != AttributeType.VENDOR_SPECIFIC
              && attribute.type() != AttributeType.CLASS
              && ours.stream().anyMatch(o -> o.type() == attribute.type());
      if (!replaced || attribute.type() == AttributeType.SESSION_TIMEOUT) all.add(attribute);
    }
    for (Attribute attribute : ours) {
      if (attribute.type() == AttributeType.SESSION_TIMEOUT) shorter(attribute, all);
      else all.add(attribute);
    }
    return all;
  }

  private static void shorter(Attribute timeout, List<Attribute> all) {
    for (Attribute attribute : List.copyOf(all)) {
      if (attribute.type() != AttributeType.SESSION_TIMEOUT) continue;
      if (attribute.value().length == 4 && attribute.asNumber() <= timeout.asNumber()) return;
      all.remove(attribute);
    }
    all.add(timeout);
  }
}
