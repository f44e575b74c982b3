package jaruek.radius.account;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whom an account is for.
 *
 * @param fullName at most {@link AccountRules#TEXT_CHARS_MAX} characters
 * @param department class or office; the same
 * @param nationalId 13 digits with a right check digit
 * @param phone at most 40 characters
 * @param email at most 254
 * @param extra what else is known, by name, as a school's own number; at most {@link
 *     AccountRules#EXTRAS_MAX}
 */
public record Person(
    @Nullable String fullName,
    @Nullable String department,
    @Nullable String nationalId,
    @Nullable String phone,
    @Nullable String email,
    Map<String, String> extra) {
  /** Nothing known. */
  public static final Person UNKNOWN = new Person(null, null, null, null, null, Map.of());

  /** Copies the map. */
  public Person {
    extra = Map.copyOf(extra);
  }

  /** The usual three. */
  public static Person of(
      @Nullable String fullName, @Nullable String department, @Nullable String nationalId) {
    return new Person(fullName, department, nationalId, null, null, Map.of());
  }
}
