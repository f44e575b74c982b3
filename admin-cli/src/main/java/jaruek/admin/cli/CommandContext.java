package jaruek.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a running command works with: options, words, standard output and error, rows. */
public final class CommandContext {
  /** Where the appliance listens unless someone says otherwise. */
  public static final Path DEFAULT_SOCKET = Path.of("/run/jaruek/admin.sock");

  /** The zone unless someone says otherwise. */
  public static final ZoneId DEFAULT_ZONE = ZoneId.of("Asia/Bangkok");

  private static final int SECRET_BYTES_MAX = 4096;

  private final Surroundings surroundings;
  private final GlobalOptions options;
  private final Messages messages;
  private final ConfigReader configReader;
  private final Screen out;
  private final Screen err;
  private ConfigReader.@Nullable Settings settings;
  private boolean progressShown;

  CommandContext(
      Surroundings surroundings,
      GlobalOptions options,
      Messages messages,
      ConfigReader configReader,
      Screen out,
      Screen err) {
    this.surroundings = surroundings;
    this.options = options;
    this.messages = messages;
    this.configReader = configReader;
    this.out = out;
    this.err = err;
  }

  /** What the process has around it. */
  public Surroundings surroundings() {
    return surroundings;
  }

  /** What was said before or after the command. */
  public GlobalOptions options() {
    return options;
  }

  /** The words of the language asked for. */
  public Messages messages() {
    return messages;
  }

  /** Standard output. */
  public Screen out() {
    return out;
  }

  /** Standard error. */
  public Screen err() {
    return err;
  }

  /** {@code --socket}, else the configuration file's, else {@link #DEFAULT_SOCKET}. */
  public Path socket() {
    return options.socket().or(() -> settings().socket()).orElse(DEFAULT_SOCKET);
  }

  /** {@code --zone}, else the configuration file's, else {@link #DEFAULT_ZONE}. */
  public ZoneId zone() {
    return options.zone().or(() -> settings().zone()).orElse(DEFAULT_ZONE);
  }

  private ConfigReader.Settings settings() {
    if (settings == null) {
      Optional<Path> file = options.config();
      settings =
          file.isPresent()
              ? read(file.get())
              : new ConfigReader.Settings(Optional.empty(), Optional.empty());
    }
    return settings;
  }

  private ConfigReader.Settings read(Path file) {
    try {
      return configReader.read(file);
    } catch (IOException e) {
      throw configFault("config.unreadable", file, TextFile.reason(e));
    } catch (IllegalArgumentException e) {
      throw configFault("config.invalid", file, TextFile.reason(e));
    }
  }

  private static CommandException configFault(String code, Path file, String reason) {
    CommandException fault = CommandException.usage(code, "file", file.toString());
    fault.arguments().put("reason", reason);
    return fault;
  }

  /** A printer of rows in the format asked for; close it before anything else is printed. */
  public RowPrinter rows(View view) {
    return switch (options.format()) {
      case JSON -> new JsonRows(out);
      case CSV -> new CsvRows(out, err, messages, view);
      case TABLE -> {
        CellText cells = new CellText(messages, zone());
        yield switch (view) {
          case View.Table table -> new TableRows(out, err, cells, table);
          case View.Details details -> new DetailRows(out, err, cells);
          case View.Coverage coverage -> new CoverageRows(out, cells);
          case View.Who(ObjectNode question) -> new WhoRows(out, cells, question);
        };
      }
    };
  }

  /**
   * Asks the appliance.
   *
   * @param rows takes the answer's rows as they come
   * @return how it ended
   * @throws CommandException (unreachable) if nobody answers, or not to the end
   */
  public AdminReply.End ask(String command, ObjectNode arguments, Consumer<ObjectNode> rows) {
    return RemoteCall.ask(this, command, arguments, rows);
  }

  /** A file on its way to the appliance. */
  @FunctionalInterface
  public interface Parts {
    /**
     * The next part, at most {@link jaruek.admin.api.AdminCodec#CHUNK_BYTES_MAX} bytes; empty at
     * the end.
     */
    byte[] next() throws IOException;
  }

