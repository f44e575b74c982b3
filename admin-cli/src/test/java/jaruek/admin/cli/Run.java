package jaruek.admin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One run of the command line and what it left: status, standard output, standard error. */
final class Run {
  final int status;
  final String out;
  final String err;

  private Run(int status, String out, String err) {
    this.status = status;
    this.out = out;
    this.err = err;
  }

  static With with() {
    return new With();
  }

  static Run of(FakeDaemon daemon, String... arguments) {
    return with().socket(daemon).run(arguments);
  }

  /** What is around the run: nobody looks and English is spoken unless said. */
  static final class With implements Surroundings.Terminal {
    private final Map<String, String> environment = new TreeMap<>(Map.of("LANG", "C.UTF-8"));
    private final List<String> before = new ArrayList<>();
    private final Deque<String> secrets = new ArrayDeque<>();
    private final List<Command> local = new ArrayList<>();
    private byte[] stdin = {};
    private int columns;
    private ConfigReader configReader = ConfigReader.NONE;

    With socket(FakeDaemon daemon) {
      before.add("--socket=" + daemon.socket());
      return this;
    }

    With environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    With stdin(byte[] bytes) {
      stdin = bytes;
      return this;
    }

    With terminal(int width) {
      columns = width;
      environment.put("TERM", "xterm");
      return this;
    }

    With secrets(String... typed) {
      secrets.addAll(List.of(typed));
      return this;
    }

    With config(ConfigReader reader) {
      configReader = reader;
      return this;
    }

    With local(Command command) {
      local.add(command);
      return this;
    }

    Run run(String... arguments) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Surroundings surroundings =
          new Surroundings(environment, new ByteArrayInputStream(stdin), out, err, this);
      int status = commandLine(surroundings).execute(joined(arguments));
      return new Run(status, out.toString(UTF_8), err.toString(UTF_8));
    }

    JaruekCommandLine commandLine(Surroundings surroundings) {
      return new JaruekCommandLine("1.2.3", surroundings, configReader, local, List.of());
    }

    String[] joined(String... arguments) {
      List<String> all = new ArrayList<>(before);
      all.addAll(List.of(arguments));
      return all.toArray(String[]::new);
    }

    @Override
    public boolean stdoutShown() {
      return columns > 0;
    }

    @Override
    public boolean stderrShown() {
      return columns > 0;
    }

    @Override
    public Optional<Integer> columns() {
      return Optional.of(columns);
    }

    @Override
    public Optional<String> secret(String prompt) {
      return Optional.ofNullable(secrets.poll());
    }
  }
}
