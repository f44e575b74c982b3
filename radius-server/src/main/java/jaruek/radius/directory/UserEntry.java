package jaruek.radius.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import jaruek.radius.account.AccountRules;
import jaruek.radius.account.Refusal;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a directory says of one user, in the words of Active Directory, OpenLDAP, 389 or others. */
final class UserEntry {
  /** Asked of every user. memberOf is told by most servers only to who names it. */
  static final List<String> ATTRIBUTES =
      List.of(
          "displayName",
          "cn",
          "uid",
          "sAMAccountName",
          "memberOf",
          "userAccountControl",
          "accountExpires",
          "nsAccountLock",
          "pwdAccountLockedTime",
          "shadowExpire");

  private static final long ACCOUNT_DISABLED = 0x0002;
  private static final long NEVER = Long.MAX_VALUE;
  private static final long FILETIME_EPOCH_MILLIS = -11_644_473_600_000L;
  private static final long FILETIMES_PER_MILLI = 10_000;
  private static final long DAY_MILLIS = 86_400_000;

  /** Of a draft on password policies: locked until an administrator says otherwise. */
  private static final String LOCKED_FOR_EVER = "000001010000Z";

  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Cs}]");

  private final Entry entry;

  UserEntry(Entry entry) {
    this.entry = entry;
  }

  String dn() {
    return entry.getDN();
  }

  /** Why the directory would not let the user in, though the password is right or was not asked. */
  Optional<Refusal> refusal(Instant now) {
    if (number("userAccountControl").filter(u -> (u & ACCOUNT_DISABLED) != 0).isPresent()
        || "true".equalsIgnoreCase(entry.getAttributeValue("nsAccountLock"))
        || LOCKED_FOR_EVER.equals(entry.getAttributeValue("pwdAccountLockedTime"))) {
      return Optional.of(Refusal.DISABLED);
    }
    Stream<Long> ends = Stream.of(windowsEnd(), shadowEnd()).flatMap(Optional::stream);
    return ends.anyMatch(end -> now.toEpochMilli() >= end)
        ? Optional.of(Refusal.EXPIRED)
        : Optional.empty();
  }

  private Optional<Long> windowsEnd() {
    return number("accountExpires")
        .filter(time -> time > 0 && time != NEVER)
        .map(time -> time / FILETIMES_PER_MILLI + FILETIME_EPOCH_MILLIS);
  }

  private Optional<Long> shadowEnd() {
    return number("shadowExpire")
        .filter(day -> day > 0 && day < Long.MAX_VALUE / DAY_MILLIS)
        .map(day -> day * DAY_MILLIS);
  }

  private Optional<Long> number(String attribute) {
    String text = entry.getAttributeValue(attribute);
    if (text == null) return Optional.empty();
    try {
      return Optional.of(Long.parseLong(text.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * The user's one name, however it was typed: limits and records count by it.
   *
   * @param attribute that holds it; null for the usual ones
   * @param typed chosen among several values
   */
  Optional<String> name(@Nullable String attribute, String typed) {
    Stream<String> attributes =
        attribute == null ? Stream.of("sAMAccountName", "uid") : Stream.of(attribute);
    return attributes
        .map(entry::getAttributeValues)
        .filter(values -> values != null && values.length > 0)
        .findFirst()
        .map(values -> nearest(values, typed))
        .map(name -> Normalizer.normalize(name, Normalizer.Form.NFC))
        .filter(UserEntry::isName);
  }

  private static String nearest(String[] values, String typed) {
    for (String value : values) if (value.equalsIgnoreCase(typed)) return value;
    return values[0];
  }

  private static boolean isName(String name) {
    return !name.isBlank()
        && name.equals(name.strip())
        && name.getBytes(StandardCharsets.UTF_8).length <= AccountRules.USER_NAME_BYTES_MAX
        && !UNPRINTABLE.matcher(name).find()
        && !AccountRules.isDeviceName(name);
  }

  @Nullable String fullName() {
    String name = entry.getAttributeValue("displayName");
    if (name == null) name = entry.getAttributeValue("cn");
    if (name == null) return null;
    String printable = UNPRINTABLE.matcher(name).replaceAll(" ").strip();
    int end = Math.min(printable.length(), AccountRules.TEXT_CHARS_MAX);
    if (end < printable.length() && Character.isHighSurrogate(printable.charAt(end - 1))) end--;
    return printable.isEmpty() ? null : printable.substring(0, end);
  }

  List<String> memberOf() {
    String[] groups = entry.getAttributeValues("memberOf");
    return groups == null ? List.of() : List.of(groups);
  }

  /** Whether a group's distinguished name is what a rule means. */
  static boolean fits(String rule, String groupDn) {
    try {
      DN dn = new DN(groupDn);
      if (rule.indexOf('=') >= 0) return dn.equals(new DN(rule));
      RDN first = dn.getRDN();
      return first != null
          && Stream.of(first.getAttributeValues())
              .anyMatch(name -> lower(name).equals(lower(rule)));
    } catch (LDAPException e) {
      return false; // no name: it is no group that a rule could mean
    }
  }

  private static String lower(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }
}
