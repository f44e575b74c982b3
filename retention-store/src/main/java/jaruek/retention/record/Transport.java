package jaruek.retention.record;

/** How a frame reached us. The code is part of the journal's format and never changes. */
public enum Transport {
  /** Made by the appliance itself. */
  LOCAL(0),
  /** A UDP datagram. */
  UDP(1),
  /** A TCP stream. */
  TCP(2),
  /** A TLS stream. */
  TLS(3),
  /** A RELP session. */
  RELP(4);

  private static final Transport[] BY_CODE = {LOCAL, UDP, TCP, TLS, RELP};

  private final int code;

  Transport(int code) {
    this.code = code;
  }

  /** The byte that stands for this transport in the journal. */
  public int code() {
    return code;
  }

  /** The name in rows and messages: lower case. */
  public String word() {
    return switch (this) {
      case LOCAL -> "local";
      case UDP -> "udp";
      case TCP -> "tcp";
      case TLS -> "tls";
      case RELP -> "relp";
    };
  }

  /**
   * The transport with this code.
   *
   * @throws IllegalArgumentException if there is none: the journal was written by a newer version
   */
  public static Transport ofCode(int code) {
    if (code < 0 || code >= BY_CODE.length) {
      throw new IllegalArgumentException("transport " + code + " is not known to this version");
    }
    return BY_CODE[code];
  }
}
