package jaruek.radius.policy;

import jaruek.radius.account.Terms;
import org.jspecify.annotations.Nullable;

/** What is known of a NAS for replies. Any thread may ask. */
@FunctionalInterface
public interface NasTerms {
  /** Nothing of any. */
  NasTerms UNKNOWN = client -> Nas.UNKNOWN;

  /** The RADIUS client of that name. */
  Nas of(String client);

  /**
   * A NAS.
   *
   * @param vendor null to tell by its requests
   * @param terms below those of groups and users
   */
  record Nas(@Nullable Vendor vendor, Terms terms) {
    /** Nothing known. */
    public static final Nas UNKNOWN = new Nas(null, Terms.NONE);
  }
}
