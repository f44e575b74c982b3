package jaruek.appliance.admin;

import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.retention.imported.Imported;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryControl;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Dataset;

/** Answers with rows up to a limit, and says when there were more or none. */
final class RowAnswer {
  static final long LIMIT = 1_000;
  static final long LIMIT_MAX = 1_000_000;

  private RowAnswer() {}

  static AdminReply.End rows(AdminCall call, QueryEngine engine, Dataset dataset, Condition where)
      throws AdminRefusal {
    long limit = limit(call);
    boolean[] more = {false};
    long[] imported = {0};
    engine.query(
        RowQuery.of(dataset, where, limit + 1),
        new QueryControl(null, new SearchProgress(call)),
        row -> {
          more[0] = call.rows() == limit;
          if (!more[0]) call.row(RowJson.of(row));
          if (!more[0] && Imported.is(row)) imported[0]++;
          return !more[0];
        });
    AdminReply.End end = end(call, limit, more[0]);
    return imported[0] == 0 || more[0]
        ? end
        : AdminCall.done(AdminCodes.ROWS_IMPORTED, "rows", Long.toString(imported[0]));
  }

  static long limit(AdminCall call) throws AdminRefusal {
    return call.arguments().number("limit", 1, LIMIT_MAX).orElse(LIMIT);
  }

  static AdminReply.End end(AdminCall call, long limit, boolean more) {
    if (more) return AdminCall.done(AdminCodes.LIMIT_REACHED, "limit", Long.toString(limit));
    if (call.rows() > 0) return AdminCall.done();
    return AdminRefusal.end(AdminStatus.NEGATIVE, AdminCodes.NOT_FOUND);
  }
}
