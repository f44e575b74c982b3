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
import jaruek.retention.log.VerifyingKey;
import jaruek.retention.segment.FileSegmentReader;
import jaruek.retention.verify.Finding;
import jaruek.retention.verify.StoreVerifier;
import jaruek.retention.verify.VerificationReport;
import jaruek.retention.verify.VerificationScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

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
    VerifyingKey given = VerifyFileCommand.key(arguments);
    try (ParquetFiles files = new ParquetFiles(spill)) {
      VerifyingKey key = given == null ? VerifyingKey.read(data.publicKey()) : given;
      VerificationScope scope =
          new VerificationScope(arguments.has("rows"), VerifyFileCommand.outside(arguments));
      VerificationReport report =
          new StoreVerifier(root, key, new FileSegmentReader(files))
              .verifyFolder(
                  scope,
                  (what, done, total) ->
                      context.progress(new AdminReply.Progress("verify." + what, done, total)));
      return tell(context, report, report.journalFrames() > 0);
    } finally {
      Files.deleteIfExists(spill);
    }
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
