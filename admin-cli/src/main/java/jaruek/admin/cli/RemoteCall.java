package jaruek.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminRequest;
import jaruek.admin.api.AdminStatus;

/** Sends one request and prints its replies. */
final class RemoteCall {
  private RemoteCall() {}

  static int run(CommandContext context, String command, ObjectNode arguments, View view) {
    context.zone(); // a fault of the configuration is told before anything is done
    try (AdminConnection connection = AdminConnection.open(context.socket())) {
      connection.send(new AdminRequest(command, arguments));
      AdminReply.End end;
      try (RowPrinter rows = context.rows(view)) {
        end = print(context, connection, rows);
      }
      context.tell(end.status(), end.code(), end.arguments());
      return statusOf(end);
    }
  }

  private static AdminReply.End print(
      CommandContext context, AdminConnection connection, RowPrinter rows) {
    while (true) {
      if (connection.drained()) context.out().flush();
      switch (connection.read()) {
        case AdminReply.Row(ObjectNode row) -> {
          context.clearProgress();
          rows.print(row);
        }
        case AdminReply.Progress progress -> context.progress(progress);
        case AdminReply.End end -> {
          return end;
        }
      }
    }
  }

  /** A status outside the contract is no answer. */
  private static int statusOf(AdminReply.End end) {
    boolean known = end.status() >= AdminStatus.DONE && end.status() <= AdminStatus.REFUSED;
    return known ? end.status() : AdminStatus.UNREACHABLE;
  }
}
