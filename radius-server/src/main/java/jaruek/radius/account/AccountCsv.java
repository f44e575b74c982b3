package jaruek.radius.account;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an import file: CSV (RFC 4180) in UTF-8, with or without byte order mark, or Windows-874,
 * of which TIS-620 is a part. The header begins with {@code username,password}; {@code full_name,
 * national_id,department,expires,group,phone,email,macs} may follow in any order, and columns of
 * one's own, which are kept by their names. Every fault is collected with its line.
 */
final class AccountCsv {
  /** The largest file. */
  static final int BYTES_MAX = 16 * 1024 * 1024;

  /** The most rows. */
  static final int ROWS_MAX = 50_000;

  private static final List<String> COLUMNS =
      List.of(
          "username",
          "password",
          "full_name",
          "national_id",
          "department",
          "expires",
          "group",
          "phone",
          "email",
          "macs");

  private static final Charset WINDOWS_874 = Charset.forName("x-windows-874");

  private final ZoneId zone;
  private final boolean chap;
  private final List<Row> rows = new ArrayList<>();
  private final List<ImportFault> faults = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Set<String> macs = new HashSet<>();

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
    } catch (CharacterCodingException notUtf8) {
      try {
        return WINDOWS_874.newDecoder().decode(ByteBuffer.wrap(csv)).toString();
      } catch (CharacterCodingException e) {
        int line = 1;
        for (int i = 0; i < bytes.position(); i++) if (csv[i] == '\n') line++;
        fault(line, "the file is neither UTF-8 nor TIS-620 here");
        return null;
      }
    }
  }

  private void parse(String text) {
    CsvRows csv = new CsvRows(text);
    List<String> header = csv.next();
    if (header == null) {
      fault(1, "the file is empty");
      return;
    }
    Header columns = columns(header);
    if (columns == null) return;
    for (List<String> fields = csv.next(); fields != null; fields = csv.next()) {
      if (rows.size() >= ROWS_MAX) {
        fault(csv.line(), "more than " + ROWS_MAX + " rows");
        return;
      }
      row(csv.line(), fields, columns);
    }
    if (csv.unclosed()) fault(csv.line(), "a quoted field does not end");
  }

  /**
   * Where the columns stand.
   *
   * @param known place of each of ours, -1 if it is not there
   * @param own names of others by their places
   */
  private record Header(int size, int[] known, Map<Integer, String> own) {}

  /** Where each column stands, or null after a fault. */
  private @Nullable Header columns(List<String> header) {
    int[] known = new int[COLUMNS.size()];
    Arrays.fill(known, -1);
    Map<Integer, String> own = new LinkedHashMap<>();
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i).strip();
      int column = COLUMNS.indexOf(name.toLowerCase(Locale.ROOT));
      if (column >= 0 && known[column] >= 0 || own.containsValue(name)) {
        fault(1, "the header has '" + shown(name) + "' twice");
        return null;
      }
      if (column >= 0) known[column] = i;
      else if (!isOwn(name)) return null;
      else own.put(i, name);
    }
    if (known[0] != 0 || known[1] != 1) {
      fault(1, "the header does not begin with username,password");
      return null;
    }
    if (own.size() > AccountRules.EXTRAS_MAX) {
      fault(1, "the header has more than " + AccountRules.EXTRAS_MAX + " columns of one's own");
      return null;
    }
    return new Header(header.size(), known, own);
  }

  /** Whether it may be a column of one's own, and is not one of ours misspelt. */
  private boolean isOwn(String name) {
    for (String column : COLUMNS) {
      String plain = name.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
      if (column.replace("_", "").equals(plain) || plain.equals("user") || plain.equals("name")) {
        fault(1, "the header has '" + shown(name) + "': is '" + column + "' meant?");
        return false;
      }
    }
    try {
      AccountRules.name("the header's column", name);
      return true;
    } catch (AccountException e) {
      fault(1, String.valueOf(e.getMessage()));
      return false;
    }
  }

  private static String shown(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }

  private void row(int line, List<String> fields, Header header) {
    if (fields.size() > header.size()) {
      fault(line, fields.size() + " fields, the header has " + header.size());
      return;
    }
    int before = faults.size();
    int[] at = header.known();
    String name = check(line, () -> AccountRules.userName(field(fields, at[0])));
    String password = field(fields, at[1]);
    boolean device = name != null && AccountRules.isDevice(name);
    if (!device || !password.isEmpty()) check(line, () -> AccountRules.password(password));
    if (device && !password.isEmpty()) fault(line, "the password of a device must be empty");
    String fullName = check(line, () -> AccountRules.text("full_name", field(fields, at[2])));
    String id = check(line, () -> AccountRules.nationalId(field(fields, at[3])));
    String unit = check(line, () -> AccountRules.text("department", field(fields, at[4])));
    var expires = check(line, () -> AccountRules.expiry(field(fields, at[5]), zone));
    String group = check(line, () -> AccountRules.text("the group", field(fields, at[6])));
    String phone = check(line, () -> AccountRules.phone(field(fields, at[7])));
    String email = check(line, () -> AccountRules.email(field(fields, at[8])));
    List<String> devices = check(line, () -> devices(field(fields, at[9])));
    Map<String, String> own = own(line, fields, header);
    if (name != null && !names.add(name)) fault(line, "'" + name + "' stands in the file twice");
    if (faults.size() > before || name == null || devices == null) return;
    Person person = new Person(fullName, unit, id, phone, email, own);
    Permit permit = new Permit(group, Terms.NONE, devices, expires);
    rows.add(new Row(line, new NewAccount(name, password, person, permit, chap && !device)));
  }

  private List<String> devices(String field) {
    if (field.isBlank()) return List.of();
    List<String> found = AccountRules.macs(List.of(field.strip().split("[,; ]+")));
    for (String mac : found) {
      if (!macs.add(mac))
        throw new AccountException("the mac " + mac + " stands in the file twice");
    }
    return found;
  }

  private Map<String, String> own(int line, List<String> fields, Header header) {
    Map<String, String> own = new LinkedHashMap<>();
    header
        .own()
        .forEach(
            (place, column) -> {
              String text = check(line, () -> AccountRules.text(column, field(fields, place)));
              if (text != null) own.put(column, text);
            });
    return own;
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
