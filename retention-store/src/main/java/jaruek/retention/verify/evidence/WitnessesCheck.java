package jaruek.retention.verify.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import jaruek.retention.log.Checkpoint;
import jaruek.retention.log.Cosignature;
import jaruek.retention.log.LogException;
import jaruek.retention.log.MerkleTree;
import jaruek.retention.log.SignedNote;
import jaruek.retention.log.VerifyingKey;
import jaruek.retention.verify.OutsideCheckpoint;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Older checkpoints that others saw: the log of the export goes on from each of them. */
final class WitnessesCheck {
  static final int WITNESSES_MAX = 10_000;
  static final int COSIGNERS_MAX = 100;

  private static final String CONSISTENCY = "log/consistency.ndjson";
  private static final String COSIGNED = "log/witnesses/";
  private static final String STAMPED = "log/timestamps/";
  private static final String KEYS = "keys/witnesses/";
  private static final String AUTHORITY = "keys/timestamp-ca.pem";

  private final EvidenceZip zip;
  private final EvidenceLog log;
  private final TokenCheck tokens;
  private final Map<Long, byte[]> roots = new HashMap<>();
  private final SortedMap<String, VerifyingKey> cosigners = new TreeMap<>();
  private final List<Witness> witnesses = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  WitnessesCheck(EvidenceZip zip, EvidenceLog log, TokenCheck tokens) {
    this.zip = zip;
    this.log = log;
    this.tokens = tokens;
  }

  void check(List<OutsideCheckpoint> outside) throws IOException {
    readConsistency();
    for (String name : new TreeSet<>(zip.names())) {
      if (!name.startsWith(KEYS)) continue;
      String who = name.substring(KEYS.length(), name.length() - ".pub".length());
      if (cosigners.size() == COSIGNERS_MAX) {
        throw new Changed(
            EvidenceZip.CONTAINER, "has more than " + COSIGNERS_MAX + " keys of witnesses");
      }
      VerifyingKey key = EvidenceLog.key(zip, name);
      cosigners.put(who, key);
      notes.add(
          name
              + ": comes with the file, so it shows who cosigned only if "
              + who
              + " published this key: "
              + key.fingerprint());
    }
    if (zip.has(AUTHORITY)) {
      notes.add(
          AUTHORITY
              + ": comes with the file, so time stamps show the time only if these are the"
              + " authority's certificates: SHA-256 "
              + zip.sha256(AUTHORITY));
    }
    cosignatures(EvidenceLog.CHECKPOINT, log.note(), log.checkpoint());
    noteUnchecked();
    SortedSet<String> names = new TreeSet<>(zip.names());
    names.removeIf(name -> !name.startsWith(COSIGNED) && !name.startsWith(STAMPED));
    if (names.size() > WITNESSES_MAX) {
      throw new Changed(EvidenceZip.CONTAINER, "has more than " + WITNESSES_MAX + " witnesses");
    }
    for (String name : names) check(name);
    for (OutsideCheckpoint one : outside) holdAgainst(one);
  }

  private void readConsistency() throws IOException {
    Checkpoint newest = log.checkpoint();
    roots.put(newest.size(), newest.root());
    if (!zip.has(CONSISTENCY)) return;
    long last = 0;
    try (EvidenceLines lines = zip.lines(CONSISTENCY)) {
      while (lines.next()) {
        JsonNode json = StrictJson.object(lines.text(), lines.where());
        byte[] root = StrictJson.hash(json.path("root"));
        List<byte[]> proof = StrictJson.hashes(json.path("proof"));
        boolean good =
            StrictJson.hasOnly(json, "size", "root", "proof")
                && StrictJson.isLong(json.path("size"))
                && json.path("size").longValue() > last;
        if (!good || root == null || proof == null) throw lines.bad("is no proof in its order");
        last = json.path("size").longValue();
        if (!MerkleTree.verifyConsistency(last, root, newest.size(), newest.root(), proof)) {
          throw lines.bad("does not show that " + last + " entries are the log's beginning");
        }
        roots.put(last, root);
      }
    }
  }

  /**
   * Who of the cosigners signed the note. A signature line's name is the one that the cosigner's
   * key goes by, which need not be the name of its file.
   */
  private Set<String> cosignatures(String where, SignedNote note, Checkpoint checkpoint) {
    Set<String> found = new HashSet<>();
    SortedSet<String> names = new TreeSet<>();
    note.signatures().forEach(s -> names.add(s.name()));
    for (Map.Entry<String, VerifyingKey> cosigner : cosigners.entrySet()) {
      String who = cosigner.getKey();
      OptionalLong at =
          names.stream()
              .flatMap(name -> Cosignature.find(note, cosigner.getValue(), name).stream())
              .mapToLong(Cosignature::unixSeconds)
              .max();
      if (at.isPresent()) {
        found.add(who);
        witnesses.add(new Witness(who, instant(at.getAsLong()), checkpoint.size()));
      } else if (names.contains(who)) {
        throw new Changed(where, "has a wrong cosignature of " + who);
      }
    }
    return found;
  }

