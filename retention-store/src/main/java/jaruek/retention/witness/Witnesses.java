package jaruek.retention.witness;

import jaruek.retention.log.Checkpoint;
import jaruek.retention.log.Cosignature;
import jaruek.retention.log.LogException;
import jaruek.retention.log.MerkleTree;
import jaruek.retention.log.SignedNote;
import jaruek.retention.log.StoreLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attestations of this store's log that came from outside, in {@code witness/} of the data
 * directory: {@code cosigned/SIZE-NAME.note}, a checkpoint with the cosignature of that peer, and
 * {@code timestamps/SIZE.note} with {@code SIZE.tsr}, a checkpoint and the RFC 3161 response over
 * its bytes. Of each kind at most {@value #KEPT_MAX} are kept: past that every second one of the
 * older half goes, so that the whole time stays covered.
 */
public final class Witnesses {
  /** The folder in the data directory. */
  public static final String FOLDER = "witness";

  /** How many of each kind are kept. */
  public static final int KEPT_MAX = 4_000;

  private static final Logger LOG = LoggerFactory.getLogger(Witnesses.class);
  private static final Pattern COSIGNED = Pattern.compile("(0|[1-9][0-9]{0,17})-(.{1,64})\\.note");
  private static final Pattern STAMPED = Pattern.compile("(0|[1-9][0-9]{0,17})\\.tsr");
  private static final Duration FUTURE_MAX = Duration.ofDays(1);

  private final Path cosigned;
  private final Path timestamps;

  /** Who attested. */
  public enum Kind {
    /** Another installation. */
    COSIGNATURE,
    /** A time-stamp authority. */
    TIMESTAMP
  }

  /**
   * One attestation.
   *
   * @param name of the peer; of a time-stamp authority {@code timestamp}
   * @param size of the log then
   * @param atMillis when it was attested, by the witness's clock
   * @param note the file of the checkpoint
   */
  public record Kept(Kind kind, String name, long size, long atMillis, Path note) {
    /** The file of the RFC 3161 response beside the note of a time stamp. */
    public Path token() {
      String file = String.valueOf(note.getFileName());
      return note.resolveSibling(file.substring(0, file.lastIndexOf('.')) + ".tsr");
    }
  }

  /** Those of the store in this data directory. */
  public Witnesses(Path dataDirectory) {
    this.cosigned = dataDirectory.resolve(FOLDER).resolve("cosigned");
    this.timestamps = dataDirectory.resolve(FOLDER).resolve("timestamps");
  }

  /**
   * Keeps a checkpoint of our log that a peer has cosigned.
   *
   * @throws WitnessException if it is not of our log, not cosigned by this peer, or the disk
   *     refuses
   */
  public Kept keep(StoreLog log, SignedNote note, WitnessPeer peer, InstantSource clock) {
    Checkpoint checkpoint = requireOurs(log, note);
    Cosignature cosignature =
        Cosignature.find(note, peer.key(), peer.origin())
            .orElseThrow(
                () ->
                    new WitnessException(
                        "invalid",
                        "the note has no cosignature of "
                            + peer.name()
                            + ", or one that its key did not make; has its key changed?"));
    long atMillis = Math.multiplyExact(Math.min(cosignature.unixSeconds(), 1L << 50), 1000);
    if (atMillis > clock.millis() + FUTURE_MAX.toMillis()) {
      throw new WitnessException(
          "invalid", peer.name() + " cosigned with a clock that is days ahead of ours");
    }
    Path file = cosigned.resolve(checkpoint.size() + "-" + peer.name() + ".note");
    WitnessFiles.write(file, note.bytes());
    thin(cosigned, COSIGNED);
    return new Kept(Kind.COSIGNATURE, peer.name(), checkpoint.size(), atMillis, file);
  }

  /** The peer's attestation must be of the history that we have, not of another with our key. */
  private static Checkpoint requireOurs(StoreLog log, SignedNote note) {
    try {
      Checkpoint checkpoint = Checkpoint.parse(note.text());
      if (!checkpoint.origin().equals(log.origin())) {
        throw new WitnessException("invalid", "a checkpoint of " + checkpoint.origin());
      }
      if (log.keys().stream()
          .noneMatch(link -> link.key() != null && link.key().signed(note, log.origin()))) {
        throw new WitnessException("invalid", "the checkpoint is not signed by this log's key");
      }
      List<byte[]> leaves = log.leafHashes();
      if (checkpoint.size() > leaves.size()) {
        throw new WitnessException(
            "conflict",
            "a checkpoint of "
                + checkpoint.size()
                + " entries was attested, but this log has "
                + leaves.size()
                + ": it was cut, or the store comes from an older backup");
      }
      byte[] root = MerkleTree.root(leaves.subList(0, Math.toIntExact(checkpoint.size())));
      if (!MessageDigest.isEqual(root, checkpoint.root())) {
        throw new WitnessException(
            "conflict",
            "the attested checkpoint of "
                + checkpoint.size()
                + " entries has another root than this log had then: the log was rewritten");
      }
      return checkpoint;
    } catch (LogException e) {
      throw new WitnessException("invalid", "not a checkpoint: " + e.getMessage(), e);
    }
  }

  /** Keeps a checkpoint of our log and a checked response over its bytes. */
  Kept keep(SignedNote note, long size, byte[] response, long atMillis) {
    Path file = timestamps.resolve(size + ".note");
    try {
      Files.deleteIfExists(timestamps.resolve(size + ".tsr")); // never a token beside another note
    } catch (IOException e) {
      throw new WitnessException("disk", timestamps + " cannot be written: " + e, e);
    }
    WitnessFiles.write(file, note.bytes());
    WitnessFiles.write(timestamps.resolve(size + ".tsr"), response);
    thin(timestamps, STAMPED);
    return new Kept(Kind.TIMESTAMP, "timestamp", size, atMillis, file);
  }

  private record Named(long size, String name, Path file) {}

  private static List<Named> files(Path folder, Pattern pattern) {
    List<Named> files = new ArrayList<>();
    if (!Files.isDirectory(folder)) return files;
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
      for (Path path : paths) {
        Matcher name = pattern.matcher(String.valueOf(path.getFileName()));
        if (!name.matches()) continue;
        String who = name.groupCount() > 1 ? name.group(2) : "timestamp";
        files.add(new Named(Long.parseLong(name.group(1)), who, path));
      }
    } catch (IOException e) {
      throw new WitnessException("disk", folder + " cannot be read: " + e, e);
    }
    files.sort(Comparator.comparingLong(Named::size));
    return files;
  }

  private static void thin(Path folder, Pattern pattern) {
    List<Named> files = files(folder, pattern);
    if (files.size() <= KEPT_MAX) return;
    for (int i = 1; i < files.size() / 2; i += 2) {
      try {
        Path file = files.get(i).file();
        Files.deleteIfExists(file);
        if (pattern.equals(STAMPED)) {
          Files.deleteIfExists(file.resolveSibling(files.get(i).size() + ".note"));
        }
      } catch (IOException e) {
        LOG.warn("{} could not be thinned out: {}", folder, e.toString());
      }
    }
  }

  /**
   * All of them, the newest first; they were checked when they came and are not checked again. One
   * that cannot be read is left out, and that is logged.
   */
  public List<Kept> list() {
    List<Kept> kept = new ArrayList<>();
    for (Named named : files(cosigned, COSIGNED)) cosignature(named).ifPresent(kept::add);
    for (Named named : files(timestamps, STAMPED)) timestamp(named).ifPresent(kept::add);
    kept.sort(Comparator.comparingLong(Kept::atMillis).reversed());
    return kept;
  }

  /** The newest of each witness, the newest first. */
  public List<Kept> newestOfEach() {
    List<Kept> newest = new ArrayList<>();
    List<Named> files = new ArrayList<>(files(cosigned, COSIGNED));
    List<String> done = new ArrayList<>();
    for (Named named : files.reversed()) {
      if (done.contains(named.name())) continue;
      cosignature(named)
          .ifPresent(
              k -> {
                newest.add(k);
                done.add(k.name());
              });
    }
    files(timestamps, STAMPED).reversed().stream()
        .map(Witnesses::timestamp)
        .flatMap(Optional::stream)
        .findFirst()
        .ifPresent(newest::add);
    newest.sort(Comparator.comparingLong(Kept::atMillis).reversed());
    return newest;
  }

  /** The newest attestation from outside; empty if there is none. */
  public Optional<Kept> newest() {
    return newestOfEach().stream().findFirst();
  }

  /** The newest of this witness. */
  Optional<Kept> newest(Kind kind, String name) {
    return newestOfEach().stream()
        .filter(k -> k.kind() == kind && k.name().equals(name))
        .findFirst();
  }

  private static Optional<Kept> cosignature(Named named) {
    try {
      SignedNote note = SignedNote.parse(WitnessFiles.read(named.file(), SignedNote.BYTES_MAX));
      return note.signatures().stream()
          .map(SignedNote.Signature::bytes)
          .filter(bytes -> bytes.length == 8 + 64)
          .map(bytes -> ByteBuffer.wrap(bytes).getLong())
          .filter(seconds -> seconds > 0 && seconds < 1L << 50)
          .max(Comparator.naturalOrder())
          .map(
              seconds ->
                  new Kept(
                      Kind.COSIGNATURE, named.name(), named.size(), seconds * 1000, named.file()));
    } catch (LogException | WitnessException e) {
      LOG.warn("{} is not a cosigned checkpoint: {}", named.file(), e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<Kept> timestamp(Named named) {
    try {
      byte[] response = WitnessFiles.read(named.file(), TimeStampToken.BYTES_MAX);
      long atMillis = TimeStampToken.parse(response).time().toEpochMilli();
      Path note = named.file().resolveSibling(named.size() + ".note");
      return Optional.of(new Kept(Kind.TIMESTAMP, "timestamp", named.size(), atMillis, note));
    } catch (WitnessException e) {
      LOG.warn("{} is not a time stamp: {}", named.file(), e.getMessage());
      return Optional.empty();
    }
  }
}
