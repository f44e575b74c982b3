package jaruek.retention.duckdb;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;

/** Connections kept from one question to the next. */
final class ConnectionPool implements AutoCloseable {
  /** Idle connections kept; more may be in use at a time. */
  static final int IDLE_MAX = 8;

  private final DuckDatabase database;
  private final ArrayBlockingQueue<Connection> idle = new ArrayBlockingQueue<>(IDLE_MAX);

  ConnectionPool(DuckDatabase database) {
    this.database = database;
  }

  /** A connection in use; given back when closed, if all went well. */
  final class Lease implements AutoCloseable {
    private final Connection connection;
    private boolean reusable;

    private Lease(Connection connection) {
      this.connection = connection;
    }

    Connection connection() {
      return connection;
    }

    /** Says that nothing went wrong. */
    void reusable() {
      reusable = true;
    }

    @Override
    public void close() throws SQLException {
      if (!reusable || !idle.offer(connection)) connection.close();
    }
  }

  Lease take() throws SQLException {
    Connection known = idle.poll();
    return new Lease(known == null ? database.connect() : known);
  }

  @Override
  public void close() throws SQLException {
    for (Connection c = idle.poll(); c != null; c = idle.poll()) c.close();
  }
}
