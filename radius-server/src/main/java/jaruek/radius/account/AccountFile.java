package jaruek.radius.account;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The SQLite file. One connection; methods are synchronized. Write-ahead log, each change on the
 * disk before it counts. Values are bound, never part of a statement's text.
 */
final class AccountFile implements AutoCloseable {
  /** "JRAC": marks the file as ours. */
  static final int APPLICATION_ID = 0x4a524143;

  static final int SCHEMA_VERSION = 1;

  private static final String COLUMNS =
      "id, user_name, password_hash, chap_secret, full_name, department, national_id, expires_at,"
          + " disabled, created_at, changed_at, closed_at";

  private final Path file;
  private final Connection connection;

  /** An account with what is never shown. */
  record Stored(Account account, String passwordHash, byte @Nullable [] chapSecret) {
    /** Stands where others have their hash, and is the hash of nothing. */
    static final String DEVICE = "device";

    /** Whether this is a device that logs in by its MAC, and has no password. */
    boolean isDevice() {
      return passwordHash.equals(DEVICE);
    }
  }

  private AccountFile(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  static AccountFile open(Path file) {
    try {
      if (!Files.exists(file)) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      SQLiteConfig config = new SQLiteConfig();
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
      config.setPragma(
          SQLiteConfig.Pragma.SECURE_DELETE, "true"); // a purged account leaves no bytes
      config.setBusyTimeout(5_000);
      Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
      try {
        AccountFile accounts = new AccountFile(file, connection);
        accounts.checkFormat();
        return accounts;
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException | IOException e) {
      throw new AccountException(
          "account file " + file + " is damaged or cannot be used: " + e.getMessage(), e);
    }
  }

  private void checkFormat() throws SQLException {
    int version = number("PRAGMA user_version");
    int application = number("PRAGMA application_id");
    if (application == 0 && version == 0 && number("SELECT count(*) FROM sqlite_master") == 0) {
      create();
      return;
    }
    if (application != APPLICATION_ID) {
      throw new AccountException(file + " is a SQLite file, but not one of accounts");
    }
    if (version > SCHEMA_VERSION) {
      throw new AccountException(
          file + " has version " + version + ", this program knows " + SCHEMA_VERSION + ": update");
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
      if (!rows.next() || !"ok".equals(rows.getString(1))) {
        throw new AccountException(file + " is damaged: bring it back from the backup");
      }
    }
  }

  private int number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  private void create() throws SQLException {
    inTransaction(
        () -> {
          try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                """
                CREATE TABLE account (
                  id INTEGER PRIMARY KEY AUTOINCREMENT,
                  user_name TEXT NOT NULL,
                  password_hash TEXT NOT NULL,
                  chap_secret BLOB,
                  full_name TEXT,
                  department TEXT,
                  national_id TEXT,
                  expires_at INTEGER,
                  disabled INTEGER NOT NULL,
                  created_at INTEGER NOT NULL,
                  changed_at INTEGER NOT NULL,
                  closed_at INTEGER
                ) STRICT
                """);
            statement.executeUpdate(
                "CREATE UNIQUE INDEX open_account ON account(user_name) WHERE closed_at IS NULL");
            statement.executeUpdate("CREATE INDEX account_by_name ON account(user_name)");
            statement.executeUpdate("PRAGMA application_id = " + APPLICATION_ID);
            statement.executeUpdate("PRAGMA user_version = " + SCHEMA_VERSION);
          }
        });
  }

