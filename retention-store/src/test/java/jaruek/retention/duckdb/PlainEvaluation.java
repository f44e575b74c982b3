package jaruek.retention.duckdb;

import jaruek.retention.query.Condition;
import jaruek.retention.query.Mention;
import jaruek.retention.query.Row;
import jaruek.retention.record.Column;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Traffic;
import java.util.OptionalLong;

/** What a condition means, written down once more and as plainly as can be, to test against. */
final class PlainEvaluation {
  private PlainEvaluation() {}

  static boolean holds(Condition condition, Row row) {
    return switch (condition) {
      case Condition.Equal e -> equal(row, e.column(), e.value());
      case Condition.Between b -> {
        OptionalLong number = row.number(b.column());
        yield number.isPresent() && number.getAsLong() >= b.from() && number.getAsLong() <= b.to();
      }
      case Condition.Within w -> row.address(w.column()).map(w.range()::contains).orElse(false);
      case Condition.Contains c ->
          row.text(c.column()).map(text -> lower(text).contains(lower(c.text()))).orElse(false);
      case Condition.Mentions m ->
          row.text(m.column()).filter(new Mention(m.text())::isIn).isPresent();
      case Condition.IsNull n -> row.values()[n.column().ordinal()] == null;
      case Condition.During d -> {
        long received = row.number(Traffic.RECEIVED_AT).orElseThrow();
        long begin = row.number(Traffic.STARTED_AT).orElse(received);
        long end = row.number(Traffic.ENDED_AT).orElse(begin);
        yield begin <= d.toMillis() && end >= d.fromMillis();
      }
      case Condition.All a -> a.conditions().stream().allMatch(c -> holds(c, row));
      case Condition.Any a -> a.conditions().stream().anyMatch(c -> holds(c, row));
    };
  }

  private static boolean equal(Row row, Column column, Object value) {
    Object stored = row.values()[column.ordinal()];
    if (value instanceof Integer number) return Long.valueOf(number).equals(stored);
    return value instanceof IpAddress address ? address.equals(stored) : value.equals(stored);
  }

  private static String lower(String text) {
    StringBuilder lower = new StringBuilder();
    text.codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
    return lower.toString();
  }
}
