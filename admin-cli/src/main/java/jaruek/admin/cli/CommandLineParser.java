package jaruek.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Makes picocli's model of the commands and reads its results; all of picocli stays here. */
final class CommandLineParser {
  private final Map<String, Command> commands = new LinkedHashMap<>();
  private final CommandLine commandLine;

  CommandLineParser(List<Command> all) {
    CommandSpec root = group("jaruek");
    root.addOption(OptionSpec.builder("--version").versionHelp(true).type(boolean.class).build());
    for (Command command : all) {
      commands.put(command.words(), command);
      int blank = command.words().indexOf(' ');
      CommandSpec parent = root;
      if (blank > 0) parent = groupIn(root, command.words().substring(0, blank));
      parent.addSubcommand(command.words().substring(blank + 1), spec(command));
    }
    commandLine =
        new CommandLine(root)
            .setExpandAtFiles(false)
            .setInterpolateVariables(false)
            .setOverwrittenOptionsAllowed(true);
  }

  private static CommandSpec groupIn(CommandSpec root, String name) {
    CommandLine known = root.subcommands().get(name);
    if (known != null) return known.getCommandSpec();
    CommandSpec group = group(name);
    root.addSubcommand(name, group);
    return group;
  }

  /** Each command has the global options, so that they may stand before or after it. */
  private static CommandSpec group(String name) {
    CommandSpec spec = CommandSpec.create().name(name);
    for (String option :
        new String[] {"--config", "--socket", "--format", "--language", "--zone"}) {
      spec.addOption(OptionSpec.builder(option).type(String.class).build());
    }
    return spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).type(boolean.class).build());
  }

  private static CommandSpec spec(Command command) {
    String words = command.words();
    CommandSpec spec = group(words.substring(words.indexOf(' ') + 1));
    int index = 0;
    for (Parameter parameter : command.parameters()) {
      if (parameter.positional()) {
        spec.addPositional(positional(parameter, index++));
      } else {
        spec.addOption(option(parameter));
        if (parameter.kind() == ValueKind.SECRET) {
          spec.addOption(
              OptionSpec.builder(parameter.stdinOptionName()).type(boolean.class).build());
        }
      }
    }
    return spec;
  }

  private static PositionalParamSpec positional(Parameter parameter, int index) {
    boolean required = parameter.need() == Parameter.Need.REQUIRED;
    boolean many = parameter.kind() == ValueKind.PATHS;
    return PositionalParamSpec.builder()
        .index(index + (many ? "..*" : ""))
        .arity(many ? "1..*" : required ? "1" : "0..1")
        .required(required)
        .paramLabel(parameter.label())
        .type(many ? String[].class : String.class)
        .build();
  }

  private static OptionSpec option(Parameter parameter) {
    boolean required = parameter.need() == Parameter.Need.REQUIRED;
    boolean flag = parameter.kind() == ValueKind.FLAG;
    boolean many = parameter.kind() == ValueKind.PATHS;
    return OptionSpec.builder(parameter.optionName())
        .type(flag ? boolean.class : many ? String[].class : String.class)
        .paramLabel(parameter.label())
        .required(required && parameter.kind() != ValueKind.SECRET)
        .build();
  }

  /**
   * Parses.
   *
   * @throws CommandException (usage) with the nearest known word if one is not known
   */
  Parsed parse(String[] arguments) {
    try {
      return new Parsed(commandLine.parseArgs(arguments), commands);
    } catch (CommandLine.ParameterException e) {
      throw fault(e);
    }
  }

  private static CommandException fault(CommandLine.ParameterException e) {
    CommandException fault =
        switch (e) {
          case CommandLine.MissingParameterException missing -> missing(missing);
          case CommandLine.UnmatchedArgumentException unmatched -> unmatched(unmatched);
          default ->
              CommandException.usage("usage.other", "reason", String.valueOf(e.getMessage()));
        };
    fault.arguments().put("help", e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return fault;
  }

  private static CommandException missing(CommandLine.MissingParameterException e) {
    String names =
        e.getMissing().stream().map(CommandLineParser::shownName).collect(Collectors.joining(", "));
    return CommandException.usage("usage.missing", "argument", names);
  }

  private static String shownName(ArgSpec missing) {
    return missing instanceof OptionSpec option
        ? (option.longestName() + " " + option.paramLabel()).strip()
        : missing.paramLabel();
  }

  private static CommandException unmatched(CommandLine.UnmatchedArgumentException e) {
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    String word = e.getUnmatched().isEmpty() ? "" : e.getUnmatched().getFirst();
    boolean option = e.isUnknownOption();
    if (option && word.contains("=")) word = word.substring(0, word.indexOf('='));
    boolean expectsCommand = !option && !spec.subcommands().isEmpty();
    Optional<String> nearest =
        option
            ? NearestWord.of(word, spec.optionsMap().keySet())
            : expectsCommand ? NearestWord.of(word, spec.subcommands().keySet()) : Optional.empty();
    String code =
        option ? "usage.option" : expectsCommand ? "usage.unknown-command" : "usage.unexpected";
    CommandException fault =
        CommandException.usage(nearest.isPresent() ? code + ".near" : code, "word", word);
    nearest.ifPresent(near -> fault.arguments().put("near", near));
    return fault;
  }

  /** What was typed, understood but not yet checked. */
  static final class Parsed {
    private final ParseResult result;
    private final Map<String, Command> commands;

    Parsed(ParseResult result, Map<String, Command> commands) {
      this.result = result;
      this.commands = commands;
    }

    private ParseResult deepest() {
      ParseResult at = result;
      while (at.hasSubcommand()) at = at.subcommand();
      return at;
    }

    boolean versionAsked() {
      return result.isVersionHelpRequested();
    }

    boolean helpAsked() {
      for (ParseResult at = result; ; at = at.subcommand()) {
        if (at.isUsageHelpRequested()) return true;
        if (!at.hasSubcommand()) return false;
      }
    }

    /** The command's words, without "jaruek". */
    String words() {
      String name = deepest().commandSpec().qualifiedName();
      return name.equals("jaruek") ? "" : name.substring("jaruek ".length());
    }

    Optional<Command> command() {
      return Optional.ofNullable(commands.get(words()));
    }

    /** The value given last, which is the innermost one. */
    private @Nullable String global(String option) {
      String value = null;
      for (ParseResult at = result; ; at = at.subcommand()) {
        value = at.matchedOptionValue(option, value);
        if (!at.hasSubcommand()) return value;
      }
    }

    GlobalOptions options(Language otherwise) {
      return new GlobalOptions(
          Optional.ofNullable(global("--config")).map(text -> path("--config", text)),
          Optional.ofNullable(global("--socket")).map(text -> path("--socket", text)),
          format(),
          language(otherwise),
          Optional.ofNullable(global("--zone")).map(Parsed::zone));
    }

    private static Path path(String option, String text) {
      if (!text.isEmpty() && text.indexOf('\0') < 0) return Path.of(text);
      throw CommandException.usage("value.empty", "option", option);
    }

    private OutputFormat format() {
      String text = global("--format");
      if (text == null) return OutputFormat.TABLE;
      for (OutputFormat format : OutputFormat.values()) {
        if (format.name().toLowerCase(Locale.ROOT).equals(text)) return format;
      }
      throw choice("--format", text, "table|json|csv");
    }

    private Language language(Language otherwise) {
      String text = global("--language");
      if (text == null) return otherwise;
      return Language.of(text).orElseThrow(() -> choice("--language", text, "th|en"));
    }

    private static ZoneId zone(String text) {
      try {
        return ZoneId.of(text);
      } catch (DateTimeException e) {
        throw choice("--zone", text, "Asia/Bangkok, UTC, +07:00");
      }
    }

    private static CommandException choice(String option, String value, String choices) {
      CommandException fault = CommandException.usage("value.choice", "option", option);
      fault.arguments().put("value", value).put("choices", choices);
      return fault;
    }

    /** The checked arguments. */
    ObjectNode arguments(Command command, CommandContext context) {
      ParseResult typed = deepest();
      ValueReader reader = new ValueReader(context);
      ObjectNode arguments = AdminCodec.object();
      int index = 0;
      for (Parameter parameter : command.parameters()) {
        if (parameter.kind() == ValueKind.PATHS) {
          String[] none = {};
          String[] all =
              parameter.positional()
                  ? typed.matchedPositionalValue(index++, none)
                  : typed.matchedOptionValue(parameter.optionName(), none);
          for (String each : all) {
            reader.read(parameter, each, arguments);
          }
          continue;
        }
        String text =
            parameter.positional()
                ? typed.matchedPositionalValue(index++, (String) null)
                : optionText(typed, parameter);
        if (text != null) {
          reader.read(parameter, text, arguments);
        } else if (parameter.kind() == ValueKind.SECRET) {
          secret(typed, parameter, context, arguments);
        }
      }
      return arguments;
    }

    private static @Nullable String optionText(ParseResult typed, Parameter parameter) {
      String name = parameter.optionName();
      if (parameter.kind() != ValueKind.FLAG) {
        return typed.matchedOptionValue(name, (String) null);
      }
      return typed.matchedOptionValue(name, false) ? "true" : null;
    }

    private static void secret(
        ParseResult typed, Parameter parameter, CommandContext context, ObjectNode arguments) {
      if (typed.matchedOptionValue(parameter.stdinOptionName(), false)) {
        arguments.put(parameter.name(), context.secretFromStdin(parameter));
      } else if (parameter.need() == Parameter.Need.REQUIRED) {
        arguments.put(parameter.name(), context.askSecret(parameter));
      }
    }
  }
}
