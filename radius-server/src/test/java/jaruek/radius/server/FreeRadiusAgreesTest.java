package jaruek.radius.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jaruek.radius.account.NewAccount;
import jaruek.radius.mschap.MicrosoftAttributes;
import jaruek.radius.mschap.MsChap;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same datagrams to FreeRADIUS and to us: the replies agree field by field, but for what {@link
 * #EXPLAINED} says. Message-Authenticator is left out: ours has it in every reply to an
 * Access-Request, FreeRADIUS before 3.2.5 hardly ever.
 */
class FreeRadiusAgreesTest {
  private static final SharedSecret SECRET = RawClient.SECRET;
  private static final int ANSWER_MILLIS = 10_000;
  private static final int SILENCE_MILLIS = 800;
  private static final String SILENCE = "silence";

  private static final String NO_RETRY =
      "no retry is offered (R=0): the next try is a new login; and the words after M= are others";
  private static final String SAYS_NAME = "User-Name: accounting is to have the account's name";
  private static final String BLAST =
      "CVE-2024-3596: no answer without Message-Authenticator, unless the client may";

  /** Where replies differ, and why. */
  private static final Map<String, String> EXPLAINED = new TreeMap<>();

  private final SplittableRandom random = new SplittableRandom(20261123);
  private final Map<String, Sent> table = new LinkedHashMap<>();

  @TempDir Path folder;

  private record Sent(byte[] datagram, byte[] authenticator, boolean accounting) {}

  static {
    for (String name :
        List.of(
            "mschap wrong",
            "mschap unknown user",
            "mschap hashed account",
            "mschapv2 wrong",
            "mschapv2 unknown user",
            "mschapv2 hashed account")) {
      EXPLAINED.put(name, NO_RETRY);
    }
    for (String name : List.of("mac pap", "mac chap")) EXPLAINED.put(name, SAYS_NAME);
    EXPLAINED.put(
        "mac call-check other password",
        "Call-Check and the same Calling-Station-Id are a device, whatever the switch puts into the"
            + " password; FreeRADIUS needs a policy for that");
    EXPLAINED.put("pap domain", "a domain before the name is taken off; FreeRADIUS needs ntdomain");
    EXPLAINED.put("chap domain", "a domain before the name is taken off");
    EXPLAINED.put("mschapv2 disabled", "MS-CHAP-Error says why: E=647");
    EXPLAINED.put("mschapv2 domain", "a domain before the name is taken off");
    EXPLAINED.put("no message-authenticator", BLAST);
    EXPLAINED.put("proxy-state, no message-authenticator", BLAST);
  }

  private static void account(RunningServer running, String name, String password, boolean chap) {
    running.accounts.add(new NewAccount(name, password, null, null, null, null, chap));
  }

  @Test
  void repliesAgreeFieldByField() throws Exception {
    assumeTrue(Files.isExecutable(FreeRadius.PROGRAM), "needs the Debian package freeradius");
    fill();
    String users =
        """
        malee Cleartext-Password := "chap pw"
        somchai SHA1-Password := 0x%s
        สมหญิง Cleartext-Password := "รหัสผ่าน"
        expired Cleartext-Password := "pw", Expiration := "01 Jan 2020"
        disabled Cleartext-Password := "pw", Auth-Type := Reject
        long Cleartext-Password := "%s"
        aabbcc001122 Cleartext-Password := "aabbcc001122"
        """
            .formatted(sha1("correct horse"), "x".repeat(100));
    Map<String, String> differing = new TreeMap<>();
    try (FreeRadius theirs = new FreeRadius(folder.resolve("freeradius"), users);
        RunningServer ours = new RunningServer(folder);
        Asker asker = new Asker(ours, theirs)) {
      prepare(ours);
      for (Map.Entry<String, Sent> entry : table.entrySet()) {
        boolean silence = entry.getKey().startsWith("silence: ");
        boolean oursMayBe = silence || BLAST.equals(EXPLAINED.get(entry.getKey()));
        String here = asker.ours(entry.getValue(), oursMayBe);
        String there = asker.theirs(entry.getValue(), silence);
        if (!here.equals(there)) {
          differing.put(entry.getKey(), "\n  ours   " + here + "\n  theirs " + there);
        }
      }
    }
    assertTrue(table.size() >= 40);
    Map<String, String> unexplained = new TreeMap<>(differing);
    unexplained.keySet().removeAll(EXPLAINED.keySet());
    assertEquals(Map.of(), unexplained);
    assertEquals(EXPLAINED.keySet(), differing.keySet(), differing.toString());
  }

  private static void prepare(RunningServer ours) {
    ours.clients.replace(List.of(RunningServer.macClient()));
    account(ours, "malee", "chap pw", true);
    account(ours, "somchai", "correct horse", false);
    account(ours, "สมหญิง", "รหัสผ่าน", false);
    account(ours, "disabled", "pw", true);
    account(ours, "long", "x".repeat(100), false);
    Instant past = Instant.parse("2020-01-01T00:00:00Z");
    ours.accounts.add(new NewAccount("expired", "pw", null, null, null, past, false));
    ours.accounts.add(NewAccount.device("aa:bb:cc:00:11:22", null));
    ours.accounts.disable("disabled");
  }

  private static String sha1(String password) throws Exception {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
  }

  // ---- the table ----

  private void fill() throws IOException {
    Attribute proxy1 = Attribute.text(AttributeType.PROXY_STATE, "one");
    Attribute proxy2 = Attribute.text(AttributeType.PROXY_STATE, "two");
    pap("pap right", "malee", "chap pw");
    pap("pap wrong", "malee", "chap");
    pap("pap unknown user", "nobody", "chap pw");
    pap("pap hashed account", "somchai", "correct horse");
    pap("pap hashed account wrong", "somchai", "x");
    pap("pap thai", "สมหญิง", "รหัสผ่าน");
    pap("pap empty password", "malee", "");
    pap("pap 100 bytes", "long", "x".repeat(100));
    pap("pap capital letters", "MALEE", "chap pw");
    pap("pap domain", "OFFICE\\malee", "chap pw");
    pap("pap disabled", "disabled", "pw");
    pap("pap expired", "expired", "pw");
    pap("pap proxy-states", "malee", "chap pw", proxy1, proxy2);
    pap("pap wrong, proxy-states", "malee", "no", proxy1, proxy2);
    request("no user name", new Attribute(2, new byte[16]));
    request("no password", user("malee"));
    chap("chap right", "malee", "chap pw");
    chap("chap wrong", "malee", "chap");
    chap("chap unknown user", "nobody", "chap pw");
    chap("chap hashed account", "somchai", "correct horse");
    chap("chap domain", "OFFICE\\malee", "chap pw");
    chapWithChallenge("chap challenge of 8", 8);
    chapWithChallenge("chap challenge of 40", 40);
    msChap("mschap right", "malee", "chap pw");
    msChap("mschap wrong", "malee", "chap");
    msChap("mschap unknown user", "nobody", "chap pw");
    msChap("mschap hashed account", "somchai", "correct horse");
    msChap2("mschapv2 right", "malee", "chap pw");
    msChap2("mschapv2 wrong", "malee", "chap");
    msChap2("mschapv2 unknown user", "nobody", "chap pw");
    msChap2("mschapv2 hashed account", "somchai", "correct horse");
    msChap2("mschapv2 domain", "OFFICE\\malee", "chap pw");
    msChap2("mschapv2 disabled", "disabled", "pw");
    Attribute station = Attribute.text(AttributeType.CALLING_STATION_ID, "AA-BB-CC-00-11-22");
    Attribute callCheck = Attribute.number(AttributeType.SERVICE_TYPE, 10);
    pap("mac pap", "aabbcc001122", "aabbcc001122", station, callCheck);
    chap("mac chap", "aabbcc001122", "aabbcc001122", station);
    pap("mac unknown", "aabbcc001199", "aabbcc001199", callCheck);
    pap("mac call-check other password", "aabbcc001122", "x", station, callCheck);
    byte[] authenticator = authenticator();
    put("status", PacketWriter.request(12, id(), authenticator, List.of(), SECRET), false);
    put(
        "status, accounting",
        PacketWriter.request(12, id(), authenticator, List.of(), SECRET),
        true);
    for (long status : new long[] {1, 2, 3, 7, 8}) {
      accounting("accounting " + status, status, proxy1);
    }
    wrong();
  }

  private void wrong() throws IOException {
    byte[] authenticator = authenticator();
    List<Attribute> login = login("malee", "chap pw", authenticator);
    put("no message-authenticator", RawClient.raw(1, id(), authenticator, login), false);
    login.add(Attribute.text(AttributeType.PROXY_STATE, "x"));
    put(
        "proxy-state, no message-authenticator",
        RawClient.raw(1, id(), authenticator, login),
        false);
    byte[] damaged = PacketWriter.request(1, id(), authenticator, login, SECRET);
    damaged[25]++;
    put("silence: wrong message-authenticator", damaged, false);
    put("silence: an accept", RawClient.raw(2, id(), authenticator, List.of()), false);
    byte[] truncated = PacketWriter.request(1, id(), authenticator, login, SECRET);
    put("silence: truncated", Arrays.copyOf(truncated, truncated.length - 3), false);
    byte[] start = PacketWriter.accountingRequest(id(), List.of(Attribute.number(40, 1)), SECRET);
    start[10]++;
    put("silence: accounting with another secret", start, true);
  }

  private byte[] authenticator() {
    byte[] authenticator = new byte[16];
    random.nextBytes(authenticator);
    return authenticator;
  }

  private int id() {
    return table.size();
  }

  private void put(String name, byte[] datagram, boolean accounting) {
    table.put(name, new Sent(datagram, Arrays.copyOfRange(datagram, 4, 20), accounting));
  }

  private static Attribute user(String name) {
    return Attribute.text(AttributeType.USER_NAME, name);
  }

  private void request(String name, Attribute... attributes) {
    put(name, PacketWriter.request(1, id(), authenticator(), List.of(attributes), SECRET), false);
  }

  private static List<Attribute> login(String user, String password, byte[] authenticator) {
    byte[] hidden = SECRET.hide(password.getBytes(StandardCharsets.UTF_8), authenticator);
    return new ArrayList<>(List.of(user(user), new Attribute(2, hidden)));
  }

  private void pap(String name, String user, String password, Attribute... more) {
    byte[] authenticator = authenticator();
    List<Attribute> attributes = login(user, password, authenticator);
    attributes.addAll(List.of(more));
    put(name, PacketWriter.request(1, id(), authenticator, attributes, SECRET), false);
  }

  private void chap(String name, String user, String password, Attribute... more) {
    byte[] authenticator = authenticator();
    List<Attribute> attributes =
        new ArrayList<>(List.of(user(user), chapPassword(password, authenticator)));
    attributes.addAll(List.of(more));
    put(name, PacketWriter.request(1, id(), authenticator, attributes, SECRET), false);
  }

  private static Attribute chapPassword(String password, byte[] challenge) {
    byte[] response =
        SharedSecret.chapResponse(7, password.getBytes(StandardCharsets.UTF_8), challenge);
    return new Attribute(
        AttributeType.CHAP_PASSWORD, ByteBuffer.allocate(17).put((byte) 7).put(response).array());
  }

  private void chapWithChallenge(String name, int length) {
    byte[] challenge = new byte[length];
    random.nextBytes(challenge);
    request(
        name,
        user("malee"),
        chapPassword("chap pw", challenge),
        new Attribute(AttributeType.CHAP_CHALLENGE, challenge));
  }

  private void msChap(String name, String user, String password) {
    byte[] challenge = new byte[8];
    random.nextBytes(challenge);
    byte[] hash = MsChap.passwordHash(password.getBytes(StandardCharsets.UTF_8));
    byte[] response =
        ByteBuffer.allocate(50)
            .put((byte) 9)
            .put((byte) 1)
            .put(26, MsChap.ntResponse(challenge, hash))
            .array();
    request(name, user(user), microsoft(11, challenge), microsoft(1, response));
  }

  private void msChap2(String name, String user, String password) {
    byte[] challenge = authenticator();
    byte[] peer = authenticator();
    byte[] hash = MsChap.passwordHash(password.getBytes(StandardCharsets.UTF_8));
    byte[] hashed = MsChap.withoutDomain(user.getBytes(StandardCharsets.UTF_8));
    byte[] response =
        ByteBuffer.allocate(50)
            .put((byte) 9)
            .put(2, peer)
            .put(26, MsChap.ntResponse2(challenge, peer, hashed, hash))
            .array();
    request(name, user(user), microsoft(11, challenge), microsoft(25, response));
  }

  private static Attribute microsoft(int type, byte[] value) {
    return Attribute.vendor(MicrosoftAttributes.VENDOR, type, value);
  }

  private void accounting(String name, long status, Attribute... more) {
    List<Attribute> attributes = new ArrayList<>(List.of(more));
    attributes.add(Attribute.number(AttributeType.ACCT_STATUS_TYPE, status));
    attributes.add(Attribute.text(AttributeType.ACCT_SESSION_ID, "s1"));
    attributes.add(user("malee"));
    put(name, PacketWriter.accountingRequest(id(), attributes, SECRET), true);
  }

  // ---- asking and comparing ----

  /** Sends to either server from one socket and reads what comes back. */
  private static final class Asker implements AutoCloseable {
    private final DatagramSocket socket = new DatagramSocket();
    private final RunningServer ours;
    private final FreeRadius theirs;

    Asker(RunningServer ours, FreeRadius theirs) throws IOException {
      this.ours = ours;
      this.theirs = theirs;
    }

    String ours(Sent sent, boolean silence) throws IOException {
      return ask(
          sent,
          sent.accounting() ? ours.server.accountingAddress() : ours.server.authenticationAddress(),
          silence);
    }

    String theirs(Sent sent, boolean silence) throws IOException {
      return ask(sent, sent.accounting() ? theirs.accounting : theirs.authentication, silence);
    }

    private String ask(Sent sent, InetSocketAddress server, boolean silence) throws IOException {
      socket.setSoTimeout(silence ? SILENCE_MILLIS : ANSWER_MILLIS);
      socket.send(new DatagramPacket(sent.datagram(), sent.datagram().length, server));
      DatagramPacket answer = new DatagramPacket(new byte[5000], 5000);
      try {
        socket.receive(answer);
      } catch (SocketTimeoutException e) {
        return SILENCE;
      }
      Packet reply = RawClient.packet(Arrays.copyOf(answer.getData(), answer.getLength()));
      assertEquals(sent.datagram()[1] & 0xff, reply.id());
      return fields(reply, sent.authenticator());
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  /** The code, and all attributes in the order of their types: keys revealed, challenges dotted. */
  private static String fields(Packet reply, byte[] authenticator) {
    List<String> fields = new ArrayList<>();
    for (int type = 1; type < 256; type++) {
      if (type == AttributeType.MESSAGE_AUTHENTICATOR || type == AttributeType.VENDOR_SPECIFIC) {
        continue;
      }
      for (byte[] value : reply.all(type)) fields.add(type + "=" + hex(value));
    }
    for (int type = 1; type < 40; type++) {
      byte[] value = reply.vendorOctets(MicrosoftAttributes.VENDOR, type).orElse(null);
      if (value != null) fields.add("ms" + type + "=" + microsoftValue(type, value, authenticator));
    }
    return PacketCode.word(reply.code()) + " " + fields;
  }

  private static String microsoftValue(int type, byte[] value, byte[] authenticator) {
    return switch (type) {
      case 2 ->
          new String(value, 1, value.length - 1, StandardCharsets.US_ASCII)
              .replaceAll("C=[0-9A-Fa-f]+", "C=…");
      case 12 -> hex(SECRET.reveal(value, authenticator));
      case 16, 17 -> hex(SECRET.revealSalted(value, authenticator));
      default -> hex(value);
    };
  }

  private static String hex(byte[] value) {
    return HexFormat.of().formatHex(value);
  }
}
