package jaruek.retention.selection;

import jaruek.retention.identity.Session;
import jaruek.retention.identity.Sessions;
import jaruek.retention.query.Condition;
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
 *   <li><b>messages</b>: received in the span, and <em>mentioning</em> ({@link Condition.Mentions})
 *       the user or the addresses and devices of the user's sessions while they lasted, the address
 *       (or sent by it), the device and the destination. A range's addresses are not looked for in
 *       texts, only senders are; a destination that is a range, or only a port, has none.
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
  private Sessions.@Nullable Found found;

  Chosen(Selection selection, Supplier<Sessions.Found> lookup) {
    this.selection = selection;
    this.lookup = lookup;
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
    return switch (dataset) {
      case TRAFFIC -> traffic(selection);
      case IDENTITY -> identity(selection);
      case MESSAGES -> messages(selection);
      case OPERATIONS -> NOTHING;
    };
  }

  /**
   * The same among rows whose times, from begin to end, all lie in this span, such as a segment's:
   * then fewer stays need to be joined.
   *
   * @throws SelectionException as above
   */
  public Condition condition(Dataset dataset, long fromMillis, long toMillis) {
    return selection
        .within(fromMillis, toMillis)
        .map(
            part ->
                switch (dataset) {
                  case TRAFFIC -> traffic(part);
                  case IDENTITY -> identity(part);
                  case MESSAGES -> messages(part);
                  case OPERATIONS -> NOTHING;
                })
        .orElseGet(() -> dataset == Dataset.IDENTITY ? restedOn() : NOTHING);
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

  private Condition traffic(Selection part) {
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
    if (part.user() != null) all.add(trafficOf(part.user(), part));
    return new Condition.All(all);
  }

  private Condition trafficOf(String user, Selection part) {
    Joined joined = new Joined();
    joined.add(equal(Traffic.USER_NAME, user));
    for (Session session : sessions()) {
      for (Session.Held held : session.addresses()) {
        stay(session, held)
            .in(part)
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
        whole(session)
            .in(part)
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

  private Condition identity(Selection part) {
    boolean person = part.user() != null || part.address() != null || part.mac() != null;
    boolean destination = part.destination() != null || part.destinationPort() != null;
    if (destination && !person) return NOTHING;
    List<Condition> all = new ArrayList<>();
    all.add(happened(part.fromMillis(), part.toMillis()));
    Cidr address = part.address();
    if (address != null) all.add(within(address, Identity.ADDRESS, Identity.ADDRESS_V6));
    MacAddress mac = part.mac();
    if (mac != null) all.add(equal(Identity.MAC, mac));
    if (part.user() != null) all.add(identityOf(part.user(), part));
    return Condition.any(new Condition.All(all), restedOn());
  }

  private Condition identityOf(String user, Selection part) {
    Joined joined = new Joined();
    joined.add(equal(Identity.USER_NAME, user));
    Condition nameless = new Condition.IsNull(Identity.USER_NAME);
    for (Session session : sessions()) {
      for (Session.Held held : session.addresses()) {
        stay(session, held)
            .in(part)
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
        whole(session)
            .in(part)
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
  private Condition restedOn() {
    Joined joined = new Joined();
    for (Session session : sessions()) {
      joined.add(equal(Identity.FRAME, session.first().frame()));
      if (session.last().frame() != session.first().frame()) {
        joined.add(equal(Identity.FRAME, session.last().frame()));
      }
    }
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

  private Condition messages(Selection part) {
    List<Condition> all = new ArrayList<>();
    all.add(received(part.fromMillis(), part.toMillis()));
    Cidr address = part.address();
    if (address != null) {
      Condition sent = within(address, Messages.SENDER);
      all.add(isHost(address) ? Condition.any(sent, mentions(address)) : sent);
    }
    MacAddress mac = part.mac();
    if (mac != null) all.add(mentions(mac));
    if (part.user() != null) all.add(messagesOf(part.user(), part));
    Cidr destination = part.destination();
    if (destination != null) all.add(isHost(destination) ? mentions(destination) : NOTHING);
    if (part.destinationPort() != null && all.size() == 1) return NOTHING;
    return new Condition.All(all);
  }

  private Condition messagesOf(String user, Selection part) {
    Joined joined = new Joined();
    joined.add(mentions(user));
    for (Session session : sessions()) {
      for (Session.Held held : session.addresses()) {
        stay(session, held)
            .in(part)
            .ifPresent(
                stay ->
                    joined.add(
                        Condition.all(
                            mentions(held.address().toString()),
                            received(stay.from(), stay.to()))));
      }
      MacAddress mac = session.mac();
      if (mac != null) {
        whole(session)
            .in(part)
            .ifPresent(
                stay -> joined.add(Condition.all(mentions(mac), received(stay.from(), stay.to()))));
      }
    }
    return joined.any();
  }

  private static Condition received(long from, long to) {
    return new Condition.Between(Messages.RECEIVED_AT, from, to);
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
  private record Stay(long from, long to) {
    Optional<Stay> in(Selection part) {
      long first = Math.max(from, part.fromMillis());
      long last = Math.min(to, part.toMillis());
      return first > last ? Optional.empty() : Optional.of(new Stay(first, last));
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
