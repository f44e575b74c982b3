package jaruek.collector.receive;

import java.nio.ByteBuffer;

/**
 * Takes IPFIX messages out of a byte stream (RFC 7011 section 10.4): each says its length in its
 * header. A stream that says something else than an IPFIX message cannot be found into again, so it
 * is broken from there on, and its connection has to be closed.
 */
final class IpfixFramer implements StreamFraming {
  /** A message without a set. */
  static final int HEADER_BYTES = 16;

  private static final int VERSION = 10;
  private static final int START_BYTES = 4;

  private final Sink sink;
  private final byte[] start = new byte[START_BYTES];
  private byte[] message = start;
  private boolean within;
  private int length;
  private boolean broken;

  IpfixFramer(Sink sink) {
    this.sink = sink;
  }

  @Override
  public void feed(ByteBuffer in) {
    while (in.hasRemaining() && !broken) {
      int wanted = message.length - length;
      int count = Math.min(wanted, in.remaining());
      in.get(message, length, count);
      length += count;
      if (count < wanted) return;
      if (within) finish();
      else begin();
    }
    in.position(in.limit());
  }

  private void begin() {
    int version = u16(start, 0);
    int bytes = u16(start, 2);
    if (version != VERSION) {
      stop("ipfix-version", "no IPFIX message begins with version " + version);
    } else if (bytes < HEADER_BYTES) {
      stop("ipfix-length", "no IPFIX message has " + bytes + " bytes");
    } else {
      message = new byte[bytes];
      System.arraycopy(start, 0, message, 0, START_BYTES);
      within = true;
    }
  }

  private void finish() {
    byte[] whole = message;
    message = start;
    within = false;
    length = 0;
    sink.message(whole);
  }

  private void stop(String reason, String detail) {
    broken = true;
    length = 0;
    sink.broken(reason, detail);
  }

  /** What is left of a message is worth nothing to a decoder. */
  @Override
  public void end() {
    if (length > 0 && !broken) sink.unterminated();
    length = 0;
    message = start;
    within = false;
  }

  private static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }
}
