package jaruek.radius.radsec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Cuts the stream into packets by their length field (RFC 6613 section 2.6.4), which is looked at
 * as soon as it is there: no packet is waited for that may not be. One that is out of range leaves
 * nothing to go on with, so nothing after it is read.
 */
final class PacketFraming extends ByteToMessageDecoder {
  static final int PACKET_BYTES_MIN = 20;
  static final int PACKET_BYTES_MAX = 4096;
  private static final int HEADER_BYTES = 4;
  private static final int LENGTH_OFFSET = 2;

  private boolean broken;

  /** Stands for a length out of range. */
  enum Broken {
    /** The only one. */
    LENGTH
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (broken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (in.readableBytes() < HEADER_BYTES) return;
    int length = in.getUnsignedShort(in.readerIndex() + LENGTH_OFFSET);
    if (length < PACKET_BYTES_MIN || length > PACKET_BYTES_MAX) {
      broken = true;
      in.skipBytes(in.readableBytes());
      out.add(Broken.LENGTH);
      return;
    }
    if (in.readableBytes() < length) return;
    byte[] packet = new byte[length];
    in.readBytes(packet);
    out.add(packet);
  }

  /** Whether a packet has begun and is not whole. */
  boolean isWaiting() {
    return !broken && actualReadableBytes() > 0;
  }

  /** A packet cut off by the end of the connection is none. */
  @Override
  protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (in.isReadable()) decode(context, in, out);
  }
}
