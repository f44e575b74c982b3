package jaruek.retention.coverage;

import jaruek.retention.query.Row;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Operations;
import org.jspecify.annotations.Nullable;

/** Stored operations of the appliance itself. */
final class OperationRows {
  private OperationRows() {}

  static Row row(long frame, long at, String action, @Nullable String detail) {
    return row(frame, at, "system", action, detail);
  }

  static Row row(long frame, long at, String actor, String action, @Nullable String detail) {
    @Nullable Object[] values = new @Nullable Object[Dataset.OPERATIONS.columns().size()];
    values[Operations.RECEIVED_AT.ordinal()] = at;
    values[Operations.ACTOR.ordinal()] = actor;
    values[Operations.ACTION.ordinal()] = action;
    values[Operations.DETAIL.ordinal()] = detail;
    values[Operations.FRAME.ordinal()] = frame;
    return new Row(Dataset.OPERATIONS, values, -1);
  }
}
