package jaruek.collector.receive;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import jaruek.retention.journal.JournalException;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.store.Recorder;
import jaruek.retention.telemetry.Telemetry;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes datagrams off one socket and records those of one read together. A journal that cannot
 * write loses them, which is counted: nobody could be asked to send them again. Those over their
 * source's limit are counted and let go before anything is done for them.
 */
final class DatagramReceiver extends SimpleChannelInboundHandler<DatagramPacket> {
  /** The room for one datagram: more than UDP can carry, so none is cut. */
  static final int DATAGRAM_BYTES_MAX = 65_536;

  /** Recorded at once, at most. */
  static final int BATCH_FRAMES_MAX = 512;

  private static final int BATCH_BYTES_MAX = 2 << 20;

  private final FrameKind kind;
  private final Admission.Desk desk;
  private final Recorder recorder;
  private final InstantSource clock;
  private final RateLimitedLog log;
  private final LongAdder truncated;
  private List<Frame> batch = new ArrayList<>();
  private final List<Admission.Admitted> owners = new ArrayList<>();
  private int batchBytes;

  DatagramReceiver(
      FrameKind kind,
      Admission admission,
      Recorder recorder,
      InstantSource clock,
      Telemetry telemetry) {
    this.kind = kind;
    this.desk = admission.desk(Transport.UDP);
    this.recorder = recorder;
    this.clock = clock;
    log = new RateLimitedLog(DatagramReceiver.class, clock);
    truncated = telemetry.counter("collector.truncated", "transport", Transport.UDP.word());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
    accept(packet.content(), packet.sender());
  }

  void accept(ByteBuf content, InetSocketAddress sender) {
    IpAddress source = IpAddress.ofBytes(sender.getAddress().getAddress());
    Admission.Admitted device = desk.admit(source);
    if (device == null) return;
    int length = content.readableBytes();
    if (!device.take(length)) return;
    if (length > Frame.BYTES_MAX) truncated.increment();
    byte[] bytes =
        ByteBufUtil.getBytes(content, content.readerIndex(), Math.min(length, Frame.BYTES_MAX));
    batch.add(new Frame(kind, clock.millis(), source, sender.getPort(), Transport.UDP, bytes));
    owners.add(device);
    batchBytes += length;
    if (batch.size() >= BATCH_FRAMES_MAX || batchBytes >= BATCH_BYTES_MAX) flush();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    flush();
  }

  void flush() {
    if (batch.isEmpty()) return;
    List<Frame> full = batch;
    batch = new ArrayList<>();
    batchBytes = 0;
    try {
      recorder.record(full);
    } catch (JournalException e) {
      owners.forEach(Admission.Admitted::lost);
      log.warn("{} datagrams could not be journalled and are lost: {}", full.size(), e.toString());
    } finally {
      owners.clear();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    flush();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.warn("a datagram could not be read from {}: {}", context.channel(), cause.toString());
  }
}
