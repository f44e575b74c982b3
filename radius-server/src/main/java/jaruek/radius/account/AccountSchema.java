package jaruek.radius.account;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables of the account file, and how older files become like them. */
final class AccountSchema {
  /** 1: accounts. 2: groups, terms, devices, columns of one's own, vouchers. */
  static final int VERSION = 2;

  private static final String ACCOUNT =
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
      """;

  private static final String[] VERSION_1 = {
    ACCOUNT,
    "CREATE UNIQUE INDEX open_account ON account(user_name) WHERE closed_at IS NULL",
    "CREATE INDEX account_by_name ON account(user_name)"
  };

  private static final String[] VERSION_2 = {
    "ALTER TABLE account ADD COLUMN phone TEXT",
    "ALTER TABLE account ADD COLUMN email TEXT",
    "ALTER TABLE account ADD COLUMN group_name TEXT",
    "ALTER TABLE account ADD COLUMN first_used_at INTEGER",
    "ALTER TABLE account ADD COLUMN batch TEXT",
    """
    CREATE TABLE user_group (
      name TEXT PRIMARY KEY,
      note TEXT,
      expires_at INTEGER,
      created_at INTEGER NOT NULL,
      changed_at INTEGER NOT NULL
    ) STRICT
    """,
    detail("group_term", "group_name TEXT"),
    detail("account_term", "account_id INTEGER"),
    detail("account_extra", "account_id INTEGER"),
    detail("account_mac", "account_id INTEGER")
  };

  private AccountSchema() {}

  /** Names and values of one owner, in an order. */
  private static String detail(String table, String owner) {
    return "CREATE TABLE "
        + table
        + " ("
        + owner
        + " NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,"
        + " PRIMARY KEY ("
        + owner.substring(0, owner.indexOf(' '))
        + ", place)) STRICT, WITHOUT ROWID";
  }

  /** Makes the tables, or what is missing of them; in the caller's transaction. */
  static void bring(Connection connection, int from, int applicationId) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (from < 1) for (String sql : VERSION_1) statement.executeUpdate(sql);
      if (from < 2) for (String sql : VERSION_2) statement.executeUpdate(sql);
      statement.executeUpdate("PRAGMA application_id = " + applicationId);
      statement.executeUpdate("PRAGMA user_version = " + VERSION);
    }
  }
}
