package jaruek.radius.account;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an account is allowed.
 *
 * @param group whose terms count where its own say nothing
 * @param own its own terms
 * @param macs of the person's devices, as {@code aa:bb:cc:dd:ee:ff}; where MAC authentication is
 *     allowed they log in as this account
 * @param expiresAt the first instant at which it no longer logs in
 */
public record Permit(
    @Nullable String group, Terms own, List<String> macs, @Nullable Instant expiresAt) {
  /** To log in, and nothing said of how. */
  public static final Permit PLAIN = new Permit(null, Terms.NONE, List.of(), null);

  /** Copies the list. */
  public Permit {
    macs = List.copyOf(macs);
  }

  /** The same until then. */
  public Permit until(@Nullable Instant end) {
    return new Permit(group, own, macs, end);
  }

  /** The same in this group. */
  public Permit in(@Nullable String other) {
    return new Permit(other, own, macs, expiresAt);
  }

  /** The same with these terms of its own. */
  public Permit with(Terms terms) {
    return new Permit(group, terms, macs, expiresAt);
  }

  /** The same with these devices. */
  public Permit with(List<String> devices) {
    return new Permit(group, own, devices, expiresAt);
  }
}
