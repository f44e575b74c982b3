package jaruek.retention.verify.evidence;

import jaruek.retention.record.Dataset;
import jaruek.retention.verify.VerificationProgress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The CSV is what follows from the NDJSON, byte for byte. */
final class CsvCheck {
  private static final int PROGRESS_ROWS = 10_000;

  private final EvidenceZip zip;
  private final VerificationProgress progress;

  CsvCheck(EvidenceZip zip, VerificationProgress progress) {
    this.zip = zip;
    this.progress = progress;
  }

  void check(Dataset dataset, long rows) throws IOException {
    String name = RowsCheck.csv(dataset);
    EvidenceRow row = new EvidenceRow(dataset);
    try (InputStream csv = new BufferedInputStream(zip.stream(name), 1 << 16);
        EvidenceLines lines = zip.lines(RowsCheck.rows(dataset))) {
      expect(csv, row.csvHead(), name + ", head", dataset);
      while (lines.next()) {
        row.read(lines);
        expect(csv, row.csv(), name + ", row " + lines.number(), dataset);
        if (lines.number() % PROGRESS_ROWS == 0) progress.at("csv", lines.number(), rows);
      }
      if (csv.read() >= 0) throw new Changed(name, "goes on behind its last row");
    }
  }

  private static void expect(InputStream csv, byte[] wanted, String where, Dataset dataset)
      throws IOException {
    if (!Arrays.equals(csv.readNBytes(wanted.length), wanted)) {
      throw new Changed(where, "does not follow from " + RowsCheck.rows(dataset));
    }
  }
}
