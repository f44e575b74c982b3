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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private static final String COLUMNS =
      "id, user_name, password_hash, chap_secret, full_name, department, national_id, expires_at,"
          + " disabled, created_at, changed_at, closed_at, phone, email, group_name,"
          + " first_used_at, batch";

  private final Path file;
  private final Connection connection;
  private final AccountDetails details;

  /** An account with what is never shown. */
  record Stored(Account account, String passwordHash, byte @Nullable [] chapSecret) {
    /** Stands where others have their hash, and is the hash of nothing. */
    static final String DEVICE = "device";

    /** Whether this is a device that logs in by its MAC, and has no password. */
    boolean isDevice() {
      return passwordHash.equals(DEVICE);
    }

    /** The same password for the account as it is now. */
    Stored with(Account now) {
      return new Stored(now, passwordHash, chapSecret);
    }
  }

  private AccountFile(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
    this.details = new AccountDetails(connection);
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
      inTransaction(() -> AccountSchema.bring(connection, 0, APPLICATION_ID));
      return;
    }
    if (application != APPLICATION_ID) {
      throw new AccountException(file + " is a SQLite file, but not one of accounts");
    }
    if (version < 1 || version > AccountSchema.VERSION) {
      throw new AccountException(
          file
              + " has version "
              + version
              + ", this program knows "
              + AccountSchema.VERSION
              + ": update");
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)")) {
      if (!rows.next() || !"ok".equals(rows.getString(1))) {
        throw new AccountException(file + " is damaged: bring it back from the backup");
      }
    }
    if (version < AccountSchema.VERSION) {
      inTransaction(() -> AccountSchema.bring(connection, version, APPLICATION_ID));
    }
  }

  private int number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  /** Adds all or none, and gives them back with their ids. */
  synchronized List<Stored> add(List<Stored> accounts) {
    List<Stored> added = new ArrayList<>(accounts.size());
    run(
        () -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO account (password_hash, chap_secret, full_name, department,"
                      + " national_id, phone, email, group_name, expires_at, disabled, changed_at,"
                      + " user_name, created_at, batch)"
                      + " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING id")) {
            for (Stored stored : accounts) added.add(insert(insert, stored));
          }
        });
    return added;
  }

  private Stored insert(PreparedStatement insert, Stored stored) throws SQLException {
    Account account = stored.account();
    setChangeable(insert, stored);
    insert.setString(12, account.userName());
    insert.setLong(13, account.createdAt().toEpochMilli());
    insert.setString(14, account.batch());
    try (ResultSet key = insert.executeQuery()) {
      if (!key.next()) throw new SQLException("no id came back");
      long id = key.getLong(1);
      details.add("account_term", id, AccountDetails.ofTerms(account.permit().own()));
      details.add("account_extra", id, AccountDetails.ofExtra(account.person().extra()));
      details.add("account_mac", id, AccountDetails.ofMacs(account.permit().macs()));
      return stored.with(account.withId(id));
    }
  }

  /** The first eleven: what may change. */
  private static void setChangeable(PreparedStatement statement, Stored stored)
      throws SQLException {
    Account account = stored.account();
    Person person = account.person();
    statement.setString(1, stored.passwordHash());
    statement.setBytes(2, stored.chapSecret());
    statement.setString(3, person.fullName());
    statement.setString(4, person.department());
    statement.setString(5, person.nationalId());
    statement.setString(6, person.phone());
    statement.setString(7, person.email());
    statement.setString(8, account.permit().group());
    setInstant(statement, 9, account.expiresAt());
    statement.setBoolean(10, account.disabled());
    statement.setLong(11, account.changedAt().toEpochMilli());
  }

  /** Writes accounts that are there, all or none; their names, ids and beginnings stay. */
  synchronized void change(List<Stored> accounts) {
    run(
        () -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE account SET password_hash = ?, chap_secret = ?, full_name = ?,"
                      + " department = ?, national_id = ?, phone = ?, email = ?, group_name = ?,"
                      + " expires_at = ?, disabled = ?, changed_at = ?, closed_at = ?"
                      + " WHERE id = ?")) {
            for (Stored stored : accounts) update(update, stored);
          }
        });
  }

  private void update(PreparedStatement update, Stored stored) throws SQLException {
    Account account = stored.account();
    setChangeable(update, stored);
    setInstant(update, 12, account.closedAt());
    update.setLong(13, account.id());
    if (update.executeUpdate() != 1) throw new SQLException("the account is gone");
    details.replace("account_term", account.id(), AccountDetails.ofTerms(account.permit().own()));
    details.replace(
        "account_extra", account.id(), AccountDetails.ofExtra(account.person().extra()));
    details.replace("account_mac", account.id(), AccountDetails.ofMacs(account.permit().macs()));
  }

  /** Writes when an account was used first, unless that is known. */
  synchronized void firstUsed(long id, Instant at) {
    run(
        () -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "UPDATE account SET first_used_at = ? WHERE id = ? AND first_used_at IS NULL")) {
            update.setLong(1, at.toEpochMilli());
            update.setLong(2, id);
            update.executeUpdate();
          }
        });
  }

  // ---- groups ----

  /** All groups by name. */
  synchronized List<Group> groups() {
    return reading(
        () -> {
          var terms = details.all("group_term");
          List<Group> groups = new ArrayList<>();
          try (Statement query = connection.createStatement();
              ResultSet row =
                  query.executeQuery(
                      "SELECT name, note, expires_at, created_at, changed_at FROM user_group"
                          + " ORDER BY name")) {
            while (row.next()) {
              groups.add(
                  new Group(
                      row.getString(1),
                      row.getString(2),
                      AccountDetails.terms(terms.getOrDefault(row.getString(1), List.of())),
                      instant(row, 3),
                      Instant.ofEpochMilli(row.getLong(4)),
                      Instant.ofEpochMilli(row.getLong(5))));
            }
          }
          return groups;
        });
  }

  /** Writes a group, new or not. */
  synchronized void put(Group group) {
    run(
        () -> {
          try (PreparedStatement put =
              connection.prepareStatement(
                  "INSERT OR REPLACE INTO user_group (name, note, expires_at, created_at,"
                      + " changed_at) VALUES (?,?,?,?,?)")) {
            put.setString(1, group.name());
            put.setString(2, group.note());
            setInstant(put, 3, group.expiresAt());
            put.setLong(4, group.createdAt().toEpochMilli());
            put.setLong(5, group.changedAt().toEpochMilli());
            put.executeUpdate();
          }
          details.replace("group_term", group.name(), AccountDetails.ofTerms(group.terms()));
        });
  }

  synchronized void removeGroup(String name) {
    run(
        () -> {
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM user_group WHERE name = ?")) {
            delete.setString(1, name);
            delete.executeUpdate();
          }
          details.delete("group_term", name);
        });
  }

  // ---- reading ----

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
            if (delete.executeUpdate() == 0) return;
          }
          for (String table : List.of("account_term", "account_extra", "account_mac")) {
            details.delete(table, id);
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

  /** The accounts that had this name, but not at that time. */
  synchronized List<Account> others(String userName, Instant at) {
    return select(
            "user_name = ? AND (created_at > ? OR closed_at <= ?)", userName, at.toEpochMilli())
        .stream()
        .map(Stored::account)
        .toList();
  }

  private List<Stored> select(String where, @Nullable String userName, long at) {
    return reading(
        () -> {
          List<Stored> found = new ArrayList<>();
          try (PreparedStatement query =
              connection.prepareStatement("SELECT " + COLUMNS + " FROM account WHERE " + where)) {
            if (userName != null) {
              query.setString(1, userName);
              query.setLong(2, at);
              query.setLong(3, at);
            }
            try (ResultSet row = query.executeQuery()) {
              Reader reader = userName == null ? new Reader() : null;
              while (row.next()) {
                Reader one = reader != null ? reader : new Reader(row.getLong(1));
                found.add(one.read(row));
              }
            }
          }
          return found;
        });
  }

  private interface Query<T> {
    T run() throws SQLException;
  }

  private <T> T reading(Query<T> query) {
    try {
      return query.run();
    } catch (SQLException e) {
      throw new AccountException("account file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Puts rows together with their details; texts that many have are kept once. */
  private final class Reader {
    private final Map<Object, List<AccountDetails.Detail>> terms;
    private final Map<Object, List<AccountDetails.Detail>> extras;
    private final Map<Object, List<AccountDetails.Detail>> macs;
    private final Map<String, String> shared = new HashMap<>();

    Reader() throws SQLException {
      terms = details.all("account_term");
      extras = details.all("account_extra");
      macs = details.all("account_mac");
    }

    Reader(long id) throws SQLException {
      terms = details.of("account_term", id);
      extras = details.of("account_extra", id);
      macs = details.of("account_mac", id);
    }

    private @Nullable String shared(@Nullable String text) {
      return text == null ? null : shared.computeIfAbsent(text, t -> t);
    }

    Stored read(ResultSet row) throws SQLException {
      long id = row.getLong(1);
      byte[] chapSecret = row.getBytes(4);
      Person person =
          new Person(
              row.getString(5),
              shared(row.getString(6)),
              row.getString(7),
              row.getString(13),
              row.getString(14),
              AccountDetails.extra(extras.getOrDefault(id, List.of())));
      Permit permit =
          new Permit(
              shared(row.getString(15)),
              AccountDetails.terms(terms.getOrDefault(id, List.of())),
              AccountDetails.macs(macs.getOrDefault(id, List.of())),
              instant(row, 8));
      Account account =
          new Account(
              id,
              row.getString(2),
              person,
              permit,
              row.getBoolean(9),
              chapSecret != null,
              instant(row, 16),
              shared(row.getString(17)),
              Instant.ofEpochMilli(row.getLong(10)),
              Instant.ofEpochMilli(row.getLong(11)),
              instant(row, 12));
      return new Stored(account, row.getString(3), chapSecret);
    }
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