  /**
   * Asks the appliance for something it wants a file for.
   *
   * @param rows takes the answer's rows as they come
   * @param parts asked for as the appliance takes them; not at all if it refuses
   * @return how it ended
   * @throws CommandException (unreachable) if nobody answers, or not to the end
   * @throws IOException from the parts
   */
  public AdminReply.End send(
      String command, ObjectNode arguments, Consumer<ObjectNode> rows, Parts parts)
      throws IOException {
    return RemoteCall.send(this, command, arguments, rows, parts);
  }

  /** Words of the bundles in the reader's language, times among the arguments in the zone. */
  public String words(String key, ObjectNode arguments) {
    ObjectNode printed = AdminCodec.object();
    CellText cells = new CellText(messages, zone());
    arguments.properties().forEach(pair -> printed.put(pair.getKey(), cells.of(pair.getValue())));
    return messages.text(key, printed);
  }

  /**
   * Says how a command ended: what is done on standard output if that is for people, all else on
   * standard error.
   *
   * @param status one of {@link AdminStatus}
   * @param code a key of the message bundles, empty to say nothing
   */
  public void tell(int status, String code, ObjectNode arguments) {
    clearProgress();
    if (code.isEmpty()) return;
    String text = messages.text(code, withPrintedTimes(arguments));
    boolean answer = status == AdminStatus.DONE && !code.equals(AdminCodes.LIMIT_REACHED);
    if (answer && options.format() == OutputFormat.TABLE) {
      out.line(text);
    } else {
      err.line(status == AdminStatus.DONE ? text : err.style(Screen.Style.RED, text));
    }
  }

  private ObjectNode withPrintedTimes(ObjectNode arguments) {
    ObjectNode printed = arguments.deepCopy();
    for (String name : new String[] {"from", "to", "at"}) {
      if (!printed.path(name).isTextual()) continue;
      printed.put(name, new CellText(messages, zone()).of(printed.path(name)));
    }
    return printed;
  }

  /** Shows how far a long command has come, where a person looks at standard error. */
  public void progress(AdminReply.Progress progress) {
    if (!err.shown()) return;
    ObjectNode arguments =
        AdminCodec.object()
            .put("done", progress.done())
            .put("total", progress.total() > 0 ? Long.toString(progress.total()) : "…");
    String text = messages.text(progress.code(), arguments);
    int columns = err.columns() > 1 ? err.columns() - 1 : 79;
    err.print("\r\u001b[K" + TextWidth.fit(text, columns));
    err.flush();
    progressShown = true;
  }

  void clearProgress() {
    if (!progressShown) return;
    err.print("\r\u001b[K");
    err.flush();
    progressShown = false;
  }

  /**
   * Asks for a secret twice without showing it.
   *
   * @param parameter what is asked for
   * @throws CommandException (usage) if nobody can be asked, or the two differ
   */
  String askSecret(Parameter parameter) {
    Optional<String> first = ask("prompt." + parameter.name());
    if (first.isEmpty()) {
      CommandException fault =
          CommandException.usage("secret.missing", "option", parameter.optionName());
      fault.arguments().put("stdinOption", parameter.stdinOptionName());
      throw fault;
    }
    if (first.get().isEmpty()) {
      throw CommandException.usage("value.empty", "option", parameter.optionName());
    }
    if (!first.equals(ask("prompt.again"))) {
      throw CommandException.usage("secret.differs", "option", parameter.optionName());
    }
    return first.get();
  }

  private Optional<String> ask(String key) {
    return surroundings.terminal().secret(messages.text(key) + ": ");
  }

  /** The first line of standard input. */
  String secretFromStdin(Parameter parameter) {
    byte[] bytes;
    try {
      bytes = surroundings.stdin().readNBytes(SECRET_BYTES_MAX);
    } catch (IOException e) {
      bytes = new byte[0];
    }
    String line = new String(bytes, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    if (line.isEmpty()) {
      throw CommandException.usage("value.empty", "option", parameter.stdinOptionName());
    }
    return line;
  }
}
