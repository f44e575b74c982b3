package jaruek.retention.journal.chronicle;

import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;

/** How long one file of the journal is written to, in UTC. A folder keeps what it began with. */
public enum JournalRoll {
  /** For tests: at most 67 million batches a file. */
  MINUTE(LegacyRollCycles.MINUTELY),
  /** For busy exporters on small disks: at most a thousand million batches a file. */
  FIVE_MINUTES(RollCycles.FIVE_MINUTELY),
  /** The default: at most four thousand million batches a file. */
  HOUR(RollCycles.FAST_HOURLY);

  private final RollCycle cycle;

  JournalRoll(RollCycle cycle) {
    this.cycle = cycle;
  }

  RollCycle cycle() {
    return cycle;
  }
}
