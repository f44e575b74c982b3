package jaruek.radius.radsec;

import io.netty.channel.Channel;
import jaruek.retention.record.IpAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Who may speak RadSec. Asked by the connections' thread, so an answer must not wait. */
public interface Peers {
  /** Whether anyone may come from this address: before any work is done for it. */
  boolean mayConnect(IpAddress source);

  /**
   * The client whose certificate this is.
   *
   * @param certificate of a trusted issuer, in date, not revoked
   * @param channel takes replies as {@link io.netty.buffer.ByteBuf}, by its own thread only
   * @param version11 whether RADIUS/1.1 was agreed on
   * @return empty if it is nobody's
   */
  Optional<Peer> admit(
      X509Certificate certificate, IpAddress source, Channel channel, boolean version11);
}
