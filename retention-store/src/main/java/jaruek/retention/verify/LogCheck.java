package jaruek.retention.verify;

import jaruek.retention.log.Checkpoint;
import jaruek.retention.log.KeyChain;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.LogEntryCodec;
import jaruek.retention.log.LogException;
import jaruek.retention.log.LogFile;
import jaruek.retention.log.MerkleAccumulator;
import jaruek.retention.log.SignedNote;
import jaruek.retention.log.StoreLog;
import jaruek.retention.log.VerifyingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The log itself: signature, root, and entries that follow one another. */
final class LogCheck {
  static final String ENTRIES = "log/" + StoreLog.ENTRIES_FILE;
  static final String CHECKPOINT = "log/" + StoreLog.CHECKPOINT_FILE;

  private final Path folder;
  private final VerifyingKey key;
  private final Findings findings;
  private final List<LoggedSegment> segments = new ArrayList<>();
  private @Nullable Checkpoint checkpoint;
  private @Nullable SignedNote note;
  private @Nullable KeyChain chain;
  private byte[] signedRoot = new byte[0];
  private byte[] actualRoot = new byte[0];
  private boolean allEntries = true;
  private final List<LoggedEvent> events = new ArrayList<>();
  private final Map<Long, Long> sealedAt = new HashMap<>();
  private final Map<Long, byte[]> roots = new HashMap<>();
  private final List<Long> unknownSeals = new ArrayList<>();
  private long retentionMillis;
  private boolean clockKnown;

  /**
   * A segment and where the log has it.
   *
   * @param index of the entry
   */
  record LoggedSegment(long index, LogEntry.Segment entry) {
    String where() {
      return ENTRIES + ", entry " + index + " (segment " + entry.id() + ")";
    }
  }

  /**
   * Another entry that verification looks at again.
   *
   * @param index of the entry
   */
  record LoggedEvent(long index, LogEntry.Event entry) {}

  LogCheck(Path folder, VerifyingKey key, Findings findings) {
    this.folder = folder;
    this.key = key;
    this.findings = findings;
  }

