package jaruek.retention.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.MerkleAccumulator;
import jaruek.retention.log.Sha256;
import jaruek.retention.proof.ProofException;
import jaruek.retention.proof.ProofReader;
import jaruek.retention.proof.RowProof;
import jaruek.retention.segment.SegmentManifest;
import jaruek.retention.verify.LogCheck.LoggedEvent;
import jaruek.retention.verify.LogCheck.LoggedSegment;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Expired segments: the receipt was not early, and what was held is still there and proves itself
 * against the root of the segment that is gone.
 */
final class ExpiryCheck {
  private static final long DAY_MILLIS = 86_400_000;
  private static final int DAYS_MIN = 90;
  private static final int RANGES_MAX = 1 << 26;
  private static final String FORMAT = "jaruek-kept/1";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LogCheck log;
  private final SegmentCheck segments;
  private final Path dataDirectory;
  private final Findings findings;
  private final Map<Long, List<LoggedEvent>> receipts = new HashMap<>();

  ExpiryCheck(LogCheck log, SegmentCheck segments, Path dataDirectory, Findings findings) {
    this.log = log;
    this.segments = segments;
    this.dataDirectory = dataDirectory;
    this.findings = findings;
    for (LoggedEvent event : log.events()) {
      if (!event.entry().type().equals(LogEntry.EXPIRE)) continue;
      receipts.computeIfAbsent(number(event, "segment"), id -> new ArrayList<>()).add(event);
    }
  }

  private static long number(LoggedEvent event, String field) {
    String text = event.entry().fields().getOrDefault(field, "");
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
  }

  /** The receipts of this segment, in the log's order; none while it is whole. */
  List<LoggedEvent> receipts(LoggedSegment segment) {
    return receipts.getOrDefault(segment.entry().id(), List.of());
  }

  /** Receipts for segments that never were. */
  void checkStrangers(Set<Long> known) {
    receipts.forEach(
        (id, events) -> {
          if (!known.contains(id)) {
            findings.fault(where(events.getFirst()), "is of a segment that is not in the log");
          }
        });
  }

  private static String where(LoggedEvent event) {
    return LogCheck.ENTRIES
        + ", entry "
        + event.index()
        + " (expiry of segment "
        + event.entry().fields().getOrDefault("segment", "?")
        + ")";
  }

  /**
   * Checks the receipts, and the folder against the last one.
   *
   * @param folder the segment's; null if it is gone
   */
  void check(LoggedSegment segment, @Nullable Path folder, Optional<SegmentManifest> manifest) {
    List<LoggedEvent> events = receipts(segment);
    for (LoggedEvent event : events) checkReceipt(segment, event);
    LoggedEvent last = events.getLast();
    String sha256 = last.entry().fields().getOrDefault("keptSha256", "");
    List<LoggedEvent> held = heldAt(segment, last);
    if (sha256.isEmpty()) {
      if (!held.isEmpty()) {
        findings.fault(
            where(last), "kept nothing, but hold " + hold(held.getFirst()) + " held rows of it");
      } else if (folder != null) {
        checkNothingElse(folder, "");
      }
      return;
    }
    if (folder == null) {
      findings.fault(segment.where(), "the folder with the kept rows is missing");
      return;
    }
    if (manifest.isEmpty()) return;
    String kept = newestKept(folder);
    if (kept.isEmpty()) {
      findings.fault(name(folder), "the kept rows are missing");
      return;
    }
    checkKept(folder.resolve(kept), sha256, segment, manifest.get(), held);
    checkNothingElse(folder, kept);
  }

