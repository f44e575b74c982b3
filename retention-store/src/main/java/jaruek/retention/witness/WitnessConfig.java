package jaruek.retention.witness;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who attests for whom.
 *
 * @param listen where peers ask us; null for nowhere
 * @param cosignEvery how often each peer with a URL is asked
 * @param authority the time-stamp authority; null for none
 */
public record WitnessConfig(
    @Nullable InetSocketAddress listen,
    List<WitnessPeer> peers,
    Duration cosignEvery,
    @Nullable Authority authority) {
  /** Copies the peers. */
  public WitnessConfig {
    peers = List.copyOf(peers);
  }

  /**
   * A time-stamp authority.
   *
   * @param ca certificates (PEM) that its own must come from
   */
  public record Authority(URI url, Path ca, Duration every) {}
}
