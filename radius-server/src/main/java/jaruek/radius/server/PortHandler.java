package jaruek.radius.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import jaruek.radius.packet.Checked;
import jaruek.radius.packet.PacketCheck;
import jaruek.retention.record.IpAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Optional;

/** From datagrams to exchanges: admits by source address, checks the structure, hands on. */
final class PortHandler extends SimpleChannelInboundHandler<DatagramPacket> {
  private final RadiusClients clients;
  private final Service service;
  private final Outbox outbox;
  private final Drops drops;
  private final PortMeter meter;
  private final InstantSource clock;

  PortHandler(
      RadiusClients clients,
      Service service,
      Outbox outbox,
      Drops drops,
      PortMeter meter,
      InstantSource clock) {
    this.clients = clients;
    this.service = service;
    this.outbox = outbox;
    this.drops = drops;
    this.meter = meter;
    this.clock = clock;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
    InetSocketAddress sender = datagram.sender();
    ByteBuf content = datagram.content();
    meter.received(content.readableBytes());
    IpAddress source = IpAddress.ofBytes(sender.getAddress().getAddress());
    Optional<RadiusClient> client = clients.find(source);
    if (client.isEmpty()) {
      meter.discard("unknown-client", source, ": add it with 'jaruek device add'");
      drops.note(source, sender.getPort(), "unknown-client");
      return;
    }
    byte[] bytes = new byte[Math.min(content.readableBytes(), PacketCheck.PACKET_BYTES_MAX)];
    content.readBytes(bytes);
    switch (PacketCheck.check(bytes)) {
      case Checked.Malformed(var why) ->
          meter.discard(why.reason(), client.get().name(), ": " + why.detail());
      case Checked.Sound(var packet) ->
          service.handle(new Exchange(packet, client.get(), source, sender, clock.millis()));
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    outbox.flush();
  }

  /** Such as an ICMP error for an earlier reply: nothing of it is the next datagram's concern. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    meter.discard("failed", "the socket", ": " + cause);
  }
}
