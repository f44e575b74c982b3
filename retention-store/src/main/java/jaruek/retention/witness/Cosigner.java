package jaruek.retention.witness;

import jaruek.retention.log.Checkpoint;
import jaruek.retention.log.LogException;
import jaruek.retention.log.MerkleAccumulator;
import jaruek.retention.log.MerkleTree;
import jaruek.retention.log.SignedNote;
import jaruek.retention.log.StoreLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cosigns the checkpoints of other installations, each only if it continues the one cosigned before
 * it (c2sp.org/tlog-witness). What is cosigned is on the disk before it is signed, so that not even
 * a crash lets a log show two histories. Signed checkpoints that contradict it are kept: they may
 * prove that a log has two histories.
 */
public final class Cosigner {
  private static final Logger LOG = LoggerFactory.getLogger(Cosigner.class);
  private static final int SPLITS_MAX = 100;

  private final StoreLog log;
  private final Map<String, WitnessPeer> peers = new HashMap<>();
  private final Path seen;
  private final Path splits;
  private final InstantSource clock;

  /** What a request comes to. */
  public sealed interface Answer {}

  /** Cosigned; the line for the log. */
  public record Cosigned(WitnessPeer peer, SignedNote.Signature signature) implements Answer {}

  /** Another size was cosigned last, or this size with another root: 409. */
  public record Conflict(WitnessPeer peer, long lastSize, boolean split) implements Answer {}

  /** A log that is not among the peers: 404. */
  public record UnknownOrigin(String origin) implements Answer {}

  /** Not signed by the peer's key: 403. */
  public record BadSignature(WitnessPeer peer) implements Answer {}

  /** The proof does not show that the log only grew: 422. */
  public record BadProof(WitnessPeer peer) implements Answer {}

  /** No request at all: 400. */
  public record Malformed(String why) implements Answer {}

  /**
   * Cosigns for these with the log's own key.
   *
   * @param folder where the last checkpoint of each peer is remembered
   */
  public Cosigner(StoreLog log, List<WitnessPeer> peers, Path folder, InstantSource clock) {
    this.log = log;
    for (WitnessPeer peer : peers) {
      if (peer.origin().equals(log.origin())) {
        throw new WitnessException(
            "invalid", "the witness peer " + peer.name() + " has the key of this store itself");
      }
      this.peers.put(peer.origin(), peer);
    }
    this.seen = folder.resolve("seen");
    this.splits = folder.resolve("split-view");
    this.clock = clock;
  }

  /**
   * Checks a request and cosigns it.
   *
   * @throws WitnessException if what was cosigned before cannot be read or the disk refuses; then
   *     nothing is signed
   */
  public synchronized Answer add(AddCheckpoint request) {
    Checkpoint checkpoint;
    try {
      checkpoint = Checkpoint.parse(request.note().text());
    } catch (LogException e) {
      return new Malformed(String.valueOf(e.getMessage()));
    }
    WitnessPeer peer = peers.get(checkpoint.origin());
    if (peer == null) return new UnknownOrigin(checkpoint.origin());
    if (!peer.key().signed(request.note(), peer.origin())) return new BadSignature(peer);
    if (request.oldSize() > checkpoint.size()) {
      return new Malformed("the old size is larger than the checkpoint");
    }
    return addSigned(request, checkpoint, peer);
  }

  private Answer addSigned(AddCheckpoint request, Checkpoint checkpoint, WitnessPeer peer) {
    Checkpoint last = last(peer);
    if (checkpoint.size() == last.size()
        && !MessageDigest.isEqual(checkpoint.root(), last.root())) {
      keep(
          peer,
          checkpoint,
          request.note(),
          "has the same size as one cosigned before, but another root");
      return new Conflict(peer, last.size(), true);
    }
    if (request.oldSize() != last.size()) return new Conflict(peer, last.size(), false);
    if (!MerkleTree.verifyConsistency(
        last.size(), last.root(), checkpoint.size(), checkpoint.root(), request.proof())) {
      keep(peer, checkpoint, request.note(), "was not shown to continue the one cosigned before");
      return new BadProof(peer);
    }
    WitnessFiles.write(seenFile(peer), request.note().bytes());
    long seconds = clock.instant().getEpochSecond();
    return new Cosigned(peer, log.cosign(request.note().text(), seconds));
  }

  /** What was cosigned last; of a log never seen, the empty tree. */
  private Checkpoint last(WitnessPeer peer) {
    Path file = seenFile(peer);
    if (!Files.exists(file)) {
      return new Checkpoint(peer.origin(), 0, MerkleTree.root(List.of()), List.of());
    }
    try {
      byte[] bytes = WitnessFiles.read(file, SignedNote.BYTES_MAX);
      Checkpoint checkpoint = Checkpoint.parse(SignedNote.parse(bytes).text());
      if (checkpoint.origin().equals(peer.origin())) return checkpoint;
      throw new LogException("it is of " + checkpoint.origin());
    } catch (LogException e) {
      throw new WitnessException(
          "disk",
          file
              + " is damaged, and without it nothing of "
              + peer.name()
              + " is cosigned: bring it back from the backup ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  /** Named after the origin, which stays when the operator renames the peer. */
  private Path seenFile(WitnessPeer peer) {
    return seen.resolve(digest(peer.origin().getBytes(StandardCharsets.UTF_8)) + ".note");
  }

  private static String digest(byte[] bytes) {
    byte[] digest = MerkleAccumulator.sha256().digest(bytes);
    return HexFormat.of().formatHex(digest, 0, 16);
  }

  private void keep(WitnessPeer peer, Checkpoint checkpoint, SignedNote note, String why) {
    LOG.error(
        "the checkpoint of {} entries of {} {}; it is not cosigned, but kept in {}",
        checkpoint.size(),
        peer.name(),
        why,
        splits);
    String name = checkpoint.size() + "-" + peer.name() + "-" + digest(note.bytes()) + ".note";
    try {
      Files.createDirectories(splits);
      try (var files = Files.list(splits)) {
        if (files.count() >= SPLITS_MAX) return;
      }
      WitnessFiles.write(splits.resolve(name), note.bytes());
    } catch (IOException | WitnessException e) {
      LOG.error("the checkpoint could not be kept: {}", e.getMessage(), e);
    }
  }
}
