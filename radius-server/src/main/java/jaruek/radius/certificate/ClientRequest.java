package jaruek.radius.certificate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificate is wanted.
 *
 * @param userName of the account, or of the device; the common name and the user principal name
 * @param email also put into it; null for none
 * @param hosts DNS names and addresses also put into it, as a RadSec client has them
 * @param days how long it is good, 1-3650
 */
public record ClientRequest(String userName, @Nullable String email, List<String> hosts, int days) {
  /** Two school years. */
  public static final int DAYS = 730;

  static final int DAYS_MAX = 3650;

  /**
   * Checks the ranges.
   *
   * @throws AuthorityException if a name is none
   */
  public ClientRequest {
    Names.requireCommonName(userName);
    if (email != null) Names.requireEmail(email);
    hosts = List.copyOf(hosts);
    hosts.forEach(Names::requireHost);
    if (days < 1 || days > DAYS_MAX) {
      throw new AuthorityException(days + " days: 1 to " + DAYS_MAX + " are possible");
    }
  }
}
