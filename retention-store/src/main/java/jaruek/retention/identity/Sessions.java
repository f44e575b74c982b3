package jaruek.retention.identity;

import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.record.Identity;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Sessions from stored identity rows: for the {@code sessions} command and for {@link Who}. Events
 * are read from the span asked for and {@link SessionLimits#silence} before and behind it: an older
 * session without any event there is stale.
 */
public final class Sessions {
  private final QueryEngine engine;
  private final SessionLimits limits;
  private final InstantSource clock;

  /**
   * Asks this engine.
   *
   * @param clock ours, to tell open from stale
   */
  public Sessions(QueryEngine engine, SessionLimits limits, InstantSource clock) {
    this.engine = engine;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * What was found.
   *
   * @param sessions by start
   * @param complete false if there were more rows than one question may read: narrow it
   */
  public record Found(List<Session> sessions, boolean complete) {}

  /** The sessions that fit. */
  public Found find(SessionFilter filter) {
    IdentityRows rows = rows(filter.fromMillis(), filter.toMillis());
    rows.load(selector(filter));
    boolean all = filter.user() == null && filter.address() == null && filter.mac() == null;
    if (!all) rows.loadRelated();
    List<Session> sessions = build(rows, filter.toMillis()).stream().filter(filter::fits).toList();
    return new Found(sessions, rows.complete());
  }

  private static Condition selector(SessionFilter filter) {
    List<Condition> conditions = new ArrayList<>();
    if (filter.user() != null) {
      conditions.add(IdentityRows.equal(Identity.USER_NAME, filter.user()));
    }
    if (filter.address() != null) conditions.add(IdentityRows.ofAddress(filter.address()));
    if (filter.mac() != null) conditions.add(IdentityRows.equal(Identity.MAC, filter.mac()));
    return new Condition.All(conditions);
  }

  /** Rows that can tell of sessions in this span. */
  IdentityRows rows(long fromMillis, long toMillis) {
    long silence = limits.silence().toMillis();
    return new IdentityRows(engine, fromMillis - silence, toMillis + silence);
  }

  /**
   * The sessions of these rows; what will be after now is not known, so no end is inferred there.
   */
  List<Session> build(IdentityRows rows, long toMillis) {
    long horizon = Math.min(clock.millis(), toMillis + limits.silence().toMillis());
    return SessionBuilder.build(List.copyOf(rows.rows()), limits.silence(), horizon);
  }
}
