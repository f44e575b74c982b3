package jaruek.radius.session;

import jaruek.radius.session.AccountingEvent.Kind;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a table of sessions from the store, in two parts: who is online, before anybody logs in;
 * what was used in the last {@link UserUsage#DAYS_MAX} days, meanwhile. The table takes events in
 * any order, so new ones may come in between.
 *
 * <p>Of the days before the silence limit only Stops are read: a session's last counts are all that
 * usage needs. One that ended there without a Stop is not counted any more after a restart.
 */
public final class SessionRebuild {
  /** Rows read before anybody logs in; with more, the newest count. */
  static final int ONLINE_ROWS_MAX = 1_000_000;

  /** Rows of earlier usage. */
  static final int USED_ROWS_MAX = 5_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(SessionRebuild.class);

  private final QueryEngine engine;
  private final SessionRules rules;
  private final SessionTable table;
  private final LongAdder cut;

  /**
   * Reads by this engine.
   *
   * @param cut counts questions whose answers were cut at their limit
   */
  public SessionRebuild(QueryEngine engine, SessionRules rules, SessionTable table, LongAdder cut) {
    this.engine = engine;
    this.rules = rules;
    this.table = table;
    this.cut = cut;
  }

  /**
   * The sessions open at this time: Start, Stop, On and Off within the silence limit, interim
   * updates within theirs.
   *
   * @return how many rows were read
   */
  public long online(long nowMillis) {
    long began = System.nanoTime();
    Condition begins = event(Kind.START, Kind.STOP, Kind.ON, Kind.OFF);
    long silence = nowMillis - rules.silenceLimit().toMillis();
    long interim = nowMillis - rules.interimLimit().toMillis();
    long rows = read(begins, silence, Long.MAX_VALUE, ONLINE_ROWS_MAX);
    rows += read(event(Kind.INTERIM), interim, Long.MAX_VALUE, ONLINE_ROWS_MAX);
    LOG.info(
        "{} sessions open, from {} stored events, read in {} ms",
        table.size(),
        rows,
        (System.nanoTime() - began) / 1_000_000);
    return rows;
  }

  /**
   * What was used before: the remaining interim updates within the silence limit, and the Stops of
   * the days before.
   *
   * @return how many rows were read
   */
  public long used(long nowMillis) {
    long silence = nowMillis - rules.silenceLimit().toMillis();
    long interim = nowMillis - rules.interimLimit().toMillis();
    long from = nowMillis - Duration.ofDays(UserUsage.DAYS_MAX).toMillis();
    long rows = read(event(Kind.INTERIM), silence, interim - 1, USED_ROWS_MAX);
    return rows + read(event(Kind.STOP), from, silence - 1, USED_ROWS_MAX);
  }

  private static Condition event(Kind... kinds) {
    return new Condition.Any(
        List.of(kinds).stream()
            .<Condition>map(kind -> new Condition.Equal(Identity.EVENT, kind.word()))
            .toList());
  }

  private long read(Condition event, long fromMillis, long toMillis, int rowsMax) {
    Condition span = new Condition.Between(Identity.RECEIVED_AT, fromMillis, toMillis);
    RowQuery newestFirst =
        new RowQuery(
            Dataset.IDENTITY,
            Condition.all(span, event),
            List.of(Identity.RECEIVED_AT),
            true,
            rowsMax);
    List<Row> rows = engine.list(newestFirst);
    if (rows.size() == rowsMax) {
      cut.increment();
      LOG.warn("more than {} accounting events to read; the older ones do not count", rowsMax);
    }
    for (Row row : rows.reversed()) apply(row);
    return rows.size();
  }

  private void apply(Row row) {
    Kind kind = row.text(Identity.EVENT).map(Kind::of).orElse(null);
    String nas = row.text(Identity.NAS).orElse(null);
    if (kind != null && nas != null) table.apply(event(row, kind, nas));
  }

  private static AccountingEvent event(Row row, Kind kind, String nas) {
    return new AccountingEvent(
        kind,
        row.number(Identity.EVENT_AT).orElse(row.receivedAtMillis()),
        row.receivedAtMillis(),
        null,
        null,
        false,
        row.text(Identity.USER_NAME).orElse(null),
        nas,
        row.text(Identity.SESSION_ID).orElse(null),
        row.address(Identity.ADDRESS).orElse(null),
        row.address(Identity.ADDRESS_V6).orElse(null),
        row.mac(Identity.MAC).orElse(null),
        row.text(Identity.NAS_PORT).orElse(null),
        number(row, Identity.SECONDS),
        number(row, Identity.INPUT_BYTES),
        number(row, Identity.OUTPUT_BYTES),
        row.text(Identity.CAUSE).orElse(null),
        Identification.NONE);
  }

  private static @Nullable Long number(Row row, Column column) {
    return row.number(column).isPresent() ? row.number(column).getAsLong() : null;
  }
}