  /** Adds all or none, and gives them back with their ids. */
  synchronized List<Stored> add(List<Stored> accounts) {
    List<Stored> added = new ArrayList<>(accounts.size());
    run(
        () -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO account (user_name, password_hash, chap_secret, full_name,"
                      + " department, national_id, expires_at, disabled, created_at, changed_at)"
                      + " VALUES (?,?,?,?,?,?,?,?,?,?) RETURNING id")) {
            for (Stored stored : accounts) added.add(insert(insert, stored));
          }
        });
    return added;
  }

  private static Stored insert(PreparedStatement insert, Stored stored) throws SQLException {
    Account account = stored.account();
    insert.setString(1, account.userName());
    insert.setString(2, stored.passwordHash());
    insert.setBytes(3, stored.chapSecret());
    insert.setString(4, account.fullName());
    insert.setString(5, account.department());
    insert.setString(6, account.nationalId());
    setInstant(insert, 7, account.expiresAt());
    insert.setBoolean(8, account.disabled());
    insert.setLong(9, account.createdAt().toEpochMilli());
    insert.setLong(10, account.changedAt().toEpochMilli());
    try (ResultSet key = insert.executeQuery()) {
      if (!key.next()) throw new SQLException("no id came back");
      return new Stored(
          withId(account, key.getLong(1)), stored.passwordHash(), stored.chapSecret());
    }
  }

  private static Account withId(Account a, long id) {
    return new Account(
        id,
        a.userName(),
        a.fullName(),
        a.department(),
        a.nationalId(),
        a.expiresAt(),
        a.disabled(),
        a.chap(),
        a.createdAt(),
        a.changedAt(),
        a.closedAt());
  }

  /** Writes password, secret, state and times of an account that is there. */
  synchronized void change(Stored stored) {
    Account account = stored.account();
    run(
        () -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE account SET password_hash = ?, chap_secret = ?, disabled = ?,"
                      + " changed_at = ?, closed_at = ? WHERE id = ?")) {
            update.setString(1, stored.passwordHash());
            update.setBytes(2, stored.chapSecret());
            update.setBoolean(3, account.disabled());
            update.setLong(4, account.changedAt().toEpochMilli());
            setInstant(update, 5, account.closedAt());
            update.setLong(6, account.id());
            if (update.executeUpdate() != 1) throw new SQLException("the account is gone");
          }
        });
  }

  /** All accounts that are not closed. */
  synchronized List<Stored> open() {
    return select("closed_at IS NULL ORDER BY user_name", null, 0);
  }

  /** All accounts, closed ones too. */
  synchronized List<Account> all() {
    return select("id > 0 ORDER BY id", null, 0).stream().map(Stored::account).toList();
  }

  /** Removes a closed account, and its bytes from the file. */
  synchronized void purge(long id) {
    run(
        () -> {
          try (PreparedStatement delete =
              connection.prepareStatement(
                  "DELETE FROM account WHERE id = ? AND closed_at IS NOT NULL")) {
            delete.setLong(1, id);
            delete.executeUpdate();
          }
        });
  }

  /** The account that had this name at that time. */
  synchronized Optional<Account> holder(String userName, Instant at) {
    return select(
            "user_name = ? AND created_at <= ? AND (closed_at IS NULL OR closed_at > ?)"
                + " ORDER BY id DESC LIMIT 1",
            userName,
            at.toEpochMilli())
        .stream()
        .map(Stored::account)
        .findFirst();
  }

  private List<Stored> select(String where, @Nullable String userName, long at) {
    List<Stored> found = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement("SELECT " + COLUMNS + " FROM account WHERE " + where)) {
      if (userName != null) {
        query.setString(1, userName);
        query.setLong(2, at);
        query.setLong(3, at);
      }
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) found.add(read(row));
      }
      return found;
    } catch (SQLException e) {
      throw new AccountException("account file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Stored read(ResultSet row) throws SQLException {
    byte[] chapSecret = row.getBytes(4);
    Account account =
        new Account(
            row.getLong(1),
            row.getString(2),
            row.getString(5),
            row.getString(6),
            row.getString(7),
            instant(row, 8),
            row.getBoolean(9),
            chapSecret != null,
            Instant.ofEpochMilli(row.getLong(10)),
            Instant.ofEpochMilli(row.getLong(11)),
            instant(row, 12));
    return new Stored(account, row.getString(3), chapSecret);
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  private static void setInstant(PreparedStatement statement, int index, @Nullable Instant instant)
      throws SQLException {
    if (instant == null) statement.setNull(index, Types.INTEGER);
    else statement.setLong(index, instant.toEpochMilli());
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void run(Work work) {
    try {
      inTransaction(work);
    } catch (SQLiteException e) {
      if (e.getResultCode() == SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE) {
        throw new AccountException("an account with this name is there already", e);
      }
      throw failed(e);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private AccountException failed(SQLException e) {
    return new AccountException(
        "account file " + file + " cannot be written: " + e.getMessage(), e);
  }

  private void inTransaction(Work work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      work.run();
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new AccountException("account file " + file + " cannot be closed", e);
    }
  }
}