  /** Reads both files; {@link #judgeRoot} is for later. */
  void read(Set<Long> sizes) {
    checkpoint = readCheckpoint();
    Path file = folder.resolve(StoreLog.ENTRIES_FILE);
    if (!Files.isRegularFile(file)) {
      findings.fault(ENTRIES, "is missing");
      return;
    }
    MerkleAccumulator tree = new MerkleAccumulator();
    long signed = checkpoint == null ? -1 : checkpoint.size();
    KeyChain keys = new KeyChain(checkpoint == null ? "" : checkpoint.origin(), key);
    chain = keys;
    VerifyingKey[] signer = {key};
    actualRoot = tree.root();
    roots.put(0L, tree.root());
    try {
      LogFile.Extent extent =
          LogFile.read(
              file,
              (index, line) -> {
                tree.add(line);
                decode(index, line);
                if (sizes.contains(index + 1)) roots.put(index + 1, tree.root());
                if (index + 1 != signed) return;
                actualRoot = tree.root();
                signer[0] = keys.signer().orElse(key);
              });
      findings.logEntries = extent.lines();
      judgeSignature(signer[0]);
      judgeEnd(extent);
    } catch (LogException e) {
      allEntries = false;
      findings.fault(ENTRIES, String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Checkpoint readCheckpoint() {
    Path file = folder.resolve(StoreLog.CHECKPOINT_FILE);
    try {
      if (!Files.isRegularFile(file)) throw new LogException("is missing");
      if (Files.size(file) > SignedNote.BYTES_MAX) throw new LogException("is too long");
      note = SignedNote.parse(Files.readAllBytes(file));
      Checkpoint read = Checkpoint.parse(note.text());
      signedRoot = read.root();
      return read;
    } catch (IOException e) {
      findings.fault(CHECKPOINT, "cannot be read: " + e);
    } catch (LogException e) {
      findings.fault(CHECKPOINT, String.valueOf(e.getMessage()));
    }
    return null;
  }

  /** The key that signs is the last of the log's own chain, in which the trusted key must stand. */
  private void judgeSignature(VerifyingKey signer) {
    Checkpoint read = checkpoint;
    if (read == null || note == null || chain == null) return;
    if (!chain.holds(key) || !signer.signed(note, read.origin())) {
      VerifyingKey wanted = chain.holds(key) ? signer : key;
      findings.fault(
          CHECKPOINT,
          "was changed, or was not signed by the key "
              + wanted.fingerprint()
              + " as "
              + read.origin());
      checkpoint = null;
    }
  }

  private void decode(long index, byte[] line) {
    try {
      LogEntry entry = LogEntryCodec.decode(line);
      if (checkpoint != null && chain != null) chain.add(index, entry);
      switch (entry) {
        case LogEntry.Segment segment -> {
          if (clockKnown) sealedAt.put(segment.id(), retentionMillis);
          else unknownSeals.add(segment.id());
          clockKnown = false;
          follow(new LoggedSegment(index, segment));
        }
        case LogEntry.Event event -> take(new LoggedEvent(index, event));
      }
    } catch (LogException e) {
      findings.fault(ENTRIES + ", entry " + index, "is damaged: " + e.getMessage());
    }
  }

  private void take(LoggedEvent event) {
    String text = event.entry.fields().getOrDefault("retentionMillis", "");
    boolean shown = text.matches("[0-9]{1,18}");
    if (shown) {
      retentionMillis = Math.max(retentionMillis, Long.parseLong(text));
      for (long id : unknownSeals) sealedAt.put(id, retentionMillis); // the next value counts
      unknownSeals.clear();
    }
    switch (event.entry.type()) {
      case LogEntry.EXPIRE, LogEntry.HOLD, LogEntry.HELD, LogEntry.RELEASE -> events.add(event);
      case LogEntry.CLOCK -> clockKnown = shown;
      default -> {}
    }
  }

  private void follow(LoggedSegment next) {
    LogEntry.Segment last = segments.isEmpty() ? null : segments.getLast().entry();
    segments.add(next);
    long id = last == null ? next.entry().id() : last.id() + 1;
    long from = last == null ? 0 : last.journalTo();
    if (next.entry().id() != id) {
      findings.fault(next.where(), "segment " + id + " was expected: the order is broken");
    }
    if (next.entry().journalFrom() != from) {
      findings.fault(
          next.where(),
          "begins at journal position "
              + next.entry().journalFrom()
              + ", the one before it ends at "
              + from);
    }
  }

  private void judgeEnd(LogFile.Extent extent) {
    if (extent.tornBytes() > 0) {
      findings.note(
          ENTRIES, extent.tornBytes() + " bytes behind the last entry: a write that was cut off");
    }
    if (checkpoint == null) return;
    long unsigned = extent.lines() - checkpoint.size();
    if (unsigned < 0) {
      findings.fault(
          ENTRIES, "has " + extent.lines() + " entries, but " + checkpoint.size() + " are signed");
      allEntries = false;
    } else if (unsigned == 1) {
      findings.note(
          ENTRIES, "the last entry is not signed yet: its checkpoint was not written any more");
    } else if (unsigned > 1) {
      findings.fault(ENTRIES, "the last " + unsigned + " entries are not signed");
    }
  }

  /** Whether the entries have the root that was signed. */
  boolean rootIsRight() {
    return checkpoint != null && allEntries && MessageDigest.isEqual(signedRoot, actualRoot);
  }

  /** Says that the root is wrong; an entry found to be wrong by its segment was named before. */
  void judgeRoot() {
    if (checkpoint == null || !allEntries || rootIsRight()) return;
    findings.fault(
        ENTRIES,
        "the root over the first "
            + checkpoint.size()
            + " entries is "
            + HexFormat.of().formatHex(actualRoot)
            + ", but "
            + HexFormat.of().formatHex(signedRoot)
            + " is signed: an entry was changed");
  }

  @Nullable Checkpoint checkpoint() {
    return checkpoint;
  }

  List<LoggedSegment> segments() {
    return segments;
  }

  /** Entries about expiry and holds, in order. */
  List<LoggedEvent> events() {
    return events;
  }

  /** The retention clock when the segment was sealed, -1 if it was not logged. */
  long retentionMillis(LoggedSegment segment) {
    return sealedAt.getOrDefault(segment.entry.id(), -1L);
  }

  /** How many entries there are. */
  long entries() {
    return findings.logEntries;
  }

  /** The root over the first so many entries, one of the sizes that were asked for. */
  byte[] rootAt(long size) {
    return roots.getOrDefault(size, new byte[0]);
  }

  /** Whether a key of the log's chain signed this note under the log's name. */
  boolean isSigned(SignedNote older) {
    Checkpoint newest = checkpoint;
    if (newest == null || chain == null) return false;
    String origin = newest.origin();
    return chain.links().stream()
            .map(KeyChain.Link::key)
            .anyMatch(link -> link != null && link.signed(older, origin))
        || key.signed(older, origin);
  }
}
