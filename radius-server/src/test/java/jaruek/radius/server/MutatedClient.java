package jaruek.radius.server;

import jaruek.radius.mschap.MicrosoftAttributes;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.SharedSecret;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Requests as a gateway or an access point sends them, then changed: attributes dropped, doubled,
 * moved, of other types and lengths, or bytes anywhere. Most are signed after that, so that they
 * are believed and go as far in as they can.
 */
final class MutatedClient {
  private static final SharedSecret SECRET = SharedSecret.of(RunningServer.SECRET);
  private static final byte[] KEY = RunningServer.SECRET.getBytes(StandardCharsets.UTF_8);
  private static final int[] EDGES = {0, 1, 2, 3, 17, 18, 127, 128, 253, 254, 255};

  /** One in so many EAP answers is a TLS one: it costs the server a signature. */
  private static final int TLS_EVERY = 4;

  private static final int CHALLENGES_MAX = 64;

  private final Random random;
  private final List<Challenge> challenges = new ArrayList<>();
  private final byte[] clientHello = clientHello();

  private record Challenge(byte[] state, int id, int type) {}

  /** What goes out, and to which port. */
  record Made(byte[] datagram, boolean accounting, boolean signed) {}

  /** One attribute while it is changed: its value may be too long to be sent. */
  private record Part(int type, byte[] value) {}

  MutatedClient(Random random) {
    this.random = random;
  }

  /** A conversation that may be gone on with. */
  void challenged(Packet reply) {
    byte[] state = reply.octets(AttributeType.STATE).orElse(new byte[0]);
    byte[] eap = reply.octets(AttributeType.EAP_MESSAGE).orElse(new byte[0]);
    if (eap.length < 5) return;
    Challenge challenge = new Challenge(state, eap[1] & 0xff, eap[4] & 0xff);
    if (challenges.size() < CHALLENGES_MAX) challenges.add(challenge);
    else challenges.set(random.nextInt(CHALLENGES_MAX), challenge);
  }

  Made next(long nowMillis) {
    boolean accounting = random.nextInt(5) < 2;
    int code = accounting ? PacketCode.ACCOUNTING_REQUEST : PacketCode.ACCESS_REQUEST;
    byte[] authenticator = new byte[16];
    random.nextBytes(authenticator);
    if (random.nextInt(100) == 0) code = PacketCode.STATUS_SERVER;
    if (random.nextInt(100) == 0) code = random.nextInt(256);
    List<Part> parts = accounting ? accounting(nowMillis) : access(authenticator);
    if (random.nextInt(3) > 0) {
      for (int i = random.nextInt(4); i >= 0; i--) change(parts);
    }
    byte[] packet = packet(code, authenticator, parts);
    boolean signFirst = random.nextInt(4) == 0;
    if (signFirst) sign(packet, accounting);
    if (random.nextInt(3) == 0) packet = damaged(packet);
    if (!signFirst) sign(packet, accounting);
    return new Made(packet, random.nextInt(200) == 0 ? !accounting : accounting, !signFirst);
  }

  // ---- what real ones send ----

