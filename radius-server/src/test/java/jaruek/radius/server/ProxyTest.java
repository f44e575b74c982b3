package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.radius.account.NewAccount;
import jaruek.radius.account.Terms;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.Salts;
import jaruek.radius.packet.SharedSecret;
import jaruek.radius.proxy.HomeServer;
import jaruek.radius.proxy.Pool;
import jaruek.radius.proxy.ProxyConfig;
import jaruek.radius.proxy.Realm;
import jaruek.radius.proxy.ReplyFilter;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What home servers, and those who only say that they are, do to us. */
@SuppressWarnings("NullAway.Init")
class ProxyTest {
  private static final HomeServer.Times PATIENT =
      new HomeServer.Times(
          Duration.ofSeconds(60),
          Duration.ofSeconds(40),
          Duration.ofSeconds(30),
          3,
          Duration.ofSeconds(120));

  @TempDir Path folder;
  private final SplittableRandom random = new SplittableRandom(20261123);
  private FakeHome home;
  private RunningServer running;
  private RawClient nas;

  @BeforeEach
  void listen() throws IOException {
    home = new FakeHome();
  }

  @AfterEach
  void stop() {
    if (nas != null) nas.close();
    if (running != null) running.close();
    home.close();
  }

  private void start(ProxyConfig config) throws IOException {
    running = new RunningServer(folder, config);
    nas = new RawClient(running.server.authenticationAddress(), random);
  }

  private static Pool pool(HomeServer... servers) {
    return new Pool("pool", Pool.Type.FAIL_OVER, List.of(servers));
  }

  private void start() throws IOException {
    start(ProxyConfig.of(Realm.of(Realm.DEFAULT, pool(home.as("home", PATIENT)))));
  }

  private Packet answer() throws IOException {
    return RawClient.packet(nas.receive());
  }

  @Test
  void handsOnWithTheHomeServersSecretAndOurProxyStateLast() throws Exception {
    start();
    byte[] login =
        nas.login(
            7,
            "bob@uni.example",
            "a password",
            Attribute.text(AttributeType.PROXY_STATE, "one"),
            Attribute.text(AttributeType.PROXY_STATE, "two"));
    nas.send(login);
    FakeHome.Got got = home.next();
    assertTrue(FakeHome.SECRET.messageAuthenticatorMatches(got.packet()));
    byte[] hidden = got.packet().octets(AttributeType.USER_PASSWORD).orElseThrow();
    assertEquals(
        "a password",
        new String(
            FakeHome.SECRET.reveal(hidden, got.packet().authenticator()), StandardCharsets.UTF_8));
    List<byte[]> states = got.packet().all(AttributeType.PROXY_STATE);
    assertEquals(3, states.size());
    assertEquals("one", new String(states.get(0), StandardCharsets.UTF_8));
    assertEquals("two", new String(states.get(1), StandardCharsets.UTF_8));
    home.send(FakeHome.reply(got.packet(), 2), got.from());
    Packet reply = answer();
    assertEquals(7, reply.id());
    byte[] authenticator = Arrays.copyOfRange(login, 4, 20);
    assertTrue(RawClient.SECRET.responseAuthenticatorMatches(reply, authenticator));
    assertTrue(RawClient.SECRET.messageAuthenticatorMatches(reply, authenticator));
    assertEquals(AttributeType.MESSAGE_AUTHENTICATOR, reply.attributes().getFirst().type());
    assertEquals(2, reply.all(AttributeType.PROXY_STATE).size());
  }

