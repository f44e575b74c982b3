package jaruek.radius.server;

import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import jaruek.radius.proxy.HomeServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A home server whose answers a test writes; by itself it answers Status-Server if it may. */
final class FakeHome implements AutoCloseable {
  static final SharedSecret SECRET = SharedSecret.of("between the two proxies");

  private final DatagramSocket socket;
  private final BlockingQueue<Got> got = new LinkedBlockingQueue<>();
  volatile boolean answersStatus = true;

  record Got(Packet packet, SocketAddress from) {}

  FakeHome() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setReceiveBufferSize(4 << 20);
    Thread.ofPlatform().daemon().start(this::run);
  }

  HomeServer as(String name, HomeServer.Times times) {
    InetSocketAddress address = (InetSocketAddress) socket.getLocalSocketAddress();
    return new HomeServer(name, address, address, SECRET, true, true, times);
  }

  private void run() {
    byte[] buffer = new byte[5000];
    while (!socket.isClosed()) {
      try {
        DatagramPacket datagram = new DatagramPacket(buffer, buffer.length);
        socket.receive(datagram);
        Packet packet = RawClient.packet(Arrays.copyOf(buffer, datagram.getLength()));
        if (packet.code() != PacketCode.STATUS_SERVER) {
          got.add(new Got(packet, datagram.getSocketAddress()));
        } else if (answersStatus) {
          send(reply(packet, PacketCode.ACCESS_ACCEPT), datagram.getSocketAddress());
        }
      } catch (IOException e) {
        return;
      }
    }
  }

  Got next() throws InterruptedException {
    Got next = got.poll(30, TimeUnit.SECONDS);
    if (next == null) throw new AssertionError("the home server got nothing");
    return next;
  }

  int waiting() {
    return got.size();
  }

  static byte[] reply(Packet request, int code, Attribute... attributes) {
    return PacketWriter.reply(request, code, List.of(attributes), SECRET);
  }

  /** Without Message-Authenticator. */
  static byte[] plainReply(Packet request, int code, Attribute... attributes) {
    return PacketWriter.plainReply(request, code, List.of(attributes), SECRET);
  }

  static Attribute message(String text) {
    return Attribute.text(18, text);
  }

  static String message(Packet reply) {
    return reply.text(18).orElse("");
  }

  static Attribute state(String text) {
    return Attribute.text(AttributeType.STATE, text);
  }

  void send(byte[] bytes, SocketAddress to) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, to));
  }

  @Override
  public void close() {
    socket.close();
  }
}