  private List<Part> access(byte[] authenticator) {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(AttributeType.MESSAGE_AUTHENTICATOR, new byte[16]));
    String mac = "02-00-00-00-00-%02X".formatted(random.nextInt(256));
    boolean device = random.nextInt(12) == 0;
    add(parts, AttributeType.USER_NAME, device ? mac : user());
    add(parts, AttributeType.CALLING_STATION_ID, mac);
    add(parts, AttributeType.CALLED_STATION_ID, "AA-BB-CC-00-11-22:Office");
    add(parts, AttributeType.NAS_IDENTIFIER, "gw-" + random.nextInt(3));
    number(parts, AttributeType.SERVICE_TYPE, device ? 10 : 2);
    switch (random.nextInt(8)) {
      case 0, 1 -> {
        byte[] password = (random.nextBoolean() ? "wrong" : "correct horse").getBytes(UTF);
        parts.add(new Part(AttributeType.USER_PASSWORD, SECRET.hide(password, authenticator)));
      }
      case 2 -> {
        parts.add(new Part(AttributeType.CHAP_PASSWORD, bytes(17)));
        if (random.nextBoolean()) parts.add(new Part(60, bytes(16)));
      }
      case 3 -> microsoft(parts, 11, bytes(8), 1, bytes(50));
      case 4 -> microsoft(parts, 11, bytes(16), 25, bytes(50));
      default -> eap(parts);
    }
    return parts;
  }

  private static final java.nio.charset.Charset UTF = StandardCharsets.UTF_8;

  private String user() {
    return switch (random.nextInt(6)) {
      case 0 -> "malee@school.example";
      case 1 -> "SCHOOL\\somchai";
      case 2 -> "สมชาย";
      default -> "somchai";
    };
  }

  private void eap(List<Part> parts) {
    Challenge to = challenges.isEmpty() || random.nextInt(5) == 0 ? null : chosen();
    byte[] message;
    if (to == null) {
      message = response(random.nextInt(256), 1, user().getBytes(UTF));
    } else {
      parts.add(new Part(AttributeType.STATE, to.state()));
      message = answer(to);
    }
    if (random.nextInt(3) == 0) message = damaged(message);
    for (int at = 0; at < message.length; at += 253) {
      int end = Math.min(message.length, at + 253);
      parts.add(new Part(AttributeType.EAP_MESSAGE, Arrays.copyOfRange(message, at, end)));
    }
  }

  /** Mostly one that nobody has answered. */
  private Challenge chosen() {
    int at = random.nextInt(challenges.size());
    return random.nextInt(4) == 0 ? challenges.get(at) : challenges.remove(at);
  }

  private byte[] answer(Challenge to) {
    int type = to.type();
    boolean tls = type == 13 || type == 21 || type == 25;
    if (random.nextInt(3) == 0 || tls && random.nextInt(TLS_EVERY) > 0) {
      return response(
          to.id(), 3, new byte[] {new byte[] {4, 6, 26, 26, 13, 21, 25}[random.nextInt(7)]});
    }
    return switch (type) {
      case 4 -> response(to.id(), 4, head(16, bytes(16)));
      case 6 -> response(to.id(), 6, "wrong".getBytes(UTF));
      case 26 -> response(to.id(), 26, msChap2());
      case 13, 21, 25 -> response(to.id(), type, tls());
      default -> response(to.id(), random.nextInt(256), bytes(random.nextInt(40)));
    };
  }

  private byte[] msChap2() {
    byte[] data = new byte[54 + 7];
    random.nextBytes(data);
    data[0] = (byte) (random.nextInt(4) == 0 ? random.nextInt(8) : 2);
    data[2] = 0;
    data[3] = (byte) data.length;
    data[4] = 49;
    System.arraycopy("somchai".getBytes(UTF), 0, data, 54, 7);
    return data;
  }

  /** A ClientHello, whole, in a first fragment, or only an acknowledgement. */
  private byte[] tls() {
    if (random.nextInt(4) == 0) return new byte[] {0};
    int length = random.nextInt(3) == 0 ? random.nextInt(clientHello.length) : clientHello.length;
    ByteBuffer data = ByteBuffer.allocate(5 + length);
    data.put((byte) (length < clientHello.length ? 0xc0 : 0x80)).putInt(clientHello.length);
    return data.put(clientHello, 0, length).array();
  }

  private static byte[] response(int id, int type, byte[] data) {
    ByteBuffer message = ByteBuffer.allocate(5 + data.length);
    message.put((byte) 2).put((byte) id).putShort((short) (5 + data.length)).put((byte) type);
    return message.put(data).array();
  }

  private List<Part> accounting(long nowMillis) {
    List<Part> parts = new ArrayList<>();
    int[] kinds = {1, 1, 2, 2, 3, 3, 3, 3, 3, 3, 3, random.nextInt(200) == 0 ? 7 : 1};
    number(parts, AttributeType.ACCT_STATUS_TYPE, kinds[random.nextInt(kinds.length)]);
    int who = random.nextInt(20_000);
    add(parts, AttributeType.ACCT_SESSION_ID, "8100%04x".formatted(who));
    add(parts, AttributeType.USER_NAME, "user" + who % 5000);
    add(
        parts,
        AttributeType.CALLING_STATION_ID,
        "02-00-00-00-%02X-%02X".formatted(who >> 8, who & 255));
    add(parts, AttributeType.NAS_IDENTIFIER, "gw-" + who % 3);
    number(parts, AttributeType.FRAMED_IP_ADDRESS, 0x0a000000 + who);
    number(parts, AttributeType.NAS_PORT, who);
    number(parts, AttributeType.EVENT_TIMESTAMP, nowMillis / 1000 - random.nextInt(5));
    number(parts, AttributeType.ACCT_DELAY_TIME, random.nextInt(3));
    number(parts, AttributeType.ACCT_INPUT_OCTETS, random.nextInt());
    number(parts, AttributeType.ACCT_OUTPUT_OCTETS, random.nextInt());
    number(parts, AttributeType.ACCT_INPUT_GIGAWORDS, random.nextInt(3));
    number(parts, AttributeType.ACCT_SESSION_TIME, random.nextInt(100_000));
    number(parts, AttributeType.ACCT_TERMINATE_CAUSE, random.nextInt(30));
    parts.add(new Part(97, new byte[] {0, 64, 32, 1, 13, (byte) 0xb8, 0, 0, 0, 1}));
    parts.add(new Part(AttributeType.CLASS, bytes(12)));
    return parts;
  }

  private static void add(List<Part> parts, int type, String text) {
    parts.add(new Part(type, text.getBytes(UTF)));
  }

  private static void number(List<Part> parts, int type, long value) {
    parts.add(new Part(type, ByteBuffer.allocate(4).putInt((int) value).array()));
  }

  private static void microsoft(List<Part> parts, int type, byte[] value, int second, byte[] more) {
    for (Attribute one :
        List.of(
            Attribute.vendor(MicrosoftAttributes.VENDOR, type, value),
            Attribute.vendor(MicrosoftAttributes.VENDOR, second, more))) {
      parts.add(new Part(one.type(), one.value()));
    }
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] head(int first, byte[] rest) {
    return ByteBuffer.allocate(1 + rest.length).put((byte) first).put(rest).array();
  }

  private static byte[] clientHello() {
    try {
      SSLEngine engine = SSLContext.getDefault().createSSLEngine();
      engine.setUseClientMode(true);
      ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.wrap(ByteBuffer.allocate(0), out);
      return Arrays.copyOf(out.array(), out.position());
    } catch (GeneralSecurityException | SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  // ---- what is done to them ----

  /** The structure stays sound. */
  private void change(List<Part> parts) {
    if (parts.isEmpty()) return;
    int at = random.nextInt(parts.size());
    Part part = parts.get(at);
    byte[] value = part.value();
    switch (random.nextInt(8)) {
      case 0 -> parts.remove(at);
      case 1 -> parts.add(random.nextInt(parts.size() + 1), part);
      case 2 -> parts.add(parts.remove(at));
      case 3 -> parts.set(at, new Part(1 + random.nextInt(255), value));
      case 4 -> parts.set(at, new Part(part.type(), Arrays.copyOf(value, random.nextInt(254))));
      case 5 -> parts.set(at, new Part(part.type(), bytes(value.length)));
      case 6 -> parts.add(new Part(1 + random.nextInt(255), bytes(random.nextInt(60))));
      default -> parts.set(at, new Part(part.type(), damaged(value)));
    }
  }

  private byte[] damaged(byte[] sound) {
    if (sound.length == 0) return sound;
    byte[] bytes = sound.clone();
    switch (random.nextInt(6)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 8));
      case 1 -> {
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + 1 + random.nextInt(8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.write(bytes, to, bytes.length - to);
        bytes = out.toByteArray();
      }
      case 2 -> {
        int at = random.nextInt(bytes.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, at);
        out.writeBytes(bytes(1 + random.nextInt(8)));
        out.write(bytes, at, bytes.length - at);
        bytes = out.toByteArray();
      }
      case 3 -> bytes[random.nextInt(bytes.length)] = (byte) EDGES[random.nextInt(EDGES.length)];
      default -> {
        for (int flips = random.nextInt(4); flips >= 0; flips--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
        }
      }
    }
    return bytes;
  }

  // ---- sent as they are ----

  private byte[] packet(int code, byte[] authenticator, List<Part> parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(code);
    out.write(random.nextInt());
    out.write(0);
    out.write(0);
    out.writeBytes(authenticator);
    for (Part part : parts) {
      int length = Math.min(part.value().length, 253);
      out.write(part.type());
      out.write(2 + length);
      out.write(part.value(), 0, length);
    }
    byte[] bytes = out.toByteArray();
    bytes[2] = (byte) (bytes.length >>> 8);
    bytes[3] = (byte) bytes.length;
    return bytes;
  }

  /** Over as much as its length field says, with that field put right most times. */
  private void sign(byte[] packet, boolean accounting) {
    if (packet.length < 20) return;
    if (random.nextInt(8) > 0) {
      packet[2] = (byte) (packet.length >>> 8);
      packet[3] = (byte) packet.length;
    }
    int length = Math.min(packet.length, (packet[2] & 0xff) << 8 | packet[3] & 0xff);
    if (accounting) Arrays.fill(packet, 4, 20, (byte) 0);
    int at = 20;
    while (at + 18 <= length && (packet[at] != 80 || packet[at + 1] != 18)) {
      at += Math.max(2, packet[at + 1] & 0xff);
    }
    try {
      if (at + 18 <= length) {
        Arrays.fill(packet, at + 2, at + 18, (byte) 0);
        Mac mac = Mac.getInstance("HmacMD5");
        mac.init(new SecretKeySpec(KEY, "HmacMD5"));
        mac.update(packet, 0, length);
        System.arraycopy(mac.doFinal(), 0, packet, at + 2, 16);
      }
      if (accounting) {
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        md5.update(packet, 0, length);
        System.arraycopy(md5.digest(KEY), 0, packet, 4, 16);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
