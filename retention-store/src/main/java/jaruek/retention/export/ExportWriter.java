package jaruek.retention.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.retention.catalog.Catalog;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.catalog.SegmentScan;
import jaruek.retention.log.KeyChain;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.StoreLog;
import jaruek.retention.log.VerifyingKey;
import jaruek.retention.query.Condition;
import jaruek.retention.query.Row;
import jaruek.retention.record.Dataset;
import jaruek.retention.segment.ManifestCodec;
import jaruek.retention.segment.SegmentReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes evidence files as one stream; nothing lies on this machine's disk meanwhile, and memory
 * holds four bytes for each row at most. Any thread may call.
 */
public final class ExportWriter {
  private static final String CONTRACT = "evidence-format.md";
  private static final String VERIFIER = "/jaruek/retention/verify/verify.py";

  private final SegmentScan scan;
  private final SegmentReader reader;
  private final StoreLog log;
  private final WitnessEvidence witnesses;
  private final Report report;

  /** Over this store. */
  public ExportWriter(
      SegmentScan scan,
      SegmentReader reader,
      StoreLog log,
      WitnessEvidence witnesses,
      Report report) {
    this.scan = scan;
    this.reader = reader;
    this.log = log;
    this.witnesses = witnesses;
    this.report = report;
  }

  /**
   * What was written.
   *
   * @param sumsSha256 of {@code SHA256SUMS}, hex: what the log has of this export
   * @param rows by dataset
   * @param segments how many they come from
   * @param logEntry the index of the export's entry
   */
  public record Written(String sumsSha256, Map<Dataset, Long> rows, int segments, long logEntry) {}

  /** How many rows of each dataset are like this. */
  public Map<Dataset, Long> count(
      List<Dataset> datasets, RowChoice choice, List<SealedSegment> segments) {
    Map<Dataset, Long> counts = new EnumMap<>(Dataset.class);
    for (Dataset dataset : datasets) {
      long count = 0;
      for (SealedSegment segment : segments) {
        Condition where = choice.condition(dataset, segment);
        if (mayHold(segment, dataset, where)) count += scan.count(segment, dataset, where);
      }
      counts.put(dataset, count);
    }
    return counts;
  }

  private static boolean mayHold(SealedSegment segment, Dataset dataset, Condition where) {
    return segment.file(dataset).isPresent() // nothing may be left of an expired one
        && !Catalog.candidates(List.of(segment), dataset, where).isEmpty();
  }

  /**
   * Writes the file and logs that it was handed out, just before its last part.
   *
   * @param segments of the store, by id
   * @param out is not closed
   * @throws IOException if it could not be written; then there is no whole file, and the log says
   *     nothing of it unless all but the end had been written
   * @throws ExportException if what is stored is not as it was sealed
   */
  public Written write(
      ExportOrder order, List<SealedSegment> segments, OutputStream out, ExportProgress progress)
      throws IOException {
    long total = 0;
    for (long rows : count(order.datasets(), order.choice(), segments).values()) total += rows;
    Run run =
        new Run(order, segments, new ExportZip(out, order.createdAtMillis()), progress, total);
    try {
      Written written = run.write();
      run.zip.finish();
      return written;
    } finally {
      run.zip.abandon();
    }
  }

  /** One export under way. */
  private final class Run {
    private final ExportOrder order;
    private final List<SealedSegment> segments;
    private final ExportZip zip;
    private final ExportProgress progress;
    private final long total;
    private final Map<Dataset, Long> rows = new EnumMap<>(Dataset.class);
    private final Map<Dataset, List<Row>> shown = new EnumMap<>(Dataset.class);
    private final TreeMap<Long, SealedSegment> used = new TreeMap<>();
    private long passed;

    Run(
        ExportOrder order,
        List<SealedSegment> segments,
        ExportZip zip,
        ExportProgress progress,
        long total) {
      this.order = order;
      this.segments = segments;
      this.zip = zip;
      this.progress = progress;
      this.total = 3 * total;
    }

    Written write() throws IOException {
      zip.entry("README.txt", resource("README.txt"));
      zip.entry(CONTRACT, resource(CONTRACT));
      zip.entry("verify.py", resource(VERIFIER));
      for (Dataset dataset : order.datasets()) dataset(dataset);
      progress.rows(total, total);
      for (SealedSegment segment : used.values()) {
        zip.entry(
            "segments/" + name(segment) + "/manifest.json",
            ManifestCodec.bytes(segment.manifest()));
      }
      zip.entry("coverage.json", line(order.coverage()));
      zip.entry("export.json", line(description()));
      VerifyingKey first = firstKey();
      zip.entry(
          "report.pdf",
          report.write(new Report.Facts(order, rows, shown, log.origin(), first.fingerprint())));
      byte[] sums = zip.sums();
      zip.entry("SHA256SUMS", sums);
      String sha256 = HexFormat.of().formatHex(ExportZip.sha256().digest(sums));
      long entry = log.append(entry(sha256));
      log(entry);
      zip.entry("keys/store.pub", first.pem());
      return new Written(sha256, rows, used.size(), entry);
    }

