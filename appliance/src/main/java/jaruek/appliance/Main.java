package jaruek.appliance;

import java.util.List;
import jaruek.admin.cli.JaruekCommandLine;
import jaruek.admin.cli.Surroundings;

/** The {@code jaruek} program. */
public final class Main {
  private Main() {}

  /** Runs a command and exits with its status. */
  public static void main(String[] args) {
    JaruekCommandLine commandLine =
        new JaruekCommandLine(
            Version.TEXT,
            Surroundings.ofProcess(),
            ConfigurationFile::settings,
            LocalCommands.all(),
            List.of("/jaruek/appliance/messages"));
    System.exit(commandLine.execute(args));
  }
}
