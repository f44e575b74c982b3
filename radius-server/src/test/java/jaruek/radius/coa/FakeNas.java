package jaruek.radius.coa;

import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Checked;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCheck;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A NAS on loopback that takes Disconnect- and CoA-Requests and answers what a test wants. */
final class FakeNas implements AutoCloseable {
  static final SharedSecret SECRET = SharedSecret.of("xyzzy5461");

  final List<Packet> received = new CopyOnWriteArrayList<>();
  private final DatagramSocket socket;
  private volatile Function<Packet, List<byte[]>> answers = request -> List.of(ack(request));

  FakeNas() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("fake-nas").start(this::run);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  void answering(Function<Packet, List<byte[]>> wanted) {
    answers = wanted;
  }

  static byte[] ack(Packet request) {
    return PacketWriter.reply(request, request.code() + 1, List.of(), SECRET);
  }

  static byte[] nak(Packet request, int cause) {
    return PacketWriter.reply(
        request,
        request.code() + 2,
        List.of(Attribute.number(AttributeType.ERROR_CAUSE, cause)),
        SECRET);
  }

  /** As RFC 5176 section 3.3 asks: both authenticators. */
  static boolean isAuthentic(Packet request) {
    return (request.code() == PacketCode.DISCONNECT_REQUEST
            || request.code() == PacketCode.COA_REQUEST)
        && SECRET.accountingAuthenticatorMatches(request)
        && SECRET.accountingMessageAuthenticatorMatches(request);
  }

  private void run() {
    DatagramPacket datagram = new DatagramPacket(new byte[4096], 4096);
    try {
      while (true) {
        datagram.setLength(4096);
        socket.receive(datagram);
        byte[] bytes = Arrays.copyOf(datagram.getData(), datagram.getLength());
        Packet request = ((Checked.Sound) PacketCheck.check(bytes)).packet();
        received.add(request);
        for (byte[] reply : answers.apply(request)) {
          socket.send(new DatagramPacket(reply, reply.length, datagram.getSocketAddress()));
        }
      }
    } catch (IOException e) {
      if (!socket.isClosed()) throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
