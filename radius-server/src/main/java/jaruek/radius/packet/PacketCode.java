package jaruek.radius.packet;

/** The Code field of a packet, RFC 2865 section 3, RFC 2866 section 3, RFC 5997. */
public final class PacketCode {
  /** Client to server, port 1812. */
  public static final int ACCESS_REQUEST = 1;

  /** Server to client: let in. */
  public static final int ACCESS_ACCEPT = 2;

  /** Server to client: keep out. */
  public static final int ACCESS_REJECT = 3;

  /** Client to server, port 1813. */
  public static final int ACCOUNTING_REQUEST = 4;

  /** Server to client: the event is kept. */
  public static final int ACCOUNTING_RESPONSE = 5;

  /** Server to client: one more round. */
  public static final int ACCESS_CHALLENGE = 11;

  /** Client to server, both ports: are you there? */
  public static final int STATUS_SERVER = 12;

  private PacketCode() {}

  /** The name in logs and counters. */
  public static String word(int code) {
    return switch (code) {
      case ACCESS_REQUEST -> "access-request";
      case ACCESS_ACCEPT -> "access-accept";
      case ACCESS_REJECT -> "access-reject";
      case ACCOUNTING_REQUEST -> "accounting-request";
      case ACCOUNTING_RESPONSE -> "accounting-response";
      case ACCESS_CHALLENGE -> "access-challenge";
      case STATUS_SERVER -> "status-server";
      default -> "code-" + code;
    };
  }
}
