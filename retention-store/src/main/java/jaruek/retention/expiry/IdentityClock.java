package jaruek.retention.expiry;

import jaruek.retention.query.Row;
import jaruek.retention.record.Identity;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long what identifies a user stays: until so many days after the account was closed. It covers
 * the account itself and the identity rows that tie its name to an address, a device and a time:
 * {@code accept}, {@code start}, {@code stop}, {@code login}, {@code logout}. Refused attempts and
 * interim updates identify nobody and go with their segment.
 *
 * <p>Days count from when this clock first saw the account closed, by the retention clock, and from
 * the closing, by the wall clock; both must have passed. Used by one thread at a time.
 */
public final class IdentityClock {

  /**
   * An account, as far as it matters here.
   *
   * @param id its number
   * @param userName the name in rows
   * @param createdAtMillis when it was opened
   * @param closedAtMillis when it was closed; null while it is open
   */
  public record Account(
      long id, String userName, long createdAtMillis, @Nullable Long closedAtMillis) {}

  /** The accounts that there are, closed ones too. */
  public interface Accounts {
    /** All of them. */
    Collection<Account> all();

    /** Removes what is left of a closed one, and records that. */
    void purge(Account account);
  }

  private static final Logger LOG = LoggerFactory.getLogger(IdentityClock.class);
  private static final Set<String> EVENTS = Set.of("accept", "start", "stop", "login", "logout");
  private static final String FORMAT = "jaruek-closed-accounts/1";

  /** Our clocks and an account's may differ by this at its begin and end. */
  private static final long SLACK_MILLIS = TimeUnit.DAYS.toMillis(1);

  private final SavedText file;
  private final long daysMillis;
  private final Accounts accounts;
  private final Map<Long, Long> closedSince = new HashMap<>(); // account: retention clock
  private Map<String, List<Account>> byName = Map.of();

  /**
   * Inert until the first {@link #look}.
   *
   * @param dataDirectory where its file is
   * @param days after close
   */
  public IdentityClock(Path dataDirectory, int days, Accounts accounts) {
    this.file = new DurableFile(dataDirectory.resolve("retention").resolve("closed"));
    this.daysMillis = TimeUnit.DAYS.toMillis(days);
    this.accounts = accounts;
  }

  /**
   * Looks which accounts there are, and purges those whose time is over.
   *
   * @param retentionMillis the retention clock; nothing is over while it has no value
   */
  void look(OptionalLong retentionMillis, long wallMillis, boolean purging) {
    if (closedSince.isEmpty()) read();
    Set<Long> closed = new HashSet<>();
    Map<String, List<Account>> names = new HashMap<>();
    for (Account account : accounts.all()) {
      Long closedAt = account.closedAtMillis();
      if (closedAt != null && retentionMillis.isPresent()) {
        long now = retentionMillis.getAsLong();
        long since = closedSince.computeIfAbsent(account.id(), id -> now);
        if (now >= since + daysMillis && wallMillis >= closedAt + daysMillis) {
          if (purging) accounts.purge(account);
          continue;
        }
      }
      if (closedAt != null) closed.add(account.id());
      names.merge(account.userName(), List.of(account), IdentityClock::joined);
    }
    if (purging) closedSince.keySet().retainAll(closed);
    if (purging) write();
    byName = names;
  }

  private static List<Account> joined(List<Account> some, List<Account> others) {
    return java.util.stream.Stream.concat(some.stream(), others.stream()).toList();
  }

  /** Whether this identity row must stay. */
  boolean keeps(Row row) {
    if (row.text(Identity.EVENT).filter(EVENTS::contains).isEmpty()) return false;
    long at = row.receivedAtMillis();
    return row
        .text(Identity.USER_NAME)
        .map(name -> byName.getOrDefault(name, List.of()))
        .orElse(List.of())
        .stream()
        .anyMatch(account -> covers(account, at));
  }

  private static boolean covers(Account account, long at) {
    Long closedAt = account.closedAtMillis();
    return at >= account.createdAtMillis() - SLACK_MILLIS
        && (closedAt == null || at <= closedAt + SLACK_MILLIS);
  }

  /** Which accounts count at present: rows that stay for them change only with this. */
  int state() {
    return byName.hashCode();
  }

  private void read() {
    try {
      parse(file.read().map(text -> text.lines().toList()).orElse(List.of()));
    } catch (ExpiryException e) { // later is what may be
      LOG.error("{}; the days of closed accounts count from now on", e.getMessage());
      closedSince.clear();
    }
  }

  private void parse(List<String> lines) {
    if (lines.isEmpty()) return;
    if (!lines.getFirst().equals(FORMAT)) {
      throw new ExpiryException(file.name() + " is not " + FORMAT);
    }
    try {
      for (String line : lines.subList(1, lines.size())) {
        String[] words = line.split(" ", 2);
        closedSince.put(Long.valueOf(words[0]), Long.valueOf(words[1]));
      }
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new ExpiryException(file.name() + " is damaged", e);
    }
  }

  private void write() {
    StringBuilder text = new StringBuilder(FORMAT).append('\n');
    closedSince.forEach((id, since) -> text.append(id).append(' ').append(since).append('\n'));
    file.write(text.toString());
  }
}
