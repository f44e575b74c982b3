package jaruek.collector.imported;

import java.util.Optional;

/** What an imported item's bytes are. The code is part of the journal's format. */
public enum ImportKind {
  /** One syslog message or line of a log file. */
  SYSLOG(1),
  /** A NetFlow, IPFIX or sFlow datagram. */
  FLOW(2),
  /** Flows as {@link NfdumpLines#FORMAT} has them, a line each. */
  NFDUMP(3);

  private final int code;

  ImportKind(int code) {
    this.code = code;
  }

  /** The byte that stands for it. */
  public int code() {
    return code;
  }

  /** The kind with this code; empty if there is none. */
  public static Optional<ImportKind> ofCode(int code) {
    return switch (code) {
      case 1 -> Optional.of(SYSLOG);
      case 2 -> Optional.of(FLOW);
      case 3 -> Optional.of(NFDUMP);
      default -> Optional.empty();
    };
  }
}
