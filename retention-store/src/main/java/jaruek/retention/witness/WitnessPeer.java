package jaruek.retention.witness;

import jaruek.retention.log.VerifyingKey;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Another installation: we cosign its log, and it cosigns ours.
 *
 * @param name ours for it; letters, digits, '.', '_' and '-', for it becomes part of file names
 * @param origin of its log, under which it cosigns too
 * @param key that it signs with now
 * @param url where it takes checkpoints, without {@code /add-checkpoint}; null if they are carried
 *     by hand
 */
public record WitnessPeer(String name, String origin, VerifyingKey key, @Nullable URI url) {
  /** Checks the name. */
  public WitnessPeer {
    if (!name.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")) {
      throw new WitnessException("invalid", "not a name for a witness peer: \"" + name + "\"");
    }
  }
}
