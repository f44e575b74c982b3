package jaruek.radius.server;

import jaruek.radius.packet.Packet;
import jaruek.retention.decode.EventCodec;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IdentityEvent;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import java.net.InetSocketAddress;
import java.util.HexFormat;

/**
 * One request whose sender is known and whose structure is sound.
 *
 * @param packet the request
 * @param client who shares the secret
 * @param source the sender's address
 * @param sender the sender's address and port, where the reply goes
 * @param receivedAtMillis our clock
 * @param transport how it came
 */
record Exchange(
    Packet packet,
    RadiusClient client,
    IpAddress source,
    InetSocketAddress sender,
    long receivedAtMillis,
    Transport transport) {
  /** One that came by UDP. */
  Exchange(
      Packet packet,
      RadiusClient client,
      IpAddress source,
      InetSocketAddress sender,
      long receivedAtMillis) {
    this(packet, client, source, sender, receivedAtMillis, Transport.UDP);
  }

  Duplicates.Key key() {
    int id = client.secret().isNone() ? packet.token() : packet.id();
    return new Duplicates.Key(source, sender.getPort(), id);
  }

  /** The request itself, however often it is sent. */
  record Origin(Duplicates.Key key, String authenticator) {}

  Origin origin() {
    return new Origin(key(), HexFormat.of().formatHex(packet.authenticator()));
  }

  Frame frame(IdentityEvent event) {
    return new Frame(
        FrameKind.IDENTITY,
        receivedAtMillis,
        source,
        sender.getPort(),
        transport,
        EventCodec.encode(event));
  }
}
