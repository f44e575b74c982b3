package jaruek.radius.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.function.IntConsumer;

/** Where replies leave. */
sealed interface Wire permits Datagrams, Wire.Stream {
  /** Hands a reply over; it leaves with the next flush. */
  void write(byte[] reply, InetSocketAddress recipient);

  /** Sends what was written. */
  void flush();

  /**
   * One after the other; the recipient is the connection's other end.
   *
   * @param unsent told how many replies could not be sent
   */
  record Stream(Channel channel, IntConsumer unsent) implements Wire {
    @Override
    public void write(byte[] reply, InetSocketAddress recipient) {
      channel
          .write(Unpooled.wrappedBuffer(reply))
          .addListener(
              done -> {
                if (!done.isSuccess()) unsent.accept(1);
              });
    }

    @Override
    public void flush() {
      channel.flush();
    }
  }
}
