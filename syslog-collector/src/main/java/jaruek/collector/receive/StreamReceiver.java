package jaruek.collector.receive;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.concurrent.EventExecutor;
import jaruek.retention.journal.JournalException;
import jaruek.retention.record.Frame;
import jaruek.retention.record.IpAddress;
import jaruek.retention.store.Recorder;
import jaruek.retention.telemetry.Telemetry;
import jaruek.retention.tls.HandshakeFault;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * One connection. Recording happens in the event loop, so a slow journal is felt by the sender as a
 * full window; a journal that cannot write stops the reading until it can, and nothing is dropped.
 * A source over its limit is read no further until it is within. Replies leave when what they
 * answer is journalled, and a peer that does not take them is read no further either.
 */
final class StreamReceiver extends SimpleChannelInboundHandler<ByteBuf>
    implements StreamFraming.Sink {
  private static final long RETRY_MILLIS = 200;
  private static final int BATCH_BYTES_MAX = 1 << 20;

  private final StreamListener listener;
  private final Shared shared;
  private final Admission.Desk desk;
  private final StreamFraming framing;
  private final Set<Pause> pauses = EnumSet.noneOf(Pause.class);
  private final ByteArrayOutputStream replies = new ByteArrayOutputStream();
  private List<Frame> batch = new ArrayList<>();
  private List<Admission.Admitted> owners = new ArrayList<>();
  private int batchBytes;
  private long waitNanos;
  private boolean entered;
  private boolean refused;
  private boolean finished;
  private boolean handshakeFailed;
  private IpAddress source = IpAddress.UNSPECIFIED;
  private int port;
  private X509Certificate[] chain = {};
  private @Nullable ChannelHandlerContext context;
  private Admission.@Nullable Admitted device;

  /** Why nothing is read. */
  private enum Pause {
    JOURNAL,
    RATE,
    REPLIES
  }

  /** What the connections have in common. */
  record Shared(
      Admission admission,
      Recorder recorder,
      InstantSource clock,
      Telemetry telemetry,
      Connections connections,
      RateLimitedLog log,
      Set<StreamReceiver> waiting) {}

  StreamReceiver(StreamListener listener, Shared shared) {
    this.listener = listener;
    this.shared = shared;
    desk = shared.admission().desk(listener.transport());
    framing = listener.framing().open(this);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
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
    entered = shared.connections().enter(source);
    if (!entered) {
      shared.log().warn("a connection of {} is refused: too many are open", source);
      close(context);
    }
  }

  /** Asked at every read: the device may have been removed meanwhile. */
  private boolean isAdmitted() {
    device = desk.admit(source);
    return device != null;
  }

  private static String word(Throwable failure) {
    return failure instanceof SslHandshakeTimeoutException
        ? "handshake-timeout"
        : HandshakeFault.word(failure);
  }

  private void handshakeDone(ChannelHandlerContext context, SslHandshakeCompletionEvent done) {
    if (!done.isSuccess()) {
      handshakeFailed = true;
      refuseTls(word(done.cause()), context);
      return;
    }
    Certificate[] shown = {};
    try {
      shown = context.pipeline().get(SslHandler.class).engine().getSession().getPeerCertificates();
    } catch (SSLPeerUnverifiedException e) {
      // it showed none, which is up to the port's configuration
    }
    chain = Arrays.copyOf(shown, shown.length, X509Certificate[].class);
    count("collector.tls.handshakes", "listener", listener.name());
    if (!isPinned()) refuseTls(chain.length == 0 ? "no-certificate" : "wrong-certificate", context);
  }

  /** Whether the certificate is the source's, where it has one. */
  private boolean isPinned() {
    Admission.Admitted known = device;
    CertificatePin pin = known == null ? null : known.source.pin();
    return listener.tls().isEmpty() || pin == null || (chain.length > 0 && pin.matches(chain[0]));
  }

  private void refuseTls(String reason, ChannelHandlerContext context) {
    refused = true;
    count("collector.tls.refused", "listener", listener.name(), "reason", reason);
    shared.log().warn("{}: {} is refused: {}", listener.name(), source, reason);
    close(context);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
    if (!entered || refused || finished) return;
    if (!isAdmitted()) {
      closeFor("unknown-source", context);
      return;
    }
    if (!isPinned()) {
      refuseTls("wrong-certificate", context);
      return;
    }
    for (ByteBuffer part : in.nioBuffers()) framing.feed(part);
    if (batchBytes >= BATCH_BYTES_MAX) flush(context);
  }

  @Override
  public void message(byte[] message) {
    Admission.Admitted known = device;
    if (known == null) throw new IllegalStateException("a message of nobody");
    waitNanos = Math.max(waitNanos, known.takeAnyway(message.length));
    batch.add(
        new Frame(
            listener.kind(), shared.clock().millis(), source, port, listener.transport(), message));
    owners.add(known);
    batchBytes += message.length;
  }

  @Override
  public void cut() {
    count("collector.messages.cut", "transport", listener.transport().word());
  }

  @Override
  public void unterminated() {
    count("collector.messages.unterminated", "transport", listener.transport().word());
  }

  @Override
  public void reply(byte[] bytes) {
    replies.writeBytes(bytes);
  }

  @Override
  public void finished() {
    finished = true;
  }

  @Override
  public void broken(String reason, String detail) {
    refused = true;
    shared.log().warn("{}: the connection of {} is closed: {}", listener.name(), source, detail);
    ChannelHandlerContext now = context;
    // counted here: a peer that hung up meanwhile leaves nothing to close
    count("collector.connections.closed", "reason", reason);
    if (now != null) now.executor().execute(() -> close(now));
  }

  private void count(String name, String... labels) {
    shared.telemetry().counter(name, labels).increment();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    flush(context);
    context.fireChannelReadComplete();
  }

  private void flush(ChannelHandlerContext context) {
    if (pauses.contains(Pause.JOURNAL)) return;
    try {
      record();
    } catch (JournalException e) {
      pause(Pause.JOURNAL, context);
      shared.waiting().add(this);
      shared.log().warn("the journal does not take messages, reading pauses: {}", e.toString());
      retryLater(context);
      return;
    }
    answer(context);
    if (waitNanos > 0 && !pauses.contains(Pause.RATE)) waitForRate(context);
  }

  /** In parts, since one unit of the journal has a limit; what is recorded leaves the batch. */
  private void record() {
    if (batch.isEmpty()) return;
    while (!batch.isEmpty()) {
      int count = 0;
      int bytes = 0;
      while (count < batch.size() && (count == 0 || bytes < BATCH_BYTES_MAX)) {
        bytes += batch.get(count++).bytes().length + 64;
      }
      shared.recorder().record(List.copyOf(batch.subList(0, count)));
      batch.subList(0, count).clear();
      owners.subList(0, count).clear();
    }
    batch = new ArrayList<>();
    owners = new ArrayList<>();
    batchBytes = 0;
  }

  /** Everything asked for is journalled. */
  private void answer(ChannelHandlerContext context) {
    if (replies.size() > 0 && context.channel().isActive()) {
      ChannelFuture written = context.writeAndFlush(Unpooled.wrappedBuffer(replies.toByteArray()));
      if (finished) written.addListener(ChannelFutureListener.CLOSE);
    } else if (finished) {
      close(context);
    }
    replies.reset();
  }

  private void waitForRate(ChannelHandlerContext context) {
    pause(Pause.RATE, context);
    long nanos = waitNanos;
    waitNanos = 0;
    if (context.executor().isShuttingDown()) return;
    var _ =
        context.executor().schedule(() -> resume(Pause.RATE, context), nanos, TimeUnit.NANOSECONDS);
  }

  private void pause(Pause why, ChannelHandlerContext context) {
    if (!pauses.add(why)) return;
    context.channel().config().setAutoRead(false);
    String reason =
        switch (why) {
          case JOURNAL -> "journal";
          case RATE -> "rate-limit";
          case REPLIES -> "replies-not-taken";
        };
    count("collector.paused", "transport", listener.transport().word(), "reason", reason);
  }

  private void resume(Pause why, ChannelHandlerContext context) {
    if (why == Pause.RATE) waitNanos = 0; // what came meanwhile is in the source's debt
    pauses.remove(why);
    if (pauses.isEmpty()) context.channel().config().setAutoRead(true);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) resume(Pause.REPLIES, context);
    else pause(Pause.REPLIES, context);
    context.fireChannelWritabilityChanged();
  }

  private void retryLater(ChannelHandlerContext context) {
    // A group that shuts down takes no tasks: then giveUp() tries for the last time.
    if (context.executor().isShuttingDown()) return;
    var _ = context.executor().schedule(() -> retry(context), RETRY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void retry(ChannelHandlerContext context) {
    if (!pauses.contains(Pause.JOURNAL)) return;
    try {
      record();
    } catch (JournalException e) {
      retryLater(context);
      return;
    }
    shared.waiting().remove(this);
    answer(context);
    resume(Pause.JOURNAL, context);
  }

  /** Tries for the last time; what cannot be recorded is lost, and counted. */
  void giveUp() {
    ChannelHandlerContext now = context;
    if (now == null) return;
    EventExecutor loop = now.executor();
    loop.execute(this::recordOrCount);
  }

  private void recordOrCount() {
    pauses.remove(Pause.JOURNAL);
    shared.waiting().remove(this);
    try {
      record();
    } catch (JournalException e) {
      owners.forEach(Admission.Admitted::lost);
      owners = new ArrayList<>();
      batch = new ArrayList<>();
    }
  }

  /**
   * Asks the peer to send no more: by the protocol's word where it has one, else by the end of our
   * half of the connection, which good senders notice before they write.
   */
  void askToStop() {
    ChannelHandlerContext now = context;
    if (now != null) now.executor().execute(() -> sayFarewell(now));
  }

  private void sayFarewell(ChannelHandlerContext context) {
    if (!context.channel().isActive()) return;
    byte[] word = framing.farewell();
    if (word.length > 0) {
      var _ = context.writeAndFlush(Unpooled.wrappedBuffer(word));
    } else if (listener.tls().isEmpty() && context.channel() instanceof SocketChannel socket) {
      var _ = socket.shutdownOutput();
    }
  }

  /** After certificates or revocation lists changed. */
  void recheck(StreamListener of, TlsIdentity identity) {
    ChannelHandlerContext now = context;
    if (now == null || !of.equals(listener)) return;
    now.executor()
        .execute(
            () -> {
              if (entered && !identity.stillTrusts(chain)) closeFor("certificate", now);
            });
  }

  private void closeFor(String reason, ChannelHandlerContext context) {
    if (!context.channel().isActive()) return;
    count("collector.connections.closed", "reason", reason);
    close(context);
  }

  private static void close(ChannelHandlerContext context) {
    var _ = context.close(); // channelInactive does what is left to do
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!entered) return;
    entered = false;
    shared.connections().leave(source);
    if (!refused) framing.end();
    flush(context);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent done) handshakeDone(context, done);
    boolean ours = pauses.contains(Pause.JOURNAL) || pauses.contains(Pause.RATE);
    if (event instanceof IdleStateEvent && !ours) closeFor("idle", context);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (handshakeFailed) return;
    shared.log().warn("the connection of {} broke: {}", source, cause.toString());
    closeFor("broken", context);
  }
}
