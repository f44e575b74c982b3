package jaruek.collector.receive;

import jaruek.retention.record.FrameKind;
import jaruek.retention.record.Transport;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A port that takes connections.
 *
 * @param name as the configuration calls it, "syslog-tls"
 * @param address port 0 takes a free one
 * @param kind what each frame of it is
 * @param transport what the frames say they came by
 * @param tls empty for a plain stream
 * @param framing how its frames are told apart
 */
public record StreamListener(
    String name,
    InetSocketAddress address,
    FrameKind kind,
    Transport transport,
    Optional<TlsConfig> tls,
    StreamFraming.Maker framing) {

  /** Syslog over TCP, RFC 6587. */
  public static StreamListener syslogTcp(InetSocketAddress address) {
    return new StreamListener(
        "syslog-tcp",
        address,
        FrameKind.SYSLOG,
        Transport.TCP,
        Optional.empty(),
        SyslogFramer::new);
  }

  /** Syslog over TLS, RFC 5425; newline framing is taken, too. */
  public static StreamListener syslogTls(InetSocketAddress address, TlsConfig tls) {
    return new StreamListener(
        "syslog-tls",
        address,
        FrameKind.SYSLOG,
        Transport.TLS,
        Optional.of(tls),
        SyslogFramer::new);
  }

  /** IPFIX over TCP, RFC 7011 section 10.4. */
  public static StreamListener ipfixTcp(InetSocketAddress address) {
    return new StreamListener(
        "ipfix-tcp", address, FrameKind.FLOW, Transport.TCP, Optional.empty(), IpfixFramer::new);
  }

  /** The same over TLS, RFC 7011 section 11.1. */
  public static StreamListener ipfixTls(InetSocketAddress address, TlsConfig tls) {
    return new StreamListener(
        "ipfix-tls", address, FrameKind.FLOW, Transport.TLS, Optional.of(tls), IpfixFramer::new);
  }

  /** RELP, plain or over TLS. */
  public static StreamListener relp(InetSocketAddress address, Optional<TlsConfig> tls) {
    return new StreamListener(
        tls.isPresent() ? "relp-tls" : "relp",
        address,
        FrameKind.SYSLOG,
        Transport.RELP,
        tls,
        RelpFraming::new);
  }
}
