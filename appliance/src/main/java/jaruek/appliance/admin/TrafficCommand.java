package jaruek.appliance.admin;

import jaruek.admin.api.AdminReply;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.record.Dataset;
import jaruek.retention.selection.Chosen;
import jaruek.retention.selection.Selections;

/** traffic: flows that may have been under way in the span; see {@link Chosen} for a user's. */
final class TrafficCommand {
  private final QueryEngine engine;
  private final Selections selections;

  TrafficCommand(QueryEngine engine, Selections selections) {
    this.engine = engine;
    this.selections = selections;
  }

  AdminCommand command() {
    return SelectionArguments.added(AdminCommand.named("traffic", Role.AUDITOR))
        .under(Grounds.CASE)
        .taking("limit")
        .doing(this::run);
  }

  private AdminReply.End run(AdminCall call) throws AdminRefusal {
    Span span = Span.required(call.arguments());
    Chosen chosen = selections.choose(SelectionArguments.read(call.arguments(), span));
    Condition where = SelectionArguments.condition(chosen, Dataset.TRAFFIC);
    AdminReply.End end = RowAnswer.rows(call, engine, Dataset.TRAFFIC, where);
    return chosen.complete() ? end : RowAnswer.end(call, RowAnswer.limit(call), true);
  }
}
