package jaruek.radius.directory;

import static java.util.Objects.requireNonNull;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.LDAPBindException;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10RequestControl;
import jaruek.radius.account.Account;
import jaruek.radius.account.Refusal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One server of the directory, asked by one thread for one user at a time. */
final class ServerLink implements AutoCloseable {
  /** The most groups of a user that a search may find. */
  static final int GROUPS_FOUND_MAX = 1000;

  /** No group has a longer name, RFC or not; names are all that is kept of groups. */
  private static final int GROUP_CHARS_MAX = 8192;

  private static final int PROBLEM_CHARS_MAX = 400;

  private static final Logger LOG = LoggerFactory.getLogger(ServerLink.class);

  private final DirectoryServer server;
  private final DirectoryConfig config;
  private final Predicate<String> isGroup;
  private final InstantSource clock;
  private final Breaker breaker;
  private final LongAdder failures;

  /** Bound as the service account or nobody: for searching. */
  private final Connections readers;

  /** Bound as whoever was checked last: for binding only. */
  private final Connections binders;

  private volatile boolean told;

  /** A question that may need several answers of one server. */
  interface Question {
    Answer put(ServerLink to) throws LDAPException;
  }

  ServerLink(
      DirectoryServer server,
      DirectoryConfig config,
      @Nullable SSLContext tls,
      Predicate<String> isGroup,
      InstantSource clock,
      Breaker breaker,
      LongAdder failures) {
    this.server = server;
    this.config = config;
    this.isGroup = isGroup;
    this.clock = clock;
    this.breaker = breaker;
    this.failures = failures;
    var timeout = config.servers().timeout();
    this.readers = new Connections(server, tls, config.users().service(), timeout, clock);
    this.binders = new Connections(server, tls, null, timeout, clock);
  }

  DirectoryServer server() {
    return server;
  }

  Breaker breaker() {
    return breaker;
  }

  /** The answer; nothing if the server is left alone for now, does not answer or will not. */
  Answer ask(Question question) {
    if (!breaker.allows()) return new Answer.Nothing(false);
    boolean answered = false;
    try {
      Answer answer = question.put(this);
      answered = true;
      if (told) LOG.info("directory {} answers again", server);
      told = false;
      return answer;
    } catch (LDAPException e) {
      failures.increment();
      tell(e);
      boolean ours = isOurFault(e.getResultCode());
      // it is there: one odd user must not keep it from being asked for others. But a service
      // account that is refused again and again would be locked
      answered = ours && !e.getResultCode().equals(ResultCode.INVALID_CREDENTIALS);
      return new Answer.Nothing(ours);
    } catch (RuntimeException e) {
      // as the SDK throws at an answer of a kind that was not asked for: another server may do
      failures.increment();
      tell(new LDAPException(ResultCode.DECODING_ERROR, String.valueOf(e.getMessage()), e));
      return new Answer.Nothing(false);
    } finally {
      if (answered) breaker.succeeded();
      else breaker.failed();
    }
  }

  /** Once for each time that it goes away. */
  private void tell(LDAPException e) {
    if (told) return;
    told = true;
    LOG.warn("directory {} does not do its work: {}", server, problem(e));
  }

  /** What is at the bottom of it, in one line. */
  static String problem(LDAPException e) {
    Throwable cause = e;
    while (cause.getCause() != null) cause = cause.getCause();
    String text = e.getResultCode().getName() + ": " + cause.getMessage();
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() > PROBLEM_CHARS_MAX ? line.substring(0, PROBLEM_CHARS_MAX) : line;
  }

  /** Whether it is there, and does not like how we ask. */
  private static boolean isOurFault(ResultCode code) {
    return code.isConnectionUsable()
        && !code.equals(ResultCode.BUSY)
        && !code.equals(ResultCode.UNAVAILABLE)
        && !code.equals(ResultCode.TIME_LIMIT_EXCEEDED);
  }

  // ---- questions ----

  /** Whether the password is the user's. */
  Answer login(String user, byte[] password) throws LDAPException {
    return config.users().bindAs() == null
        ? byDn(user, password)
        : byOwnName(user, password, config.users().bindAs());
  }

  private Answer byDn(String user, byte[] password) throws LDAPException {
    Found found = readers.use(connection -> find(connection, user));
    if (!(found instanceof Found.One(UserEntry entry))) return refusedAs(found);
    Optional<Refusal> no = binders.use(connection -> bind(connection, entry.dn(), password));
    if (no.isPresent()) return new Answer.Refused(no.get());
    return readers.use(connection -> known(connection, user, entry));
  }

  private Answer byOwnName(String user, byte[] password, String pattern) throws LDAPException {
    String name =
        config.users().bindsByDn()
            ? pattern.replace(DirectoryConfig.USER, Escape.value(user))
            : pattern.replace(DirectoryConfig.USER, user);
    return binders.use(
        connection -> {
          Optional<Refusal> no = bind(connection, name, password);
          if (no.isPresent()) return new Answer.Refused(no.get());
          Found found = find(connection, user);
          if (found instanceof Found.One(UserEntry entry)) return known(connection, user, entry);
          // bound, and yet not to be seen: who it is cannot be said for sure
          LOG.warn("directory {}: a user who may bind cannot be found: base, filter?", server);
          return new Answer.Refused(Refusal.DIRECTORY_MISCONFIGURED);
        });
  }

  /** Whether there is such a user who may log in. */
  Answer lookUp(String user) throws LDAPException {
    return readers.use(
        connection -> {
          Found found = find(connection, user);
          return found instanceof Found.One(UserEntry entry)
              ? known(connection, user, entry)
              : refusedAs(found);
        });
  }

