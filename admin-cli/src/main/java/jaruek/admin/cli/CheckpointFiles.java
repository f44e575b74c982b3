package jaruek.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The commands whose checkpoints travel in files: the appliance makes and checks them, the files
 * are read and written here, as the one who gave the command.
 */
final class CheckpointFiles {
  private static final String CONTENT = "content";

  private CheckpointFiles() {}

  /** {@code checkpoint show}: the page to be signed by hand is printed as it is. */
  static int show(CommandContext context, ObjectNode arguments) {
    boolean page =
        arguments.path("printable").asBoolean() && context.options().format() == OutputFormat.TABLE;
    if (!page) return RemoteCall.run(context, "checkpoint show", arguments, new View.Details());
    return RemoteCall.run(context, "checkpoint show", arguments, () -> new Page(context.out()));
  }

  /** {@code checkpoint publish}: the request for a peer to cosign goes into a file. */
  static int publish(CommandContext context, ObjectNode arguments) {
    Path file = path(arguments.remove("output").asText());
    return run(context, "checkpoint publish", arguments, file);
  }

  /**
   * {@code checkpoint cosign}: reads what was carried here; what is to be carried back is written.
   */
  static int cosign(CommandContext context, ObjectNode arguments) {
    String name = arguments.remove("file").asText();
    String output =
        arguments.has("output") ? arguments.remove("output").asText() : name + ".cosigned";
    arguments.put(CONTENT, TextFile.read(name, context.surroundings().stdin()));
    return run(context, "checkpoint cosign", arguments, path(output));
  }

  private static Path path(String name) {
    return Path.of(name).toAbsolutePath();
  }

  private static int run(CommandContext context, String command, ObjectNode arguments, Path file) {
    Received received = new Received(context.rows(new View.Details()));
    int status = RemoteCall.run(context, command, arguments, () -> received);
    if (status != AdminStatus.DONE || received.content == null) return status;
    write(file, received.content);
    context.tell(
        AdminStatus.DONE, "file.written", AdminCodec.object().put("file", file.toString()));
    return status;
  }

  private static void write(Path file, String content) {
    try {
      Files.writeString(file, content, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CommandException(
          AdminStatus.UNREACHABLE,
          "file.unwritable",
          AdminCodec.object().put("file", file.toString()).put("reason", TextFile.reason(e)));
    }
  }

  /** Takes the file's content out of the row and prints the rest. */
  private static final class Received implements RowPrinter {
    private final RowPrinter rest;
    private @Nullable String content;

    Received(RowPrinter rest) {
      this.rest = rest;
    }

    @Override
    public void print(ObjectNode row) {
      if (row.has(CONTENT)) content = row.remove(CONTENT).asText();
      rest.print(row);
    }

    @Override
    public void close() {
      rest.close();
    }
  }

  private record Page(Screen out) implements RowPrinter {
    @Override
    public void print(ObjectNode row) {
      row.path("page").asText().lines().forEach(line -> out.line(SafeText.escape(line)));
    }

    @Override
    public void close() {}
  }
}
