package jaruek.radius.account;

import jaruek.retention.record.MacAddress;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the fields of an account may hold. Each check throws an AccountException in plain words. */
public final class AccountRules {
  /** The longest full name or department. */
  public static final int TEXT_CHARS_MAX = 200;

  /** The most columns of one's own. */
  public static final int EXTRAS_MAX = 20;

  /** The longest name of a group or of a column of one's own. */
  public static final int NAME_CHARS_MAX = 64;

  /** The most devices of one person. */
  public static final int MACS_MAX = 16;

  private static final int PHONE_CHARS_MAX = 40;
  private static final int EMAIL_CHARS_MAX = 254;

  /** The longest user name: what fits an attribute, RFC 2865 section 5.1. */
  public static final int USER_NAME_BYTES_MAX = 253;

  /** The longest password: what fits User-Password, RFC 2865 section 5.2. */
  public static final int PASSWORD_BYTES_MAX = 128;

  private static final int BUDDHIST_YEAR_MIN = 2400;
  private static final int BUDDHIST_ERA_OFFSET = 543;
  private static final Pattern YEAR_FIRST = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})");
  private static final Pattern DAY_FIRST = Pattern.compile("([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})");

  private static final Pattern DEVICE_NAME = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");
  private static final Pattern SEPARATED_MAC =
      Pattern.compile(
          "(?i)[0-9a-f]{2}([:-])[0-9a-f]{2}(\\1[0-9a-f]{2}){4}|[0-9a-f]{4}([.-])[0-9a-f]{4}\\3[0-9a-f]{4}");

  private static final int MAC_CHARS = 17;
  private static final int DOTTED_MAC_CHARS = 14;

  private AccountRules() {}

  /**
   * The one form of a user name: Unicode NFC, so that Thai marks typed in another order agree; of a
   * MAC address with separators {@code aa:bb:cc:dd:ee:ff}. Twelve digits without separators stay: a
   * pupil's number looks like that.
   */
  static String normal(String userName) {
    int length = userName.length();
    boolean isLikeMac = length == MAC_CHARS || length == DOTTED_MAC_CHARS;
    if (isLikeMac && SEPARATED_MAC.matcher(userName).matches()) {
      return MacAddress.parse(userName).map(MacAddress::toString).orElse(userName);
    }
    if (isAscii(userName)) return userName;
    return Normalizer.normalize(userName, Normalizer.Form.NFC);
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) if (text.charAt(i) >= 0x80) return false;
    return true;
  }

  /** The name that a device with this address would have, however it is written. */
  static Optional<String> deviceName(String address) {
    return MacAddress.parse(address).map(MacAddress::toString);
  }

  /** Whether an account of this name is that of a device: a MAC address with separators. */
  public static boolean isDeviceName(String userName) {
    return isDevice(normal(userName));
  }

  /** Whether a name in its one form is that of a device. */
  static boolean isDevice(String normalName) {
    return DEVICE_NAME.matcher(normalName).matches();
  }

  static String userName(String given) {
    String name = normal(given);
    if (name.isBlank()) throw new AccountException("the user name is empty");
    if (!name.equals(name.strip())) throw new AccountException("the user name has outer spaces");
    checkText("the user name", name);
    if (utf8Bytes(name) > USER_NAME_BYTES_MAX) {
      throw new AccountException("the user name is longer than " + USER_NAME_BYTES_MAX + " bytes");
    }
    return name;
  }

  static String password(String given) {
    if (given.isEmpty()) throw new AccountException("the password is empty");
    checkText("the password", given);
    if (utf8Bytes(given) > PASSWORD_BYTES_MAX) {
      throw new AccountException("the password is longer than " + PASSWORD_BYTES_MAX + " bytes");
    }
    return given;
  }

  static @Nullable String text(String field, @Nullable String given) {
    if (given == null || given.isBlank()) return null;
    String text = given.strip();
    checkText(field, text);
    if (text.length() > TEXT_CHARS_MAX) {
      throw new AccountException(field + " is longer than " + TEXT_CHARS_MAX + " characters");
    }
    return text;
  }

  /** A group's name, or that of a column of one's own. */
  static String name(String field, @Nullable String given) {
    String name =
        text(field, given == null ? null : Normalizer.normalize(given, Normalizer.Form.NFC));
    if (name == null) throw new AccountException(field + " is empty");
    if (name.length() > NAME_CHARS_MAX) {
      throw new AccountException(field + " is longer than " + NAME_CHARS_MAX + " characters");
    }
    if (name.indexOf(',') >= 0 || name.indexOf(';') >= 0) {
      throw new AccountException(field + " has a comma or semicolon");
    }
    return name;
  }

  static Person person(Person given) {
    Map<String, String> extra = new TreeMap<>();
    given
        .extra()
        .forEach(
            (name, value) -> {
              String text = text("the column " + name, value);
              if (text != null) extra.put(name("the column's name", name), text);
            });
    if (extra.size() > EXTRAS_MAX) {
      throw new AccountException("there are more than " + EXTRAS_MAX + " columns of one's own");
    }
    return new Person(
        text("the full name", given.fullName()),
        text("the department", given.department()),
        nationalId(given.nationalId()),
        phone(given.phone()),
        email(given.email()),
        extra);
  }

  static @Nullable String phone(@Nullable String given) {
    String phone = text("the phone", given);
    if (phone != null && phone.length() > PHONE_CHARS_MAX) {
      throw new AccountException("the phone is longer than " + PHONE_CHARS_MAX + " characters");
    }
    return phone;
  }

  static @Nullable String email(@Nullable String given) {
    String email = text("the e-mail", given);
    if (email == null) return null;
    boolean like = email.length() <= EMAIL_CHARS_MAX && email.matches("[^@\\s]+@[^@\\s]+");
    if (!like) throw new AccountException("the e-mail is no address");
    return email;
  }

  /** MAC addresses in their one form, without doubles. */
  static List<String> macs(List<String> given) {
    Set<String> macs = new LinkedHashSet<>();
    for (String text : given) {
      macs.add(
          MacAddress.parse(text)
              .map(MacAddress::toString)
              .orElseThrow(() -> new AccountException("the mac '" + shown(text) + "' is none")));
    }
    if (macs.size() > MACS_MAX) {
      throw new AccountException("the macs are more than " + MACS_MAX);
    }
    return List.copyOf(macs);
  }

  private static String shown(String text) {
    return text.length() > 20 ? text.substring(0, 20) + "…" : text;
  }

  private static int utf8Bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void checkText(String field, String text) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (Character.isISOControl(c)) throw new AccountException(field + " has a control character");
      if (Character.getType(c) == Character.SURROGATE) {
        throw new AccountException(field + " is not well-formed Unicode");
      }
      i += Character.charCount(c);
    }
  }

  /** A Thai national id: 13 digits of which the last checks the others; dashes are dropped. */
  static @Nullable String nationalId(@Nullable String given) {
    if (given == null || given.isBlank()) return null;
    String digits = given.replace("-", "").replace(" ", "");
    if (!digits.matches("[0-9]{13}")) {
      throw new AccountException("the national id has not 13 digits");
    }
    int sum = 0;
    for (int i = 0; i < 12; i++) sum += (13 - i) * (digits.charAt(i) - '0');
    if ((11 - sum % 11) % 10 != digits.charAt(12) - '0') {
      throw new AccountException("the national id's check digit is wrong");
    }
    return digits;
  }

  /**
   * The end of the day up to and including which an account is valid: {@code 2027-03-31}, {@code
   * 31/03/2570}; a year of 2400 or more is Buddhist Era.
   *
   * @return null for an empty text: never
   * @throws AccountException if it is no date
   */
  public static @Nullable Instant expiry(@Nullable String given, ZoneId zone) {
    if (given == null || given.isBlank()) return null;
    String text = given.strip();
    Matcher yearFirst = YEAR_FIRST.matcher(text);
    if (yearFirst.matches()) {
      return endOfDay(text, yearFirst.group(1), yearFirst.group(2), yearFirst.group(3), zone);
    }
    Matcher dayFirst = DAY_FIRST.matcher(text);
    if (dayFirst.matches()) {
      return endOfDay(text, dayFirst.group(3), dayFirst.group(2), dayFirst.group(1), zone);
    }
    throw noDate(text);
  }

  private static Instant endOfDay(
      String text, String yearText, String month, String day, ZoneId zone) {
    int year = Integer.parseInt(yearText);
    if (year >= BUDDHIST_YEAR_MIN) year -= BUDDHIST_ERA_OFFSET;
    try {
      LocalDate date = LocalDate.of(year, Integer.parseInt(month), Integer.parseInt(day));
      return date.plusDays(1).atStartOfDay(zone).toInstant();
    } catch (DateTimeException e) {
      throw noDate(text);
    }
  }

  private static AccountException noDate(String text) {
    return new AccountException("'" + shown(text) + "' is no date like 2027-03-31 or 31/03/2570");
  }
}
