package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.retention.expiry.Hold;
import jaruek.retention.expiry.Retention;
import jaruek.retention.record.Dataset;
import jaruek.retention.selection.SelectionException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** hold place, list, release: orders that rows must stay longer than their time. */
public final class HoldCommands {
  private final Retention retention;
  private final Cases cases;

  /** Over these holds and cases. */
  public HoldCommands(Retention retention, Cases cases) {
    this.retention = retention;
    this.cases = cases;
  }

  /** All of them. */
  public List<AdminCommand> commands() {
    return List.of(
        AdminCommand.named("hold place", Role.AUDITOR)
            .taking(
                "case",
                "user",
                "address",
                "mac",
                "destination",
                "destinationPort",
                "from",
                "to",
                "months",
                "order",
                "renew")
            .changing()
            .doing(this::place),
        AdminCommand.named("hold list", Role.AUDITOR).doing(this::list),
        AdminCommand.named("hold release", Role.AUDITOR)
            .taking("hold")
            .changing()
            .doing(this::release));
  }

  private AdminReply.End place(AdminCall call) throws AdminRefusal {
    Arguments arguments = call.arguments();
    String letter = arguments.requiredText("order");
    int months =
        (int)
            arguments
                .number("months", 1, Hold.ORDER_MONTHS_MAX)
                .orElseThrow(
                    () ->
                        new AdminRefusal(
                            AdminStatus.USAGE, AdminCodes.ARGUMENT_MISSING, "argument", "months"));
    Optional<String> renewed = arguments.text("renew");
    Hold hold =
        renewed.isPresent()
            ? renew(call, renewed.get(), letter, months)
            : retention.place(
                openCase(arguments).id(),
                SelectionArguments.read(arguments, span(arguments)),
                letter,
                months,
                call.peer().user());
    return scanned(call, hold);
  }

  private CaseFile openCase(Arguments arguments) throws AdminRefusal {
    Optional<String> id = arguments.text("case");
    if (id.isEmpty()) {
      throw new AdminRefusal(AdminStatus.REFUSED, AdminCodes.NO_CASE, "command", "hold place");
    }
    CaseFile file =
        cases
            .find(id.get())
            .orElseThrow(
                () ->
                    new AdminRefusal(
                        AdminStatus.REFUSED, AdminCodes.NO_SUCH_CASE, "case", id.get()));
    if (file.isOpen()) return file;
    throw new AdminRefusal(AdminStatus.REFUSED, AdminCodes.CASE_IS_CLOSED, "case", file.id());
  }

  /** The case's span, or a part of it. */
  private Span span(Arguments arguments) throws AdminRefusal {
    CaseFile file = openCase(arguments);
    Instant from = arguments.instant("from").orElse(file.from());
    Instant to = arguments.instant("to").orElse(file.to());
    if (!file.covers(from) || !file.covers(to)) throw file.outside();
    return Span.checked(from, to);
  }

  private Hold renew(AdminCall call, String id, String letter, int months) throws AdminRefusal {
    Hold hold = existing(id);
    if (!hold.isInForce()) throw ended(id);
    return retention
        .renew(id, letter, months, call.peer().user())
        .orElseThrow(
            () ->
                new AdminRefusal(
                    AdminStatus.USAGE,
                    AdminCodes.HOLD_TOO_LONG,
                    "hold",
                    id,
                    "max",
                    Integer.toString(Hold.MONTHS_MAX),
                    "months",
                    Integer.toString(hold.months())));
  }

  /** The hold is in force already; now its rows are found and logged. */
  private AdminReply.End scanned(AdminCall call, Hold hold) throws AdminRefusal {
    Map<Dataset, Long> rows;
    try {
      rows =
          retention.scan(
              hold.id(), (done, total) -> call.progress(AdminCodes.PROGRESS_HOLD, done, total));
    } catch (SelectionException e) {
      throw new AdminRefusal(
          AdminStatus.USAGE,
          AdminCodes.HOLD_UNSCANNED,
          "hold",
          hold.id(),
          "reason",
          String.valueOf(e.getMessage()));
    }
    ObjectNode row = json(retention.hold(hold.id()).orElse(hold));
    rows.forEach((dataset, count) -> row.put(dataset.word() + "Rows", count));
    call.row(row);
    return AdminCall.done(
        AdminCodes.HOLD_PLACED, "hold", hold.id(), "until", InstantText.ofMillis(hold.endMillis()));
  }

  private AdminReply.End list(AdminCall call) {
    retention.holds().forEach(hold -> call.row(json(hold)));
    return AdminCall.done();
  }

  private AdminReply.End release(AdminCall call) throws AdminRefusal {
    String id = call.arguments().requiredText("hold");
    existing(id);
    Hold released = retention.release(id, call.peer().user()).orElseThrow(() -> ended(id));
    call.row(json(released));
    return AdminCall.done(AdminCodes.HOLD_RELEASED, "hold", id);
  }

  private Hold existing(String id) throws AdminRefusal {
    return retention
        .hold(id)
        .orElseThrow(
            () -> new AdminRefusal(AdminStatus.NEGATIVE, AdminCodes.HOLD_UNKNOWN, "hold", id));
  }

  private static AdminRefusal ended(String id) {
    return new AdminRefusal(AdminStatus.USAGE, AdminCodes.HOLD_ENDED, "hold", id);
  }

  static ObjectNode json(Hold hold) {
    ObjectNode json =
        AdminCodec.object()
            .put("id", hold.id())
            .put("status", hold.isInForce() ? "in-force" : "ended")
            .put("case", hold.caseId());
    json.setAll(hold.selection().json());
    json.put("months", hold.months()).put("until", InstantText.ofMillis(hold.endMillis()));
    ArrayNode orders = json.putArray("orders");
    for (Hold.Order order : hold.orders()) {
      orders
          .addObject()
          .put("letter", order.letter())
          .put("months", order.months())
          .put("at", InstantText.ofMillis(order.atMillis()))
          .put("by", order.by());
    }
    Long releasedAt = hold.releasedAtMillis();
    if (releasedAt != null) {
      json.put("releasedAt", InstantText.ofMillis(releasedAt));
      json.put("releasedBy", hold.releasedBy());
    }
    return json;
  }
}
