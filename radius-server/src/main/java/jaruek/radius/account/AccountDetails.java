package jaruek.radius.account;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tables that hold names and values of accounts and groups: terms, devices, columns of one's
 * own. Table and column names are ours, values are bound.
 */
final class AccountDetails {
  private static final String ATTRIBUTE = "attribute";

  private final Connection connection;

  AccountDetails(Connection connection) {
    this.connection = connection;
  }

  /** A name and its value. */
  record Detail(String name, String value) {}

  /** What one owner has, by owner. */
  Map<Object, List<Detail>> all(String table) throws SQLException {
    return read(table, "", null);
  }

  Map<Object, List<Detail>> of(String table, long account) throws SQLException {
    return read(table, " WHERE account_id = ?", account);
  }

  private Map<Object, List<Detail>> read(String table, String where, @Nullable Long account)
      throws SQLException {
    String owner = owner(table);
    Map<Object, List<Detail>> details = new HashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT " + owner + ", name, value FROM " + table + where + " ORDER BY 1, place")) {
      if (account != null) query.setLong(1, account);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Object key = table.equals("group_term") ? row.getString(1) : (Object) row.getLong(1);
          details
              .computeIfAbsent(key, k -> new ArrayList<>(2))
              .add(new Detail(row.getString(2), row.getString(3)));
        }
      }
    }
    return details;
  }

  private static String owner(String table) {
    return table.equals("group_term") ? "group_name" : "account_id";
  }

  void replace(String table, Object owner, List<Detail> details) throws SQLException {
    delete(table, owner);
    add(table, owner, details);
  }

  void delete(String table, Object owner) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM " + table + " WHERE " + owner(table) + " = ?")) {
      delete.setObject(1, owner);
      delete.executeUpdate();
    }
  }

  void add(String table, Object owner, List<Detail> details) throws SQLException {
    if (details.isEmpty()) return;
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO " + table + " VALUES (?,?,?,?)")) {
      int place = 0;
      for (Detail detail : details) {
        insert.setObject(1, owner);
        insert.setInt(2, place++);
        insert.setString(3, detail.name());
        insert.setString(4, detail.value());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  static List<Detail> ofTerms(Terms terms) {
    List<Detail> details = new ArrayList<>();
    terms.texts().forEach((name, value) -> details.add(new Detail(name, value)));
    terms.attributes().forEach(a -> details.add(new Detail(ATTRIBUTE, a.toString())));
    return details;
  }

  static Terms terms(List<Detail> details) {
    Terms terms = Terms.NONE;
    for (Detail detail : details) {
      Optional<Setting> setting = Setting.of(detail.name());
      if (setting.isPresent()) {
        terms = terms.with(setting.get(), detail.value());
      } else if (detail.name().equals(ATTRIBUTE)) {
        terms = terms.adding(ReplyAttribute.parse(detail.value()));
      } else {
        throw new AccountException("a setting '" + detail.name() + "' is not known");
      }
    }
    return terms;
  }

  static List<Detail> ofExtra(Map<String, String> extra) {
    return extra.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> new Detail(e.getKey(), e.getValue()))
        .toList();
  }

  static Map<String, String> extra(List<Detail> details) {
    Map<String, String> extra = new HashMap<>();
    details.forEach(d -> extra.put(d.name(), d.value()));
    return extra;
  }

  static List<Detail> ofMacs(List<String> macs) {
    return macs.stream().map(mac -> new Detail("mac", mac)).toList();
  }

  static List<String> macs(List<Detail> details) {
    return details.stream().map(Detail::value).toList();
  }
}
