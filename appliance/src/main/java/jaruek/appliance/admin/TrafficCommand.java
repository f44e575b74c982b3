package jaruek.appliance.admin;

import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.retention.identity.Session;
import jaruek.retention.identity.SessionFilter;
import jaruek.retention.identity.Sessions;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * traffic: flows that may have been under way in the span. A user's are those of the addresses the
 * user's sessions held, while they held them, and those that carry the user's name.
 */
final class TrafficCommand {
  /** How many stays at an address one question about a user may join. */
  static final int STAYS_MAX = 500;

  private static final List<Column> ADDRESSES =
      List.of(
          Traffic.SOURCE_ADDRESS,
          Traffic.DESTINATION_ADDRESS,
          Traffic.NAT_SOURCE_ADDRESS,
          Traffic.NAT_DESTINATION_ADDRESS);

  private final QueryEngine engine;
  private final Sessions sessions;

  TrafficCommand(QueryEngine engine, Sessions sessions) {
    this.engine = engine;
    this.sessions = sessions;
  }

  AdminCommand command() {
    return AdminCommand.named("traffic", Role.AUDITOR)
        .under(Grounds.CASE)
        .taking("user", "address", "mac", "destination", "destinationPort", "from", "to", "limit")
        .doing(this::run);
  }

  private AdminReply.End run(AdminCall call) throws AdminRefusal {
    Arguments arguments = call.arguments();
    Span span = Span.required(arguments);
    List<Condition> conditions = new ArrayList<>();
    conditions.add(new Condition.During(span.fromMillis(), span.toMillis()));
    arguments.range("address").ifPresent(range -> conditions.add(within(ADDRESSES, range)));
    arguments.mac("mac").ifPresent(m -> conditions.add(new Condition.Equal(Traffic.SOURCE_MAC, m)));
    arguments
        .range("destination")
        .ifPresent(
            range ->
                conditions.add(
                    within(
                        List.of(Traffic.DESTINATION_ADDRESS, Traffic.NAT_DESTINATION_ADDRESS),
                        range)));
    OptionalLong port = arguments.number("destinationPort", 0, 65_535);
    if (port.isPresent()) conditions.add(destinationPort((int) port.getAsLong()));
    Optional<String> user = arguments.text("user");
    boolean complete = true;
    if (user.isPresent()) {
      Sessions.Found found = sessions.find(filter(user.get(), span));
      complete = found.complete();
      conditions.add(ofUser(user.get(), found.sessions(), span));
    }
    Condition where = new Condition.All(conditions);
    AdminReply.End end = RowAnswer.rows(call, engine, Dataset.TRAFFIC, where);
    return complete ? end : RowAnswer.end(call, RowAnswer.limit(call), true);
  }

  private static Condition within(List<Column> columns, Cidr range) {
    return new Condition.Any(
        columns.stream().<Condition>map(column -> new Condition.Within(column, range)).toList());
  }

  private static Condition destinationPort(int port) {
    return Condition.any(
        new Condition.Equal(Traffic.DESTINATION_PORT, (long) port),
        new Condition.Equal(Traffic.NAT_DESTINATION_PORT, (long) port));
  }

  private static SessionFilter filter(String user, Span span) {
    return new SessionFilter(user, null, null, false, span.fromMillis(), span.toMillis());
  }

  private static Condition ofUser(String user, List<Session> sessions, Span span)
      throws AdminRefusal {
    List<Condition> any = new ArrayList<>();
    any.add(new Condition.Equal(Traffic.USER_NAME, user));
    for (Session session : sessions) {
      for (Session.Held held : session.addresses()) any.add(stay(session, held, span));
      MacAddress mac = session.mac();
      if (session.addresses().isEmpty() && mac != null) {
        Condition device = new Condition.Equal(Traffic.SOURCE_MAC, mac);
        any.add(Condition.all(device, during(session.startMillis(), endOf(session), span)));
      }
    }
    if (any.size() <= STAYS_MAX) return new Condition.Any(any);
    throw new AdminRefusal(
        AdminStatus.USAGE,
        AdminCodes.ARGUMENT_TOO_LARGE,
        "argument",
        "to",
        "max",
        Integer.toString(STAYS_MAX));
  }

  private static Condition stay(Session session, Session.Held held, Span span) {
    IpAddress address = held.address();
    Long until = held.toMillis();
    long to = until == null ? endOf(session) : Math.min(until, endOf(session));
    return Condition.all(
        Condition.any(
            new Condition.Equal(Traffic.SOURCE_ADDRESS, address),
            new Condition.Equal(Traffic.DESTINATION_ADDRESS, address)),
        during(held.fromMillis(), to, span));
  }

  private static long endOf(Session session) {
    return session.end().orElse(Long.MAX_VALUE);
  }

  private static Condition during(long from, long to, Span span) {
    long first = Math.max(from, span.fromMillis());
    return new Condition.During(first, Math.max(first, Math.min(to, span.toMillis())));
  }
}
