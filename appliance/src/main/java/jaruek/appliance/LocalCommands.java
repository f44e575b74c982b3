package jaruek.appliance;

import static jaruek.admin.cli.Parameter.flag;
import static jaruek.admin.cli.Parameter.option;
import static jaruek.admin.cli.Parameter.required;

import jaruek.admin.cli.Command;
import jaruek.admin.cli.ValueKind;
import java.util.List;

/** The commands that run in this process and not in the daemon. */
final class LocalCommands {
  private LocalCommands() {}

  static List<Command> all() {
    return List.of(
        new Command("serve", List.of(), ServeCommand::run),
        new Command("demo", List.of(option("keep", ValueKind.PATH, "DIR")), DemoCommand::run),
        new Command("check-config", List.of(), CheckConfigCommand::run),
        new Command(
            "verify",
            List.of(flag("store"), option("data", ValueKind.PATH, "DIR")),
            VerifyCommand::run),
        new Command(
            "rebuild",
            List.of(required("to", ValueKind.PATH, "DIR"), option("data", ValueKind.PATH, "DIR")),
            RebuildCommand::run));
  }
}
