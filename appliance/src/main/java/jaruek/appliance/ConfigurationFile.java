package jaruek.appliance;

import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminStatus;
import jaruek.admin.cli.CommandContext;
import jaruek.admin.cli.CommandException;
import jaruek.admin.cli.ConfigReader;
import jaruek.appliance.config.Configuration;
import jaruek.appliance.config.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The configuration as the commands of this machine read it. */
final class ConfigurationFile {
  /** Read unless {@code --config} says otherwise. */
  static final Path DEFAULT = Path.of("/etc/jaruek/jaruek.yaml");

  private ConfigurationFile() {}

  /** The file that the options name. */
  static Path of(CommandContext context) {
    return context.options().config().orElse(DEFAULT);
  }

  /**
   * The configuration without a fault.
   *
   * @throws CommandException with all its faults
   */
  static Configuration read(CommandContext context) {
    Path file = of(context);
    return switch (Configuration.load(file)) {
      case Configuration.Loaded(Configuration configuration) -> configuration;
      case Configuration.Faults(var faults) -> {
        for (Fault fault : faults) context.err().line(line(file, fault, context));
        throw new CommandException(
            AdminStatus.USAGE,
            "config.faults",
            AdminCodec.object().put("faults", faults.size()).put("file", file.toString()));
      }
    };
  }

  /** A fault as compilers show theirs: file, line, key, what is wrong. */
  static String line(Path file, Fault fault, CommandContext context) {
    String place = fault.line() > 0 ? file + ":" + fault.line() : file.toString();
    String key = fault.key().isEmpty() ? "" : fault.key() + ": ";
    return place + ": " + key + text(fault, context);
  }

  static String text(Fault fault, CommandContext context) {
    return fault.text(Locale.forLanguageTag(context.options().language().code()));
  }

  /** What the command line needs to know to reach the appliance. */
  static ConfigReader.Settings settings(Path file) throws IOException {
    if (!Files.isReadable(file)) throw new IOException("it is not there or cannot be read");
    return switch (Configuration.load(file)) {
      case Configuration.Loaded(Configuration c) ->
          new ConfigReader.Settings(Optional.of(c.admin().socket()), Optional.of(c.zone()));
      case Configuration.Faults(var faults) ->
          throw new IllegalArgumentException(
              "line "
                  + faults.getFirst().line()
                  + ", "
                  + faults.getFirst().key()
                  + ": "
                  + faults.getFirst().text(Locale.ROOT));
    };
  }
}
