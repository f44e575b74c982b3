package jaruek.appliance.config;

import jaruek.radius.account.Terms;
import jaruek.radius.packet.SharedSecret;
import jaruek.radius.proxy.HomeServer;
import jaruek.radius.proxy.Pool;
import jaruek.radius.proxy.ProxyConfig;
import jaruek.radius.proxy.Realm;
import jaruek.radius.proxy.Realms;
import jaruek.radius.proxy.ReplyFilter;
import jaruek.retention.record.Cidr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code radius.proxy}. */
final class ProxyReader {
  private static final int AUTHENTICATION_PORT = 1812;
  private static final int ACCOUNTING_PORT = 1813;
  private static final int SERVERS_MAX = 64;
  private static final int REALMS_MAX = 1000;

  private final ConfigurationReader reader;
  private final Section section;
  private final RepliesReader replies;
  private final Set<String> patterns = new HashSet<>();

  ProxyReader(ConfigurationReader reader, Section section, RepliesReader replies) {
    this.reader = reader;
    this.section = section;
    this.replies = replies;
  }

  @Nullable ProxyConfig read() {
    Map<String, HomeServer> servers = servers();
    Map<String, Pool> pools = pools(servers);
    List<Realm> realms = new ArrayList<>();
    for (String local : texts("local-realms")) {
      if (isPattern(section, "local-realms", local)) realms.add(Realm.local(local));
    }
    if (!section.has("realms")) section.fault("", FaultCode.MISSING, "realms");
    for (Section one : section.sections("realms")) {
      Realm realm = realm(one, pools);
      if (realm != null) realms.add(realm);
    }
    if (realms.size() > REALMS_MAX) {
      section.fault("realms", FaultCode.OUT_OF_RANGE, "" + realms.size(), "1", "" + REALMS_MAX);
    }
    ProxyConfig config =
        new ProxyConfig(
            realms,
            badRealms(),
            section.flag("ntdomain", false),
            operatorName(),
            section.flag("chargeable-user-identity", false),
            section.word("no-answer", List.of("reject", "silence")).equals("reject"),
            section.number("proxy-state-limit", ProxyConfig.PROXY_STATES_MAX, 1, 50),
            new ProxyConfig.Limits(
                section.number("max-requests", ProxyConfig.Limits.DEFAULT.requests(), 16, 65_536),
                section.number(
                    "accounting-queue", ProxyConfig.Limits.DEFAULT.accounting(), 100, 1_000_000)));
    section.end();
    return config;
  }

  private List<String> texts(String key) {
    List<String> texts = section.texts(key);
    return texts == null ? List.of() : texts;
  }

  private Map<String, HomeServer> servers() {
    Map<String, HomeServer> servers = new LinkedHashMap<>();
    if (!section.has("home-servers")) section.fault("", FaultCode.MISSING, "home-servers");
    for (Section one : section.sections("home-servers")) {
      HomeServer server = server(one);
      if (server != null && servers.putIfAbsent(server.name(), server) != null) {
        one.fault(
            "name", FaultCode.DUPLICATE_NAME, server.name(), "" + section.line("home-servers"));
      }
    }
    if (servers.size() > SERVERS_MAX) {
      section.fault(
          "home-servers", FaultCode.OUT_OF_RANGE, "" + servers.size(), "1", "" + SERVERS_MAX);
    }
    return servers;
  }

  private @Nullable HomeServer server(Section one) {
    String name = ConfigurationReader.name(one);
    String text = one.requiredText("address");
    InetAddress address = text == null ? null : address(one, text);
    Secret secret = reader.secret(one, text == null ? null : Cidr.parse(text).orElse(null));
    int port = one.number("port", AUTHENTICATION_PORT, 1, 65_535);
    int accounting = one.number("accounting-port", ACCOUNTING_PORT, 1, 65_535);
    boolean required = one.flag("require-message-authenticator", true);
    boolean checked =
        one.word("status-check", List.of("status-server", "none")).equals("status-server");
    HomeServer.Times times = times(one);
    one.end();
    if (name == null || address == null || secret == null || secret.isPlaceholder()) return null;
    return new HomeServer(
        name,
        new InetSocketAddress(address, port),
        new InetSocketAddress(address, accounting),
        new SharedSecret(secret.revealBytes()),
        required,
        checked,
        times);
  }

  /** No name: a server for logins must not need one for names. */
  private static @Nullable InetAddress address(Section one, String text) {
    Cidr range = text.indexOf('/') < 0 ? Cidr.parse(text).orElse(null) : null;
    if (range != null) {
      try {
        return InetAddress.getByAddress(range.first().bytes());
      } catch (UnknownHostException e) {
        // not of 4 or 16 bytes: a fault below
      }
    }
    one.fault("address", FaultCode.NOT_A_RANGE, text);
    return null;
  }

