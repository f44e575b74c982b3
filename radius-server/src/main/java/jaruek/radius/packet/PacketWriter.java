package jaruek.radius.packet;

import java.util.Arrays;
import java.util.List;

/**
 * Writes packets. Replies start with their Message-Authenticator where there is one, so that a
 * forger cannot put a chosen prefix before it (CVE-2024-3596, "BlastRADIUS").
 */
public final class PacketWriter {
  private PacketWriter() {}

  /**
   * A reply with its Message-Authenticator first, its Response Authenticator (RFC 2865 section 3),
   * and the request's Proxy-State attributes in their order (section 5.33).
   *
   * @throws IllegalArgumentException if it would be longer than a packet may be
   */
  public static byte[] reply(
      Packet request, int code, List<Attribute> attributes, SharedSecret secret) {
    return reply(request, code, attributes, secret, true);
  }

  /** A reply without Message-Authenticator: Accounting-Response to an Accounting-Request. */
  public static byte[] plainReply(
      Packet request, int code, List<Attribute> attributes, SharedSecret secret) {
    return reply(request, code, attributes, secret, false);
  }

  private static byte[] reply(
      Packet request, int code, List<Attribute> given, SharedSecret secret, boolean authenticated) {
    if (secret.isNone()) return reply11(request, code, given);
    Buffer buffer = new Buffer(code, request.id(), request.authenticator());
    if (authenticated) buffer.add(AttributeType.MESSAGE_AUTHENTICATOR, new byte[16]);
    given.forEach(a -> buffer.add(a.type(), a.value()));
    request.all(AttributeType.PROXY_STATE).forEach(v -> buffer.add(AttributeType.PROXY_STATE, v));
    byte[] bytes = buffer.finish();
    if (authenticated) secret.writeMessageAuthenticator(bytes, PacketCheck.HEADER_BYTES + 2);
    secret.writeHashedAuthenticator(bytes);
    return bytes;
  }

  /** RFC 9765 section 4.1: the token comes back, all else of the header is reserved. */
  private static byte[] reply11(Packet request, int code, List<Attribute> given) {
    byte[] token = new byte[Packet.AUTHENTICATOR_BYTES];
    System.arraycopy(request.authenticator(), 0, token, 0, Packet.TOKEN_BYTES);
    Buffer buffer = new Buffer(code, 0, token);
    given.forEach(a -> buffer.add(a.type(), a.value()));
    request.all(AttributeType.PROXY_STATE).forEach(v -> buffer.add(AttributeType.PROXY_STATE, v));
    return buffer.finish();
  }

  /**
   * An Access-Request or Status-Server with its Message-Authenticator first.
   *
   * @param authenticator 16 random bytes
   */
  public static byte[] request(
      int code, int id, byte[] authenticator, List<Attribute> attributes, SharedSecret secret) {
    Buffer buffer = new Buffer(code, id, authenticator);
    buffer.add(AttributeType.MESSAGE_AUTHENTICATOR, new byte[16]);
    attributes.forEach(a -> buffer.add(a.type(), a.value()));
    byte[] bytes = buffer.finish();
    secret.writeMessageAuthenticator(bytes, PacketCheck.HEADER_BYTES + 2);
    return bytes;
  }

  /** An Accounting-Request, its authenticator as in RFC 2866 section 3. */
  public static byte[] accountingRequest(int id, List<Attribute> attributes, SharedSecret secret) {
    Buffer buffer =
        new Buffer(PacketCode.ACCOUNTING_REQUEST, id, new byte[Packet.AUTHENTICATOR_BYTES]);
    attributes.forEach(a -> buffer.add(a.type(), a.value()));
    byte[] bytes = buffer.finish();
    secret.writeHashedAuthenticator(bytes);
    return bytes;
  }

  /**
   * A Disconnect- or CoA-Request (RFC 5176 section 2.3 and 3.3): Message-Authenticator first, made
   * with a zeroed authenticator, then the Request Authenticator over all, as in RFC 2866.
   */
  public static byte[] dynamicRequest(
      int code, int id, List<Attribute> attributes, SharedSecret secret) {
    byte[] bytes = request(code, id, new byte[Packet.AUTHENTICATOR_BYTES], attributes, secret);
    secret.writeHashedAuthenticator(bytes);
    return bytes;
  }

  private static final class Buffer {
    private byte[] bytes = new byte[128];
    private int length = PacketCheck.HEADER_BYTES;

    Buffer(int code, int id, byte[] authenticator) {
      if (authenticator.length != Packet.AUTHENTICATOR_BYTES) {
        throw new IllegalArgumentException("authenticator of " + authenticator.length + " bytes");
      }
      bytes[0] = (byte) code;
      bytes[1] = (byte) id;
      System.arraycopy(
          authenticator, 0, bytes, Packet.AUTHENTICATOR_OFFSET, Packet.AUTHENTICATOR_BYTES);
    }

    void add(int type, byte[] value) {
      int end = length + 2 + value.length;
      if (end > PacketCheck.PACKET_BYTES_MAX) {
        throw new IllegalArgumentException(
            "packet longer than " + PacketCheck.PACKET_BYTES_MAX + " bytes");
      }
      if (end > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
      bytes[length] = (byte) type;
      bytes[length + 1] = (byte) (2 + value.length);
      System.arraycopy(value, 0, bytes, length + 2, value.length);
      length = end;
    }

    byte[] finish() {
      byte[] packet = Arrays.copyOf(bytes, length);
      packet[2] = (byte) (length >>> 8);
      packet[3] = (byte) length;
      return packet;
    }
  }
}
