package jaruek.radius.eap.tls;

import java.nio.ByteBuffer;

/** One of our TLS messages, cut for EAP requests, RFC 5216 section 3.1. */
public final class TlsFragments {
  /** Nothing to send. */
  public static final TlsFragments NONE = new TlsFragments(new byte[0], 1);

  private static final byte FLAG_LENGTH = (byte) 0x80;
  private static final byte FLAG_MORE = 0x40;
  private static final byte FLAG_START = 0x20;

  private final byte[] message;
  private final int fragmentBytes;
  private int at;

  /**
   * A message to be sent.
   *
   * @param fragmentBytes the most of it in one piece
   */
  public TlsFragments(byte[] message, int fragmentBytes) {
    this.message = message;
    this.fragmentBytes = fragmentBytes;
  }

  /** The data of the request that begins a method, version 0 of it. */
  public static byte[] start() {
    return new byte[] {FLAG_START};
  }

  /** The data of a request that asks for the next fragment, or for nothing. */
  public static byte[] acknowledgement() {
    return new byte[1];
  }

  /** Whether some is left. */
  public boolean more() {
    return at < message.length;
  }

  /** The data of the next request: flags, the whole length in the first of several, a piece. */
  public byte[] next() {
    int bytes = Math.min(fragmentBytes, message.length - at);
    boolean first = at == 0 && bytes < message.length;
    boolean last = at + bytes == message.length;
    ByteBuffer data = ByteBuffer.allocate(1 + (first ? 4 : 0) + bytes);
    data.put((byte) ((first ? FLAG_LENGTH : 0) | (last ? 0 : FLAG_MORE)));
    if (first) data.putInt(message.length);
    data.put(message, at, bytes);
    at += bytes;
    return data.array();
  }
}
