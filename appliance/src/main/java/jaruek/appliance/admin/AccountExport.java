package jaruek.appliance.admin;

import jaruek.radius.account.Account;
import jaruek.radius.account.Person;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Accounts as CSV (RFC 4180) with the columns of an import, without passwords. UTF-8 with a byte
 * order mark, which spreadsheets need for Thai. A text that a spreadsheet would take for a formula
 * gets an apostrophe before it.
 */
final class AccountExport {
  private AccountExport() {}

  /**
   * The file's text.
   *
   * @param zone in which an expiry's last day is told
   */
  static String csv(List<Account> accounts, ZoneId zone) {
    Set<String> own = new TreeSet<>();
    accounts.forEach(account -> own.addAll(account.person().extra().keySet()));
    StringBuilder csv = new StringBuilder("\ufeff");
    List<String> header =
        new ArrayList<>(
            List.of(
                "username",
                "full_name",
                "national_id",
                "department",
                "expires",
                "group",
                "phone",
                "email",
                "macs",
                "disabled"));
    header.addAll(own);
    line(csv, header);
    for (Account account : accounts) line(csv, row(account, own, zone));
    return csv.toString();
  }

  private static List<String> row(Account account, Set<String> own, ZoneId zone) {
    Person person = account.person();
    List<String> row = new ArrayList<>();
    row.add(account.userName());
    row.add(text(person.fullName()));
    row.add(text(person.nationalId()));
    row.add(text(person.department()));
    row.add(lastDay(account.expiresAt(), zone));
    row.add(text(account.permit().group()));
    row.add(text(person.phone()));
    row.add(text(person.email()));
    row.add(String.join(" ", account.permit().macs()));
    row.add(Boolean.toString(account.disabled()));
    Map<String, String> extra = person.extra();
    own.forEach(column -> row.add(extra.getOrDefault(column, "")));
    return row;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static String lastDay(@Nullable Instant end, ZoneId zone) {
    return end == null ? "" : end.minusMillis(1).atZone(zone).toLocalDate().toString();
  }

  private static void line(StringBuilder csv, List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      if (i > 0) csv.append(',');
      csv.append(cell(cells.get(i)));
    }
    csv.append("\r\n");
  }

  private static String cell(String text) {
    String safe = text;
    if (!safe.isEmpty() && "=+-@".indexOf(safe.charAt(0)) >= 0) safe = "'" + safe;
    boolean quoted = safe.indexOf(',') >= 0 || safe.indexOf('"') >= 0;
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
