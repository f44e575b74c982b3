package jaruek.appliance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminStatus;
import jaruek.admin.cli.CommandContext;
import jaruek.admin.cli.OutputFormat;
import jaruek.admin.cli.RowPrinter;
import jaruek.admin.cli.View;
import jaruek.appliance.config.Configuration;
import jaruek.appliance.config.Fault;
import jaruek.appliance.config.Warnings;
import java.nio.file.Path;
import java.util.Locale;

/** {@code jaruek check-config}: every fault at once, each with its key and line. */
final class CheckConfigCommand {
  private CheckConfigCommand() {}

  static int run(CommandContext context, ObjectNode arguments) {
    Path file = ConfigurationFile.of(context);
    return switch (Configuration.load(file)) {
      case Configuration.Loaded(Configuration configuration) -> {
        for (Fault warning : Warnings.of(configuration)) warn(context, file, warning);
        context.tell(
            AdminStatus.DONE, "config.good", AdminCodec.object().put("file", file.toString()));
        yield AdminStatus.DONE;
      }
      case Configuration.Faults(var faults) -> {
        if (context.options().format() == OutputFormat.TABLE) {
          for (Fault fault : faults)
            context.out().line(ConfigurationFile.line(file, fault, context));
        } else {
          try (RowPrinter rows = context.rows(View.table())) {
            for (Fault fault : faults) rows.print(row(fault, context));
          }
        }
        context.tell(
            AdminStatus.NEGATIVE,
            "config.faults",
            AdminCodec.object().put("faults", faults.size()).put("file", file.toString()));
        yield AdminStatus.NEGATIVE;
      }
    };
  }

  /** Beside the answer: the configuration is good. */
  private static void warn(CommandContext context, Path file, Fault warning) {
    ObjectNode arguments =
        AdminCodec.object()
            .put("file", file.toString())
            .put("text", warning.key() + ": " + ConfigurationFile.text(warning, context));
    context.err().line(context.messages().text("config.warning", arguments));
  }

  private static ObjectNode row(Fault fault, CommandContext context) {
    return AdminCodec.object()
        .put("key", fault.key())
        .put("line", fault.line())
        .put("code", fault.code().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .put("message", ConfigurationFile.text(fault, context));
  }
}
