package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.radius.account.NewAccount;
import jaruek.radius.mschap.MsChap;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import jaruek.retention.record.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RADIUS over TLS and RADIUS/1.1, by a client of our own that follows the RFCs' text. */
class RadSecTest {
  private static final SharedSecret SECRET = SharedSecret.of(RunningRadSec.SECRET);

  private static final int MICROSOFT = 311;

  @TempDir Path folder;
  private RunningRadSec radSec;

  @BeforeEach
  void start() {
    radSec = new RunningRadSec(folder, RunningRadSec.PATIENT);
    radSec.running.accounts.add(NewAccount.of("somchai", "correct horse"));
    radSec.running.accounts.add(new NewAccount("malee", "chap pw", null, null, null, null, true));
  }

  @AfterEach
  void stop() {
    radSec.close();
  }

  private static byte[] authenticator(int seed) {
    byte[] bytes = new byte[16];
    Arrays.fill(bytes, (byte) seed);
    return bytes;
  }

  static byte[] login(int id, String password) {
    byte[] authenticator = authenticator(id);
    return PacketWriter.request(
        PacketCode.ACCESS_REQUEST,
        id,
        authenticator,
        List.of(
            Attribute.text(AttributeType.USER_NAME, "somchai"),
            new Attribute(
                AttributeType.USER_PASSWORD,
                SECRET.hide(password.getBytes(StandardCharsets.UTF_8), authenticator))),
        SECRET);
  }

  static byte[] status(int id) {
    return PacketWriter.request(PacketCode.STATUS_SERVER, id, authenticator(id), List.of(), SECRET);
  }

  private static byte[] accounting(int id, int status, String session) {
    return PacketWriter.accountingRequest(
        id,
        List.of(
            Attribute.number(AttributeType.ACCT_STATUS_TYPE, status),
            Attribute.text(AttributeType.ACCT_SESSION_ID, session),
            Attribute.text(AttributeType.USER_NAME, "somchai")),
        SECRET);
  }

  /** A packet of RADIUS/1.1 from its parts alone. */
  private static byte[] version11(int code, int token, Attribute... attributes) {
    ByteBuffer packet = ByteBuffer.allocate(4096);
    packet.put((byte) code).put((byte) 0).putShort((short) 0).putInt(token).put(new byte[12]);
    for (Attribute attribute : attributes) {
      packet.put((byte) attribute.type()).put((byte) (2 + attribute.value().length));
      packet.put(attribute.value());
    }
    packet.putShort(2, (short) packet.position());
    return Arrays.copyOf(packet.array(), packet.position());
  }

  @Test
  void logsInAndAccountsOnOneConnection() throws Exception {
    try (TlsPeer peer = radSec.connect("proxy")) {
      peer.send(login(1, "correct horse"));
      Packet accept = peer.receive();
      assertEquals(PacketCode.ACCESS_ACCEPT, accept.code());
      assertTrue(SECRET.responseAuthenticatorMatches(accept, authenticator(1)));
      peer.send(login(2, "wrong"));
      assertEquals(PacketCode.ACCESS_REJECT, peer.receive().code());
      peer.send(accounting(3, 1, "s1"));
      assertEquals(PacketCode.ACCOUNTING_RESPONSE, peer.receive().code());
      peer.send(status(4));
      assertEquals(PacketCode.ACCESS_ACCEPT, peer.receive().code());
    }
    assertEquals(3, radSec.running.kept.frames().size());
    assertTrue(radSec.running.kept.frames().stream().allMatch(f -> f.transport() == Transport.TLS));
    assertEquals(1, radSec.running.sessions.size());
  }

  @Test
  void aMessageAuthenticatorIsNotAskedForByTlsButCheckedIfThere() throws Exception {
    try (TlsPeer peer = radSec.connect("proxy")) {
      byte[] request = login(1, "correct horse");
      byte[] without = new byte[request.length - 18];
      System.arraycopy(request, 0, without, 0, 20);
      System.arraycopy(request, 38, without, 20, without.length - 20);
      without[3] = (byte) without.length;
      peer.send(without);
      assertEquals(PacketCode.ACCESS_ACCEPT, peer.receive().code());
      byte[] forged = login(2, "correct horse");
      forged[25] ^= 1;
      peer.send(forged, status(3));
      assertEquals(3, peer.receive().id());
    }
    assertEquals(1, radSec.running.rejected("bad-message-authenticator"));
  }

