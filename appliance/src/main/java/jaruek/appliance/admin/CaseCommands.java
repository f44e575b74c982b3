package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import java.time.Instant;
import java.util.List;

/** case open, list, show, close. */
public final class CaseCommands {
  private final Cases cases;
  private final ExportRequests exports;

  /** Over these cases, and the exports asked for under them. */
  public CaseCommands(Cases cases, ExportRequests exports) {
    this.cases = cases;
    this.exports = exports;
  }

  /** All of them. */
  public List<AdminCommand> commands() {
    return List.of(
        AdminCommand.named("case open", Role.AUDITOR)
            .taking("letter", "officer", "basis", "from", "to")
            .changing()
            .doing(this::open),
        AdminCommand.named("case list", Role.AUDITOR).doing(this::list),
        AdminCommand.named("case show", Role.AUDITOR).taking("id").doing(this::show),
        AdminCommand.named("case close", Role.AUDITOR).taking("id").changing().doing(this::close));
  }

  private AdminReply.End open(AdminCall call) throws AdminRefusal {
    Arguments arguments = call.arguments();
    String letter = arguments.requiredText("letter");
    String officer = arguments.requiredText("officer");
    String basis = arguments.requiredText("basis");
    Instant from = arguments.requiredInstant("from");
    Instant to = arguments.requiredInstant("to");
    if (to.isBefore(from)) throw reversed(from, to);
    call.row(Cases.json(cases.open(letter, officer, basis, from, to, call.peer().user())));
    return AdminCall.done();
  }

  static AdminRefusal reversed(Instant from, Instant to) {
    return new AdminRefusal(
        AdminStatus.USAGE,
        AdminCodes.RANGE_REVERSED,
        "from",
        InstantText.of(from),
        "to",
        InstantText.of(to));
  }

  private AdminReply.End list(AdminCall call) {
    cases.list().forEach(file -> call.row(Cases.json(file)));
    return AdminCall.done();
  }

  private AdminReply.End show(AdminCall call) throws AdminRefusal {
    String id = call.arguments().requiredText("id");
    ObjectNode json = Cases.json(cases.find(id).orElseThrow(() -> unknown(id)));
    List<ExportRequest> asked = exports.of(id);
    if (!asked.isEmpty()) {
      ArrayNode array = json.putArray("exports");
      asked.forEach(request -> array.add(exports.shown(request)));
    }
    call.row(json);
    return AdminCall.done();
  }

  private AdminReply.End close(AdminCall call) throws AdminRefusal {
    String id = call.arguments().requiredText("id");
    if (cases.find(id).isEmpty()) throw unknown(id);
    CaseFile closed =
        cases
            .close(id, call.peer().user())
            .orElseThrow(
                () ->
                    new AdminRefusal(
                        AdminStatus.USAGE, AdminCodes.CASE_CLOSED_ALREADY, "case", id));
    call.row(Cases.json(closed));
    return AdminCall.done(AdminCodes.CASE_CLOSED, "case", id);
  }

  private static AdminRefusal unknown(String id) {
    return new AdminRefusal(AdminStatus.NEGATIVE, AdminCodes.CASE_UNKNOWN, "case", id);
  }
}
