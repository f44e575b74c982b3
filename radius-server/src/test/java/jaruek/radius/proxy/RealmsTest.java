package jaruek.radius.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import jaruek.radius.packet.SharedSecret;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealmsTest {
  private static final Pool POOL =
      new Pool(
          "pool",
          Pool.Type.FAIL_OVER,
          List.of(
              new HomeServer(
                  "home",
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 2),
                  SharedSecret.of("x"),
                  true,
                  true,
                  HomeServer.Times.DEFAULT)));

  private static final ProxyConfig CONFIG =
      new ProxyConfig(
          List.of(
              Realm.local("school.ac.th"),
              Realm.local("*.school.ac.th"),
              Realm.of("*.ac.th", POOL),
              Realm.of("uni.ac.th", POOL),
              Realm.of("office", POOL),
              Realm.of("DEFAULT", POOL)),
          Set.of("gmail.com"),
          true,
          null,
          false,
          true,
          5,
          ProxyConfig.Limits.DEFAULT);

  private static final Realms REALMS = new Realms(CONFIG);

  private static String told(String name) {
    return switch (REALMS.route(name)) {
      case Route.Local(String user) -> "local " + user;
      case Route.Remote(Realm realm, String typed, String user) -> realm.pattern() + " " + user;
      case Route.Refused(ProxyReason why) -> why.word();
    };
  }

  @ParameterizedTest
  @CsvSource({
    "bob, local bob",
    "bob@school.ac.th, local bob",
    "bob@SCHOOL.ac.TH, local bob",
    "bob@pupils.school.ac.th, local bob",
    "bob@uni.ac.th, uni.ac.th bob@uni.ac.th",
    "bob@Other.ac.th, *.ac.th bob@Other.ac.th",
    "@other.ac.th, *.ac.th @other.ac.th",
    "bob@ac.th, DEFAULT bob@ac.th",
    "bob@uni.example, DEFAULT bob@uni.example",
    "'OFFICE\\bob', 'office OFFICE\\bob'",
    "'ELSE\\bob', 'local ELSE\\bob'",
    "bob@, realm-empty",
    "'bob@uni.ac.th ', realm-with-space",
    "'bob@uni. ac.th', realm-with-space",
    "bob@uni.ac.th., realm-with-stray-dot",
    "bob@.ac.th, realm-with-stray-dot",
    "bob@uni..ac.th, realm-with-stray-dot",
    "bob@x@uni.ac.th, realm-several-at",
    "bob@uni, realm-without-dot",
    "bob@wlan.mnc001.mcc520.3gppnetwork.org, realm-blocked",
    "bob@myabc.com, realm-blocked",
    "bob@mail.gmail.com, realm-blocked",
    "bob@uni.ac.th/x, realm-malformed",
    "bob@สถาบัน.example, DEFAULT bob@สถาบัน.example"
  })
  void tellsTheWayOfAName(String name, String expected) {
    assertEquals(expected, told(name));
  }

  @Test
  void aNamedRealmIsTakenThoughItIsBlocked() {
    Realms realms = new Realms(ProxyConfig.of(Realm.of("myabc.com", POOL)));
    assertEquals(Route.Remote.class, realms.route("bob@myabc.com").getClass());
    assertEquals(new Route.Local("bob@uni.ac.th"), realms.route("bob@uni.ac.th"));
  }

  @Test
  void anyNameHasAWay() {
    SplittableRandom random = new SplittableRandom(20261123);
    String signs = "ab.@\\ \u0000\uFFFDก์-/*";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder name = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        name.append(signs.charAt(random.nextInt(signs.length())));
      }
      REALMS.route(name.toString());
    }
    assertEquals("realm-malformed", told("bob@" + "a".repeat(254) + ".th"));
  }

  @Test
  void aHomeServerNamesNobodyElse() {
    assertEquals("bob@uni.ac.th", Proxy.ofRealm("bob", "uni.ac.th"));
    assertEquals("Bob@Uni.ac.th", Proxy.ofRealm("Bob@Uni.ac.th", "uni.ac.th"));
    assertEquals("bob@x.uni.ac.th", Proxy.ofRealm("bob@x.uni.ac.th", "uni.ac.th"));
    assertNull(Proxy.ofRealm("malee@school.ac.th", "uni.ac.th"));
    assertNull(Proxy.ofRealm("", "uni.ac.th"));
    assertNull(Proxy.ofRealm("a@b@uni.ac.th", "uni.ac.th"));
  }
}
