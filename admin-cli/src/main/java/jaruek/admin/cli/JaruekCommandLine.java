package jaruek.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The {@code jaruek} command: what the appliance answers, and the commands other modules add.
 *
 * <p>Design note: commands are plain {@link Command} values, not annotated classes, so that one
 * table says what each takes, help and messages are in two languages with Thai aligned, and no
 * other module needs picocli.
 */
public final class JaruekCommandLine {
  private static final Pattern COLOURLESS = Pattern.compile("dumb|");

  private final String version;
  private final Surroundings surroundings;
  private final ConfigReader configReader;
  private final List<Command> commands;
  private final List<String> bundles;

  /**
   * A command line.
   *
   * @param version what {@code --version} says
   * @param configReader reads the configuration file's socket and zone
   * @param local commands beside the remote ones; one with the same words takes the remote one's
   *     place
   * @param bundles where the local commands' words are, see {@link Messages#load}
   */
  public JaruekCommandLine(
      String version,
      Surroundings surroundings,
      ConfigReader configReader,
      List<Command> local,
      List<String> bundles) {
    this.version = version;
    this.surroundings = surroundings;
    this.configReader = configReader;
    this.commands = joined(local);
    this.bundles = List.copyOf(bundles);
  }

  private static List<Command> joined(List<Command> local) {
    List<Command> all = new ArrayList<>(local);
    for (Command remote : RemoteCommands.all()) {
      if (local.stream().noneMatch(c -> c.words().equals(remote.words()))) all.add(remote);
    }
    return all;
  }

  /**
   * Runs a command.
   *
   * @return the exit status, one of {@link AdminStatus}
   */
  public int execute(String... arguments) {
    Surroundings.Terminal terminal = surroundings.terminal();
    int columns = terminal.stdoutShown() || terminal.stderrShown() ? columns() : 0;
    Screen out = screen(surroundings.stdout(), terminal.stdoutShown(), columns);
    Screen err = screen(surroundings.stderr(), terminal.stderrShown(), columns);
    try {
      int status = run(arguments, out, err);
      out.flush();
      err.flush();
      return status;
    } catch (Screen.OutputException e) {
      return outputFault(e, err, language(arguments));
    }
  }

  private int run(String[] arguments, Screen out, Screen err) {
    Messages messages = Messages.load(language(arguments), bundles);
    try {
      CommandLineParser parser = new CommandLineParser(commands);
      CommandLineParser.Parsed parsed = parser.parse(withHelpWord(arguments));
      if (parsed.versionAsked()) {
        out.line("jaruek " + version);
        return AdminStatus.DONE;
      }
      HelpText help = new HelpText(messages, commands, out.columns());
      if (parsed.helpAsked()) {
        out.print(help.of(parsed.words()));
        return AdminStatus.DONE;
      }
      if (parsed.command().isEmpty()) {
        err.print(help.of(parsed.words()));
        return AdminStatus.USAGE;
      }
      return run(parsed.command().get(), parsed, messages, out, err);
    } catch (CommandException e) {
      out.flush();
      err.line(err.style(Screen.Style.RED, messages.text(e.code(), e.arguments())));
      if (e.arguments().has("help")) {
        err.line(messages.text("usage.see-help", e.arguments()));
      }
      return e.status();
    }
  }

  private int run(
      Command command, CommandLineParser.Parsed parsed, Messages messages, Screen out, Screen err) {
    GlobalOptions options = parsed.options(messages.language());
    CommandContext context =
        new CommandContext(surroundings, options, messages, configReader, out, err);
    try {
      return command.action().run(context, parsed.arguments(command, context));
    } catch (CommandException | Screen.OutputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      trace(e, err);
      throw new CommandException(
          AdminStatus.UNREACHABLE, "failed", AdminCodec.object().put("reason", TextFile.reason(e)));
    } finally {
      context.clearProgress();
    }
  }

  /** A fault nobody foresaw is told in a line; the whole of it where a developer asks. */
  private void trace(Exception e, Screen err) {
    if (surroundings.environment().getOrDefault("JARUEK_TRACE", "").isEmpty()) return;
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    err.print(trace.toString());
  }

  /** {@code jaruek help who} means {@code jaruek who --help}. */
  private static String[] withHelpWord(String[] arguments) {
    if (arguments.length == 0 || !arguments[0].equals("help")) return arguments;
    String[] moved = Arrays.copyOfRange(arguments, 1, arguments.length + 1);
    moved[moved.length - 1] = "--help";
    return moved;
  }

  /** Before the rest is parsed, for what is wrong with the rest is said in it. */
  private Language language(String[] arguments) {
    Optional<Language> said = Optional.empty();
    for (int i = 0; i < arguments.length && !arguments[i].equals("--"); i++) {
      if (arguments[i].startsWith("--language=")) {
        said = Language.of(arguments[i].substring("--language=".length()));
      } else if (arguments[i].equals("--language") && i + 1 < arguments.length) {
        said = Language.of(arguments[i + 1]);
      }
    }
    return said.orElseGet(() -> Language.ofEnvironment(surroundings.environment()));
  }

  private Screen screen(OutputStream stream, boolean shown, int columns) {
    boolean coloured =
        shown
            && surroundings.environment().getOrDefault("NO_COLOR", "").isEmpty()
            && !COLOURLESS.matcher(surroundings.environment().getOrDefault("TERM", "")).matches();
    return new Screen(stream, shown, coloured, shown ? columns : 0);
  }

  private int columns() {
    String said = surroundings.environment().getOrDefault("COLUMNS", "");
    if (said.matches("[1-9][0-9]{0,3}")) return Integer.parseInt(said);
    return surroundings.terminal().columns().filter(columns -> columns > 0).orElse(80);
  }

  /** A reader that has seen enough is no fault; a full disk is. */
  private int outputFault(Screen.OutputException e, Screen err, Language language) {
    if (e.readerGone()) return AdminStatus.DONE;
    ObjectNode arguments = AdminCodec.object().put("reason", e.reason());
    try {
      err.line(Messages.load(language, bundles).text("output.failed", arguments));
      err.flush();
    } catch (Screen.OutputException alsoGone) {
      // nobody is left to tell
    }
    return AdminStatus.UNREACHABLE;
  }
}
