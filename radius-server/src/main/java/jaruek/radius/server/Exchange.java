package jaruek.radius.server;

import jaruek.radius.packet.Packet;
import jaruek.retention.decode.EventCodec;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IdentityEvent;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import java.net.InetSocketAddress;

/**
 * One request whose sender is known and whose structure is sound.
 *
 * @param packet the request
 * @param client who shares the secret
 * @param source the sender's address
 * @param sender the sender's address and port, where the reply goes
 * @param receivedAtMillis our clock
 */
record Exchange(
    Packet packet,
    RadiusClient client,
    IpAddress source,
    InetSocketAddress sender,
    long receivedAtMillis) {

  Duplicates.Key key() {
    return new Duplicates.Key(source, sender.getPort(), packet.id());
  }

  Frame frame(IdentityEvent event) {
    return new Frame(
        FrameKind.IDENTITY,
        receivedAtMillis,
        source,
        sender.getPort(),
        Transport.UDP,
        EventCodec.encode(event));
  }
}