  private static HomeServer.Times times(Section one) {
    HomeServer.Times usual = HomeServer.Times.DEFAULT;
    return new HomeServer.Times(
        ConfigurationReader.duration(one, "response-window", "8s", "500ms", "60s"),
        ConfigurationReader.duration(one, "zombie-period", "40s", "1s", "10m"),
        ConfigurationReader.duration(one, "check-interval", "30s", "1s", "10m"),
        one.number("num-answers-to-alive", usual.answersToAlive(), 1, 10),
        ConfigurationReader.duration(one, "revive-interval", "120s", "1s", "1h"));
  }

  private Map<String, Pool> pools(Map<String, HomeServer> servers) {
    Map<String, Pool> pools = new LinkedHashMap<>();
    if (!section.has("pools")) section.fault("", FaultCode.MISSING, "pools");
    for (Section one : section.sections("pools")) {
      Pool pool = pool(one, servers);
      if (pool != null && pools.putIfAbsent(pool.name(), pool) != null) {
        one.fault("name", FaultCode.DUPLICATE_NAME, pool.name(), "" + section.line("pools"));
      }
    }
    return pools;
  }

  private static @Nullable Pool pool(Section one, Map<String, HomeServer> servers) {
    String name = ConfigurationReader.name(one);
    List<String> types = Arrays.stream(Pool.Type.values()).map(Pool.Type::word).toList();
    Pool.Type type = Pool.Type.of(one.word("type", types)).orElse(Pool.Type.FAIL_OVER);
    List<HomeServer> members = new ArrayList<>();
    List<String> names = one.texts("home-servers");
    if (names == null) one.fault("", FaultCode.MISSING, "home-servers");
    else if (names.isEmpty()) one.fault("home-servers", FaultCode.EMPTY);
    for (String member : names == null ? List.<String>of() : names) {
      HomeServer server = servers.get(member);
      if (server == null) noSuchName(one, "home-servers", member, servers.keySet());
      else if (members.contains(server)) one.fault("home-servers", FaultCode.REALM_TWICE, member);
      else members.add(server);
    }
    one.end();
    return name == null || members.isEmpty() ? null : new Pool(name, type, members);
  }

  private static void noSuchName(Section one, String key, String name, Set<String> known) {
    one.fault(key, FaultCode.NO_SUCH_NAME, name, String.join(", ", known));
  }

  private @Nullable Realm realm(Section one, Map<String, Pool> pools) {
    String pattern = one.requiredText("realm");
    String poolName = one.requiredText("pool");
    Pool pool = poolName == null ? null : pools.get(poolName);
    if (poolName != null && pool == null) noSuchName(one, "pool", poolName, pools.keySet());
    boolean strip = one.flag("strip", false);
    boolean accounting = one.flag("accounting", false);
    ReplyFilter filter = filter(one);
    Section reply = one.section("reply");
    Terms terms = reply == null ? Terms.NONE : replies.terms(reply);
    one.end();
    boolean sound = pattern != null && isPattern(one, "realm", pattern);
    if (!sound || pattern == null || pool == null) return null;
    return new Realm(pattern, pool, strip, accounting, filter, terms);
  }

  private ReplyFilter filter(Section one) {
    boolean vlan = one.flag("allow-vlan", false);
    List<ReplyFilter.VendorType> more = new ArrayList<>();
    List<String> names = one.texts("allow");
    for (String name : names == null ? List.<String>of() : names) {
      ReplyFilter.VendorType type = replies.attribute(one, "allow", name);
      if (type != null) more.add(type);
    }
    return new ReplyFilter(vlan, more);
  }

  private boolean isPattern(Section in, String key, String text) {
    String realm = text.toLowerCase(Locale.ROOT);
    String plain = realm.startsWith("*.") ? realm.substring(2) : realm;
    if (!text.equals(Realm.DEFAULT) && Realms.fault(plain) != null) {
      in.fault(key, FaultCode.NOT_A_REALM, text);
      return false;
    }
    if (patterns.add(realm)) return true;
    in.fault(key, FaultCode.REALM_TWICE, text);
    return false;
  }

  private Set<String> badRealms() {
    Set<String> bad = new LinkedHashSet<>();
    for (String text : texts("bad-realms")) {
      String realm = text.toLowerCase(Locale.ROOT);
      if (Realms.fault(realm) == null) bad.add(realm);
      else section.fault("bad-realms", FaultCode.NOT_A_REALM, text);
    }
    return bad;
  }

  /** RFC 5580 section 4.1: a registered domain. */
  private @Nullable String operatorName() {
    String name = section.text("operator-name");
    if (name == null) return null;
    boolean sound = name.indexOf('.') > 0 && Realms.fault(name.toLowerCase(Locale.ROOT)) == null;
    if (sound) return name;
    section.fault("operator-name", FaultCode.NOT_A_REALM, name);
    return null;
  }
}
