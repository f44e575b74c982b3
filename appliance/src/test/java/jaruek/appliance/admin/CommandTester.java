package jaruek.appliance.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminRequest;
import jaruek.appliance.config.Configuration;
import jaruek.retention.telemetry.Telemetry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Asks commands as a user with every role, without a socket. */
final class CommandTester {
  static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  private final RecordedOperations operations = new RecordedOperations();
  private final Exchange exchange;
  private final StringBuilder everything = new StringBuilder();
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private List<ObjectNode> rows = List.of();

  CommandTester(List<AdminCommand> commands) {
    this(commands, new Cases(Path.of("/nonexistent"), ZoneId.of("Asia/Bangkok"), () -> NOW));
  }

  CommandTester(List<AdminCommand> commands, Cases cases) {
    InstantSource clock = () -> NOW;
    List<String> all = List.of("*");
    RoleTable roles = new RoleTable(new Configuration.Roles(all, all, all), (user, group) -> false);
    exchange =
        new Exchange(
            new AdminCommands(commands),
            roles,
            cases,
            new OperationLog(operations, clock),
            clock,
            new Telemetry());
  }

  AdminReply.End ask(String command, ObjectNode arguments) {
    return ask("somsri", command, arguments);
  }

  AdminReply.End ask(String user, String command, ObjectNode arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String line = AdminCodec.write(new AdminRequest(command, arguments));
    exchange.line(new Peer(user, "users"), line, () -> new byte[0], out::writeBytes);
    everything.append(out.toString(StandardCharsets.UTF_8));
    return read(out.toByteArray());
  }

  private AdminReply.End read(byte[] bytes) {
    rows = new ArrayList<>();
    file.reset();
    for (int at = 0, end; at < bytes.length; at = end) {
      end = at;
      while (bytes[end++] != '\n') {}
      switch (AdminCodec.reply(new String(bytes, at, end - at - 1, StandardCharsets.UTF_8))) {
        case AdminReply.Row(ObjectNode row) -> rows.add(row);
        case AdminReply.Progress progress -> {}
        case AdminReply.Chunk(int length) -> {
          file.write(bytes, end, length);
          end += length;
        }
        case AdminReply.End last -> {
          assertEquals(bytes.length, end);
          return last;
        }
      }
    }
    throw new AssertionError("no end");
  }

  /** The file of the last answer. */
  byte[] file() {
    return file.toByteArray();
  }

  /** What was recorded. */
  RecordedOperations operations() {
    return operations;
  }

  /** The rows of the last answer. */
  List<ObjectNode> rows() {
    return rows;
  }

  /** All that was ever answered and recorded. */
  String everything() {
    return everything + operations.events().toString();
  }
}
