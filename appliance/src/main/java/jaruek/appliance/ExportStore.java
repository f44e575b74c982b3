package jaruek.appliance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.appliance.admin.AdminServerException;
import jaruek.appliance.admin.CoverageCommand;
import jaruek.appliance.admin.ExportCommand;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.coverage.Coverage;
import jaruek.retention.coverage.CoverageReport;
import jaruek.retention.duckdb.ParquetFiles;
import jaruek.retention.duckdb.ParquetScan;
import jaruek.retention.export.ExportWriter;
import jaruek.retention.export.WitnessEvidence;
import jaruek.retention.log.StoreLog;
import jaruek.retention.report.PdfReport;
import jaruek.retention.segment.FileSegmentReader;
import jaruek.retention.store.RetentionStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;

/** The store as exports see it. */
final class ExportStore implements ExportCommand.Store, AutoCloseable {
  private static final Duration SEAL_TIME = Duration.ofMinutes(10);

  private final RetentionStore store;
  private final Coverage coverage;
  private final ParquetScan scan;
  private final InstantSource clock;
  private final ExportWriter writer;

  ExportStore(
      RetentionStore store,
      Coverage coverage,
      StoreLog log,
      WitnessEvidence witnesses,
      ParquetFiles files,
      Path spill,
      ZoneId zone,
      InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.coverage = coverage;
    this.scan = new ParquetScan(spill);
    this.writer =
        new ExportWriter(scan, new FileSegmentReader(files), log, witnesses, new PdfReport(zone));
  }

  ExportWriter writer() {
    return writer;
  }

  @Override
  public List<SealedSegment> sealed() throws InterruptedException {
    if (store.seal(SEAL_TIME.toMillis()).isEmpty()) {
      throw new AdminServerException("not sealed within " + SEAL_TIME.toMinutes() + " minutes");
    }
    return store.view().sealed();
  }

  @Override
  public ObjectNode coverage(long fromMillis, long toMillis) {
    long now = Math.max(clock.millis(), 1);
    long from = Math.min(fromMillis, now - 1);
    CoverageReport report = coverage.report(from, Math.max(Math.min(toMillis, now), from + 1));
    ObjectNode json = AdminCodec.object();
    json.put("from", Instant.ofEpochMilli(report.fromMillis()).toString());
    json.put("to", Instant.ofEpochMilli(report.toMillis()).toString());
    json.set("appliance", CoverageCommand.appliance(report));
    ArrayNode sources = json.putArray("sources");
    for (CoverageReport.Source source : report.sources()) {
      sources.add(CoverageCommand.source(report, source));
    }
    return json;
  }

  @Override
  public void close() {
    scan.close();
  }
}
