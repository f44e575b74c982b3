package jaruek.radius.radsec;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import jaruek.retention.record.IpAddress;
import jaruek.retention.tls.HandshakeFault;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** One connection: from its handshake on to its end. */
final class RadSecConnection extends ChannelInboundHandlerAdapter {
  private final RadSecServer server;
  private final IpAddress source;
  private final PacketFraming framing;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Peer peer;
  private X509Certificate[] chain = {};
  private long lastPacketNanos;
  private long waitingSinceNanos;
  private long unwritableSinceNanos;
  private boolean waiting;
  private boolean ended;

  RadSecConnection(RadSecServer server, IpAddress source, PacketFraming framing) {
    this.server = server;
    this.source = source;
    this.framing = framing;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext at, Object event) throws Exception {
    if (event instanceof SslHandshakeCompletionEvent done) {
      server.handshakeDone(source);
      if (done.isSuccess()) admit(at);
      else refuse(word(done.cause()), "");
    }
    super.userEventTriggered(at, event);
  }

  private static String word(Throwable failure) {
    return failure instanceof SslHandshakeTimeoutException
        ? "handshake-timeout"
        : HandshakeFault.word(failure);
  }

  private void admit(ChannelHandlerContext at) {
    SslHandler tls = at.pipeline().get(SslHandler.class);
    boolean version11 = TlsIdentity.VERSION_1_1.equals(tls.applicationProtocol());
    try {
      Certificate[] shown = tls.engine().getSession().getPeerCertificates();
      chain = Arrays.copyOf(shown, shown.length, X509Certificate[].class);
    } catch (SSLPeerUnverifiedException e) {
      refuse("no-certificate", "");
      return;
    }
    if (version11 && !"TLSv1.3".equals(tls.engine().getSession().getProtocol())) {
      refuse("tls-version", ": RADIUS/1.1 is spoken by TLS 1.3 only");
      return;
    }
    Optional<Peer> found = server.peers().admit(chain[0], source, at.channel(), version11);
    if (found.isEmpty()) {
      String hint =
          ": no client's; its fingerprint is "
              + PeerPin.Fingerprint.of(chain[0]).sha256()
              + ", pin it with 'jaruek device add --radsec-fingerprint'";
      refuse("unknown-client", hint);
    } else if (!server.take(found.get().name(), this)) {
      refuse("client-connections-max", "");
    } else {
      peer = found.get();
      lastPacketNanos = server.nanoTime();
      server.meter().count(version11 ? "connections-1.1" : "connections-1.0");
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext at, Object message) {
    if (ended || peer == null) return;
    switch (message) {
      case byte[] packet -> {
        lastPacketNanos = server.nanoTime();
        waiting = false;
        if (!peer.packet(packet)) cut("malformed");
      }
      case PacketFraming.Broken broken -> cut("bad-length");
      default -> throw new IllegalStateException("a " + message.getClass());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext at) {
    boolean now = framing.isWaiting();
    if (now && !waiting) waitingSinceNanos = server.nanoTime();
    waiting = now;
    if (peer != null) peer.readComplete();
  }

  /** Who does not take replies is asked no more until it does. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext at) {
    boolean writable = at.channel().isWritable();
    if (!writable) {
      unwritableSinceNanos = server.nanoTime();
      server.meter().count("stalls");
    }
    at.channel().config().setAutoRead(writable);
  }

  /** Looks at the clock; the server calls it often enough. */
  void tick(RadSecConfig.Limits limits) {
    if (ended || peer == null || context == null) return;
    long now = server.nanoTime();
    if (!context.channel().isWritable()
        && now - unwritableSinceNanos > limits.writeTime().toNanos()) {
      cut("does-not-read");
    } else if (waiting && now - waitingSinceNanos > limits.packetTime().toNanos()) {
      cut("packet-timeout");
    } else if (now - lastPacketNanos > limits.idleTime().toNanos()) {
      cut("idle");
    } else if (!peer.admitted()) {
      cut("client-removed");
    }
  }

  /** After certificates or revocation lists changed. */
  void recheck(TlsIdentity identity) {
    if (!ended && peer != null && !identity.trust().stillTrusts(chain))
      cut("certificate-not-trusted-now");
  }

  void cut(String reason) {
    if (ended || context == null) return;
    server.meter().cut(reason, peer == null ? source : peer.name());
    end();
  }

  private void refuse(String reason, String hint) {
    if (ended) return;
    server.meter().refused(reason, source, hint);
    end();
  }

  /** Not by a close in order: a peer that does not read would keep it open. */
  private void end() {
    ended = true;
    if (context == null) return;
    if (context.channel().isWritable()) {
      var _ = context.close();
    } else {
      context.channel().unsafe().close(context.newPromise());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext at) throws Exception {
    ended = true;
    server.gone(source, peer == null ? null : peer.name(), this);
    super.channelInactive(at);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    if (peer != null) {
      cut("failed");
    } else {
      var _ = at.close();
    }
  }
}
