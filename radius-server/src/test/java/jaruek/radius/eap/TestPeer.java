package jaruek.radius.eap;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A peer whose every packet the test makes. */
final class TestPeer {
  private final EapBench bench;
  byte @Nullable [] state;
  int id;
  EapPacket request = new EapPacket(EapPacket.REQUEST, 0, 0, new byte[0]);
  byte[] lastSent = new byte[0];

  TestPeer(EapBench bench) {
    this.bench = bench;
  }

  static byte[] packet(int code, int id, int type, byte[] data) {
    int length = EapPacket.HEADER_BYTES + 1 + data.length;
    return ByteBuffer.allocate(length)
        .put((byte) code)
        .put((byte) id)
        .putShort((short) length)
        .put((byte) type)
        .put(data)
        .array();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  EapReply identity(String name) {
    return respond(EapPacket.IDENTITY, ascii(name));
  }

  EapReply respond(int type, byte[] data) {
    return raw(packet(EapPacket.RESPONSE, id, type, data));
  }

  EapReply raw(byte[] message) {
    lastSent = message;
    return take(bench.send(message, state));
  }

  EapReply take(EapReply reply) {
    if (reply instanceof EapReply.Challenge(byte[] message, byte[] given)) {
      state = given;
      id = message[1] & 0xff;
      request =
          new EapPacket(
              EapPacket.REQUEST,
              id,
              message[4] & 0xff,
              Arrays.copyOfRange(message, 5, message.length));
    }
    return reply;
  }

  /** Up to the first request of a method. */
  EapReply choose(EapMethod method) {
    EapReply reply = identity("somchai");
    if (request.type() == method.type()) return reply;
    return respond(EapPacket.NAK, new byte[] {(byte) method.type()});
  }
}
