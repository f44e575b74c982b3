package jaruek.collector.receive;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The TLS of one port: new connections have the files as they were read last. */
final class TlsPort {
  private static final Logger log = LoggerFactory.getLogger(TlsPort.class);

  private final String name;
  private final TlsConfig config;
  private final Executor handshakes;
  private volatile TlsIdentity identity;

  /**
   * Reads the files.
   *
   * @param handshakes computes handshakes, so that a receiving thread does not
   * @throws TlsFilesException if they cannot be used
   */
  TlsPort(String name, TlsConfig config, Executor handshakes) {
    this.name = name;
    this.config = config;
    this.handshakes = handshakes;
    identity = TlsIdentity.read(config);
  }

  SslHandler handler(ByteBufAllocator buffers) {
    SslHandler handler = identity.context().newHandler(buffers, handshakes);
    handler.setHandshakeTimeout(config.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS);
    handler.setCloseNotifyFlushTimeout(2, TimeUnit.SECONDS);
    handler.setCloseNotifyReadTimeout(0, TimeUnit.SECONDS);
    return handler;
  }

  TlsIdentity identity() {
    return identity;
  }

  /** Reads the files anew if one has changed; those before stay if they cannot be used. */
  boolean reload() {
    if (TlsIdentity.stamp(config).equals(identity.stamp())) return false;
    try {
      identity = TlsIdentity.read(config);
      log.info("{}: certificates were read anew", name);
      return true;
    } catch (TlsFilesException e) { // half of a change: the next look may see all of it
      log.warn("{}; the certificates before are used on", e.getMessage());
      return false;
    }
  }
}
