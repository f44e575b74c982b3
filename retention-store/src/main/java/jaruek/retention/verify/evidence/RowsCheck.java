package jaruek.retention.verify.evidence;

import jaruek.retention.proof.ProofTable;
import jaruek.retention.record.Dataset;
import jaruek.retention.verify.VerificationProgress;
import java.io.IOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Every row has its proof, every proof its row. */
final class RowsCheck {
  private static final int PROGRESS_ROWS = 10_000;

  private final EvidenceZip zip;
  private final EvidenceHead head;
  private final SegmentsCheck segments;
  private final VerificationProgress progress;
  private final Set<String> used = new HashSet<>();
  private final Set<Long> proved = new HashSet<>();
  private final long total;
  private long done;

  RowsCheck(
      EvidenceZip zip, EvidenceHead head, SegmentsCheck segments, VerificationProgress progress) {
    this.zip = zip;
    this.head = head;
    this.segments = segments;
    this.progress = progress;
    total = head.rows().values().stream().mapToLong(n -> n).sum();
  }

  static String rows(Dataset dataset) {
    return "rows/" + dataset.word() + ".ndjson";
  }

  static String csv(Dataset dataset) {
    return "rows/" + dataset.word() + ".csv";
  }

  /** How many rows were proved. */
  long check() throws IOException {
    for (Dataset dataset : Dataset.values()) check(dataset);
    for (String name : zip.names()) {
      if (name.startsWith("proofs/") && !used.contains(name)) {
        throw new Changed(name, "proves rows that are not there: they were removed");
      }
    }
    for (long id : head.segments()) {
      if (!proved.contains(id)) {
        throw new Changed(
            EvidenceHead.NAME, "names segment " + id + ", of which there are no rows");
      }
    }
    return done;
  }

  private void check(Dataset dataset) throws IOException {
    long said = head.rows(dataset);
    for (String name : new String[] {rows(dataset), csv(dataset)}) {
      if (said > 0) zip.require(name);
      else if (zip.has(name)) {
        throw new Changed(name, "has rows, but export.json says there are none");
      }
    }
    if (said == 0) return;
    long before = done;
    EvidenceRow row = new EvidenceRow(dataset);
    ProofCursor proofs = null;
    try (EvidenceLines lines = zip.lines(rows(dataset))) {
      long segment = -1;
      long index = -1;
      while (lines.next()) {
        row.read(lines);
        if (row.segment() < segment || row.segment() == segment && row.index() <= index) {
          throw lines.bad("is out of order");
        }
        if (proofs == null || row.segment() != segment) {
          if (segments.of(row.segment()) == null) {
            throw lines.bad("is of segment " + row.segment() + ", which export.json does not name");
          }
          if (proofs != null) close(proofs);
          proofs = open(dataset, row.segment());
        }
        proofs.take(row);
        segment = row.segment();
        index = row.index();
        if (done++ % PROGRESS_ROWS == 0) progress.at("rows", done - 1, total);
      }
      if (proofs != null) proofs.finish();
    } finally {
      if (proofs != null) proofs.close();
    }
    if (done - before != said) {
      throw new Changed(
          rows(dataset), "has " + (done - before) + " rows, export.json says " + said);
    }
  }

  private static void close(ProofCursor proofs) throws IOException {
    proofs.finish();
    proofs.close();
  }

  private ProofCursor open(Dataset dataset, long segment) throws IOException {
    String name = String.format(Locale.ROOT, "proofs/%s-%010d.proof", dataset.word(), segment);
    zip.require(name);
    used.add(name);
    proved.add(segment);
    ProofCursor proofs = new ProofCursor(zip, name);
    ProofTable table = proofs.table();
    SortedMap<String, SegmentsCheck.Table> tables = segments.of(segment);
    SegmentsCheck.@Nullable Table sealed = tables == null ? null : tables.get(dataset.word());
    boolean same =
        sealed != null
            && table.dataset().equals(dataset.word())
            && table.segment() == segment
            && table.leaves() == sealed.rows()
            && table.root().equals(sealed.root());
    if (same) return proofs;
    proofs.close();
    throw new Changed(name, "is not of the rows that the manifest has");
  }
}