  /** Signatures on the newest checkpoint which nothing in the file can check. */
  private void noteUnchecked() {
    String origin = log.checkpoint().origin();
    SortedSet<String> unchecked = new TreeSet<>();
    for (SignedNote.Signature signature : log.note().signatures()) {
      boolean known =
          cosigners.values().stream()
              .anyMatch(key -> Cosignature.find(log.note(), key, signature.name()).isPresent());
      if (!signature.name().equals(origin) && !known) unchecked.add(signature.name());
    }
    for (String name : unchecked) {
      notes.add(
          EvidenceLog.CHECKPOINT
              + ": has a signature of "
              + Shown.ascii(name)
              + " that was not checked: its key is not in the file");
    }
  }

  private static Instant instant(long seconds) {
    return Instant.ofEpochSecond(Math.min(seconds, Instant.MAX.getEpochSecond()));
  }

  private void check(String name) throws IOException {
    if (name.endsWith(".tsr")) {
      if (!zip.has(name.substring(0, name.length() - 3) + "note")) {
        throw new Changed(name, "stamps a note that is missing");
      }
      return;
    }
    SignedNote note = EvidenceLog.note(zip, name);
    Checkpoint older = older(name, note);
    if (name.startsWith(STAMPED)) {
      stamped(name, older);
      return;
    }
    String who = name.substring(name.indexOf('-') + 1, name.length() - ".note".length());
    if (!cosigners.containsKey(who)) {
      throw new Changed(name, "is cosigned by " + who + ", whose key is missing");
    }
    if (!cosignatures(name, note, older).contains(who)) {
      throw new Changed(name, "is not cosigned by " + who);
    }
  }

  private Checkpoint older(String name, SignedNote note) {
    Checkpoint older = EvidenceLog.checkpoint(note, name);
    requireOrigin(name, older);
    byte[] root = roots.get(older.size());
    String digits = name.substring(name.lastIndexOf('/') + 1).replaceAll("[^0-9].*", "");
    if (!Long.toString(older.size()).equals(digits.replaceFirst("^0+(?=.)", ""))
        || root == null
        || !MessageDigest.isEqual(root, older.root())) {
      throw new Changed(name, "is not a beginning of this log");
    }
    requireSigned(name, note);
    return older;
  }

  private void requireOrigin(String where, Checkpoint other) {
    if (!other.origin().equals(log.checkpoint().origin())) {
      throw new Changed(where, "is a checkpoint of another store: " + Shown.ascii(other.origin()));
    }
  }

  private void requireSigned(String where, SignedNote note) {
    String origin = log.checkpoint().origin();
    if (log.keys().stream().noneMatch(key -> key.signed(note, origin))) {
      throw new Changed(where, "is not signed by a key of this log");
    }
  }

  private void stamped(String name, Checkpoint older) throws IOException {
    String token = name.substring(0, name.length() - "note".length()) + "tsr";
    zip.require(token);
    zip.require(AUTHORITY);
    try {
      Instant at = tokens.time(zip.bytes(name), zip.bytes(token), zip.bytes(AUTHORITY));
      witnesses.add(new Witness("time stamp", at, older.size()));
    } catch (TokenCheck.InvalidToken e) {
      throw new Changed(token, e);
    }
  }

  private void holdAgainst(OutsideCheckpoint outside) {
    String where = "--checkpoint " + outside.name();
    SignedNote note;
    try {
      note = SignedNote.parse(outside.bytes());
    } catch (LogException e) {
      throw new Changed(where, e);
    }
    Checkpoint checkpoint = EvidenceLog.checkpoint(note, where);
    requireOrigin(where, checkpoint);
    requireSigned(where, note);
    byte[] root = roots.get(checkpoint.size());
    if (root == null) {
      notes.add(
          where
              + (checkpoint.size() > log.checkpoint().size()
                  ? ": is newer than the export and could not be compared"
                  : ": could not be compared, the export has no proof for it"));
    } else if (!MessageDigest.isEqual(root, checkpoint.root())) {
      throw new Changed(
          where,
          "has another root over the first "
              + checkpoint.size()
              + " entries: the log was rewritten");
    }
  }

  List<Witness> witnesses() {
    return witnesses;
  }

  /** What was not checked, and what the checks rest on. */
  List<String> notes() {
    return notes;
  }
}
