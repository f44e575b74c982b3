package jaruek.appliance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.admin.cli.CommandContext;
import jaruek.admin.cli.CommandException;
import jaruek.admin.cli.Screen;
import jaruek.admin.cli.Surroundings;
import jaruek.appliance.demo.Demo;
import jaruek.appliance.demo.DemoException;
import jaruek.appliance.demo.Stage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code jaruek demo}. */
final class DemoCommand {
  private DemoCommand() {}

  static int run(CommandContext context, ObjectNode arguments) throws IOException {
    boolean keep = arguments.has("keep");
    Path folder =
        keep
            ? kept(Path.of(arguments.path("keep").asText()))
            : Files.createTempDirectory("jaruek-demo-");
    try {
      new Demo(new Terminal(context), folder, keep, System.getProperty("user.name")).run();
      return AdminStatus.DONE;
    } catch (DemoException e) {
      throw failed(String.valueOf(e.getMessage()));
    }
  }

  private static Path kept(Path folder) throws IOException {
    Path absolute = folder.toAbsolutePath().normalize();
    Files.createDirectories(absolute);
    try (var files = Files.list(absolute)) {
      if (files.findAny().isPresent()) {
        throw new CommandException(
            AdminStatus.USAGE,
            "rebuild.not-empty",
            AdminCodec.object().put("to", absolute.toString()));
      }
    }
    return absolute;
  }

  private static CommandException failed(String reason) {
    return new CommandException(
        AdminStatus.NEGATIVE, "failed.local", AdminCodec.object().put("reason", reason));
  }

  /** Tells the story where the command was called. */
  private static final class Terminal implements Stage {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CommandContext context;
    private int steps;

    Terminal(CommandContext context) {
      this.context = context;
    }

    @Override
    public void step(String key, ObjectNode arguments) {
      Screen out = context.out();
      out.line("");
      out.line(
          out.style(Screen.Style.BOLD, ++steps + ". " + context.messages().text(key, arguments)));
      out.flush();
    }

    @Override
    public void note(String key, ObjectNode arguments) {
      context.tell(AdminStatus.DONE, key, arguments);
      context.out().flush();
    }

    @Override
    public void progress(String key, long done, long total) {
      context.progress(new AdminReply.Progress(key, done, total));
    }

    @Override
    public int show(List<String> command) {
      Screen out = context.out();
      out.line(out.style(Screen.Style.CYAN, "$ jaruek " + String.join(" ", command)));
      out.flush();
      List<String> whole = new ArrayList<>(command);
      whole.addAll(List.of("--language", context.options().language().code()));
      return Main.commandLine(context.surroundings()).execute(whole.toArray(String[]::new));
    }

    @Override
    public List<ObjectNode> ask(List<String> command) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Surroundings unseen =
          new Surroundings(
              context.surroundings().environment(),
              new ByteArrayInputStream(new byte[0]),
              out,
              err,
              Surroundings.Terminal.NONE);
      int status = Main.commandLine(unseen).execute(command.toArray(String[]::new));
      if (status != AdminStatus.DONE) {
        throw new DemoException(
            "jaruek "
                + String.join(" ", command)
                + " ended with "
                + status
                + ": "
                + err.toString(StandardCharsets.UTF_8).strip());
      }
      return out.toString(StandardCharsets.UTF_8).lines().map(Terminal::parse).toList();
    }

    private static ObjectNode parse(String line) {
      try {
        return (ObjectNode) JSON.readTree(line);
      } catch (JsonProcessingException | ClassCastException e) {
        throw new DemoException("not a JSON object: " + line, e);
      }
    }
  }
}
