package jaruek.appliance;

import jaruek.admin.cli.JaruekCommandLine;
import jaruek.admin.cli.Surroundings;
import java.util.List;

/** The {@code jaruek} program. */
public final class Main {
  private Main() {}

  /** Runs a command and exits with its status. */
  public static void main(String[] args) {
    System.exit(commandLine(Surroundings.ofProcess()).execute(args));
  }

  /** Every command there is. */
  static JaruekCommandLine commandLine(Surroundings surroundings) {
    return new JaruekCommandLine(
        Version.TEXT,
        surroundings,
        ConfigurationFile::settings,
        LocalCommands.all(),
        List.of("/jaruek/appliance/messages"));
  }
}
