package jaruek.radius.session;

import static org.junit.jupiter.api.Assertions.assertFalse;

import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Identity rows in memory, by event and time. */
final class StoredRows implements QueryEngine {
  private final List<Row> rows = new ArrayList<>();

  /** The row of an event. */
  void add(AccountingEvent event) {
    @Nullable Object[] values = new @Nullable Object[Dataset.IDENTITY.columns().size()];
    values[Identity.RECEIVED_AT.ordinal()] = event.receivedAtMillis();
    values[Identity.EVENT_AT.ordinal()] = event.atMillis();
    values[Identity.EVENT.ordinal()] = event.kind().word();
    values[Identity.USER_NAME.ordinal()] = event.userName();
    values[Identity.ADDRESS.ordinal()] = event.address();
    values[Identity.ADDRESS_V6.ordinal()] = event.addressV6();
    values[Identity.MAC.ordinal()] = event.mac();
    values[Identity.NAS.ordinal()] = event.nas();
    values[Identity.NAS_PORT.ordinal()] = event.nasPort();
    values[Identity.SESSION_ID.ordinal()] = event.sessionId();
    values[Identity.SECONDS.ordinal()] = event.seconds();
    values[Identity.INPUT_BYTES.ordinal()] = event.inputBytes();
    values[Identity.OUTPUT_BYTES.ordinal()] = event.outputBytes();
    values[Identity.CAUSE.ordinal()] = event.cause();
    add(values);
  }

  /** A row with these values, behind those before. */
  void add(@Nullable Object[] values) {
    values[Identity.FRAME.ordinal()] = (long) rows.size();
    rows.add(new Row(Dataset.IDENTITY, values, -1));
  }

  @Override
  public void query(RowQuery query, Predicate<Row> visitor) {
    assertFalse(query.descending());
    rows.stream()
        .filter(row -> fits(query.where(), row))
        .sorted(Comparator.comparingLong(Row::receivedAtMillis).thenComparingLong(Row::frame))
        .limit(query.limit())
        .takeWhile(visitor)
        .forEach(row -> {});
  }

  private static boolean fits(Condition condition, Row row) {
    return switch (condition) {
      case Condition.All(var all) -> all.stream().allMatch(c -> fits(c, row));
      case Condition.Any(var any) -> any.stream().anyMatch(c -> fits(c, row));
      case Condition.Equal(var column, var value) ->
          row.text(column).filter(value::equals).isPresent();
      case Condition.Between(var column, var from, var to) -> {
        long at = row.number(column).orElseThrow();
        yield at >= from && at <= to;
      }
      default -> throw new AssertionError(condition);
    };
  }

  @Override
  public long count(RowQuery query) {
    return rows.stream().filter(row -> fits(query.where(), row)).count();
  }

  @Override
  public void close() {}
}
