package jaruek.radius.proxy;

import jaruek.radius.account.Terms;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A realm, or all of a domain, and who decides on its users.
 *
 * @param pattern {@code school.ac.th} itself, {@code *.ac.th} for all below it, {@code DEFAULT} for
 *     all others
 * @param pool null: we ourselves
 * @param strip whether the realm is taken off before the name is handed on or looked up
 * @param accounting whether accounting is handed on too
 * @param filter what may be in replies
 * @param terms what users get here, over what the home server says
 */
public record Realm(
    String pattern,
    @Nullable Pool pool,
    boolean strip,
    boolean accounting,
    ReplyFilter filter,
    Terms terms) {
  /** All that no other pattern fits. */
  public static final String DEFAULT = "DEFAULT";

  /** Patterns but DEFAULT in small letters. */
  public Realm {
    if (!pattern.equals(DEFAULT)) pattern = pattern.toLowerCase(Locale.ROOT);
  }

  /** One whose users are ours: the name is looked up without it. */
  public static Realm local(String pattern) {
    return new Realm(pattern, null, true, false, ReplyFilter.EDUROAM, Terms.NONE);
  }

  /** One of others, as eduroam wants it. */
  public static Realm of(String pattern, Pool pool) {
    return new Realm(pattern, pool, false, false, ReplyFilter.EDUROAM, Terms.NONE);
  }

  /** The same with accounting. */
  public Realm withAccounting() {
    return new Realm(pattern, pool, strip, true, filter, terms);
  }

  boolean isDefault() {
    return pattern.equals(DEFAULT);
  }
}