    private void dataset(Dataset dataset) throws IOException {
      List<ExportRows> parts = parts(dataset);
      shown.put(dataset, new ArrayList<>());
      rows.put(dataset, 0L);
      if (parts.isEmpty()) return;
      String name = "rows/" + dataset.word();
      zip.entry(name + ".ndjson", out -> json(dataset, parts, out));
      zip.entry(
          name + ".csv",
          out -> {
            out.write(new RowText(dataset).csvHead().getBytes(StandardCharsets.UTF_8));
            for (ExportRows part : parts) part.csv(out, row -> counted());
          });
      for (ExportRows part : parts) {
        zip.entry(
            "proofs/" + dataset.word() + "-" + name(part.segment()) + ".proof",
            out -> part.proofs(out, this::counted));
        used.put(part.segment().id(), part.segment());
      }
    }

    private List<ExportRows> parts(Dataset dataset) {
      RowText text = new RowText(dataset);
      List<ExportRows> parts = new ArrayList<>();
      for (SealedSegment segment : segments) {
        Condition where = order.choice().condition(dataset, segment);
        if (mayHold(segment, dataset, where) && scan.count(segment, dataset, where) > 0) {
          parts.add(new ExportRows(scan, reader, segment, dataset, where, text));
        }
      }
      return parts;
    }

    private void json(Dataset dataset, List<ExportRows> parts, OutputStream out)
        throws IOException {
      List<Row> first = new ArrayList<>();
      long count = 0;
      for (ExportRows part : parts) {
        part.json(
            out,
            row -> {
              if (first.size() < Report.ROWS_SHOWN_MAX) first.add(row);
              counted();
            });
        count += part.size();
      }
      shown.put(dataset, first);
      rows.put(dataset, count);
    }

    private void counted() {
      if (++passed % ExportProgress.EVERY_ROWS == 0) progress.rows(passed, total);
    }

    private ObjectNode description() {
      CaseFacts facts = order.caseFacts();
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("format", "jaruek-export/1").put("origin", log.origin()).put("id", order.id());
      json.put("createdAt", TimeText.of(order.createdAtMillis())).put("version", order.version());
      json.putObject("case")
          .put("id", facts.id())
          .put("letter", facts.letter())
          .put("officer", facts.officer())
          .put("basis", facts.basis())
          .put("from", TimeText.of(facts.fromMillis()))
          .put("to", TimeText.of(facts.toMillis()))
          .put("openedBy", facts.openedBy())
          .put("openedAt", TimeText.of(facts.openedAtMillis()));
      ObjectNode question = json.putObject("question");
      ArrayNode datasets = question.putArray("datasets");
      order.datasets().forEach(dataset -> datasets.add(dataset.word()));
      question.setAll(order.question());
      json.put("askedBy", order.askedBy()).put("checkedBy", order.checkedBy());
      ObjectNode counts = json.putObject("rows");
      rows.forEach((dataset, count) -> counts.put(dataset.word(), count));
      ArrayNode ids = json.putArray("segments");
      used.keySet().forEach(ids::add);
      return json;
    }

    private LogEntry entry(String sha256) {
      Map<String, String> fields = new TreeMap<>();
      fields.put("case", order.caseFacts().id());
      fields.put("sha256", sha256);
      fields.put("by", order.askedBy());
      if (order.checkedBy() != null) fields.put("checkedBy", order.checkedBy());
      return LogEntry.export(order.createdAtMillis(), order.id(), fields);
    }

    private void log(long entry) throws IOException {
      LogEvidence evidence = new LogEvidence(log, entry);
      zip.entry("log/checkpoint", evidence.checkpoint());
      zip.entry("log/entries.ndjson", evidence.entries(used.keySet(), entry));
      long after = 0;
      for (long id : used.keySet()) after = Math.max(after, evidence.indexOf(id) + 1);
      SortedSet<Long> sizes = new TreeSet<>();
      for (WitnessEvidence.File file : witnesses.files(after, evidence.size())) {
        zip.entry(file.name(), file.content());
        if (file.size() > 0) sizes.add(file.size());
      }
      zip.entry("log/consistency.ndjson", evidence.consistency(sizes));
    }
  }

  private VerifyingKey firstKey() {
    List<KeyChain.Link> keys = log.keys();
    VerifyingKey first = keys.isEmpty() ? log.verifyingKey() : keys.getFirst().key();
    if (first != null) return first;
    throw new ExportException("the log does not have its first key; see docs/store-format.md");
  }

  private static String name(SealedSegment segment) {
    return String.format(Locale.ROOT, "%010d", segment.id());
  }

  private static byte[] line(ObjectNode json) {
    return (json.toString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ExportWriter.class.getResourceAsStream(name)) {
      if (in == null) throw new ExportException("this program lacks its own file " + name);
      return in.readAllBytes();
    }
  }
}
