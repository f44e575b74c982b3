package jaruek.retention.record;

/** What a frame's bytes are. The code is part of the journal's format and never changes. */
public enum FrameKind {
  /** A NetFlow v5, v9 or IPFIX datagram, told apart by its version field. */
  FLOW(1),
  /** One syslog message without its transport framing. */
  SYSLOG(2),
  /** A typed identity event ({@link IdentityEvent}): RADIUS outcomes and accounting. */
  IDENTITY(3),
  /** A typed operation ({@link OperationEvent}): what the appliance and its users did. */
  OPERATION(4),
  /** The present batch ends here and is sealed; no payload but the reason in ASCII. */
  CUT(5),
  /** One message, datagram or batch of flows out of a file; see docs/import.md. */
  IMPORT(6);

  private static final FrameKind[] BY_CODE = {FLOW, SYSLOG, IDENTITY, OPERATION, CUT, IMPORT};

  private final int code;

  FrameKind(int code) {
    this.code = code;
  }

  /** The byte that stands for this kind in the journal. */
  public int code() {
    return code;
  }

  /**
   * The kind with this code.
   *
   * @throws IllegalArgumentException if there is none: the journal was written by a newer version
   */
  public static FrameKind ofCode(int code) {
    if (code < 1 || code > BY_CODE.length) {
      throw new IllegalArgumentException("frame kind " + code + " is not known to this version");
    }
    return BY_CODE[code - 1];
  }
}
