package jaruek.radius.server;

import io.netty.channel.Channel;
import jaruek.radius.packet.Checked;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCheck;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.radsec.Peer;
import jaruek.radius.radsec.Peers;
import jaruek.radius.radsec.RadSecConfig;
import jaruek.radius.radsec.RadSecServer;
import jaruek.radius.session.SessionTable;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.store.Recorder;
import jaruek.retention.telemetry.Telemetry;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * RADIUS over TLS: authentication, accounting and Status-Server on one port, by the same services
 * as over UDP. Each connection has services of its own, so a packet is a duplicate of one on the
 * same connection only (RFC 6613 section 2.6.3). Inert until {@link #start}.
 */
public final class RadSecPort implements AutoCloseable {
  /** Requests remembered of each connection and kind; beyond it the oldest is forgotten. */
  static final int DUPLICATES_MAX = 512;

  private static final Duration DUPLICATE_TIME = RadiusConfig.DUPLICATE_TIME;

  private final RadiusClients clients;
  private final Access access;
  private final SessionTable sessions;
  private final Recorder recorder;
  private final InstantSource clock;
  private final SecureRandom random;
  private final PortMeter meter;
  private final RadSecServer server;

  /** A port to be started. */
  public RadSecPort(
      RadSecConfig config,
      RadiusClients clients,
      Access access,
      SessionTable sessions,
      Recorder recorder,
      Telemetry telemetry,
      InstantSource clock,
      SecureRandom random) {
    this.clients = clients;
    this.access = access;
    this.sessions = sessions;
    this.recorder = recorder;
    this.clock = clock;
    this.random = random;
    this.meter = new PortMeter(telemetry, clock, "radsec");
    this.server = new RadSecServer(config, new Admission(), telemetry, clock);
  }

  /**
   * Binds the port.
   *
   * @throws jaruek.radius.radsec.RadSecException if it cannot be, or a certificate cannot be used
   */
  public void start() {
    server.start();
  }

  /** Where it listens: the port taken if 0 was configured. */
  public InetSocketAddress address() {
    return server.address();
  }

  @Override
  public void close() {
    server.close();
  }

  private final class Admission implements Peers {
    @Override
    public boolean mayConnect(IpAddress source) {
      return clients.mayConnect(source);
    }

    @Override
    public Optional<Peer> admit(
        X509Certificate certificate, IpAddress source, Channel channel, boolean version11) {
      return clients
          .find(source, certificate)
          .map(client -> new Connection(client, certificate, source, channel, version11));
    }
  }

  private final class Connection implements Peer {
    private final RadiusClient client;
    private final X509Certificate certificate;
    private final IpAddress source;
    private final InetSocketAddress sender;
    private final boolean version11;
    private final Outbox accessOutbox;
    private final Outbox accountingOutbox;
    private final Service accessService;
    private final Service accountingService;
    private @Nullable RadiusClient asked;
    private RadiusClient current;

    Connection(
        RadiusClient client,
        X509Certificate certificate,
        IpAddress source,
        Channel channel,
        boolean version11) {
      this.client = client;
      this.certificate = certificate;
      this.source = source;
      this.sender = (InetSocketAddress) channel.remoteAddress();
      this.version11 = version11;
      this.current = version11 ? client.withoutSecret() : client;
      Wire wire = new Wire.Stream(channel, meter::unsent);
      Duplicates accesses = duplicates();
      this.accessOutbox = new Outbox(wire, recorder, accesses, meter);
      Drops drops = new Drops(accessOutbox, Transport.TLS, clock, meter.counter("drops-untold"));
      this.accessService =
          new AccessService(
              access, random, accessOutbox, drops, accesses, meter, channel.eventLoop());
      Duplicates accountings = duplicates();
      this.accountingOutbox = new Outbox(wire, recorder, accountings, meter, sessions::inOrder);
      this.accountingService =
          new AccountingService(
              clients, sessions, access.proxy(), accountingOutbox, accountings, meter);
    }

    private Duplicates duplicates() {
      return new Duplicates(
          DUPLICATE_TIME, DUPLICATES_MAX, clock, meter.counter("duplicates-evicted"));
    }

    @Override
    public String name() {
      return client.name();
    }

    @Override
    public boolean packet(byte[] bytes) {
      meter.received(bytes.length);
      switch (PacketCheck.check(bytes)) {
        case Checked.Malformed(var why) -> {
          meter.discard(why.reason(), client.name(), ": " + why.detail());
          return false;
        }
        case Checked.Sound(var packet) -> handle(packet);
      }
      return true;
    }

    private void handle(Packet packet) {
      Exchange exchange =
          new Exchange(packet, current, source, sender, clock.millis(), Transport.TLS);
      if (packet.code() == PacketCode.ACCOUNTING_REQUEST) accountingService.handle(exchange);
      else accessService.handle(exchange);
    }

    @Override
    public void readComplete() {
      accessOutbox.flush();
      accountingOutbox.flush();
    }

    /** A changed policy counts for the connections there are. */
    @Override
    public boolean admitted() {
      RadiusClient now = clients.find(source, certificate).orElse(null);
      if (now == null || !now.name().equals(client.name())) return false;
      if (now != asked) {
        asked = now;
        current = version11 ? now.withoutSecret() : now;
      }
      return true;
    }
  }
}