  /** Whether it answers, and there is what is configured to be there. */
  void probe() throws LDAPException {
    String base = config.users().base();
    boolean asUser = !config.users().canLookUp();
    String dn = base == null || asUser ? "" : base;
    boolean there =
        readers.use(connection -> connection.getEntry(dn, SearchRequest.NO_ATTRIBUTES) != null);
    if (!there) {
      throw new LDAPException(
          ResultCode.NO_SUCH_OBJECT, "'" + dn + "' is not there, or may not be read");
    }
  }

  // ---- steps ----

  private sealed interface Found {
    record One(UserEntry entry) implements Found {}

    record None() implements Found {}

    record Several() implements Found {}
  }

  private static Answer refusedAs(Found found) {
    return new Answer.Refused(
        found instanceof Found.Several ? Refusal.AMBIGUOUS_USER : Refusal.UNKNOWN_USER);
  }

  private Found find(LDAPConnection connection, String user) throws LDAPException {
    try {
      List<SearchResultEntry> entries = new ArrayList<>();
      BoundedSearch.run(connection, userSearch(user), entries::add);
      return switch (entries.size()) {
        case 0 -> new Found.None();
        case 1 -> new Found.One(new UserEntry(entries.getFirst()));
        default -> new Found.Several();
      };
    } catch (LDAPSearchException e) {
      if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) return new Found.Several();
      if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT) && config.users().bindsByDn()) {
        return new Found.None();
      }
      throw e;
    }
  }

  private SearchRequest userSearch(String user) throws LDAPException {
    DirectoryConfig.Users users = config.users();
    String value = Escape.value(user);
    List<String> attributes = new ArrayList<>(UserEntry.ATTRIBUTES);
    if (users.nameAttribute() != null) attributes.add(users.nameAttribute());
    boolean byDn = users.bindsByDn();
    SearchRequest search =
        new SearchRequest(
            byDn
                ? requireNonNull(users.bindAs()).replace(DirectoryConfig.USER, value)
                : requireNonNull(users.base()),
            byDn ? SearchScope.BASE : SearchScope.SUB,
            byDn ? "(objectClass=*)" : users.filter().replace(DirectoryConfig.USER, value),
            attributes.toArray(String[]::new));
    return limited(search, 2);
  }

  private SearchRequest limited(SearchRequest search, int entriesMax) {
    search.setSizeLimit(entriesMax);
    search.setTimeLimitSeconds((int) Math.max(1, config.servers().timeout().toSeconds()));
    search.setDerefPolicy(DereferencePolicy.NEVER);
    search.setFollowReferrals(false);
    return search;
  }

  /** Empty if the password is right. Whatever the caller checked: none without a password. */
  private static Optional<Refusal> bind(LDAPConnection connection, String name, byte[] password)
      throws LDAPException {
    if (password.length == 0) return Optional.of(Refusal.NO_PASSWORD);
    try {
      BindResult result =
          connection.bind(
              new SimpleBindRequest(
                  name, password, new DraftBeheraLDAPPasswordPolicy10RequestControl()));
      return BindRefusal.of(result);
    } catch (LDAPBindException e) {
      return Optional.of(BindRefusal.of(e));
    }
  }

  private Answer known(LDAPConnection connection, String typed, UserEntry entry)
      throws LDAPException {
    Optional<Refusal> no = entry.refusal(clock.instant());
    if (no.isPresent()) return new Answer.Refused(no.get());
    Optional<String> name = entry.name(config.users().nameAttribute(), typed);
    if (name.isEmpty()) {
      LOG.warn("directory {}: a user has no name that can be recorded: user-attribute?", server);
      return new Answer.Refused(Refusal.DIRECTORY_MISCONFIGURED);
    }
    String group = config.groups().otherwise();
    Optional<String> ruled = group(connection, name.get(), entry);
    if (ruled.isPresent()) group = ruled.get();
    else if (config.groups().onlyMembers()) return new Answer.Refused(Refusal.NOT_IN_GROUP);
    // without its terms the user would be let in without any
    if (group != null && !isGroup.test(group)) return new Answer.Refused(Refusal.GROUP_MISSING);
    return new Answer.Known(Account.ofDirectory(name.get(), entry.fullName(), group));
  }

  private Optional<String> group(LDAPConnection connection, String user, UserEntry entry)
      throws LDAPException {
    if (config.groups().rules().isEmpty()) return Optional.empty();
    List<String> groups = new ArrayList<>(entry.memberOf());
    if (config.groups().base() != null) groups.addAll(searched(connection, user, entry));
    return config.groups().rules().stream()
        .filter(rule -> groups.stream().anyMatch(g -> UserEntry.fits(rule.directoryGroup(), g)))
        .map(DirectoryConfig.GroupRule::group)
        .findFirst();
  }

  private List<String> searched(LDAPConnection connection, String user, UserEntry entry)
      throws LDAPException {
    String filter =
        config
            .groups()
            .filter()
            .replace(DirectoryConfig.DN, Escape.value(entry.dn()))
            .replace(DirectoryConfig.USER, Escape.value(user));
    SearchRequest search =
        new SearchRequest(
            requireNonNull(config.groups().base()),
            SearchScope.SUB,
            filter,
            SearchRequest.NO_ATTRIBUTES);
    List<String> found = new ArrayList<>();
    try {
      BoundedSearch.run(
          connection,
          limited(search, GROUPS_FOUND_MAX),
          group -> {
            String dn = group.getDN();
            if (dn.length() <= GROUP_CHARS_MAX) found.add(dn);
          });
    } catch (LDAPSearchException e) {
      if (!e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) throw e;
      LOG.warn("directory {}: a user is in more than {} groups", server, GROUPS_FOUND_MAX);
    }
    return found;
  }

  @Override
  public void close() {
    readers.close();
    binders.close();
  }
}
