package jaruek.retention.duckdb;

import jaruek.retention.query.QueryException;
import jaruek.retention.query.Row;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rows of one statement as DuckDB streams them. Used by one thread. */
final class StatementRows implements RowSource {
  /** Makes a row of where the result stands. */
  interface RowMaker {
    Row row(ResultSet result) throws SQLException;
  }

  private final ConnectionPool.Lease lease;
  private final PreparedStatement statement;
  private final InterruptWatch.Watch watch;
  private final Deadline deadline;
  private final RowMaker maker;
  private final Function<Exception, QueryException> failure;
  private @Nullable ResultSet result;
  private boolean failed;

  private StatementRows(
      ConnectionPool.Lease lease,
      PreparedStatement statement,
      InterruptWatch interrupts,
      Deadline deadline,
      RowMaker maker,
      Function<Exception, QueryException> failure) {
    this.lease = lease;
    this.statement = statement;
    this.watch = interrupts.watch(statement, deadline);
    this.deadline = deadline;
    this.maker = maker;
    this.failure = failure;
  }

  /**
   * Runs the statement.
   *
   * @param failure makes an exception of what went wrong, unless the question was ended
   */
  static StatementRows run(
      ConnectionPool connections,
      InterruptWatch interrupts,
      Deadline deadline,
      String sql,
      List<Object> parameters,
      RowMaker maker,
      Function<Exception, QueryException> failure) {
    deadline.check();
    ConnectionPool.Lease lease = null;
    StatementRows rows = null;
    try {
      lease = connections.take();
      PreparedStatement statement = lease.connection().prepareStatement(sql);
      rows = new StatementRows(lease, statement, interrupts, deadline, maker, failure);
      int index = 1;
      for (Object parameter : parameters) statement.setObject(index++, parameter);
      rows.result = statement.executeQuery();
      return rows;
    } catch (SQLException | IllegalArgumentException e) {
      if (rows != null) {
        rows.failed = true;
        rows.close();
      } else {
        close(lease, e);
      }
      deadline.check();
      throw failure.apply(e);
    }
  }

  private static void close(ConnectionPool.@Nullable Lease lease, Exception why) {
    if (lease == null) return;
    try {
      lease.close();
    } catch (SQLException e) {
      why.addSuppressed(e);
    }
  }

  @Override
  public @Nullable Row next() {
    ResultSet from = result;
    if (from == null) return null;
    try {
      deadline.check();
      return from.next() ? maker.row(from) : null;
    } catch (SQLException | IllegalArgumentException e) {
      failed = true;
      deadline.check();
      throw failure.apply(e);
    }
  }

  @Override
  public void close() {
    watch.close();
    try (lease) {
      try (statement) {
        if (result != null) result.close();
      }
      if (!failed) lease.reusable();
    } catch (SQLException e) {
      if (!failed) throw failure.apply(e);
    }
  }
}