  @Test
  void hidesKeysAndTunnelPasswordsAnewAndFiltersTheRest() throws Exception {
    ReplyFilter filter = new ReplyFilter(true, List.of(new ReplyFilter.VendorType(0, 69)));
    Realm realm =
        new Realm("uni.example", pool(home.as("home", PATIENT)), false, false, filter, Terms.NONE);
    start(ProxyConfig.of(realm));
    byte[] login = nas.login(1, "bob@UNI.example", "x");
    nas.send(login);
    FakeHome.Got got = home.next();
    Salts salts = new Salts(random);
    byte[] key = "sixteen byte key".getBytes(StandardCharsets.UTF_8);
    byte[] theirs = got.packet().authenticator();
    byte[] hidden = FakeHome.SECRET.hideSalted(key, theirs, salts.next());
    byte[] tagged = new byte[hidden.length + 1];
    tagged[0] = 3;
    System.arraycopy(hidden, 0, tagged, 1, hidden.length);
    home.send(
        FakeHome.reply(
            got.packet(),
            2,
            Attribute.vendor(311, 16, hidden),
            new Attribute(69, tagged),
            Attribute.text(AttributeType.TUNNEL_PRIVATE_GROUP_ID, "20"),
            Attribute.text(AttributeType.FILTER_ID, "all"),
            Attribute.vendor(14988, 8, key),
            Attribute.text(AttributeType.USER_NAME, "malee")),
        got.from());
    Packet reply = answer();
    byte[] ours = Arrays.copyOfRange(login, 4, 20);
    byte[] sent = reply.vendorOctets(311, 16).orElseThrow();
    assertArrayEquals(key, RawClient.SECRET.revealSalted(sent, ours));
    byte[] tunnel = reply.octets(69).orElseThrow();
    assertEquals(3, tunnel[0]);
    assertArrayEquals(
        key, RawClient.SECRET.revealSalted(Arrays.copyOfRange(tunnel, 1, tunnel.length), ours));
    assertEquals("20", reply.text(AttributeType.TUNNEL_PRIVATE_GROUP_ID).orElse(""));
    assertFalse(reply.has(AttributeType.FILTER_ID));
    assertTrue(reply.vendorOctets(14988, 8).isEmpty());
    // never a name that a user of ours has
    assertEquals("malee@uni.example", reply.text(AttributeType.USER_NAME).orElse(""));
  }

