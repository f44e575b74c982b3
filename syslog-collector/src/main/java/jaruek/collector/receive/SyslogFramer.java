package jaruek.collector.receive;

import jaruek.retention.record.Frame;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Tells the messages of one TCP or TLS stream apart. Octet counting (RFC 6587 section 3.4.1) and
 * trailers (section 3.4.2, LF or NUL) may change from message to message: a count is digits, a
 * space and the "&lt;" of a PRI; everything else is a line. A carriage return before the trailer
 * goes with it; empty lines are no messages. Not for several threads.
 *
 * <p>Bytes are never dropped: a line over the limit comes in parts, what stands at the stream's end
 * comes as it is. Only an octet count over the limit ends the stream, since nothing behind it can
 * be told apart any more, and so do the first bytes of a compressed one. A trailer counted in is
 * taken off all the same.
 */
public final class SyslogFramer implements StreamFraming {
  /** The longest message, in bytes; a longer line is cut here. */
  public static final int MESSAGE_BYTES_MAX = Frame.BYTES_MAX;

  /** A longer run of digits is text: no count that fits has more. */
  private static final int COUNT_DIGITS_MAX = 18;

  private static final int FIRST_CAPACITY = 512;

  private final Sink sink;
  private State state = State.START;
  private byte[] held = new byte[FIRST_CAPACITY];
  private int length;
  private int counted;
  private boolean opening = true;

  private enum State {
    /** Between messages, or within what may be a count. */
    START,
    /** Within a message of known length. */
    COUNTED,
    /** Within a line. */
    LINE,
    /** Within a line whose first part was handed out. */
    CUT_LINE,
    /** Behind a count over the limit. */
    REFUSED
  }

  /** Hands what it finds to the sink. */
  public SyslogFramer(Sink sink) {
    this.sink = sink;
  }

  @Override
  public void feed(ByteBuffer in) {
    while (in.hasRemaining()) {
      switch (state) {
        case START -> start(in.get());
        case COUNTED -> counted(in);
        case LINE, CUT_LINE -> line(in);
        case REFUSED -> in.position(in.limit());
      }
      if (opening && length > 1) refuseIfCompressed();
    }
  }

  @Override
  public void end() {
    if (length > 0 && state != State.REFUSED) {
      sink.unterminated();
      emit();
    }
    state = State.START;
    length = 0;
  }

  private void start(byte next) {
    if (length == 0 && (isTrailer(next) || next == '\r')) return;
    if (isTrailer(next)) {
      emitLine();
      return;
    }
    boolean spaceBefore = length > 0 && held[length - 1] == ' ';
    hold(next);
    if (spaceBefore && next == '<') {
      beginCounted();
    } else if (spaceBefore || !isPrefixOfCount(next)) {
      state = State.LINE;
    }
  }

  private boolean isPrefixOfCount(byte next) {
    if (next == ' ') return length > 1;
    return next >= (length == 1 ? '1' : '0') && next <= '9' && length <= COUNT_DIGITS_MAX;
  }

  private void beginCounted() {
    long count = 0;
    for (int i = 0; i < length - 2; i++) count = count * 10 + held[i] - '0';
    if (count > MESSAGE_BYTES_MAX) {
      state = State.REFUSED;
      sink.broken("octet-count", "a message of " + count + " bytes was announced");
      return;
    }
    counted = (int) count;
    state = State.COUNTED;
    held[0] = '<';
    length = 1;
    if (length == counted) emit();
  }

  private void counted(ByteBuffer in) {
    hold(in, Math.min(counted - length, in.remaining()));
    if (length == counted) emitCounted();
  }

  /** rsyslog's templates end in a line feed, and it counts that in. */
  private void emitCounted() {
    if (isTrailer(held[length - 1])) length--;
    if (length > 0 && held[length - 1] == '\r') length--;
    emit();
  }

  private void line(ByteBuffer in) {
    int room = MESSAGE_BYTES_MAX - length;
    int scanned = Math.min(room, in.remaining());
    int run = 0;
    while (run < scanned && !isTrailer(in.get(in.position() + run))) run++;
    hold(in, run);
    if (!in.hasRemaining()) return;
    if (isTrailer(in.get(in.position()))) {
      in.get();
      emitLine();
    } else {
      sink.cut();
      emit();
      if (state != State.REFUSED) state = State.CUT_LINE;
    }
  }

  private void emitLine() {
    if (length > 0 && held[length - 1] == '\r') length--;
    if (state == State.CUT_LINE && length > 0) sink.cut();
    emit();
  }

  private void emit() {
    if (opening) refuseIfCompressed();
    if (state == State.REFUSED) return;
    byte[] message = Arrays.copyOf(held, length);
    length = 0;
    state = State.START;
    if (held.length > FIRST_CAPACITY * 8) held = new byte[FIRST_CAPACITY];
    if (message.length > 0) sink.message(message);
  }

  /**
   * A stream that begins as zlib (level 0, 6 or 9) or gzip. Its pieces would be noise, so it is
   * refused while its sender's operator still looks at it.
   */
  private void refuseIfCompressed() {
    opening = false;
    int second = length > 1 ? held[1] & 0xff : 0;
    boolean zlib = held[0] == 0x78 && (second == 0x01 || second == 0x9c || second == 0xda);
    boolean gzip = held[0] == 0x1f && second == 0x8b;
    if (!zlib && !gzip) return;
    state = State.REFUSED;
    length = 0;
    sink.broken("compressed", "the stream is compressed: switch that off at the sender");
  }

  private static boolean isTrailer(byte next) {
    return next == '\n' || next == 0;
  }

  private void hold(byte next) {
    grow(1);
    held[length++] = next;
  }

  private void hold(ByteBuffer in, int count) {
    grow(count);
    in.get(held, length, count);
    length += count;
  }

  private void grow(int more) {
    if (length + more <= held.length) return;
    held = Arrays.copyOf(held, Math.min(MESSAGE_BYTES_MAX, Math.max(length + more, length * 2)));
  }
}
