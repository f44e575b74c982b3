package jaruek.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminRequest;
import jaruek.admin.api.AdminStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends one request and prints its replies. */
final class RemoteCall {
  private RemoteCall() {}

  static int run(CommandContext context, String command, ObjectNode arguments, View view) {
    return run(context, command, arguments, () -> context.rows(view));
  }

  /** The same with a printer of one's own, asked for when the appliance is reached. */
  static int run(
      CommandContext context, String command, ObjectNode arguments, Supplier<RowPrinter> printer) {
    return run(context, command, arguments, printer, null);
  }

  /** The same for an answer that brings a file. */
  static int receive(
      CommandContext context, String command, ObjectNode arguments, View view, Path file) {
    try (ReceivedFile received = new ReceivedFile(file)) {
      return run(context, command, arguments, () -> context.rows(view), received);
    }
  }

  private static int run(
      CommandContext context,
      String command,
      ObjectNode arguments,
      Supplier<RowPrinter> printer,
      @Nullable ReceivedFile file) {
    context.zone(); // a fault of the configuration is told before anything is done
    AdminReply.End end;
    try (AdminConnection connection = AdminConnection.open(context.socket())) {
      connection.send(new AdminRequest(command, arguments));
      try (RowPrinter rows = printer.get()) {
        end = read(context, connection, rows::print, file);
      }
      if (file != null && end.status() == AdminStatus.DONE) keep(file, end.arguments());
      context.tell(end.status(), end.code(), end.arguments());
      return statusOf(end);
    }
  }

  /** The same for a request that brings a file: sent part by part, as the appliance asks for it. */
  static AdminReply.End send(
      CommandContext context,
      String command,
      ObjectNode arguments,
      Consumer<ObjectNode> rows,
      CommandContext.Parts parts)
      throws IOException {
    try (AdminConnection connection = AdminConnection.open(context.socket())) {
      connection.send(new AdminRequest(command, arguments));
      while (true) {
        switch (connection.read()) {
          case AdminReply.Row(ObjectNode row) -> rows.accept(row);
          case AdminReply.Progress progress -> {
            if (progress.code().equals(AdminCodes.PROGRESS_UPLOAD)) {
              connection.sendPart(parts.next());
            } else {
              context.progress(progress);
            }
          }
          case AdminReply.Chunk(int bytes) -> connection.readBytes(bytes, into(null));
          case AdminReply.End end -> {
            return new AdminReply.End(statusOf(end), end.code(), end.arguments());
          }
        }
      }
    }
  }

  /** The same, handing the rows on and telling nothing. */
  static AdminReply.End ask(
      CommandContext context, String command, ObjectNode arguments, Consumer<ObjectNode> rows) {
    try (AdminConnection connection = AdminConnection.open(context.socket())) {
      connection.send(new AdminRequest(command, arguments));
      AdminReply.End end = read(context, connection, rows, null);
      return new AdminReply.End(statusOf(end), end.code(), end.arguments());
    }
  }

  private static AdminReply.End read(
      CommandContext context,
      AdminConnection connection,
      Consumer<ObjectNode> rows,
      @Nullable ReceivedFile file) {
    while (true) {
      if (connection.drained()) context.out().flush();
      switch (connection.read()) {
        case AdminReply.Row(ObjectNode row) -> {
          context.clearProgress();
          rows.accept(row);
        }
        case AdminReply.Progress progress -> context.progress(progress);
        case AdminReply.Chunk(int bytes) -> connection.readBytes(bytes, into(file));
        case AdminReply.End end -> {
          return end;
        }
      }
    }
  }

  private static Consumer<ByteBuffer> into(@Nullable ReceivedFile file) {
    // what was not asked for is passed over
    return file == null ? bytes -> {} : file::write;
  }

  private static void keep(ReceivedFile file, ObjectNode arguments) {
    file.keep(arguments.path("bytes").asLong(-1), arguments.path("sha256").asText());
  }

  /** A status outside the contract is no answer. */
  private static int statusOf(AdminReply.End end) {
    boolean known = end.status() >= AdminStatus.DONE && end.status() <= AdminStatus.REFUSED;
    return known ? end.status() : AdminStatus.UNREACHABLE;
  }
}
