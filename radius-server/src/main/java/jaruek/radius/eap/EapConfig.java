package jaruek.radius.eap;

import jaruek.radius.eap.tls.TlsSettings;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How EAP is offered.
 *
 * @param methods in the order of preference; the first is proposed, the peer may ask for another
 * @param tls needed by the methods over TLS
 * @param fragmentBytes the most of a TLS message in one EAP packet, 100-3900; a NAS that tells a
 *     smaller Framed-MTU gets smaller ones
 * @param sessionTime how long a conversation may be idle
 * @param sessionsMax conversations at a time; then the longest idle one goes
 * @param tunnelsMax those of them that hold a TLS engine (some 16 KiB each)
 * @param threads for cryptography
 * @param inWorkMax messages waiting for a thread or in work; a further one gets no answer
 */
public record EapConfig(
    List<EapMethod> methods,
    @Nullable TlsSettings tls,
    int fragmentBytes,
    Duration sessionTime,
    int sessionsMax,
    int tunnelsMax,
    int threads,
    int inWorkMax) {
  /** Fits an Ethernet frame with the headers of RADIUS. */
  public static final int FRAGMENT_BYTES = 1024;

  /** Conversations at a time. */
  public static final int SESSIONS_MAX = 16_384;

  /** TLS engines at a time. */
  public static final int TUNNELS_MAX = 4096;

  /** About two seconds of handshakes: later the NAS has asked again. */
  public static final int IN_WORK_MAX = 1024;

  /** People type passwords into some clients' prompts meanwhile. */
  public static final Duration SESSION_TIME = Duration.ofSeconds(60);

  /** Checks the ranges. */
  public EapConfig {
    methods = List.copyOf(methods);
    if (tls == null && methods.stream().anyMatch(EapMethod::overTls)) {
      throw new IllegalArgumentException("a method over TLS needs a certificate");
    }
    if (fragmentBytes < 100 || fragmentBytes > 3900) {
      throw new IllegalArgumentException("fragments of " + fragmentBytes + " bytes");
    }
    if (sessionsMax < 1 || tunnelsMax < 1 || threads < 1 || inWorkMax < 1) {
      throw new IllegalArgumentException("a limit below 1");
    }
  }

  /** With the shipped limits, and a thread per processor. */
  public static EapConfig of(List<EapMethod> methods, @Nullable TlsSettings tls) {
    return new EapConfig(
        methods,
        tls,
        FRAGMENT_BYTES,
        SESSION_TIME,
        SESSIONS_MAX,
        TUNNELS_MAX,
        Runtime.getRuntime().availableProcessors(),
        IN_WORK_MAX);
  }
}
