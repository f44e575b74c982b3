package jaruek.retention.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.retention.log.Checkpoint;
import jaruek.retention.log.KeyChain;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.LogEntryCodec;
import jaruek.retention.log.MerkleTree;
import jaruek.retention.log.SignedNote;
import jaruek.retention.log.StoreLog;
import jaruek.retention.proof.MerkleLevels;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The entries of the log that an export rests on, with their proofs, as of one checkpoint. */
final class LogEvidence {
  private final SignedNote note;
  private final Checkpoint checkpoint;
  private final List<byte[]> leaves;
  private final List<LogEntry> entries;
  private final MerkleLevels tree;

  /**
   * As of the log's checkpoint.
   *
   * @param last the entry it must hold
   * @throws ExportException if it was not signed since
   */
  LogEvidence(StoreLog log, long last) {
    note =
        log.checkpointNote()
            .orElseThrow(() -> new ExportException("the log has no checkpoint; see its folder"));
    checkpoint = Checkpoint.parse(note.text());
    if (checkpoint.size() <= last) {
      throw new ExportException(
          "the log's checkpoint could not be signed over entry " + last + "; check the disk");
    }
    int size = Math.toIntExact(checkpoint.size());
    leaves = log.leafHashes().subList(0, size);
    entries = log.entries().subList(0, size);
    tree = new MerkleLevels(leaves);
    if (!MessageDigest.isEqual(tree.root(), checkpoint.root())) {
      throw new ExportException("the log's checkpoint is not over its entries; restart to see why");
    }
  }

  byte[] checkpoint() {
    return note.bytes();
  }

  long size() {
    return checkpoint.size();
  }

  /** Where the segment was logged, -1 if it was not. */
  long indexOf(long segment) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i) instanceof LogEntry.Segment s && s.id() == segment) return i;
    }
    return -1;
  }

  /**
   * {@code log/entries.ndjson}.
   *
   * @param segments whose entries are needed
   * @param export the index of the export's own entry
   */
  byte[] entries(Set<Long> segments, long export) {
    StringBuilder lines = new StringBuilder();
    for (int index : needed(segments, export)) {
      byte[] entry = LogEntryCodec.encode(entries.get(index));
      if (!MessageDigest.isEqual(MerkleTree.leafHash(entry), leaves.get(index))) {
        throw new ExportException("log entry " + index + " is not written as it was read");
      }
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      line.put("index", index).put("entry", new String(entry, StandardCharsets.UTF_8));
      line.set("proof", hashes(tree.path(index)));
      lines.append(line).append('\n');
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  private SortedSet<Integer> needed(Set<Long> segments, long export) {
    SortedSet<Integer> needed = new TreeSet<>();
    int clock = -1;
    for (int i = 0; i < entries.size() && i <= export; i++) {
      switch (entries.get(i)) {
        case LogEntry.Segment segment -> {
          if (!segments.contains(segment.id())) continue;
          needed.add(i);
          if (clock >= 0) needed.add(clock);
        }
        case LogEntry.Event event -> {
          if (event.type().equals(LogEntry.CLOCK)) clock = i;
          boolean expired =
              event.type().equals(LogEntry.EXPIRE)
                  && segments.stream()
                      .anyMatch(id -> Long.toString(id).equals(event.fields().get("segment")));
          if (expired || event.type().equals(KeyChain.TYPE)) needed.add(i);
        }
      }
    }
    needed.add(Math.toIntExact(export));
    return needed;
  }

  /** {@code log/consistency.ndjson}, for these sizes. */
  byte[] consistency(SortedSet<Long> sizes) {
    StringBuilder lines = new StringBuilder();
    for (long size : sizes) {
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      List<byte[]> first = leaves.subList(0, Math.toIntExact(size));
      line.put("size", size).put("root", base64(MerkleTree.root(first)));
      line.set("proof", hashes(MerkleTree.consistencyProof(leaves, Math.toIntExact(size))));
      lines.append(line).append('\n');
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static ArrayNode hashes(List<byte[]> hashes) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    hashes.forEach(hash -> array.add(base64(hash)));
    return array;
  }

  private static String base64(byte[] hash) {
    return Base64.getEncoder().encodeToString(hash);
  }
}
