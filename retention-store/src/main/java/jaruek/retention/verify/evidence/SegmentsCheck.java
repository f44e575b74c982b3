package jaruek.retention.verify.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import jaruek.retention.log.LogEntry;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The manifests of the segments that the rows are from, each as the log has it. */
final class SegmentsCheck {
  private final EvidenceZip zip;
  private final Map<Long, SortedMap<String, Table>> tables = new HashMap<>();

  /** A dataset's rows and their root, in hexadecimal. */
  record Table(long rows, String root) {}

  SegmentsCheck(EvidenceZip zip) {
    this.zip = zip;
  }

  void check(EvidenceHead head, EvidenceLog log) throws IOException {
    Set<String> wanted = new HashSet<>();
    for (long id : head.segments()) {
      LogEntry.Segment entry =
          log.segment(id)
              .orElseThrow(
                  () ->
                      new Changed(
                          EvidenceHead.NAME,
                          "names segment "
                              + id
                              + ", which "
                              + EvidenceLog.ENTRIES
                              + " does not have"));
      String name = String.format(Locale.ROOT, "segments/%010d/manifest.json", id);
      wanted.add(name);
      String sha256 = zip.sha256(name);
      if (!sha256.equals(entry.manifestSha256())) {
        throw new Changed(
            name,
            "was changed: its SHA-256 is " + sha256 + ", logged is " + entry.manifestSha256());
      }
      tables.put(id, read(name, entry));
    }
    for (String name : zip.names()) {
      if (name.startsWith("segments/") && !wanted.contains(name)) {
        throw new Changed(name, "is of a segment that export.json does not name");
      }
    }
  }

  private SortedMap<String, Table> read(String name, LogEntry.Segment entry) throws IOException {
    JsonNode manifest = StrictJson.object(StrictJson.utf8(zip.bytes(name)), name);
    JsonNode datasets = manifest.path("datasets");
    JsonNode id = manifest.path("id");
    if (!datasets.isObject() || !StrictJson.isLong(id) || id.longValue() != entry.id()) {
      throw new Changed(name, "is not the manifest of segment " + entry.id());
    }
    SortedMap<String, Table> found = new TreeMap<>();
    SortedMap<String, String> roots = new TreeMap<>();
    for (Map.Entry<String, JsonNode> dataset : datasets.properties()) {
      JsonNode rows = dataset.getValue().path("rows");
      String root = dataset.getValue().path("merkleRoot").asText("");
      if (!StrictJson.isLong(rows) || rows.longValue() < 1 || !root.matches("[0-9a-f]{64}")) {
        throw new Changed(name, "is damaged: dataset " + Shown.ascii(dataset.getKey()));
      }
      found.put(dataset.getKey(), new Table(rows.longValue(), root));
      roots.put(dataset.getKey(), root);
    }
    if (!roots.equals(entry.roots())) throw new Changed(name, "has other roots than the log");
    return found;
  }

  /** The datasets of a segment that export.json names; null of another. */
  @Nullable SortedMap<String, Table> of(long segment) {
    return tables.get(segment);
  }

  Set<Long> segments() {
    return tables.keySet();
  }
}
