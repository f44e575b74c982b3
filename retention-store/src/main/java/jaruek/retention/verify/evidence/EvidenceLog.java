package jaruek.retention.verify.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import jaruek.retention.log.Checkpoint;
import jaruek.retention.log.KeyChain;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.LogEntryCodec;
import jaruek.retention.log.LogException;
import jaruek.retention.log.MerkleTree;
import jaruek.retention.log.SignedNote;
import jaruek.retention.log.VerifyingKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The signed head, the entries that lead to it, and the chain of keys between them. */
final class EvidenceLog {
  static final String CHECKPOINT = "log/checkpoint";
  static final String ENTRIES = "log/entries.ndjson";
  static final String KEY = "keys/store.pub";

  private final EvidenceZip zip;
  private final EvidenceHead head;
  private final SignedNote note;
  private final Checkpoint checkpoint;
  private final KeyChain chain;
  private final Map<Long, LogEntry.Segment> segments = new HashMap<>();
  private @Nullable Line last;

  private record Line(String where, long index, LogEntry entry, byte[] text, List<byte[]> proof) {}

  private interface LineTaker {
    void take(Line line);
  }

  EvidenceLog(EvidenceZip zip, EvidenceHead head) throws IOException {
    this.zip = zip;
    this.head = head;
    note = note(zip, CHECKPOINT);
    checkpoint = checkpoint(note, CHECKPOINT);
    if (!checkpoint.origin().equals(head.origin())) {
      throw new Changed(
          CHECKPOINT,
          "is of "
              + Shown.ascii(checkpoint.origin())
              + ", the export of "
              + Shown.ascii(head.origin()));
    }
    chain = new KeyChain(head.origin(), key(zip, KEY));
  }

  static SignedNote note(EvidenceZip zip, String name) throws IOException {
    try {
      return SignedNote.parse(zip.bytes(name));
    } catch (LogException e) {
      throw new Changed(name, e);
    }
  }

  static Checkpoint checkpoint(SignedNote note, String where) {
    try {
      return Checkpoint.parse(note.text());
    } catch (LogException e) {
      throw new Changed(where, e);
    }
  }

  static VerifyingKey key(EvidenceZip zip, String name) throws IOException {
    try {
      return VerifyingKey.ofPem(new String(zip.bytes(name), StandardCharsets.ISO_8859_1), name);
    } catch (LogException e) {
      throw new Changed(name, e);
    }
  }

  void check(@Nullable VerifyingKey trusted) throws IOException {
    VerifyingKey first = key(zip, KEY);
    read(line -> follow(line, first));
    Line export = last;
    if (export == null) throw new Changed(ENTRIES, "is empty");
    Optional<VerifyingKey> signer = chain.signer();
    if (signer.isEmpty() || !signer.get().signed(note, checkpoint.origin())) {
      throw new Changed(CHECKPOINT, "was changed, or is not signed by the log's last key");
    }
    read(this::prove);
    if (trusted != null && !chain.holds(trusted)) {
      throw new Changed(
          KEY, "is a foreign key: the one given has the fingerprint " + trusted.fingerprint());
    }
    checkExport(export);
  }

  private void follow(Line line, VerifyingKey first) {
    boolean isKey = line.entry.type().equals(KeyChain.TYPE);
    if (last == null && (line.index != 0 || !isKey)) {
      throw new Changed(line.where, "is not the first key's entry");
    }
    try {
      chain.add(line.index, line.entry);
    } catch (LogException e) {
      throw new Changed(line.where, e);
    }
    if (last == null && !chain.links().getFirst().fingerprint().equals(first.fingerprint())) {
      throw new Changed(KEY, "is not the key of the log's first entry");
    }
    if (line.entry instanceof LogEntry.Segment segment
        && segments.putIfAbsent(segment.id(), segment) != null) {
      throw new Changed(line.where, "seals segment " + segment.id() + " a second time");
    }
    last = line;
  }

  private void prove(Line line) {
    boolean proved =
        MerkleTree.verifyInclusion(
            MerkleTree.leafHash(line.text),
            line.index,
            checkpoint.size(),
            line.proof,
            checkpoint.root());
    if (!proved) throw new Changed(line.where, "is not in the signed log: it was changed");
  }

  private void checkExport(Line line) {
    boolean its =
        line.entry instanceof LogEntry.Event event
            && event.type().equals("export")
            && head.id().equals(event.fields().get("id"))
            && head.caseId().equals(event.fields().get("case"));
    if (!its) throw new Changed(line.where, "is not the entry of this export");
    String sums = zip.sha256(SumsCheck.NAME);
    if (!(line.entry instanceof LogEntry.Event event)
        || !sums.equals(event.fields().get("sha256"))) {
      throw new Changed(
          SumsCheck.NAME,
          "was changed: it is not the file that the log's entry of this export names");
    }
  }

  private void read(LineTaker taker) throws IOException {
    long before = -1;
    try (EvidenceLines lines = zip.lines(ENTRIES)) {
      while (lines.next()) {
        Line line = line(lines, before);
        before = line.index;
        taker.take(line);
      }
    }
  }

  private static Line line(EvidenceLines lines, long before) {
    JsonNode json = StrictJson.object(lines.text(), lines.where());
    List<byte[]> proof = StrictJson.hashes(json.path("proof"));
    boolean good =
        StrictJson.hasOnly(json, "index", "entry", "proof")
            && StrictJson.isLong(json.path("index"))
            && json.path("entry").isTextual()
            && json.path("index").longValue() > before;
    if (!good || proof == null) throw lines.bad("is no entry in its order");
    long index = json.path("index").longValue();
    String where = lines.where() + " (entry " + index + ")";
    byte[] text = json.path("entry").textValue().getBytes(StandardCharsets.UTF_8);
    try {
      return new Line(where, index, LogEntryCodec.decode(text), text, proof);
    } catch (LogException e) {
      throw new Changed(where, e);
    }
  }

  SignedNote note() {
    return note;
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  /** The keys that the log names, as far as they are known. */
  List<VerifyingKey> keys() {
    return chain.links().stream().map(KeyChain.Link::key).filter(Objects::nonNull).toList();
  }

  /** The first key's, which an office publishes. */
  String fingerprint() {
    return chain.links().getFirst().fingerprint();
  }

  Optional<LogEntry.Segment> segment(long id) {
    return Optional.ofNullable(segments.get(id));
  }
}
