package jaruek.appliance;

import com.fasterxml.jackson.databind.JsonNode;
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
import jaruek.retention.log.LogException;
import jaruek.retention.log.SignedNote;
import jaruek.retention.log.VerifyingKey;
import jaruek.retention.verify.Finding;
import jaruek.retention.verify.OutsideCheckpoint;
import jaruek.retention.verify.evidence.EvidenceReport;
import jaruek.retention.verify.evidence.EvidenceVerifier;
import jaruek.retention.verify.evidence.TokenCheck;
import jaruek.retention.verify.evidence.Witness;
import jaruek.retention.witness.TimeStampToken;
import jaruek.retention.witness.WitnessException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code jaruek verify FILE.zip}. */
final class VerifyFileCommand {
  private VerifyFileCommand() {}

  static int run(CommandContext context, ObjectNode arguments) throws IOException {
    Path file = Path.of(arguments.path("file").asText());
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw unreadable(file, "no such file");
    }
    EvidenceReport report =
        new EvidenceVerifier(key(arguments), outside(arguments), VerifyFileCommand::tokenTime)
            .verify(
                file,
                (what, done, total) ->
                    context.progress(new AdminReply.Progress("verify.file." + what, done, total)));
    return tell(context, report, arguments.has("key"));
  }

  static @Nullable VerifyingKey key(ObjectNode arguments) {
    if (!arguments.has("key")) return null;
    Path file = Path.of(arguments.path("key").asText());
    try {
      return VerifyingKey.read(file);
    } catch (LogException e) {
      throw unreadable(file, String.valueOf(e.getMessage()));
    }
  }

  static List<OutsideCheckpoint> outside(ObjectNode arguments) {
    List<OutsideCheckpoint> outside = new ArrayList<>();
    for (JsonNode name : arguments.path("checkpoint")) {
      Path file = Path.of(name.asText());
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(SignedNote.BYTES_MAX + 1);
        outside.add(new OutsideCheckpoint(file.toString(), bytes));
      } catch (IOException e) {
        throw unreadable(file, e.toString());
      }
    }
    return outside;
  }

  private static CommandException unreadable(Path file, String reason) {
    return new CommandException(
        AdminStatus.USAGE,
        "verify.unreadable",
        AdminCodec.object().put("file", file.toString()).put("reason", reason));
  }

  /** The authorities' certificates are read from a file, so they are put into one. */
  private static Instant tokenTime(byte[] note, byte[] token, byte[] authority)
      throws TokenCheck.InvalidToken {
    try {
      Path pem = Files.createTempFile("jaruek-verify-", ".pem");
      try {
        Files.write(pem, authority);
        TimeStampToken read = TimeStampToken.parse(token);
        read.verify(note, TimeStampToken.authorities(pem));
        return read.time();
      } finally {
        Files.deleteIfExists(pem);
      }
    } catch (WitnessException e) {
      throw new TokenCheck.InvalidToken(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new TokenCheck.InvalidToken("could not be checked: " + e, e);
    }
  }

  private static int tell(CommandContext context, EvidenceReport report, boolean keyGiven) {
    EvidenceReport.Facts facts = report.facts();
    if (facts != null) {
      try (RowPrinter rows = context.rows(new View.Details())) {
        rows.print(json(facts, report.notes()));
      }
      String code = keyGiven ? "verify.file.good" : "verify.file.good.compare";
      context.tell(
          AdminStatus.DONE, code, AdminCodec.object().put("fingerprint", facts.fingerprint()));
      return AdminStatus.DONE;
    }
    Finding fault = report.firstFault().orElseThrow();
    if (context.options().format() != OutputFormat.TABLE) {
      try (RowPrinter rows = context.rows(new View.Details())) {
        rows.print(
            AdminCodec.object()
                .put("intact", false)
                .put("where", fault.where())
                .put("what", fault.what()));
      }
    }
    context.tell(
        AdminStatus.NEGATIVE,
        "verify.file.bad",
        AdminCodec.object().put("first", Screen.safe(fault.toString())));
    return AdminStatus.NEGATIVE;
  }

  private static ObjectNode json(EvidenceReport.Facts facts, List<String> notes) {
    ObjectNode json =
        AdminCodec.object()
            .put("intact", true)
            .put("id", facts.id())
            .put("case", facts.caseId())
            .put("askedBy", facts.askedBy())
            .put("checkedBy", facts.checkedBy())
            .put("origin", facts.origin())
            .put("key", facts.fingerprint())
            .put("segments", facts.segments())
            .put("logEntries", facts.logSize());
    ObjectNode rows = json.putObject("rows");
    facts.rows().forEach(rows::put);
    Witness newest = facts.newest();
    if (newest != null) {
      json.putObject("witness")
          .put("name", newest.name())
          .put("at", newest.at().toString())
          .put("logEntries", newest.size());
    }
    ArrayNode array = json.putArray("notes");
    notes.forEach(array::add);
    return json;
  }
}
