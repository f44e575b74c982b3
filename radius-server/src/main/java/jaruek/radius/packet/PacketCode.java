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

  /** Server to NAS, RFC 5176: end a session. */
  public static final int DISCONNECT_REQUEST = 40;

  /** NAS to server: it is ended. */
  public static final int DISCONNECT_ACK = 41;

  /** NAS to server: it is not. */
  public static final int DISCONNECT_NAK = 42;

  /** Server to NAS, RFC 5176: change a session. */
  public static final int COA_REQUEST = 43;

  /** NAS to server: it is changed. */
  public static final int COA_ACK = 44;

  /** NAS to server: it is not. */
  public static final int COA_NAK = 45;

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
      case DISCONNECT_REQUEST -> "disconnect-request";
      case DISCONNECT_ACK -> "disconnect-ack";
      case DISCONNECT_NAK -> "disconnect-nak";
      case COA_REQUEST -> "coa-request";
      case COA_ACK -> "coa-ack";
      case COA_NAK -> "coa-nak";
      default -> "code-" + code;
    };
  }
}
