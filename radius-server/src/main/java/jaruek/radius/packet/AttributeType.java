package jaruek.radius.packet;

/**
 * Attribute types the server reads or writes itself; all others go by name ({@link Dictionary}).
 */
public final class AttributeType {
  /** RFC 2865 section 5.1. */
  public static final int USER_NAME = 1;

  /** RFC 2865 section 5.2. */
  public static final int USER_PASSWORD = 2;

  /** RFC 2865 section 5.3. */
  public static final int CHAP_PASSWORD = 3;

  /** RFC 2865 section 5.4. */
  public static final int NAS_IP_ADDRESS = 4;

  /** RFC 2865 section 5.5. */
  public static final int NAS_PORT = 5;

  /** RFC 2865 section 5.6. */
  public static final int SERVICE_TYPE = 6;

  /** RFC 2865 section 5.8. */
  public static final int FRAMED_IP_ADDRESS = 8;

  /** RFC 2865 section 5.24. */
  public static final int STATE = 24;

  /** RFC 2865 section 5.25. */
  public static final int CLASS = 25;

  /** RFC 2865 section 5.26. */
  public static final int VENDOR_SPECIFIC = 26;

  /** RFC 2865 section 5.27, seconds. */
  public static final int SESSION_TIMEOUT = 27;

  /** RFC 2865 section 5.30. */
  public static final int CALLED_STATION_ID = 30;

  /** RFC 2865 section 5.31. */
  public static final int CALLING_STATION_ID = 31;

  /** RFC 2865 section 5.32. */
  public static final int NAS_IDENTIFIER = 32;

  /** RFC 2865 section 5.33. */
  public static final int PROXY_STATE = 33;

  /** RFC 2866 section 5.1. */
  public static final int ACCT_STATUS_TYPE = 40;

  /** RFC 2866 section 5.2, seconds. */
  public static final int ACCT_DELAY_TIME = 41;

  /** RFC 2866 section 5.3. */
  public static final int ACCT_INPUT_OCTETS = 42;

  /** RFC 2866 section 5.4. */
  public static final int ACCT_OUTPUT_OCTETS = 43;

  /** RFC 2866 section 5.5. */
  public static final int ACCT_SESSION_ID = 44;

  /** RFC 2866 section 5.7, seconds. */
  public static final int ACCT_SESSION_TIME = 46;

  /** RFC 2866 section 5.10. */
  public static final int ACCT_TERMINATE_CAUSE = 49;

  /** RFC 2866 section 5.11. */
  public static final int ACCT_MULTI_SESSION_ID = 50;

  /** RFC 2869 section 5.1, times 2^32 octets. */
  public static final int ACCT_INPUT_GIGAWORDS = 52;

  /** RFC 2869 section 5.2, times 2^32 octets. */
  public static final int ACCT_OUTPUT_GIGAWORDS = 53;

  /** RFC 2869 section 5.3, seconds since the epoch. */
  public static final int EVENT_TIMESTAMP = 55;

  /** RFC 2865 section 5.40. */
  public static final int CHAP_CHALLENGE = 60;

  /** RFC 3579 section 3.1. */
  public static final int EAP_MESSAGE = 79;

  /** RFC 3579 section 3.2. */
  public static final int MESSAGE_AUTHENTICATOR = 80;

  /** RFC 2869 section 5.17. */
  public static final int NAS_PORT_ID = 87;

  /** RFC 3162 section 2.1. */
  public static final int NAS_IPV6_ADDRESS = 95;

  /** RFC 3162 section 2.2. */
  public static final int FRAMED_INTERFACE_ID = 96;

  /** RFC 3162 section 2.3. */
  public static final int FRAMED_IPV6_PREFIX = 97;

  /** RFC 5176 section 3.6. */
  public static final int ERROR_CAUSE = 101;

  /** RFC 4818 section 3. */
  public static final int DELEGATED_IPV6_PREFIX = 123;

  /** RFC 6911 section 3.1. */
  public static final int FRAMED_IPV6_ADDRESS = 168;

  /** RFC 2865 section 5.11. */
  public static final int FILTER_ID = 11;

  /** RFC 2865 section 5.28, seconds. */
  public static final int IDLE_TIMEOUT = 28;

  /** RFC 2868 section 3.1. */
  public static final int TUNNEL_TYPE = 64;

  /** RFC 2868 section 3.2. */
  public static final int TUNNEL_MEDIUM_TYPE = 65;

  /** RFC 2868 section 3.6. */
  public static final int TUNNEL_PRIVATE_GROUP_ID = 81;

  /** RFC 2869 section 5.16, seconds. */
  public static final int ACCT_INTERIM_INTERVAL = 85;

  /** RFC 2869 section 5.18. */
  public static final int FRAMED_POOL = 88;

  private AttributeType() {}
}
