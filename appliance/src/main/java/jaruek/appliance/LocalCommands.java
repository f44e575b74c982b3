package jaruek.appliance;

import static jaruek.admin.cli.Parameter.flag;
import static jaruek.admin.cli.Parameter.option;
import static jaruek.admin.cli.Parameter.optionalWord;
import static jaruek.admin.cli.Parameter.required;
import static jaruek.admin.cli.Parameter.word;

import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminStatus;
import jaruek.admin.cli.Command;
import jaruek.admin.cli.CommandException;
import jaruek.admin.cli.Parameter;
import jaruek.admin.cli.ValueKind;
import jaruek.appliance.admin.AdminServerException;
import jaruek.appliance.backup.BackupException;
import jaruek.appliance.imports.ImportFiles;
import jaruek.radius.account.AccountException;
import jaruek.radius.certificate.AuthorityException;
import jaruek.retention.journal.JournalException;
import jaruek.retention.log.LogException;
import jaruek.retention.segment.SegmentException;
import jaruek.retention.store.StoreException;
import java.util.ArrayList;
import java.util.List;

/** The commands that run in this process and not in the daemon. */
final class LocalCommands {
  private LocalCommands() {}

  static List<Command> all() {
    List<Command> all = new ArrayList<>(ofTheStore());
    all.addAll(certificates());
    return all;
  }

  private static List<Command> certificates() {
    Parameter data = option("data", ValueKind.PATH, "DIR");
    Parameter keyType = option("keyType", ValueKind.TEXT, "ec|rsa");
    return List.of(
        new Command(
            "certificate ca",
            List.of(word("name", ValueKind.TEXT, "NAME"), keyType, data),
            worded(CertificateCommands::ca)),
        new Command(
            "certificate server",
            List.of(word("hosts", ValueKind.TEXT, "HOST,HOST"), flag("replace"), keyType, data),
            worded(CertificateCommands::server)),
        new Command(
            "certificate client",
            List.of(
                word("name", ValueKind.TEXT, "USER"),
                option("output", ValueKind.PATH, "FILE"),
                option("passphrase", ValueKind.SECRET, "PASSPHRASE"),
                option("email", ValueKind.TEXT, "ADDRESS"),
                option("hosts", ValueKind.TEXT, "HOST,HOST"),
                option("days", ValueKind.COUNT, "DAYS"),
                flag("oldDevice"),
                flag("pem"),
                keyType,
                data),
            worded(CertificateCommands::client)),
        new Command(
            "certificate revoke",
            List.of(
                word("which", ValueKind.TEXT, "USER|SERIAL"),
                option("because", ValueKind.TEXT, "lost|replaced|left"),
                data),
            worded(CertificateCommands::revoke)),
        new Command(
            "certificate renew", List.of(flag("all"), data), worded(CertificateCommands::renew)),
        new Command("certificate list", List.of(data), worded(CertificateCommands::list)),
        new Command(
            "certificate show",
            List.of(word("which", ValueKind.TEXT, "USER|SERIAL"), data),
            worded(CertificateCommands::show)),
        new Command("certificate install", List.of(data), worded(CertificateCommands::install)));
  }

  private static List<Command> ofTheStore() {
    return List.of(
        new Command("serve", List.of(), ServeCommand::run),
        new Command("demo", List.of(option("keep", ValueKind.PATH, "DIR")), DemoCommand::run),
        new Command(
            "doctor",
            List.of(
                option("user", ValueKind.TEXT, "USER"),
                flag("repair"),
                flag("dryRun"),
                flag("acceptLoss")),
            LocalDoctor::run),
        new Command("check-config", List.of(), CheckConfigCommand::run),
        new Command(
            "parse",
            List.of(
                word("file", ValueKind.PATH, "FILE|-"), option("vendor", ValueKind.TEXT, "VENDOR")),
            ParseCommand::run),
        new Command(
            "import",
            List.of(
                word("files", ValueKind.PATHS, "FILE"),
                option("source", ValueKind.TEXT, "ADDRESS|NAME"),
                option("fileFormat", ValueKind.TEXT, "syslog|pcap|nfcapd|auto"),
                option("vendor", ValueKind.TEXT, "VENDOR"),
                option("about", ValueKind.END_TIME, "DATE"),
                flag("again"),
                option("reason", ValueKind.TEXT, "REASON")),
            ImportFiles::run),
        new Command(
            "verify",
            List.of(
                optionalWord("file", ValueKind.PATH, "FILE.zip"),
                flag("store"),
                option("data", ValueKind.PATH, "DIR"),
                flag("rows"),
                option("key", ValueKind.PATH, "FILE"),
                option("checkpoint", ValueKind.PATHS, "FILE")),
            worded(VerifyCommand::run)),
        new Command(
            "rebuild",
            List.of(required("to", ValueKind.PATH, "DIR"), option("data", ValueKind.PATH, "DIR")),
            worded(RebuildCommand::run)),
        new Command(
            "backup",
            List.of(
                word("folder", ValueKind.PATH, "FOLDER"),
                flag("withKeys"),
                option("data", ValueKind.PATH, "DIR")),
            worded(BackupCommands::backup)),
        new Command(
            "restore",
            List.of(
                word("folder", ValueKind.PATH, "FOLDER"), option("data", ValueKind.PATH, "DIR")),
            worded(BackupCommands::restore)));
  }

  /**
   * The store's own exceptions say in words what is wrong and what to do: that is the message,
   * without their class.
   */
  private static Command.Action worded(Command.Action action) {
    return (context, arguments) -> {
      try {
        return action.run(context, arguments);
      } catch (StoreException
          | JournalException
          | LogException
          | SegmentException
          | BackupException
          | AccountException
          | AuthorityException
          | AdminServerException e) {
        throw new CommandException(
            AdminStatus.UNREACHABLE,
            "failed.local",
            AdminCodec.object().put("reason", e.getMessage()));
      }
    };
  }
}
