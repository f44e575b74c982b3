package jaruek.appliance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.admin.cli.CommandContext;
import jaruek.appliance.backup.Backup;
import jaruek.appliance.backup.Restore;
import jaruek.appliance.config.Configuration;
import jaruek.retention.log.Passphrase;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** {@code jaruek backup FOLDER} and {@code jaruek restore FOLDER}. */
final class BackupCommands {
  private BackupCommands() {}

  static int backup(CommandContext context, ObjectNode arguments) {
    Path to = path(arguments, "folder");
    Backup backup = new Backup(data(context, arguments), to, arguments.has("withKeys"));
    Backup.Report report =
        backup.run(
            segments -> context.progress(new AdminReply.Progress("backup.progress", segments, 0)));
    context.tell(
        AdminStatus.DONE,
        "backup.done",
        AdminCodec.object()
            .put("segments", report.segments())
            .put("copied", report.copied())
            .put("removed", report.removed())
            .put("entries", report.entries())
            .put("to", to.toString()));
    return AdminStatus.DONE;
  }

  static int restore(CommandContext context, ObjectNode arguments) {
    Path from = path(arguments, "folder");
    Path to = data(context, arguments);
    InstantSource clock = InstantSource.system();
    Passphrase passphrase = passphrase(context, arguments);
    Restore.Report report =
        Restore.run(
            from,
            to,
            () -> new DataFolder(to).openLog(passphrase, clock),
            clock.millis(),
            files -> context.progress(new AdminReply.Progress("restore.progress", files, 0)));
    context.tell(
        AdminStatus.DONE,
        "restore.done",
        AdminCodec.object()
            .put("files", report.files())
            .put("lost", report.lostFrames())
            .put("to", to.toString()));
    return AdminStatus.DONE;
  }

  private static @Nullable Passphrase passphrase(CommandContext context, ObjectNode arguments) {
    if (arguments.has("data") && context.options().config().isEmpty()) return null;
    Path file = ConfigurationFile.read(context).log().passphraseFile();
    return file == null ? null : new Passphrase(file);
  }

  private static Path data(CommandContext context, ObjectNode arguments) {
    if (arguments.has("data")) return path(arguments, "data");
    Configuration configuration = ConfigurationFile.read(context);
    return configuration.dataDirectory();
  }

  private static Path path(ObjectNode arguments, String name) {
    return Path.of(arguments.path(name).asText()).toAbsolutePath().normalize();
  }
}
