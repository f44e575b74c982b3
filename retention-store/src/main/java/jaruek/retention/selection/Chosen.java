package jaruek.retention.selection;

import jaruek.retention.identity.Session;
import jaruek.retention.identity.Sessions;
import jaruek.retention.imported.Imports;
import jaruek.retention.query.Condition;
import jaruek.retention.query.Row;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Messages;
import jaruek.retention.record.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to a {@link Selection}, dataset by dataset.
 *
 * <ul>
 *   <li><b>traffic</b>: flows that may have been under way in the span. A user's are those of the
 *       addresses the user's sessions held, while they held them, and those that carry the name.
 *   <li><b>identity</b>: events of the span with that user, address and device; of a user also
 *       those without a name that are about the sessions' addresses and devices while they lasted;
 *       and, whenever they came, the first and the last record of each session that is joined: the
 *       rest stands on them. A destination is not looked at; nothing if there is nothing else.
 *   <li><b>messages</b>: received in the span, or imported and sent in it, and <em>mentioning</em>
 *       ({@link Condition.Mentions}) the user or the addresses and devices of the user's sessions
 *       while they lasted, the address (or sent by it), the device and the destination. A range's
 *       addresses are not looked for in texts, only senders are; a destination that is a range, or
 *       only a port, has none.
 *   <li><b>operations</b>: never; those of a case are asked for by its id.
 * </ul>
 *
 * <p>Made by {@link Selections}; used by one thread. The sessions are looked up when first needed
 * and kept.
 */
public final class Chosen {
  /** How many stays at an address one condition may join. */
  public static final int STAYS_MAX = 500;

  private static final int HOST_BITS = 128;
  private static final Condition NOTHING = Condition.any();

  private final Selection selection;
  private final Supplier<Sessions.Found> lookup;
  private final Supplier<List<Imports.Import>> imports;
  private Sessions.@Nullable Found found;
  private @Nullable List<Imports.Import> imported;

  Chosen(
      Selection selection,
      Supplier<Sessions.Found> lookup,
      Supplier<List<Imports.Import>> imports) {
    this.selection = selection;
    this.lookup = lookup;
    this.imports = imports;
  }

  /** What was selected. */
  public Selection selection() {
    return selection;
  }

  /** False if a limit was hit when sessions were looked up, so that rows may be missing. */
  public boolean complete() {
    return found == null || found.complete();
  }

