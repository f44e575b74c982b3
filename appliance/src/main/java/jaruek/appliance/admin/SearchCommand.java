package jaruek.appliance.admin;

import jaruek.admin.api.AdminReply;
import jaruek.retention.imported.Imports;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Messages;
import java.util.ArrayList;
import java.util.List;

/**
 * search: messages received in the span, and imported ones sent in it, that contain a text, without
 * regard to case.
 */
final class SearchCommand {
  private final QueryEngine engine;
  private final Imports imports;

  SearchCommand(QueryEngine engine, Imports imports) {
    this.engine = engine;
    this.imports = imports;
  }

  AdminCommand command() {
    return AdminCommand.named("search", Role.AUDITOR)
        .under(Grounds.CASE_OR_REASON)
        .taking("text", "from", "to", "sender", "limit")
        .doing(this::run);
  }

  private AdminReply.End run(AdminCall call) throws AdminRefusal {
    Arguments arguments = call.arguments();
    String text = arguments.requiredText("text");
    Span span = Span.required(arguments);
    List<Condition> conditions = new ArrayList<>();
    conditions.add(
        Condition.any(
            new Condition.Between(Messages.RECEIVED_AT, span.fromMillis(), span.toMillis()),
            imports.messages(span.fromMillis(), span.toMillis())));
    arguments
        .range("sender")
        .ifPresent(range -> conditions.add(new Condition.Within(Messages.SENDER, range)));
    conditions.add(
        Condition.any(
            new Condition.Contains(Messages.MESSAGE, text),
            new Condition.Contains(Messages.STRUCTURED_DATA, text),
            new Condition.Contains(Messages.APP_NAME, text),
            new Condition.Contains(Messages.HOSTNAME, text)));
    return RowAnswer.rows(call, engine, Dataset.MESSAGES, new Condition.All(conditions));
  }
}