  @Test
  void believesNoReplyButTheHomeServers() throws Exception {
    start();
    nas.send(nas.login(1, "bob@uni.example", "x"));
    FakeHome.Got got = home.next();
    Packet request = got.packet();
    byte[] good = FakeHome.reply(request, 2, FakeHome.message("right"));
    byte[] wrongAuthenticator = good.clone();
    wrongAuthenticator[6]++;
    home.send(wrongAuthenticator, got.from());
    home.send(
        PacketWriter.reply(request, 2, List.of(), SharedSecret.of("another secret")), got.from());
    home.send(FakeHome.plainReply(request, 2), got.from());
    home.send(FakeHome.reply(request, PacketCode.ACCOUNTING_RESPONSE), got.from());
    home.send(Arrays.copyOf(good, 25), got.from());
    byte[] otherId = good.clone();
    otherId[1]++;
    home.send(otherId, got.from());
    try (DatagramSocket stranger = new DatagramSocket()) {
      stranger.send(
          new DatagramPacket(
              FakeHome.reply(request, 3), FakeHome.reply(request, 3).length, got.from()));
    }
    long garbled = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] garbage = good.clone();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        garbage[random.nextInt(garbage.length)] ^= (byte) (1 << random.nextInt(8));
      }
      if (Arrays.equals(garbage, good)) continue;
      home.send(garbage, got.from());
      // so that no buffer overflows
      long sent = ++garbled;
      if (sent % 100 == 0) RunningServer.await(() -> rejectedReplies() >= sent);
    }
    home.send(good, got.from());
    Packet reply = answer();
    assertEquals(PacketCode.ACCESS_ACCEPT, reply.code());
    assertEquals("right", FakeHome.message(reply));
    home.send(good, got.from()); // twice
    home.send(FakeHome.reply(request, 3), got.from()); // late
    RunningServer.await(() -> rejectedReplies("unknown-id") >= 2);
    for (String reason :
        List.of(
            "bad-response-authenticator",
            "no-message-authenticator",
            "unexpected-code",
            "malformed",
            "unknown-id")) {
      assertTrue(rejectedReplies(reason) > 0, reason);
    }
    assertEquals(1, running.kept.size());
  }

  private long rejectedReplies() {
    return running.counted("proxy.replies-rejected");
  }

  private long rejectedReplies(String reason) {
    long[] sum = new long[1];
    running.telemetry.counters(
        (series, count) -> {
          boolean its = series.name().equals("radius.proxy.replies-rejected");
          if (its && series.labels().contains(reason)) sum[0] += count;
        });
    return sum[0];
  }

  @Test
  void aRepeatedRequestIsSentAgainAsItWas() throws Exception {
    start();
    byte[] login = nas.login(1, "bob@uni.example", "x");
    nas.send(login);
    FakeHome.Got first = home.next();
    RunningServer.await(
        () -> {
          try {
            nas.send(login);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          return home.waiting() > 0;
        });
    assertArrayEquals(first.packet().bytes(), home.next().packet().bytes());
    // after the memory for duplicates too: the home server knows one request only
    running.nowMillis.addAndGet(20_000);
    RunningServer.await(
        () -> {
          try {
            nas.send(login);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          return home.waiting() > 0;
        });
    assertArrayEquals(first.packet().bytes(), home.next().packet().bytes());
    home.send(FakeHome.reply(first.packet(), 2), first.from());
    assertEquals(PacketCode.ACCESS_ACCEPT, answer().code());
    assertEquals(1, running.kept.size());
  }

  @Test
  void silenceOfAllIsAnsweredByARejectOrBySilence() throws Exception {
    home.answersStatus = false;
    Pool pool = pool(home.as("home", FreeRadiusHome.TIMES));
    start(ProxyConfig.of(Realm.of(Realm.DEFAULT, pool)));
    byte[] eap = {2, 9, 0, 8, 1, 'b', 'o', 'b'};
    nas.send(nas.login(1, "bob@uni.example", "x", new Attribute(AttributeType.EAP_MESSAGE, eap)));
    Packet reply = answer();
    assertEquals(PacketCode.ACCESS_REJECT, reply.code());
    assertArrayEquals(
        new byte[] {4, 9, 0, 4}, reply.octets(AttributeType.EAP_MESSAGE).orElseThrow());
    assertEquals("no-home-server-answered", running.kept.last().reason());
    RunningServer.await(() -> running.proxy().status().getFirst().state().equals("dead"));
    nas.send(nas.login(2, "bob@uni.example", "x"));
    assertEquals(PacketCode.ACCESS_REJECT, answer().code());
    assertEquals("home-servers-dead", running.kept.last().reason());
    home.answersStatus = true;
    RunningServer.await(() -> running.proxy().status().getFirst().state().equals("alive"));
    running.close();
    nas.close();
    home.answersStatus = false;
    start(
        new ProxyConfig(
            List.of(Realm.of(Realm.DEFAULT, pool)),
            Set.of(),
            false,
            null,
            false,
            false,
            5,
            ProxyConfig.Limits.DEFAULT));
    nas.send(nas.login(3, "bob@uni.example", "x"));
    RunningServer.await(() -> running.kept.size() == 1);
    assertEquals("no-home-server-answered", running.kept.last().reason());
    assertTrue(nas.isDiscarded(nas.login(4, "bob@uni.example", "x")));
  }

  @Test
  void aConversationStaysWhereItBegan() throws Exception {
    try (FakeHome other = new FakeHome()) {
      home.answersStatus = false;
      start(
          ProxyConfig.of(
              Realm.of(
                  Realm.DEFAULT,
                  pool(home.as("home", FreeRadiusHome.TIMES), other.as("other", PATIENT)))));
      nas.send(nas.login(1, "bob@uni.example", "x"));
      home.next();
      FakeHome.Got begun = other.next();
      other.send(
          FakeHome.reply(begun.packet(), PacketCode.ACCESS_CHALLENGE, FakeHome.state("s1")),
          begun.from());
      assertEquals(PacketCode.ACCESS_CHALLENGE, answer().code());
      home.answersStatus = true;
      RunningServer.await(() -> running.proxy().status().getFirst().state().equals("alive"));
      nas.send(nas.login(2, "bob@uni.example", "x", FakeHome.state("s1")));
      FakeHome.Got next = other.next();
      other.send(FakeHome.reply(next.packet(), 2), next.from());
      assertEquals(PacketCode.ACCESS_ACCEPT, answer().code());
    }
  }

  @Test
  void twoThatPointAtEachOtherEndTheLoop() throws Exception {
    try (Relay relay = new Relay()) {
      start(ProxyConfig.of(Realm.of(Realm.DEFAULT, pool(server("other", relay.address())))));
      Path folderOfOther = Files.createDirectory(folder.resolve("other"));
      HomeServer back = server("back", running.server.authenticationAddress());
      try (RunningServer other =
          new RunningServer(folderOfOther, ProxyConfig.of(Realm.of(Realm.DEFAULT, pool(back))))) {
        relay.to(other.server.authenticationAddress());
        nas.send(nas.login(1, "bob@uni.example", "x"));
        assertEquals(PacketCode.ACCESS_REJECT, answer().code());
        assertEquals(
            List.of("proxy-loop", "home-server-refused"),
            running.kept.events().stream().map(event -> event.reason()).toList());
        assertEquals("home-server-refused", other.kept.last().reason());
      }
    }
  }

  @Test
  void tooManyProxiesOnTheWayAreALoop() throws Exception {
    start();
    Attribute[] passed = new Attribute[5];
    Arrays.fill(passed, Attribute.text(AttributeType.PROXY_STATE, "p"));
    nas.send(nas.login(1, "bob@uni.example", "x", passed));
    assertEquals(PacketCode.ACCESS_REJECT, answer().code());
    assertEquals("proxy-loop", running.kept.last().reason());
  }

  private static HomeServer server(String name, InetSocketAddress address) {
    return new HomeServer(name, address, address, RawClient.SECRET, true, true, PATIENT);
  }

  /** An address that there is before the server behind it; for one client. */
  private static final class Relay implements AutoCloseable {
    private final DatagramSocket front = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final DatagramSocket rear = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private volatile SocketAddress client = front.getLocalSocketAddress();

    Relay() throws IOException {}

    InetSocketAddress address() {
      return (InetSocketAddress) front.getLocalSocketAddress();
    }

    void to(SocketAddress server) {
      Thread.ofPlatform()
          .daemon()
          .start(
              () ->
                  pass(
                      front,
                      rear,
                      datagram -> {
                        client = datagram.getSocketAddress();
                        datagram.setSocketAddress(server);
                      }));
      Thread.ofPlatform()
          .daemon()
          .start(() -> pass(rear, front, datagram -> datagram.setSocketAddress(client)));
    }

    private static void pass(
        DatagramSocket from, DatagramSocket out, Consumer<DatagramPacket> address) {
      DatagramPacket datagram = new DatagramPacket(new byte[5000], 5000);
      while (!from.isClosed()) {
        try {
          datagram.setLength(5000);
          from.receive(datagram);
          address.accept(datagram);
          out.send(datagram);
        } catch (IOException e) {
          return;
        }
      }
    }

    @Override
    public void close() {
      front.close();
      rear.close();
    }
  }

  @Test
  void whatComesBackToUsIsALoop() throws Exception {
    start();
    nas.send(nas.login(1, "bob@uni.example", "x"));
    FakeHome.Got got = home.next();
    // as a proxy that points back at us would send it
    byte[] mark = got.packet().all(AttributeType.PROXY_STATE).getFirst();
    nas.send(nas.login(2, "bob@uni.example", "x", new Attribute(AttributeType.PROXY_STATE, mark)));
    Packet reply = answer();
    assertEquals(PacketCode.ACCESS_REJECT, reply.code());
    assertEquals(2, reply.id());
    assertEquals("proxy-loop", running.kept.last().reason());
    assertEquals(0, home.waiting());
  }

  @Test
  void tenThousandInFlightAreBounded() throws Exception {
    start(
        new ProxyConfig(
            List.of(Realm.of(Realm.DEFAULT, pool(home.as("home", PATIENT)))),
            Set.of(),
            false,
            null,
            false,
            true,
            5,
            new ProxyConfig.Limits(4_000, 100)));
    for (int done = 0; done < 10_000; done += 250) {
      // other source ports: other requests
      try (RawClient one = new RawClient(running.server.authenticationAddress(), random)) {
        for (int id = 0; id < 250; id++) one.send(one.login(id, "bob@uni.example", "x"));
        one.exchange(one.status()); // so that no buffer overflows
      }
    }
    assertEquals(4_000, running.proxy().status().getFirst().inFlight());
    assertEquals(6_000, running.rejected("proxy-busy"));
    assertEquals(0, running.kept.size());
  }

  @Test
  void anyLocalUserIsStillOurs() throws Exception {
    start();
    running.accounts.add(NewAccount.of("malee", "pw"));
    assertEquals(
        PacketCode.ACCESS_ACCEPT,
        RawClient.packet(nas.exchange(nas.login(1, "malee", "pw"))).code());
    assertEquals(0, home.waiting());
  }
}
