package jaruek.collector.receive;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.concurrent.EventExecutor;
import jaruek.retention.journal.JournalException;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.store.Recorder;
import jaruek.retention.telemetry.Telemetry;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection. Recording happens in the event loop, so a slow journal is felt by the sender
 * as a full window; a journal that cannot write stops the reading until it can, and nothing is
 * dropped.
 */
final class StreamReceiver extends SimpleChannelInboundHandler<ByteBuf>
    implements SyslogFramer.Sink, IpfixFramer.Sink {
  private static final long RETRY_MILLIS = 200;
  private static final int BATCH_BYTES_MAX = 1 << 20;

  private final Transport transport;
  private final Admission.Desk desk;
  private final Recorder recorder;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private final Connections connections;
  private final RateLimitedLog log;
  private final Set<StreamReceiver> waiting;
  private final FrameKind kind;
  private final SyslogFramer syslog = new SyslogFramer(this);
  private final IpfixFramer ipfix = new IpfixFramer(this);
  private List<Frame> batch = new ArrayList<>();
  private int batchBytes;
  private boolean entered;
  private boolean retrying;
  private @Nullable EventExecutor executor;
  private boolean refused;
  private String fault = "";
  private IpAddress source = IpAddress.UNSPECIFIED;
  private int port;
  private Admission.@Nullable Counters counters;

  /**
   * @param kind syslog lines, or flows as IPFIX messages
   */
  StreamReceiver(
      FrameKind kind,
      Transport transport,
      Admission admission,
      Recorder recorder,
      InstantSource clock,
      Telemetry telemetry,
      Connections connections,
      RateLimitedLog log,
      Set<StreamReceiver> waiting) {
    this.kind = kind;
    this.transport = transport;
    this.desk = admission.desk(transport);
    this.recorder = recorder;
    this.clock = clock;
    this.telemetry = telemetry;
    this.connections = connections;
    this.log = log;
    this.waiting = waiting;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    // A connection reset before it was accepted has no remote address any more.
    if (!(context.channel().remoteAddress() instanceof InetSocketAddress remote)) {
      close(context);
      return;
    }
    source = IpAddress.ofBytes(remote.getAddress().getAddress());
    port = remote.getPort();
    if (!isAdmitted()) {
      close(context);
      return;
    }
    entered = connections.enter(source);
    if (!entered) {
      log.warn("a connection of {} is refused: too many are open", source);
      close(context);
    }
  }

  /** Asked at every read: the device may have been removed meanwhile. */
  private boolean isAdmitted() {
    counters = desk.admit(source);
    return counters != null;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
    if (!entered || refused) return;
    if (!isAdmitted()) {
      closeFor("unknown-source", context);
      return;
    }
    for (ByteBuffer part : in.nioBuffers()) {
      if (kind == FrameKind.FLOW) ipfix.feed(part);
      else syslog.feed(part);
    }
    if (refused) closeFor(fault, context);
    else if (batchBytes >= BATCH_BYTES_MAX) flush(context);
  }

  @Override
  public void message(byte[] message) {
    Admission.Counters known = counters;
    if (known != null) {
      known.received().increment();
      known.bytes().add(message.length);
    }
    batch.add(new Frame(kind, clock.millis(), source, port, transport, message));
    batchBytes += message.length;
  }

  @Override
  public void cut() {
    telemetry.counter("collector.messages.cut", "transport", transport.word()).increment();
  }

  @Override
  public void unterminated() {
    telemetry.counter("collector.messages.unterminated", "transport", transport.word()).increment();
  }

  @Override
  public void broken(String reason) {
    refused = true;
    fault = reason;
    log.warn("{} sent something that is no IPFIX message; its connection is closed", source);
  }

  @Override
  public void countOverLimit(long count) {
    refused = true;
    fault = "octet-count";
    log.warn("{} announced a message of {} bytes; its connection is closed", source, count);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    flush(context);
  }

  private void flush(ChannelHandlerContext context) {
    if (batch.isEmpty() || retrying) return;
    try {
      record();
    } catch (JournalException e) {
      retrying = true;
      executor = context.executor();
      waiting.add(this);
      context.channel().config().setAutoRead(false);
      telemetry.counter("collector.paused", "transport", transport.word()).increment();
      log.warn("the journal does not take messages, reading pauses: {}", e.toString());
      retryLater(context);
    }
  }

  /** In parts, since one unit of the journal has a limit; what is recorded leaves the batch. */
  private void record() {
    while (!batch.isEmpty()) {
      int count = 0;
      int bytes = 0;
      while (count < batch.size() && (count == 0 || bytes < BATCH_BYTES_MAX)) {
        bytes += batch.get(count++).bytes().length + 64;
      }
      recorder.record(List.copyOf(batch.subList(0, count)));
      batch.subList(0, count).clear();
    }
    batch = new ArrayList<>();
    batchBytes = 0;
  }

  private void retryLater(ChannelHandlerContext context) {
    // A group that shuts down takes no tasks: then giveUp() tries for the last time.
    if (context.executor().isShuttingDown()) return;
    var _ = context.executor().schedule(() -> retry(context), RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void retry(ChannelHandlerContext context) {
    if (!retrying) return;
    try {
      record();
    } catch (JournalException e) {
      retryLater(context);
      return;
    }
    retrying = false;
    waiting.remove(this);
    context.channel().config().setAutoRead(true);
  }

  /** Tries for the last time; what cannot be recorded is lost, and counted. */
  void giveUp() {
    EventExecutor loop = executor;
    if (loop != null) loop.execute(this::recordOrCount);
  }

  private void recordOrCount() {
    retrying = false;
    waiting.remove(this);
    try {
      record();
    } catch (JournalException e) {
      telemetry
          .counter("collector.lost", "transport", transport.word(), "reason", "journal")
          .add(batch.size());
      batch = new ArrayList<>();
    }
  }

  private void closeFor(String reason, ChannelHandlerContext context) {
    telemetry.counter("collector.connections.closed", "reason", reason).increment();
    close(context);
  }

  private static void close(ChannelHandlerContext context) {
    var _ = context.close(); // channelInactive does what is left to do
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!entered) return;
    entered = false;
    connections.leave(source);
    if (kind == FrameKind.FLOW) ipfix.end();
    else syslog.end();
    flush(context);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent && !retrying) closeFor("idle", context);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.warn("the connection of {} broke: {}", source, cause.toString());
    closeFor("broken", context);
  }
}
