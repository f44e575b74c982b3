package jaruek.radius.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * A datagram for each reply. Those of one flush to one recipient go to the kernel together, which
 * cuts them apart (UDP_SEGMENT of Linux): they pass through its layers once, and that is most of
 * what a reply costs. Where a device cannot do that they are sent one by one from then on. Used by
 * the port's thread.
 */
final class Datagrams implements Wire {
  /** Linux takes 64. */
  static final int SEGMENTS_MAX = 32;

  /**
   * Longer ones may be more than a link takes, and the kernel does not cut and fragment at once.
   */
  static final int SEGMENT_BYTES_MAX = 1232;

  /** Together they pass for one datagram of IPv4. */
  static final int RUN_BYTES_MAX = 60_000;

  private final Channel channel;
  private final IntConsumer unsent;
  private final Map<InetSocketAddress, Run> runs = new LinkedHashMap<>();
  private final ChannelFutureListener sent;
  private boolean segmented;

  /** Replies of one length, but for the last, which may be shorter. */
  private static final class Run {
    final List<byte[]> replies = new ArrayList<>(SEGMENTS_MAX);
    int bytes;

    boolean takes(byte[] reply) {
      int length = replies.getFirst().length;
      return length <= SEGMENT_BYTES_MAX
          && replies.size() < SEGMENTS_MAX
          && bytes + reply.length <= RUN_BYTES_MAX
          && reply.length <= length
          && replies.getLast().length == length;
    }

    void add(byte[] reply) {
      replies.add(reply);
      bytes += reply.length;
    }
  }

  /**
   * By this socket.
   *
   * @param unsent told how many replies could not be sent
   */
  Datagrams(Channel channel, IntConsumer unsent) {
    this.channel = channel;
    this.unsent = unsent;
    this.segmented =
        channel instanceof EpollDatagramChannel
            && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
    this.sent =
        done -> {
          if (!done.isSuccess()) unsent.accept(1);
        };
  }

  @Override
  public void write(byte[] reply, InetSocketAddress recipient) {
    if (!segmented) {
      single(reply, recipient);
      return;
    }
    Run run = runs.get(recipient);
    if (run != null && !run.takes(reply)) {
      emit(recipient, run);
      run = null;
    }
    if (run == null) {
      run = new Run();
      runs.put(recipient, run);
    }
    run.add(reply);
  }

  @Override
  public void flush() {
    runs.forEach(this::emit);
    runs.clear();
    channel.flush();
  }

  private void emit(InetSocketAddress recipient, Run run) {
    if (run.replies.size() == 1) {
      single(run.replies.getFirst(), recipient);
      return;
    }
    ByteBuf together = channel.alloc().directBuffer(run.bytes, run.bytes);
    for (byte[] reply : run.replies) together.writeBytes(reply);
    int length = run.replies.getFirst().length;
    channel
        .write(new SegmentedDatagramPacket(together, length, recipient))
        .addListener(
            done -> {
              if (!done.isSuccess()) apart(recipient, run);
            });
  }

  /** Nothing of the run has left: the kernel takes it whole or not at all. */
  private void apart(InetSocketAddress recipient, Run run) {
    segmented = false;
    if (!channel.isActive()) {
      unsent.accept(run.replies.size());
      return;
    }
    for (byte[] reply : run.replies) single(reply, recipient);
    channel.eventLoop().execute(channel::flush); // not within the flush that failed
  }

  private void single(byte[] reply, InetSocketAddress recipient) {
    channel.write(new DatagramPacket(Unpooled.wrappedBuffer(reply), recipient)).addListener(sent);
  }
}
