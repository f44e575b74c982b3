package jaruek.radius.session;

import jaruek.radius.session.AccountingEvent.Kind;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryControl;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a table of sessions from the store where there is no {@link SessionSnapshot}, in two parts:
 * who is online, before anybody logs in; what was used in the last {@link UserUsage#DAYS_MAX} days,
 * meanwhile. The table takes events in any order, so new ones may come in between. Rows are taken
 * one by one as they are read, the oldest first.
 *
 * <p>Of the days before the silence limit only Stops are read: a session's last counts are all that
 * usage needs. One that ended there without a Stop is not counted any more after a restart.
 */
public final class SessionRebuild {
  /** Rows read before anybody logs in; with more, the newest count. */
  static final long ONLINE_ROWS_MAX = 1_000_000;

  /** Rows of earlier usage. */
  static final long USED_ROWS_MAX = 5_000_000;

  private static final Duration TIME_MAX = Duration.ofMinutes(30);

  private static final Set<Column> COLUMNS =
      Set.of(
          Identity.RECEIVED_AT,
          Identity.EVENT_AT,
          Identity.EVENT,
          Identity.USER_NAME,
          Identity.ADDRESS,
          Identity.ADDRESS_V6,
          Identity.MAC,
          Identity.NAS,
          Identity.NAS_PORT,
          Identity.SESSION_ID,
          Identity.SECONDS,
          Identity.INPUT_BYTES,
          Identity.OUTPUT_BYTES,
          Identity.CAUSE);

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
    long silence = nowMillis - rules.silenceLimit().toMillis();
    long interim = nowMillis - rules.interimLimit().toMillis();
    // in one question, so in one order
    Condition events =
        new Condition.Any(
            List.of(
                event(Kind.START, Kind.STOP, Kind.ON, Kind.OFF),
                Condition.all(event(Kind.INTERIM), span(interim, Long.MAX_VALUE))));
    long rows = read(events, silence, Long.MAX_VALUE, ONLINE_ROWS_MAX);
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

  private static Condition span(long fromMillis, long toMillis) {
    return new Condition.Between(Identity.RECEIVED_AT, fromMillis, toMillis);
  }

  private long read(Condition event, long fromMillis, long toMillis, long rowsMax) {
    Condition where = Condition.all(span(fromMillis, toMillis), event);
    RowQuery oldestFirst = RowQuery.of(Dataset.IDENTITY, where, Long.MAX_VALUE);
    long skip = engine.count(oldestFirst) - rowsMax;
    if (skip > 0) {
      cut.increment();
      LOG.warn("more than {} accounting events to read; the older ones do not count", rowsMax);
    }
    long[] seen = {0};
    engine.query(
        oldestFirst,
        QueryControl.of(COLUMNS, TIME_MAX),
        row -> {
          if (seen[0]++ >= skip) apply(row);
          return true;
        });
    return seen[0] - Math.max(0, skip);
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
