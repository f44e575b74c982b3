package jaruek.radius.server;

import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Checked;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCheck;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Sends whatever bytes to one port, from one socket. */
final class RawClient implements AutoCloseable {
  static final SharedSecret SECRET = SharedSecret.of(RunningServer.SECRET);
  private static final int SENTINEL_ID = 255;

  private final DatagramSocket socket = new DatagramSocket();
  private final InetSocketAddress server;
  private final RandomGenerator random;

  RawClient(InetSocketAddress server, RandomGenerator random) throws IOException {
    this.server = server;
    this.random = random;
    socket.setSoTimeout(60_000);
  }

  void send(byte[] datagram) throws IOException {
    socket.send(new DatagramPacket(datagram, datagram.length, server));
  }

  byte[] receive() throws IOException {
    DatagramPacket datagram = new DatagramPacket(new byte[5000], 5000);
    socket.receive(datagram);
    return Arrays.copyOf(datagram.getData(), datagram.getLength());
  }

  byte[] exchange(byte[] datagram) throws IOException {
    send(datagram);
    return receive();
  }

  /** Sends it, then something that is answered: that answer must be the first to come. */
  boolean isDiscarded(byte[] datagram) throws IOException {
    send(datagram);
    return (exchange(status())[1] & 0xff) == SENTINEL_ID;
  }

  byte[] status() {
    return PacketWriter.request(
        PacketCode.STATUS_SERVER, SENTINEL_ID, authenticator(), List.of(), SECRET);
  }

  byte[] authenticator() {
    byte[] authenticator = new byte[16];
    random.nextBytes(authenticator);
    return authenticator;
  }

  /** A PAP login with its Message-Authenticator first. */
  byte[] login(int id, String user, String password, Attribute... more) {
    byte[] authenticator = authenticator();
    return PacketWriter.request(
        PacketCode.ACCESS_REQUEST,
        id,
        authenticator,
        attributes(user, password, authenticator, more),
        SECRET);
  }

  /** The same as devices from before 2024 send it. */
  byte[] unauthenticatedLogin(int id, String user, String password, Attribute... more)
      throws IOException {
    byte[] authenticator = authenticator();
    return raw(1, id, authenticator, attributes(user, password, authenticator, more));
  }

  private static List<Attribute> attributes(
      String user, String password, byte[] authenticator, Attribute... more) {
    List<Attribute> attributes = new ArrayList<>();
    attributes.add(Attribute.text(AttributeType.USER_NAME, user));
    attributes.add(
        new Attribute(
            AttributeType.USER_PASSWORD,
            SECRET.hide(password.getBytes(StandardCharsets.UTF_8), authenticator)));
    attributes.addAll(List.of(more));
    return attributes;
  }

  /** A packet with just these attributes. */
  static byte[] raw(int code, int id, byte[] authenticator, List<Attribute> attributes)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.write(new byte[] {(byte) code, (byte) id, 0, 0});
    bytes.write(authenticator);
    for (Attribute attribute : attributes) {
      bytes.write(attribute.type());
      bytes.write(attribute.value().length + 2);
      bytes.write(attribute.value());
    }
    return withLength(bytes.toByteArray(), bytes.size());
  }

  static byte[] withLength(byte[] packet, int length) {
    byte[] changed = packet.clone();
    changed[2] = (byte) (length >>> 8);
    changed[3] = (byte) length;
    return changed;
  }

  static Packet packet(byte[] bytes) {
    return switch (PacketCheck.check(bytes)) {
      case Checked.Sound(var packet) -> packet;
      case Checked.Malformed(var why) -> throw new AssertionError(why);
    };
  }

  @Override
  public void close() {
    socket.close();
  }
}
