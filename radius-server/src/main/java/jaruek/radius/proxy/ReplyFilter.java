package jaruek.radius.proxy;

import jaruek.radius.packet.AttributeType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a home server may say to our NAS: all else is taken out of its replies, for a foreign server
 * has no business with our VLANs, addresses and filters.
 */
public final class ReplyFilter {
  /** RFC 2868 section 3.5. */
  static final int TUNNEL_PASSWORD = 69;

  /** RFC 4372. */
  static final int CHARGEABLE_USER_IDENTITY = 89;

  private static final int REPLY_MESSAGE = 18;
  private static final int TERMINATION_ACTION = 29;
  private static final int MICROSOFT = 311;
  private static final List<Integer> ALLOWED =
      List.of(
          AttributeType.USER_NAME,
          REPLY_MESSAGE,
          AttributeType.STATE,
          AttributeType.CLASS,
          AttributeType.SESSION_TIMEOUT,
          TERMINATION_ACTION,
          AttributeType.EAP_MESSAGE,
          AttributeType.ACCT_INTERIM_INTERVAL,
          CHARGEABLE_USER_IDENTITY,
          AttributeType.ERROR_CAUSE);
  private static final List<Integer> VLAN =
      List.of(
          AttributeType.TUNNEL_TYPE,
          AttributeType.TUNNEL_MEDIUM_TYPE,
          AttributeType.TUNNEL_PRIVATE_GROUP_ID);

  /** MS-CHAP-Error, -Domain, MPPE policy, types and keys, MS-CHAP2-Success: RFC 2548. */
  private static final List<Integer> MICROSOFT_ALLOWED = List.of(2, 7, 8, 10, 12, 16, 17, 26);

  /** What a login needs, and nothing that gives rights in our network. */
  public static final ReplyFilter EDUROAM = new ReplyFilter(false, List.of());

  private final Set<Integer> types = new HashSet<>(ALLOWED);
  private final Set<VendorType> ofVendors = new HashSet<>();

  /**
   * A vendor's attribute, or one of the IETF.
   *
   * @param vendor 0 for the IETF
   */
  public record VendorType(int vendor, int type) {}

  /**
   * What a login needs, and more.
   *
   * @param vlan whether the home server may choose the VLAN
   * @param more other attributes that may pass
   */
  public ReplyFilter(boolean vlan, List<VendorType> more) {
    if (vlan) types.addAll(VLAN);
    MICROSOFT_ALLOWED.forEach(type -> ofVendors.add(new VendorType(MICROSOFT, type)));
    for (VendorType one : more) {
      if (one.vendor() == 0) types.add(one.type());
      else ofVendors.add(one);
    }
  }

  boolean passes(int type) {
    return types.contains(type);
  }

  boolean passes(int vendor, int type) {
    return ofVendors.contains(new VendorType(vendor, type));
  }
}
