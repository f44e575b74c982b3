package jaruek.retention.store;

import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.decode.FrameDecoder;
import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.Journal;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.journal.JournalReader;
import jaruek.retention.log.Sha256;
import jaruek.retention.segment.SegmentManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** Going on where sealed segments end. */
final class Resume {
  private Resume() {}

  /** The place behind the last segment, with the decoders brought into the state they had there. */
  static ChainHead at(List<SealedSegment> sealed, List<FrameDecoder> decoders) {
    if (sealed.isEmpty()) return ChainHead.empty();
    SealedSegment last = sealed.getLast();
    DecoderStates.restore(decoderState(last), decoders);
    return end(last.manifest());
  }

  /** Where a segment ends in the journal. */
  static ChainHead end(SegmentManifest manifest) {
    return new ChainHead(
        new JournalPosition(manifest.to()), HexFormat.of().parseHex(manifest.chainHead()));
  }

  private static byte[] decoderState(SealedSegment segment) {
    SegmentManifest.StateFile file = segment.manifest().decoderState();
    Path path = segment.folder().resolve(file.file());
    byte[] state;
    try {
      state = Files.readAllBytes(path);
    } catch (IOException e) {
      throw new StoreException(path + " cannot be read; bring it back from the backup", e);
    }
    String sha256 = Sha256.of(state);
    if (!sha256.equals(file.sha256())) {
      throw new StoreException(
          path + " is damaged: SHA-256 " + sha256 + ", its manifest says " + file.sha256());
    }
    return state;
  }

  /** Checks that the journal goes on where the segments end. */
  static void requireContinues(Journal journal, ChainHead start) {
    try (JournalReader reader = journal.read(start.position())) {
      if (!reader.head().equals(start)) {
        throw new StoreException(
            "the journal does not continue the sealed segments: its chain at position "
                + start.position().sequence()
                + " is "
                + reader.head().hex()
                + ", the last segment's "
                + start.hex()
                + "; the journal was exchanged, or the segments");
      }
    } catch (JournalException e) {
      throw new StoreException(
          "the journal does not reach position "
              + start.position().sequence()
              + ", where the sealed segments end: "
              + e.getMessage(),
          e);
    }
  }

  /** Checks that the journal holds what the last checkpoint was signed over. */
  static void requireReaches(Journal journal, ChainHead signed) {
    if (signed.position().compareTo(journal.oldest()) < 0) return; // sealed and let go since
    ChainHead found;
    try (JournalReader reader = journal.read(signed.position())) {
      found = reader.head();
    } catch (JournalException e) {
      throw new StoreException(
          "the journal does not reach position "
              + signed.position().sequence()
              + ", which the last checkpoint was signed over: "
              + e.getMessage(),
          e);
    }
    if (!found.equals(signed)) {
      throw new StoreException(
          "the journal's chain at position "
              + signed.position().sequence()
              + " is "
              + found.hex()
              + ", but the last checkpoint was signed over "
              + signed.hex()
              + ": the journal was exchanged, or cut and continued");
    }
  }
}
