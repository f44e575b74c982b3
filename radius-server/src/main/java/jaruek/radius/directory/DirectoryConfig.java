package jaruek.radius.directory;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a directory is asked, and how.
 *
 * @param order who is asked first
 * @param cacheTime so long a right password is not asked again; zero for never
 * @param offlineGrace so long it lets in while no server answers; zero for never
 */
public record DirectoryConfig(
    Servers servers,
    Users users,
    Groups groups,
    Order order,
    Duration cacheTime,
    Duration offlineGrace) {
  /** Stands in filters and names for what the user typed. */
  public static final String USER = "{user}";

  /** Stands in the filter for groups for the user's distinguished name. */
  public static final String DN = "{dn}";

  /** The usual filter for users. */
  public static final String USER_FILTER = "(uid={user})";

  /** The usual filter for groups. */
  public static final String GROUP_FILTER = "(|(member={dn})(uniqueMember={dn})(memberUid={user}))";

  /** The most servers. */
  public static final int SERVERS_MAX = 8;

  /** The most rules for groups. */
  public static final int GROUPS_MAX = 200;

  /** Who is asked first. */
  public enum Order {
    /** Our own accounts; the directory where there is none of the name. */
    LOCAL_FIRST("local-first"),
    /** The directory; our own accounts for whom it does not know, and while it does not answer. */
    DIRECTORY_FIRST("directory-first");

    private final String word;

    Order(String word) {
      this.word = word;
    }

    /** As configured. */
    public String word() {
      return word;
    }

    /** The one of this word. */
    public static Optional<Order> of(String word) {
      return Arrays.stream(values()).filter(order -> order.word.equals(word)).findFirst();
    }
  }

  /**
   * The servers, all of one directory.
   *
   * @param list asked in this order
   * @param startTls whether a plain connection becomes TLS before anything is said
   * @param ca certificates (PEM) that theirs must come from; null for those that Java trusts
   * @param timeout for connecting, and for each answer
   */
  public record Servers(
      List<DirectoryServer> list, boolean startTls, @Nullable Path ca, Duration timeout) {
    /** Copies the list. */
    public Servers {
      list = List.copyOf(list);
    }
  }

  /**
   * How a user is found.
   *
   * @param base below which users are; null only where the user binds by a distinguished name
   * @param filter with {@value DirectoryConfig#USER}
   * @param nameAttribute the attribute with the user's one name; null for sAMAccountName or uid
   * @param service who searches; null for anonymous
   * @param bindAs the name by which a user binds without being searched before, with {@value
   *     DirectoryConfig#USER}: a distinguished name, or {@code {user}@school.local}; null to search
   */
  public record Users(
      @Nullable String base,
      String filter,
      @Nullable String nameAttribute,
      @Nullable ServiceAccount service,
      @Nullable String bindAs) {
    /** Whether a user can be looked up without a password. */
    public boolean canLookUp() {
      return bindAs == null || service != null;
    }

    /** Whether {@link #bindAs} is a distinguished name. */
    boolean bindsByDn() {
      return bindAs != null && bindAs.indexOf('=') >= 0;
    }
  }

  /** Who searches for users. */
  public record ServiceAccount(String dn, String password) {
    /** Never the password. */
    @Override
    public String toString() {
      return dn;
    }
  }

  /**
   * Which of our groups a user of the directory is in.
   *
   * @param rules the first that fits counts
   * @param otherwise the group of whom none fits; null for none
   * @param onlyMembers whether only those get in whom a rule fits
   * @param base below which groups are searched; null where the user's memberOf is enough
   * @param filter with {@value DirectoryConfig#DN} or {@value DirectoryConfig#USER}
   */
  public record Groups(
      List<GroupRule> rules,
      @Nullable String otherwise,
      boolean onlyMembers,
      @Nullable String base,
      String filter) {
    /** Nobody is in any group. */
    public static final Groups NONE = new Groups(List.of(), null, false, null, GROUP_FILTER);

    /** Copies the list. */
    public Groups {
      rules = List.copyOf(rules);
    }
  }

  /**
   * Members of one are in the other.
   *
   * @param directoryGroup a distinguished name, or the first name in one
   * @param group ours
   */
  public record GroupRule(String directoryGroup, String group) {}

  /**
   * Tries what must be names, filters and certificates.
   *
   * @throws DirectoryException if one is none
   */
  public void check() {
    checkFilter(users.filter(), USER);
    if (users.base() != null) checkDn(users.base());
    if (users.service() != null && users.service().dn().indexOf('=') >= 0) {
      checkDn(users.service().dn());
    }
    if (users.bindAs() != null) {
      if (!users.bindAs().contains(USER)) {
        throw new DirectoryException("'" + users.bindAs() + "' lacks " + USER);
      }
      if (users.bindsByDn()) checkDn(users.bindAs().replace(USER, "x"));
    }
    if (groups.base() != null) {
      checkDn(groups.base());
      checkFilter(groups.filter(), groups.filter().contains(DN) ? DN : USER);
    }
    for (GroupRule rule : groups.rules()) {
      if (rule.directoryGroup().indexOf('=') >= 0) checkDn(rule.directoryGroup());
    }
    if (servers.ca() != null) TlsSockets.context(servers.ca());
  }

  private static void checkFilter(String filter, String place) {
    if (!filter.contains(place)) throw new DirectoryException("'" + filter + "' lacks " + place);
    try {
      Filter.create(filter.replace(USER, "x").replace(DN, "x"));
    } catch (LDAPException e) {
      throw new DirectoryException("'" + filter + "' is not an LDAP filter", e);
    }
  }

  private static void checkDn(String text) {
    if (!com.unboundid.ldap.sdk.DN.isValidDN(text) || text.isBlank()) {
      throw new DirectoryException("'" + text + "' is not a distinguished name");
    }
  }
}