  @Test
  void answersManyThatAreInFlightAtOnceAndPacketsCutAnywhere() throws Exception {
    try (TlsPeer peer = radSec.connect("proxy")) {
      List<byte[]> requests = new ArrayList<>();
      for (int id = 0; id < 200; id++) requests.add(status(id));
      peer.send(requests.toArray(byte[][]::new));
      Set<Integer> answered = new HashSet<>();
      for (int i = 0; i < 200; i++) answered.add(peer.receive().id());
      assertEquals(200, answered.size());
      byte[] cut = status(7);
      for (byte one : cut) peer.send(new byte[] {one});
      assertEquals(7, peer.receive().id());
    }
  }

  @Test
  void aDuplicateIsOneOnItsOwnConnectionOnly() throws Exception {
    try (TlsPeer first = radSec.connect("proxy");
        TlsPeer second = radSec.connect("proxy")) {
      byte[] start = accounting(9, 1, "s9");
      first.send(start);
      byte[] reply = first.receive().bytes();
      first.send(start);
      assertArrayEquals(reply, first.receive().bytes());
      assertEquals(1, radSec.running.counted("duplicates-answered"));
      byte[] login = login(9, "correct horse"); // the same id, but another kind
      first.send(login);
      assertEquals(PacketCode.ACCESS_ACCEPT, first.receive().code());
      second.send(login);
      assertEquals(PacketCode.ACCESS_ACCEPT, second.receive().code());
      assertEquals(1, radSec.running.counted("duplicates-answered"));
    }
  }

  @Test
  void speaksVersion11WithoutSecretAndMd5() throws Exception {
    Path bundle = radSec.bundle("proxy");
    try (TlsPeer peer = radSec.connect(bundle, "radius/1.1", "radius/1.0")) {
      assertEquals("radius/1.1", peer.socket.getApplicationProtocol());
      int token = 0xfedcba98;
      peer.send(
          version11(
              PacketCode.ACCESS_REQUEST,
              token,
              Attribute.text(AttributeType.USER_NAME, "somchai"),
              Attribute.text(AttributeType.USER_PASSWORD, "correct horse"),
              Attribute.text(AttributeType.PROXY_STATE, "p1")));
      Packet accept = peer.receive();
      assertEquals(PacketCode.ACCESS_ACCEPT, accept.code());
      assertEquals(0, accept.id());
      assertEquals(token, accept.token());
      assertArrayEquals(new byte[12], Arrays.copyOfRange(accept.authenticator(), 4, 16));
      assertFalse(accept.has(AttributeType.MESSAGE_AUTHENTICATOR));
      assertEquals("p1", accept.text(AttributeType.PROXY_STATE).orElse(""));
      peer.send(
          version11(
              PacketCode.ACCESS_REQUEST,
              token + 1,
              Attribute.text(AttributeType.USER_NAME, "somchai"),
              Attribute.text(AttributeType.USER_PASSWORD, "wrong")));
      assertEquals(PacketCode.ACCESS_REJECT, peer.receive().code());
      // a Message-Authenticator is meaningless there and ignored, right or wrong
      peer.send(
          version11(
              PacketCode.ACCOUNTING_REQUEST,
              token + 2,
              new Attribute(AttributeType.MESSAGE_AUTHENTICATOR, new byte[16]),
              Attribute.number(AttributeType.ACCT_STATUS_TYPE, 1),
              Attribute.text(AttributeType.ACCT_SESSION_ID, "s11")));
      Packet response = peer.receive();
      assertEquals(PacketCode.ACCOUNTING_RESPONSE, response.code());
      assertEquals(token + 2, response.token());
      peer.send(version11(PacketCode.STATUS_SERVER, token + 3));
      assertEquals(token + 3, peer.receive().token());
    }
    assertEquals(3, radSec.running.kept.frames().size());
  }