  private void checkReceipt(LoggedSegment segment, LoggedEvent event) {
    long days = number(event, "days");
    long at = number(event, "retentionMillis");
    long sealed = log.retentionMillis(segment);
    String manifest = event.entry().fields().getOrDefault("manifestSha256", "");
    if (event.index() < segment.index()) {
      findings.fault(where(event), "comes before its segment");
    } else if (!manifest.equals(segment.entry().manifestSha256())) {
      findings.fault(where(event), "is of another manifest than the segment's");
    } else if (days < DAYS_MIN) {
      findings.fault(where(event), "is after " + days + " days, at least " + DAYS_MIN);
    } else if (sealed >= 0 && at < sealed + days * DAY_MILLIS) {
      findings.fault(
          where(event),
          "is early: the retention clock was at "
              + at
              + ", the segment was sealed at "
              + sealed
              + " and stays "
              + days
              + " days");
    } else if (event.entry().atMillis() < segment.entry().atMillis() + days * DAY_MILLIS
        && sealed < 0) {
      findings.fault(where(event), "is early: " + days + " days have not gone by");
    }
  }

  /** Findings of holds in force at this receipt. */
  private List<LoggedEvent> heldAt(LoggedSegment segment, LoggedEvent receipt) {
    Set<String> over = new HashSet<>();
    Map<String, Long> ends = new HashMap<>();
    List<LoggedEvent> held = new ArrayList<>();
    for (LoggedEvent event : log.events()) {
      if (event.index() >= receipt.index()) break;
      String id = event.entry().fields().getOrDefault("id", "");
      switch (event.entry().type()) {
        case LogEntry.HOLD -> ends.merge(id, number(event, "endMillis"), Math::max);
        case LogEntry.RELEASE -> over.add(id);
        case LogEntry.HELD -> {
          if (number(event, "segment") == segment.entry().id()) held.add(event);
        }
        default -> {}
      }
    }
    long now = receipt.entry().atMillis();
    held.removeIf(e -> over.contains(hold(e)) || now >= ends.getOrDefault(hold(e), Long.MAX_VALUE));
    return held;
  }

  private static String hold(LoggedEvent held) {
    return held.entry().fields().getOrDefault("hold", "");
  }

  private static String newestKept(Path folder) {
    int newest = 0;
    String[] names = folder.toFile().list();
    for (String name : names == null ? new String[0] : names) {
      if (name.matches("kept-[1-9][0-9]{0,8}")) {
        newest = Math.max(newest, Integer.parseInt(name.substring(5)));
      }
    }
    return newest == 0 ? "" : "kept-" + newest;
  }

