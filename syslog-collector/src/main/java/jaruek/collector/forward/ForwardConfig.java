package jaruek.collector.forward;

import jaruek.retention.record.FrameKind;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Another collector and what it gets.
 *
 * @param name labels the counters and the file that remembers how far it has come
 * @param host a name, looked up at each connection, or an address
 * @param port 1-65535
 * @param via how
 * @param framing how messages are told apart in a stream (RFC 6587 section 3.4)
 * @param kind what: {@link FrameKind#SYSLOG} or {@link FrameKind#FLOW}, the latter as datagrams
 * @param sources names of the devices whose records it gets; empty for all
 * @param delayMax what could not be sent for so long is given up, so that the journal cannot fill
 *     the disk
 * @param messagesPerSecond at most, so that what has waited does not flood the other; 0 for any
 * @param tls where {@code via} is {@link Via#TLS}
 */
public record ForwardConfig(
    String name,
    String host,
    int port,
    Via via,
    Framing framing,
    FrameKind kind,
    Set<String> sources,
    Duration delayMax,
    int messagesPerSecond,
    @Nullable ForwardTls tls) {

  /** Of {@code delayMax}. */
  public static final Duration DELAY_MAX = Duration.ofDays(7);

  /** Of {@code messagesPerSecond}: what any collector bears. */
  public static final int MESSAGES_PER_SECOND = 50_000;

  /** How frames travel. */
  public enum Via {
    /** A datagram each. */
    UDP,
    /** RFC 6587. */
    TCP,
    /** RFC 5425. */
    TLS
  }

  /** How messages are told apart in a stream. */
  public enum Framing {
    /** Each has its length before it: octet counting. */
    OCTETS,
    /** A line each; line feeds within become spaces. */
    LINES
  }

  /** Copies the set, checks the ranges. */
  public ForwardConfig {
    sources = Set.copyOf(sources);
    if (port < 1 || port > 65_535) throw new IllegalArgumentException("port " + port);
    if (messagesPerSecond < 0) throw new IllegalArgumentException(messagesPerSecond + " a second");
    if (kind != FrameKind.SYSLOG && kind != FrameKind.FLOW) {
      throw new IllegalArgumentException("not received: " + kind);
    }
    if (kind == FrameKind.FLOW && via != Via.UDP) {
      throw new IllegalArgumentException("flows are datagrams");
    }
    if ((via == Via.TLS) != (tls != null)) throw new IllegalArgumentException("TLS files");
  }

  /** "tls://host:514". */
  String address() {
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return via.name().toLowerCase(Locale.ROOT) + "://" + shown + ":" + port;
  }
}
