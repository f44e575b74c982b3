package jaruek.retention.coverage;

import java.util.Locale;

/** Why something may be missing. */
public enum GapKind {
  /** The appliance did not run, or did not write. */
  DOWN,
  /** A source said nothing where it usually does. */
  SILENCE,
  /** No source of logs had said anything yet. */
  NEVER,
  /** A flow exporter's sequence numbers were left out. */
  SEQUENCE,
  /** The kernel dropped datagrams because a socket's buffer was full. */
  KERNEL_DROP,
  /** The clock was set forward: these times did not happen on it. */
  CLOCK_STEP;

  /** As in answers: {@code kernel-drop}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether nothing at all is recorded in such a gap; in the others some of it is missing. */
  public boolean isTotal() {
    return switch (this) {
      case DOWN, SILENCE, NEVER, CLOCK_STEP -> true;
      case SEQUENCE, KERNEL_DROP -> false;
    };
  }
}
