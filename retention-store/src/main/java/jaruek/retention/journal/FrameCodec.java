package jaruek.retention.journal;

import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import java.nio.ByteBuffer;

/**
 * A frame's bytes in the journal, big-endian: kind (1), transport (1), source port (2), received
 * time in milliseconds (8), source address (16, IPv4 mapped), length of the payload (4), payload.
 */
public final class FrameCodec {
  /** Bytes before the payload. */
  public static final int HEADER_BYTES = 32;

  private FrameCodec() {}

  /** The encoded frame's length. */
  public static int length(Frame frame) {
    return HEADER_BYTES + frame.bytes().length;
  }

  /** Writes the frame at the buffer's position. */
  public static void write(Frame frame, ByteBuffer to) {
    to.put((byte) frame.kind().code())
        .put((byte) frame.transport().code())
        .putShort((short) frame.sourcePort())
        .putLong(frame.receivedAtMillis())
        .putLong(frame.source().high())
        .putLong(frame.source().low())
        .putInt(frame.bytes().length)
        .put(frame.bytes());
  }

  /**
   * Reads the frame at the buffer's position and moves behind it.
   *
   * @throws IllegalArgumentException if the bytes are no frame
   */
  public static Frame read(ByteBuffer from) {
    if (from.remaining() < HEADER_BYTES) {
      throw new IllegalArgumentException("frame header cut after " + from.remaining() + " bytes");
    }
    FrameKind kind = FrameKind.ofCode(from.get());
    Transport transport = Transport.ofCode(from.get());
    int port = from.getShort() & 0xffff;
    long receivedAtMillis = from.getLong();
    IpAddress source = new IpAddress(from.getLong(), from.getLong());
    int length = from.getInt();
    if (length < 0 || length > Frame.BYTES_MAX || length > from.remaining()) {
      throw new IllegalArgumentException(
          "frame of " + length + " bytes where " + from.remaining() + " are left");
    }
    byte[] bytes = new byte[length];
    from.get(bytes);
    return new Frame(kind, receivedAtMillis, source, port, transport, bytes);
  }
}
