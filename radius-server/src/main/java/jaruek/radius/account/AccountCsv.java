package jaruek.radius.account;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an import file: CSV (RFC 4180) in UTF-8, with or without byte order mark, header {@code
 * username,password,full_name,national_id,department,expires}. The columns after the second are
 * optional and may stand in any order. Every fault is collected with its line.
 */
final class AccountCsv {
  /** The largest file. */
  static final int BYTES_MAX = 16 * 1024 * 1024;

  /** The most rows. */
  static final int ROWS_MAX = 50_000;

  private static final List<String> COLUMNS =
      List.of("username", "password", "full_name", "national_id", "department", "expires");

  private final ZoneId zone;
  private final boolean chap;
  private final List<Row> rows = new ArrayList<>();
  private final List<ImportFault> faults = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  /** A good row and where it stands. */
  record Row(int line, NewAccount account) {}

  private AccountCsv(ZoneId zone, boolean chap) {
    this.zone = zone;
    this.chap = chap;
  }

  static AccountCsv read(byte[] csv, ZoneId zone, boolean chap) {
    AccountCsv read = new AccountCsv(zone, chap);
    if (csv.length > BYTES_MAX) {
      read.fault(1, "the file is larger than " + BYTES_MAX / 1024 / 1024 + " MiB");
      return read;
    }
    String text = read.decode(csv);
    if (text != null) read.parse(text);
    return read;
  }

  List<Row> rows() {
    return rows;
  }

  List<ImportFault> faults() {
    return faults;
  }

  private void fault(int line, String reason) {
    faults.add(new ImportFault(line, reason));
  }

  private @Nullable String decode(byte[] csv) {
    ByteBuffer bytes = ByteBuffer.wrap(csv);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      int line = 1;
      for (int i = 0; i < bytes.position(); i++) if (csv[i] == '\n') line++;
      fault(line, "the file is not UTF-8 here");
      return null;
    }
  }

  private void parse(String text) {
    CsvRows csv = new CsvRows(text);
    List<String> header = csv.next();
    if (header == null) {
      fault(1, "the file is empty");
      return;
    }
    int[] columns = columns(header);
    if (columns == null) return;
    for (List<String> fields = csv.next(); fields != null; fields = csv.next()) {
      if (rows.size() >= ROWS_MAX) {
        fault(csv.line(), "more than " + ROWS_MAX + " rows");
        return;
      }
      row(csv.line(), fields, header.size(), columns);
    }
    if (csv.unclosed()) fault(csv.line(), "a quoted field does not end");
  }

  /** Where each known column stands, or null after a fault. */
  private int @Nullable [] columns(List<String> header) {
    int[] columns = {-1, -1, -1, -1, -1, -1};
    for (int i = 0; i < header.size(); i++) {
      int known = COLUMNS.indexOf(header.get(i).strip());
      if (known < 0 || columns[known] >= 0) {
        fault(1, "the header is not " + String.join(",", COLUMNS));
        return null;
      }
      columns[known] = i;
    }
    if (columns[0] == 0 && columns[1] == 1) return columns;
    fault(1, "the header does not begin with username,password");
    return null;
  }

  private void row(int line, List<String> fields, int headerFields, int[] columns) {
    if (fields.size() > headerFields) {
      fault(line, fields.size() + " fields, the header has " + headerFields);
      return;
    }
    int before = faults.size();
    String name = check(line, () -> AccountRules.userName(field(fields, columns[0])));
    check(line, () -> AccountRules.password(field(fields, columns[1])));
    String fullName = check(line, () -> AccountRules.text("full_name", field(fields, columns[2])));
    String id = check(line, () -> AccountRules.nationalId(field(fields, columns[3])));
    String unit = check(line, () -> AccountRules.text("department", field(fields, columns[4])));
    var expires = check(line, () -> AccountRules.expiry(field(fields, columns[5]), zone));
    if (name != null && !names.add(name)) fault(line, "'" + name + "' stands in the file twice");
    if (faults.size() > before || name == null) return;
    String password = field(fields, columns[1]);
    rows.add(new Row(line, new NewAccount(name, password, fullName, unit, id, expires, chap)));
  }

  private static String field(List<String> fields, int index) {
    return index < 0 || index >= fields.size() ? "" : fields.get(index);
  }

  private interface Check<T extends @Nullable Object> {
    T run();
  }

  private <T extends @Nullable Object> @Nullable T check(int line, Check<T> check) {
    try {
      return check.run();
    } catch (AccountException e) {
      fault(line, String.valueOf(e.getMessage()));
      return null;
    }
  }
}
