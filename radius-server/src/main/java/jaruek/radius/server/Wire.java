package jaruek.radius.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;

/** Where replies leave. */
sealed interface Wire {
  /** Hands a reply over; it leaves with the next flush. */
  ChannelFuture write(byte[] reply, InetSocketAddress recipient);

  /** Sends what was written. */
  void flush();

  /** A datagram each. */
  record Datagrams(Channel channel) implements Wire {
    @Override
    public ChannelFuture write(byte[] reply, InetSocketAddress recipient) {
      return channel.write(new DatagramPacket(Unpooled.wrappedBuffer(reply), recipient));
    }

    @Override
    public void flush() {
      channel.flush();
    }
  }

  /** One after the other; the recipient is the connection's other end. */
  record Stream(Channel channel) implements Wire {
    @Override
    public ChannelFuture write(byte[] reply, InetSocketAddress recipient) {
      return channel.write(Unpooled.wrappedBuffer(reply));
    }

    @Override
    public void flush() {
      channel.flush();
    }
  }
}
