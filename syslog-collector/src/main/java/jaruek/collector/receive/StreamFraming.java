package jaruek.collector.receive;

import java.nio.ByteBuffer;

/**
 * Tells the frames of one TCP or TLS stream apart, and answers where its protocol answers. Knows no
 * channel. One for each connection, used by one thread.
 *
 * <p>{@link StreamReceiver} journals what is handed out and only then sends the replies given
 * behind it: a reply may acknowledge.
 */
public interface StreamFraming {
  /** Nothing is said. */
  byte[] SILENCE = {};

  /** Takes all remaining bytes; after {@link Sink#broken} it takes them and hands out nothing. */
  void feed(ByteBuffer in);

  /** The stream is at its end: what is held and is worth keeping goes out as it is. */
  void end();

  /** What we say before we end the connection ourselves. */
  default byte[] farewell() {
    return SILENCE;
  }

  /** Takes what is found. */
  interface Sink {
    /** A frame without its framing, at most 65,535 bytes; the array is the sink's. */
    void message(byte[] message);

    /** The frame handed out next is a part only: the whole is longer than the limit. */
    void cut();

    /** The frame handed out next was not at its end when the stream was. */
    void unterminated();

    /** To be sent when everything handed out before it is journalled. */
    default void reply(byte[] bytes) {
      throw new IllegalStateException("this stream is not answered");
    }

    /** The peer is done: the connection ends when all replies are sent. */
    default void finished() {
      throw new IllegalStateException("this stream is not ended by its peer's word");
    }

    /**
     * Nothing behind this can be told apart: the connection must be closed.
     *
     * @param reason a short word, which labels the counter
     * @param detail for the log
     */
    void broken(String reason, String detail);
  }

  /** Begins a stream. */
  @FunctionalInterface
  interface Maker {
    /** The framing of a new connection. */
    StreamFraming open(Sink sink);
  }
}
