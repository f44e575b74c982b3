package jaruek.retention.verify;

import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.Journal;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.JournalReader;
import java.util.HexFormat;
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

  /** Whether nothing that was signed lies at or behind this position. */
  boolean isBehindAll(long position) {
    return expected.isEmpty() || expected.lastKey() <= position;
  }

  void check(Journal journal, VerificationProgress progress) {
    JournalPosition oldest = journal.oldest();
    begin(oldest.sequence());
    end(journal.head().position().sequence());
    try (JournalReader reader = journal.read(oldest)) {
      while (reader.next()) {
        ChainHead head = reader.head();
        frame(head.position().sequence(), head.hash(), progress);
      }
    } catch (JournalException e) {
      findings.fault("journal", String.valueOf(e.getMessage()));
    }
  }

  /** The oldest frame that is kept has this position. */
  void begin(long oldest) {
    if (oldest <= sealedTo) return;
    findings.fault(
        "journal, position " + sealedTo,
        "is missing: the journal begins at " + oldest + ", sealed is up to " + sealedTo);
  }

  /** The journal ends at this position. */
  void end(long position) {
    expected.tailMap(position + 1).entrySet().stream()
        .findFirst()
        .ifPresent(entry -> cutOff(position, entry.getKey(), entry.getValue()));
  }

  /** The chain has come to this head by one frame more. */
  void frame(long position, byte[] hash, VerificationProgress progress) {
    if (expected.containsKey(position)) head(position, HexFormat.of().formatHex(hash));
    if (findings.journalFrames++ % PROGRESS_FRAMES == 0) {
      progress.at("journal", findings.journalFrames - 1, last());
    }
  }

  private long last() {
    return expected.isEmpty() ? 0 : expected.lastKey();
  }

  private void cutOff(long end, long position, Expected behind) {
    findings.fault(
        "journal, position " + end,
        "the journal ends here, but "
            + behind.whose
            + " has its head at "
            + position
            + ": its end was cut off");
  }

  /** The chain's hash at this position must be the one that was signed for it. */
  void head(long position, String hex) {
    Expected there = expected.get(position);
    if (there != null && !there.hex.equals(hex)) {
      findings.fault(
          "journal, position " + position,
          "the chain's head is " + hex + ", but " + there.whose + " has " + there.hex);
    }
  }
}