  @Test
  void version11TellsMoreThan256RequestsApartByTheirTokens() throws Exception {
    try (TlsPeer peer = radSec.connect(radSec.bundle("proxy"), "radius/1.1")) {
      List<byte[]> requests = new ArrayList<>();
      for (int token = 0; token < 600; token++) {
        requests.add(version11(PacketCode.STATUS_SERVER, token));
      }
      peer.send(requests.toArray(byte[][]::new));
      Set<Integer> answered = new HashSet<>();
      for (int i = 0; i < 600; i++) answered.add(peer.receive().token());
      assertEquals(600, answered.size());
    }
  }

  @Test
  void version11TakesChapWithItsChallengeOnly() throws Exception {
    byte[] challenge = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    byte[] response = new byte[17];
    response[0] = 5;
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    md5.update((byte) 5);
    md5.update("chap pw".getBytes(StandardCharsets.UTF_8));
    System.arraycopy(md5.digest(challenge), 0, response, 1, 16);
    Attribute name = Attribute.text(AttributeType.USER_NAME, "malee");
    Attribute chap = new Attribute(AttributeType.CHAP_PASSWORD, response);
    try (TlsPeer peer = radSec.connect(radSec.bundle("proxy"), "radius/1.1")) {
      peer.send(
          version11(
              PacketCode.ACCESS_REQUEST,
              1,
              name,
              chap,
              new Attribute(AttributeType.CHAP_CHALLENGE, challenge)));
      assertEquals(PacketCode.ACCESS_ACCEPT, peer.receive().code());
      peer.send(version11(PacketCode.ACCESS_REQUEST, 2, name, chap));
      assertEquals(PacketCode.ACCESS_REJECT, peer.receive().code());
    }
  }

  /** RFC 9765 section 5.1.4: keys are strings as any other, without salt, length or padding. */
  @Test
  void version11CarriesMsChapKeysAsTheyAre() throws Exception {
    byte[] challenge = authenticator(3);
    byte[] peerChallenge = authenticator(4);
    byte[] name = "malee".getBytes(StandardCharsets.UTF_8);
    byte[] ntHash = MsChap.passwordHash("chap pw".getBytes(StandardCharsets.UTF_8));
    byte[] response = new byte[50];
    System.arraycopy(peerChallenge, 0, response, 2, 16);
    byte[] ntResponse = MsChap.ntResponse2(challenge, peerChallenge, name, ntHash);
    System.arraycopy(ntResponse, 0, response, 26, 24);
    try (TlsPeer peer = radSec.connect(radSec.bundle("proxy"), "radius/1.1")) {
      peer.send(
          version11(
              PacketCode.ACCESS_REQUEST,
              1,
              Attribute.text(AttributeType.USER_NAME, "malee"),
              Attribute.vendor(MICROSOFT, 11, challenge),
              Attribute.vendor(MICROSOFT, 25, response)));
      Packet accept = peer.receive();
      assertEquals(PacketCode.ACCESS_ACCEPT, accept.code());
      assertEquals(16, accept.vendorOctets(MICROSOFT, 16).orElseThrow().length);
      assertEquals(16, accept.vendorOctets(MICROSOFT, 17).orElseThrow().length);
    }
  }

  @Test
  void versionsAreAgreedOnByAlpn() throws Exception {
    Path bundle = radSec.bundle("proxy");
    try (TlsPeer peer = radSec.connect(bundle, "radius/1.0")) {
      assertEquals("radius/1.0", peer.socket.getApplicationProtocol());
      peer.send(status(1));
      assertEquals(PacketCode.ACCESS_ACCEPT, peer.receive().code());
    }
    try (TlsPeer peer = radSec.connect(bundle)) {
      assertEquals("", peer.socket.getApplicationProtocol());
      peer.send(status(1));
      assertEquals(PacketCode.ACCESS_ACCEPT, peer.receive().code());
    }
    assertTrue(
        org.junit.jupiter.api.Assertions.assertThrows(
                javax.net.ssl.SSLException.class, () -> radSec.connect(bundle, "h2").close())
            .toString()
            .contains("no_application_protocol"));
  }

  @Test
  void stopsInOrderWithConnectionsOpen() throws Exception {
    try (TlsPeer peer = radSec.connect("proxy")) {
      peer.send(status(1));
      peer.receive();
      radSec.port.close();
      assertTrue(peer.ended());
      assertEquals(1, radSec.cut("stopping"));
    }
  }
}