  private void checkKept(
      Path folder,
      String sha256,
      LoggedSegment segment,
      SegmentManifest manifest,
      List<LoggedEvent> held) {
    Path file = folder.resolve("kept.json");
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || Files.size(file) > SegmentCheck.MANIFEST_BYTES_MAX) {
        findings.fault(name(file), "is missing or is no plain file");
        return;
      }
      byte[] bytes = Files.readAllBytes(file);
      String actual = Sha256.of(bytes);
      if (!actual.equals(sha256)) {
        findings.fault(
            name(file), "was changed: its SHA-256 is " + actual + ", the receipt has " + sha256);
        return;
      }
      JsonNode kept = JSON.readTree(bytes);
      if (!kept.path("format").asText().equals(FORMAT)
          || kept.path("segment").asLong(-1) != segment.entry().id()) {
        findings.fault(name(file), "is not " + FORMAT + " of this segment");
        return;
      }
      Set<String> known = new HashSet<>(Set.of("kept.json"));
      for (Map.Entry<String, JsonNode> table : kept.path("datasets").properties()) {
        checkTable(folder, table.getKey(), table.getValue(), manifest, known);
      }
      requireHeld(file, kept.path("datasets"), held);
      segments.checkNothingElse(folder, known);
    } catch (IOException e) {
      findings.fault(name(file), "cannot be read: " + e);
    }
  }

  private void checkTable(
      Path folder, String dataset, JsonNode table, SegmentManifest manifest, Set<String> known) {
    JsonNode proof = table.path("proof");
    known.add(table.path("file").asText());
    known.add(proof.path("file").asText());
    if (!checkFile(folder, table) || !checkFile(folder, proof)) return;
    Path file = folder.resolve(proof.path("file").asText());
    BitSet proved = new BitSet();
    SegmentManifest.Table sealed = manifest.datasets().get(dataset);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      ProofReader reader = new ProofReader(in, name(file));
      boolean same =
          sealed != null
              && reader.table().dataset().equals(dataset)
              && reader.table().segment() == manifest.id()
              && reader.table().leaves() == sealed.rows()
              && reader.table().root().equals(sealed.merkleRoot());
      if (!same) {
        findings.fault(name(file), "is not of the rows that the manifest has");
        return;
      }
      for (Optional<RowProof> row = reader.next(); row.isPresent(); row = reader.next()) {
        proved.set((int) row.get().index());
      }
    } catch (IOException e) {
      findings.fault(name(file), "cannot be read: " + e);
      return;
    } catch (ProofException e) {
      String message = String.valueOf(e.getMessage());
      findings.fault(name(file), message);
      return;
    }
    if (proved.cardinality() != table.path("rows").asLong(-1)) {
      findings.fault(
          name(file),
          "proves " + proved.cardinality() + " rows, kept were " + table.path("rows").asText());
      return;
    }
    segments.checkKeptRows(
        folder, table.path("file").asText(), dataset, file, proved.cardinality());
    for (JsonNode hold : table.path("holds")) {
      BitSet rows = ranges(hold.path("ranges").asText());
      rows.andNot(proved);
      if (!rows.isEmpty()) {
        findings.fault(
            name(file),
            "does not prove row "
                + rows.nextSetBit(0)
                + ", which "
                + SegmentCheck.shown(hold.path("hold").asText())
                + " held");
        return;
      }
    }
  }

  private boolean checkFile(Path folder, JsonNode file) {
    return segments.checkFile(
        folder,
        file.path("file").asText(),
        file.path("bytes").asLong(-1),
        file.path("sha256").asText());
  }

  /**
   * Every finding of a hold must be among those that were kept, with the digest that was logged.
   */
  private void requireHeld(Path file, JsonNode datasets, List<LoggedEvent> held) {
    Set<String> kept = new HashSet<>();
    for (Map.Entry<String, JsonNode> table : datasets.properties()) {
      for (JsonNode hold : table.getValue().path("holds")) {
        String digest = digest(ranges(hold.path("ranges").asText()));
        kept.add(hold.path("hold").asText() + " " + table.getKey() + " " + digest);
      }
    }
    for (LoggedEvent event : held) {
      event
          .entry()
          .fields()
          .forEach(
              (field, digest) -> {
                boolean isRows = digest.matches("[0-9]+:[0-9a-f]{64}");
                if (isRows && !kept.contains(hold(event) + " " + field + " " + digest)) {
                  findings.fault(
                      name(file),
                      "does not keep what hold "
                          + hold(event)
                          + " held of "
                          + field
                          + " (log entry "
                          + event.index()
                          + ")");
                }
              });
    }
  }

  private static BitSet ranges(String text) {
    BitSet rows = new BitSet();
    if (text.isEmpty()) return rows;
    for (String range : text.split(",", -1)) {
      if (!range.matches("[0-9]{1,9}(-[0-9]{1,9})?")) return new BitSet();
      String[] ends = range.split("-", -1);
      int from = Integer.parseInt(ends[0]);
      int to = Integer.parseInt(ends[ends.length - 1]);
      if (to < from || to >= RANGES_MAX) return new BitSet();
      rows.set(from, to + 1);
    }
    return rows;
  }

  private static String digest(BitSet rows) {
    MessageDigest digest = MerkleAccumulator.sha256();
    rows.stream().forEach(row -> digest.update(ByteBuffer.allocate(8).putLong(row).array()));
    return String.format(
        Locale.ROOT, "%d:%s", rows.cardinality(), HexFormat.of().formatHex(digest.digest()));
  }

  /** What an expiry that was cut short leaves is only noted. */
  private void checkNothingElse(Path folder, String kept) {
    String[] names = folder.toFile().list();
    if (names == null) return;
    java.util.Arrays.sort(names);
    for (String file : names) {
      if (file.equals(kept) || file.equals(SegmentManifest.FILE_NAME)) continue;
      findings.note(name(folder.resolve(file)), "is left of a segment that expired");
    }
  }

  private String name(Path path) {
    return dataDirectory.relativize(path).toString();
  }
}
