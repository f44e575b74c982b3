package jaruek.radius.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DatagramPacket;
import jaruek.radius.packet.PacketCode;
import jaruek.retention.record.Frame;
import jaruek.retention.store.Recorder;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replies that wait until their events are journalled: all that one read of the socket brought go
 * to the recorder together, then the replies leave. If the journal refuses, none leaves, and the
 * clients ask again. Used by the port's thread.
 */
final class Outbox {
  private final Channel channel;
  private final Recorder recorder;
  private final Duplicates duplicates;
  private final PortMeter meter;
  private final ChannelFutureListener sent;
  private List<Outgoing> waiting = new ArrayList<>();

  private record Outgoing(
      InetSocketAddress recipient,
      byte[] reply,
      @Nullable Frame frame,
      Duplicates.@Nullable Entry entry) {}

  Outbox(Channel channel, Recorder recorder, Duplicates duplicates, PortMeter meter) {
    this.channel = channel;
    this.recorder = recorder;
    this.duplicates = duplicates;
    this.meter = meter;
    this.sent =
        done -> {
          if (!done.isSuccess()) meter.count("replies-unsent");
        };
  }

  /** A reply that may leave only when its event is kept. */
  void add(Exchange exchange, byte[] reply, Frame frame, Duplicates.Entry entry) {
    waiting.add(new Outgoing(exchange.sender(), reply, frame, entry));
  }

  /** A reply about which nothing is to be kept. */
  void add(Exchange exchange, byte[] reply) {
    waiting.add(new Outgoing(exchange.sender(), reply, null, null));
  }

  /** Journals, then sends. */
  void flush() {
    if (waiting.isEmpty()) return;
    List<Outgoing> batch = waiting;
    waiting = new ArrayList<>(batch.size());
    List<Frame> frames = new ArrayList<>(batch.size());
    for (Outgoing out : batch) if (out.frame != null) frames.add(out.frame);
    boolean kept = frames.isEmpty() || record(frames);
    for (Outgoing out : batch) {
      if (out.frame == null || kept) send(out);
      else forget(out);
    }
    channel.flush();
  }

  private boolean record(List<Frame> frames) {
    try {
      recorder.record(frames);
      return true;
    } catch (RuntimeException e) {
      for (int i = 0; i < frames.size(); i++) {
        meter.discard("not-journalled", "the journal", ": " + e.getMessage());
      }
      return false;
    }
  }

  private void forget(Outgoing out) {
    if (out.entry != null) duplicates.forget(out.entry);
  }

  private void send(Outgoing out) {
    boolean wanted = out.entry == null || duplicates.answered(out.entry, out.reply);
    if (!wanted) {
      meter.count("replies-overtaken");
      return;
    }
    meter.replied(PacketCode.word(out.reply[0] & 0xff));
    channel
        .write(new DatagramPacket(Unpooled.wrappedBuffer(out.reply), out.recipient))
        .addListener(sent);
  }
}
