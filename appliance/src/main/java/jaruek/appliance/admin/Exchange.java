package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminRequest;
import jaruek.admin.api.AdminStatus;
import jaruek.retention.query.QueryLimitException;
import jaruek.retention.telemetry.Telemetry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a request's line to the last line of its answer. The order is the point: refuse, record that
 * a change begins, run, record what was done with the digest of the answer, and only then answer.
 */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final String UNRECORDED =
      "the operation could not be recorded, so it is not answered; see the log and the disk";

  private final AdminCommands commands;
  private final RoleTable roles;
  private final Cases cases;
  private final OperationLog operations;
  private final InstantSource clock;
  private final Telemetry telemetry;

  /** The client is gone or does not read. */
  static final class ClientGone extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClientGone(Throwable cause) {
      super("the client is gone", cause);
    }
  }

  /** The journal took no record. */
  private static final class Unrecorded extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unrecorded(Throwable cause) {
      super(UNRECORDED, cause);
    }
  }

  /** What is written down of a request. */
  private record Subject(String actor, String action, @Nullable String caseId, ObjectNode detail) {}

  Exchange(
      AdminCommands commands,
      RoleTable roles,
      Cases cases,
      OperationLog operations,
      InstantSource clock,
      Telemetry telemetry) {
    this.commands = commands;
    this.roles = roles;
    this.cases = cases;
    this.operations = operations;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /** Answers a line. */
  void line(Peer peer, String line, AdminCall.Parts parts, Consumer<byte[]> out) {
    AdminRequest request;
    try {
      request = AdminCodec.request(line);
    } catch (IllegalArgumentException e) {
      broken(peer, "not a request", line.length(), out);
      return;
    }
    Optional<AdminCommand> command = commands.find(request.command());
    Subject subject =
        new Subject(
            peer.actor(),
            command.isPresent() ? request.command() : "unknown: " + request.command(),
            text(request.arguments(), "case"),
            detail(command.orElse(null), request.arguments()));
    Answer answer = new Answer(() -> record(subject, "begun", null), out);
    if (command.isEmpty()) {
      finish(subject, answer, usage(AdminCodes.COMMAND_UNKNOWN, "command", request.command()));
    } else {
      finish(
          subject, answer, run(peer, command.get(), request.arguments(), subject, answer, parts));
    }
  }

  /** Answers what is no line: too long, not ended, not UTF-8, no JSON. */
  void broken(Peer peer, String reason, long bytes, Consumer<byte[]> out) {
    ObjectNode detail = AdminCodec.object().put("reason", reason).put("bytes", bytes);
    Subject subject = new Subject(peer.actor(), "unreadable", null, detail);
    finish(subject, new Answer(() -> {}, out), usage(AdminCodes.REQUEST_INVALID, "reason", reason));
  }

  private static AdminReply.End usage(String code, String... arguments) {
    return AdminRefusal.end(AdminStatus.USAGE, code, arguments);
  }

  private AdminReply.End run(
      Peer peer,
      AdminCommand command,
      ObjectNode given,
      Subject subject,
      Answer answer,
      AdminCall.Parts parts) {
    try {
      requireRole(peer, command);
      Arguments arguments = new Arguments(given);
      CaseFile file = requireGrounds(command, arguments);
      requireKnown(command, given);
      if (command.changes()) record(subject, "begun", null);
      AdminCall call = new AdminCall(peer, arguments, file, clock.instant(), answer, parts);
      return command.action().run(call);
    } catch (AdminRefusal e) {
      return e.end();
    } catch (Unrecorded e) {
      return failed(UNRECORDED);
    } catch (ClientGone e) {
      return failed("the client is gone");
    } catch (QueryLimitException e) {
      String max = Long.toString(e.limit());
      return switch (e.kind()) {
        case TIME ->
            AdminRefusal.end(AdminStatus.UNREACHABLE, AdminCodes.QUERY_TIME, "seconds", max);
        case MEMORY ->
            AdminRefusal.end(AdminStatus.UNREACHABLE, AdminCodes.QUERY_MEMORY, "mebibytes", max);
      };
    } catch (RuntimeException e) {
      LOG.error("the command '{}' failed", command.name(), e);
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private static AdminReply.End failed(String reason) {
    return AdminRefusal.end(AdminStatus.UNREACHABLE, AdminCodes.FAILED, "reason", reason);
  }

  private void requireRole(Peer peer, AdminCommand command) throws AdminRefusal {
    Set<Role> has = roles.of(peer);
    if (command.roles().stream().anyMatch(has::contains)) return;
    String needed = String.join(", ", command.roles().stream().map(Role::word).toList());
    throw refused(AdminCodes.ROLE, "command", command.name(), "role", needed, "user", peer.user());
  }

  private @Nullable CaseFile requireGrounds(AdminCommand command, Arguments arguments)
      throws AdminRefusal {
    if (command.grounds() == Grounds.NONE) return null;
    Optional<String> id = arguments.text("case");
    if (id.isEmpty()) {
      if (command.grounds() == Grounds.CASE) {
        throw refused(AdminCodes.NO_CASE, "command", command.name());
      }
      if (arguments.text("reason").isPresent()) return null;
      throw refused(AdminCodes.NO_CASE_OR_REASON, "command", command.name());
    }
    CaseFile file =
        cases.find(id.get()).orElseThrow(() -> refused(AdminCodes.NO_SUCH_CASE, "case", id.get()));
    if (!file.isOpen()) throw refused(AdminCodes.CASE_IS_CLOSED, "case", file.id());
    for (String name : new String[] {"at", "from", "to"}) {
      Optional<Instant> time =
          command.arguments().contains(name) ? arguments.instant(name) : Optional.empty();
      if (time.isPresent() && !file.covers(time.get())) throw file.outside();
    }
    return file;
  }

  private static void requireKnown(AdminCommand command, ObjectNode given) throws AdminRefusal {
    for (var field : given.properties()) {
      String name = field.getKey();
      if (!command.arguments().contains(name) && !command.secrets().contains(name)) {
        String known = String.join(", ", command.arguments());
        throw AdminRefusal.invalid(name, "", known);
      }
    }
  }

  private static AdminRefusal refused(String code, String... arguments) {
    return new AdminRefusal(AdminStatus.REFUSED, code, arguments);
  }

  private void finish(Subject subject, Answer answer, AdminReply.End end) {
    String digest = answer.end(end);
    String result = result(end);
    telemetry.counter("admin.requests", "result", word(end.status())).increment();
    try {
      record(subject, result, digest);
    } catch (Unrecorded e) {
      answer.sendInstead(failed(UNRECORDED));
      return;
    }
    answer.send();
  }

  private void record(Subject subject, String result, @Nullable String digest) {
    try {
      operations.record(
          subject.actor(), subject.action(), subject.caseId(), subject.detail(), result, digest);
    } catch (RuntimeException e) {
      telemetry.counter("admin.requests.unrecorded").increment();
      LOG.error("the operation '{}' of {} is not recorded", subject.action(), subject.actor(), e);
      throw new Unrecorded(e);
    }
  }

  private static String result(AdminReply.End end) {
    return end.code().isEmpty() ? word(end.status()) : word(end.status()) + ": " + end.code();
  }

  private static String word(int status) {
    return switch (status) {
      case AdminStatus.DONE -> "done";
      case AdminStatus.NEGATIVE -> "negative";
      case AdminStatus.USAGE -> "usage";
      case AdminStatus.REFUSED -> "refused";
      default -> "failed";
    };
  }

  /** The arguments that may be written down: those the command takes and that are no secret. */
  private static ObjectNode detail(@Nullable AdminCommand command, ObjectNode given) {
    ObjectNode detail = AdminCodec.object();
    for (var field : given.properties()) {
      boolean known = command != null && command.arguments().contains(field.getKey());
      boolean secret = command != null && command.secrets().contains(field.getKey());
      if (known) detail.set(field.getKey(), field.getValue());
      else detail.put(field.getKey(), secret ? "(withheld)" : "(unknown)");
    }
    detail.remove("case");
    return detail;
  }

  private static @Nullable String text(ObjectNode arguments, String name) {
    JsonNode value = arguments.path(name);
    return value.isTextual() ? value.textValue() : null;
  }
}
