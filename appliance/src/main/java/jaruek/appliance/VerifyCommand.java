package jaruek.appliance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.admin.cli.CommandContext;
import jaruek.admin.cli.CommandException;
import jaruek.admin.cli.OutputFormat;
import jaruek.admin.cli.RowPrinter;
import jaruek.admin.cli.Screen;
import jaruek.admin.cli.View;
import jaruek.retention.duckdb.ParquetFiles;
import jaruek.retention.journal.chronicle.ChronicleJournal;
import jaruek.retention.journal.chronicle.ChronicleJournalConfig;
import jaruek.retention.log.VerifyingKey;
import jaruek.retention.segment.FileSegmentReader;
import jaruek.retention.telemetry.Telemetry;
import jaruek.retention.verify.Finding;
import jaruek.retention.verify.StoreVerifier;
import jaruek.retention.verify.VerificationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code jaruek verify}: a store or an evidence file, offline, with the public key alone. */
final class VerifyCommand {
  private VerifyCommand() {}

  static int run(CommandContext context, ObjectNode arguments) throws IOException {
    if (arguments.has("store") == arguments.has("file")) {
      throw new CommandException(AdminStatus.USAGE, "verify.what", AdminCodec.object());
    }
    if (arguments.has("file")) return VerifyFileCommand.run(context, arguments);
    Path root =
        arguments.has("data")
            ? Path.of(arguments.path("data").asText()).toAbsolutePath().normalize()
            : ConfigurationFile.read(context).dataDirectory();
    DataFolder data = new DataFolder(root);
    Path spill = Files.createTempDirectory("jaruek-verify-");
    ChronicleJournal journal = journal(data);
    try (ParquetFiles files = new ParquetFiles(spill)) {
      VerificationReport report =
          new StoreVerifier(root, VerifyingKey.read(data.publicKey()), new FileSegmentReader(files))
              .verify(
                  journal,
                  (what, done, total) ->
                      context.progress(new AdminReply.Progress("verify." + what, done, total)));
      return tell(context, report, journal != null);
    } finally {
      if (journal != null) journal.close();
      Files.deleteIfExists(spill);
    }
  }

  /**
   * The journal, where no running appliance has it and it may be opened: opening one writes its
   * lock.
   */
  private static @Nullable ChronicleJournal journal(DataFolder data) {
    Path directory = data.journal();
    if (!Files.isDirectory(directory) || !Files.isWritable(directory)) return null;
    if (ChronicleJournal.isOpen(directory)) return null;
    ChronicleJournal journal =
        new ChronicleJournal(
            ChronicleJournalConfig.in(directory), InstantSource.system(), new Telemetry());
    journal.start();
    return journal;
  }

  private static int tell(CommandContext context, VerificationReport report, boolean frames) {
    if (context.options().format() == OutputFormat.TABLE) {
      for (Finding finding : report.findings().stream().skip(1).toList())
        context.err().line(Screen.safe(finding.toString()));
    } else {
      try (RowPrinter rows = context.rows(new View.Details())) {
        rows.print(json(report, frames));
      }
    }
    ObjectNode counts =
        AdminCodec.object()
            .put("segments", report.segments())
            .put("rows", report.rows())
            .put("entries", report.logEntries())
            .put("frames", frames ? Long.toString(report.journalFrames()) : "-")
            .put("findings", report.findings().size());
    if (report.intact()) {
      context.tell(AdminStatus.DONE, frames ? "verify.good" : "verify.good.no-journal", counts);
      return AdminStatus.DONE;
    }
    counts.put("first", report.firstFault().map(Finding::toString).orElse(""));
    context.tell(AdminStatus.NEGATIVE, "verify.bad", counts);
    return AdminStatus.NEGATIVE;
  }

  private static ObjectNode json(VerificationReport report, boolean frames) {
    ObjectNode json =
        AdminCodec.object()
            .put("intact", report.intact())
            .put("segments", report.segments())
            .put("rows", report.rows())
            .put("bytes", report.bytes())
            .put("logEntries", report.logEntries());
    if (frames) json.put("journalFrames", report.journalFrames());
    ArrayNode findings = json.putArray("findings");
    for (Finding finding : report.findings()) {
      findings
          .addObject()
          .put("grade", finding.grade().name().toLowerCase(Locale.ROOT))
          .put("where", finding.where())
          .put("what", finding.what());
    }
    return json;
  }
}