  /**
   * Which rows of the dataset belong.
   *
   * @throws SelectionException if more than {@link #STAYS_MAX} stays had to be joined: narrow it
   */
  public Condition condition(Dataset dataset) {
    return condition(dataset, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /**
   * The same among rows none of which begins before {@code fromMillis} or ends after {@code
   * toMillis}, such as a segment's: then fewer stays need to be joined.
   *
   * @throws SelectionException as above
   */
  public Condition condition(Dataset dataset, long fromMillis, long toMillis) {
    Window window = new Window(selection, fromMillis, toMillis);
    return switch (dataset) {
      case TRAFFIC -> traffic(window);
      case IDENTITY -> identity(window);
      case MESSAGES -> messages(window);
      case OPERATIONS -> NOTHING;
    };
  }

  private List<Session> sessions() {
    Sessions.Found known = found;
    if (known == null) {
      known = lookup.get();
      found = known;
    }
    return known.sessions();
  }

  // ---- traffic

  private Condition traffic(Window window) {
    Selection part = window.selection;
    List<Condition> all = new ArrayList<>();
    all.add(new Condition.During(part.fromMillis(), part.toMillis()));
    Cidr address = part.address();
    if (address != null) {
      all.add(
          within(
              address,
              Traffic.SOURCE_ADDRESS,
              Traffic.DESTINATION_ADDRESS,
              Traffic.NAT_SOURCE_ADDRESS,
              Traffic.NAT_DESTINATION_ADDRESS));
    }
    MacAddress mac = part.mac();
    if (mac != null) all.add(equal(Traffic.SOURCE_MAC, mac));
    Cidr destination = part.destination();
    if (destination != null) {
      all.add(within(destination, Traffic.DESTINATION_ADDRESS, Traffic.NAT_DESTINATION_ADDRESS));
    }
    Integer port = part.destinationPort();
    if (port != null) {
      all.add(
          Condition.any(
              equal(Traffic.DESTINATION_PORT, (long) port),
              equal(Traffic.NAT_DESTINATION_PORT, (long) port)));
    }
    if (part.user() != null) all.add(trafficOf(part.user(), window));
    return new Condition.All(all);
  }

  private Condition trafficOf(String user, Window window) {
    Joined joined = new Joined();
    joined.add(equal(Traffic.USER_NAME, user));
    for (Session session : sessions()) {
      for (Session.Held held : session.addresses()) {
        window
            .of(stay(session, held))
            .ifPresent(
                stay ->
                    joined.add(
                        Condition.all(
                            Condition.any(
                                equal(Traffic.SOURCE_ADDRESS, held.address()),
                                equal(Traffic.DESTINATION_ADDRESS, held.address())),
                            new Condition.During(stay.from(), stay.to()))));
      }
      MacAddress mac = session.mac();
      if (session.addresses().isEmpty() && mac != null) {
        window
            .of(whole(session))
            .ifPresent(
                stay ->
                    joined.add(
                        Condition.all(
                            equal(Traffic.SOURCE_MAC, mac),
                            new Condition.During(stay.from(), stay.to()))));
      }
    }
    return joined.any();
  }

  // ---- identity

  private Condition identity(Window window) {
    Selection part = window.selection;
    boolean person = part.user() != null || part.address() != null || part.mac() != null;
    boolean destination = part.destination() != null || part.destinationPort() != null;
    if (destination && !person) return NOTHING;
    List<Condition> all = new ArrayList<>();
    all.add(happened(part.fromMillis(), part.toMillis()));
    Cidr address = part.address();
    if (address != null) all.add(within(address, Identity.ADDRESS, Identity.ADDRESS_V6));
    MacAddress mac = part.mac();
    if (mac != null) all.add(equal(Identity.MAC, mac));
    if (part.user() != null) all.add(identityOf(part.user(), window));
    return Condition.any(new Condition.All(all), restedOn(window));
  }

  private Condition identityOf(String user, Window window) {
    Joined joined = new Joined();
    joined.add(equal(Identity.USER_NAME, user));
    Condition nameless = new Condition.IsNull(Identity.USER_NAME);
    for (Session session : sessions()) {
      for (Session.Held held : session.addresses()) {
        window
            .of(stay(session, held))
            .ifPresent(
                stay ->
                    joined.add(
                        Condition.all(
                            nameless,
                            Condition.any(
                                equal(Identity.ADDRESS, held.address()),
                                equal(Identity.ADDRESS_V6, held.address())),
                            happened(stay.from(), stay.to()))));
      }
      MacAddress mac = session.mac();
      if (mac != null) {
        window
            .of(whole(session))
            .ifPresent(
                stay ->
                    joined.add(
                        Condition.all(
                            nameless, equal(Identity.MAC, mac), happened(stay.from(), stay.to()))));
      }
    }
    return joined.any();
  }

  /** The records that sessions are known by. */
  private Condition restedOn(Window window) {
    Joined joined = new Joined();
    Set<Long> frames = new TreeSet<>();
    for (Session session : sessions()) {
      for (Row row : List.of(session.first(), session.last())) {
        long at = row.number(Identity.EVENT_AT).orElse(row.receivedAtMillis());
        if (at >= window.from && at <= window.to) frames.add(row.frame());
      }
    }
    for (long frame : frames) joined.add(equal(Identity.FRAME, frame));
    return joined.any();
  }

  private static Condition happened(long from, long to) {
    return Condition.any(
        new Condition.Between(Identity.EVENT_AT, from, to),
        Condition.all(
            new Condition.IsNull(Identity.EVENT_AT),
            new Condition.Between(Identity.RECEIVED_AT, from, to)));
  }

  // ---- messages

  private Condition messages(Window window) {
    Selection part = window.selection;
    List<Condition> all = new ArrayList<>();
    all.add(received(part.fromMillis(), part.toMillis()));
    Cidr address = part.address();
    if (address != null) {
      Condition sent = within(address, Messages.SENDER);
      all.add(isHost(address) ? Condition.any(sent, mentions(address)) : sent);
    }
    MacAddress mac = part.mac();
    if (mac != null) all.add(mentions(mac));
    if (part.user() != null) all.add(messagesOf(part.user(), window));
    Cidr destination = part.destination();
    if (destination != null) all.add(isHost(destination) ? mentions(destination) : NOTHING);
    if (part.destinationPort() != null && all.size() == 1) return NOTHING;
    return new Condition.All(all);
  }

  private Condition messagesOf(String user, Window window) {
    Joined joined = new Joined();
    joined.add(mentions(user));
    for (Session session : sessions()) {
      for (Session.Held held : session.addresses()) {
        window
            .of(stay(session, held))
            .ifPresent(
                stay ->
                    joined.add(
                        Condition.all(
                            mentions(held.address().toString()),
                            received(stay.from(), stay.to()))));
      }
      MacAddress mac = session.mac();
      if (mac != null) {
        window
            .of(whole(session))
            .ifPresent(
                stay -> joined.add(Condition.all(mentions(mac), received(stay.from(), stay.to()))));
      }
    }
    return joined.any();
  }

  /** Received then, or imported and sent then. */
  private Condition received(long from, long to) {
    List<Imports.Import> known = imported;
    if (known == null) {
      known = imports.get();
      imported = known;
    }
    Condition received = new Condition.Between(Messages.RECEIVED_AT, from, to);
    return known.isEmpty() ? received : Condition.any(received, Imports.messages(known, from, to));
  }

  private static Condition mentions(Cidr host) {
    return mentions(host.first().toString());
  }

  /** In the forms that devices write: colons, dashes, Cisco's dots, and none. */
  private static Condition mentions(MacAddress mac) {
    String colons = mac.toString();
    String digits = colons.replace(":", "");
    String dots = digits.substring(0, 4) + "." + digits.substring(4, 8) + "." + digits.substring(8);
    return Condition.any(
        mentions(colons), mentions(colons.replace(':', '-')), mentions(dots), mentions(digits));
  }

  private static Condition mentions(String text) {
    return Condition.any(
        new Condition.Mentions(Messages.MESSAGE, text),
        new Condition.Mentions(Messages.STRUCTURED_DATA, text));
  }

  // ---- parts

  /** A span in which something was the user's; ends included. */
  private record Stay(long from, long to) {}

  /** Which stays matter: those that touch both the selection's span and that of the rows. */
  private record Window(Selection selection, long from, long to) {
    /** The part in the selection's span; not cut to the rows', which may end before they begin. */
    Optional<Stay> of(Stay stay) {
      long first = Math.max(stay.from, selection.fromMillis());
      long last = Math.min(stay.to, selection.toMillis());
      boolean outside = first > last || first > to || last < from;
      return outside ? Optional.empty() : Optional.of(new Stay(first, last));
    }
  }

  private static Stay stay(Session session, Session.Held held) {
    long end = session.end().orElse(Long.MAX_VALUE);
    Long until = held.toMillis();
    return new Stay(held.fromMillis(), until == null ? end : Math.min(until, end));
  }

  private static Stay whole(Session session) {
    return new Stay(session.startMillis(), session.end().orElse(Long.MAX_VALUE));
  }

  /** Alternatives up to the limit. */
  private static final class Joined {
    private final List<Condition> any = new ArrayList<>();

    void add(Condition condition) {
      if (any.size() == STAYS_MAX) {
        throw new SelectionException(
            "more than " + STAYS_MAX + " stays to join: take a shorter span");
      }
      any.add(condition);
    }

    Condition any() {
      return new Condition.Any(any);
    }
  }

  private static boolean isHost(Cidr range) {
    return range.prefixLength() == HOST_BITS;
  }

  private static Condition equal(Column column, Object value) {
    return new Condition.Equal(column, value);
  }

  private static Condition within(Cidr range, Column... columns) {
    List<Condition> any = new ArrayList<>();
    for (Column column : columns) any.add(new Condition.Within(column, range));
    return new Condition.Any(any);
  }
}
