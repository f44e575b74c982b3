package jaruek.retention.verify;

import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.Journal;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.JournalReader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The frames that are still kept: chained to one another, to the segments and the checkpoint. */
final class JournalCheck {
  private static final long PROGRESS_FRAMES = 100_000;

  private final Findings findings;
  private final SortedMap<Long, Expected> expected = new TreeMap<>();
  private long sealedTo;

  private record Expected(String hex, String whose) {}

  JournalCheck(Findings findings) {
    this.findings = findings;
  }

  /** At this position the chain must have this hash. */
  void expect(long position, String hex, String whose) {
    Expected other = expected.putIfAbsent(position, new Expected(hex, whose));
    if (other != null && !other.hex.equals(hex)) {
      findings.fault(
          whose,
          "has the journal's chain head "
              + hex
              + " at position "
              + position
              + ", but "
              + other.whose
              + " has "
              + other.hex);
    }
  }

  /** Frames before this position are sealed. */
  void sealedTo(long position) {
    sealedTo = Math.max(sealedTo, position);
  }

  void check(Journal journal, VerificationProgress progress) {
    JournalPosition oldest = journal.oldest();
    JournalPosition end = journal.head().position();
    if (oldest.sequence() > sealedTo) {
      findings.fault(
          "journal, position " + sealedTo,
          "is missing: the journal begins at "
              + oldest.sequence()
              + ", sealed is up to "
              + sealedTo);
    }
    expected.tailMap(end.sequence() + 1).entrySet().stream()
        .findFirst()
        .ifPresent(entry -> cutOff(end, entry.getKey(), entry.getValue()));
    try (JournalReader reader = journal.read(oldest)) {
      while (reader.next()) {
        compare(reader.head());
        if (findings.journalFrames++ % PROGRESS_FRAMES == 0) {
          progress.at("journal", findings.journalFrames - 1, end.sequence() - oldest.sequence());
        }
      }
    } catch (JournalException e) {
      findings.fault("journal", String.valueOf(e.getMessage()));
    }
  }

  private void cutOff(JournalPosition end, long position, Expected behind) {
    findings.fault(
        "journal, position " + end.sequence(),
        "the journal ends here, but "
            + behind.whose
            + " has its head at "
            + position
            + ": its end was cut off");
  }

  private void compare(ChainHead head) {
    Expected there = expected.get(head.position().sequence());
    if (there != null && !there.hex.equals(head.hex())) {
      findings.fault(
          "journal, position " + head.position().sequence(),
          "the chain's head is " + head.hex() + ", but " + there.whose + " has " + there.hex);
    }
  }
}
