package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminReply;
import jaruek.retention.identity.Session;
import jaruek.retention.identity.SessionFilter;
import jaruek.retention.identity.Sessions;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * sessions: who was on the network when. Without a span it is the case's, or the last day. An admin
 * may ask too, to find out why someone cannot log in: sessions tell nothing of traffic.
 */
final class SessionsCommand {
  private static final Duration SPAN = Duration.ofDays(1);

  private final Sessions sessions;
  private final QueryEngine engine;

  SessionsCommand(Sessions sessions, QueryEngine engine) {
    this.sessions = sessions;
    this.engine = engine;
  }

  AdminCommand command() {
    return AdminCommand.named("sessions", Role.AUDITOR, Role.ADMIN)
        .under(Grounds.CASE_OR_REASON)
        .taking("user", "address", "mac", "active", "rejected", "from", "to", "limit")
        .doing(this::run);
  }

  private AdminReply.End run(AdminCall call) throws AdminRefusal {
    Arguments arguments = call.arguments();
    Span span = span(call);
    if (arguments.flag("rejected")) return rejected(call, span);
    SessionFilter filter =
        new SessionFilter(
            arguments.text("user").orElse(null),
            arguments.address("address").orElse(null),
            arguments.mac("mac").orElse(null),
            arguments.flag("active"),
            span.fromMillis(),
            span.toMillis());
    long limit = RowAnswer.limit(call);
    Sessions.Found found = sessions.find(filter);
    found.sessions().stream().limit(limit).forEach(session -> call.row(json(session)));
    return RowAnswer.end(call, limit, !found.complete() || found.sessions().size() > limit);
  }

  /** Logins that were kept out, the latest first, each with its reason. */
  private AdminReply.End rejected(AdminCall call, Span span) throws AdminRefusal {
    Arguments arguments = call.arguments();
    List<Condition> where = new ArrayList<>();
    where.add(new Condition.Between(Identity.RECEIVED_AT, span.fromMillis(), span.toMillis()));
    where.add(new Condition.Equal(Identity.EVENT, "reject"));
    arguments
        .text("user")
        .ifPresent(user -> where.add(new Condition.Equal(Identity.USER_NAME, user)));
    arguments.mac("mac").ifPresent(mac -> where.add(new Condition.Equal(Identity.MAC, mac)));
    long limit = RowAnswer.limit(call);
    List<Row> found =
        engine.list(
            new RowQuery(
                Dataset.IDENTITY,
                new Condition.All(where),
                List.of(Identity.RECEIVED_AT),
                true,
                limit + 1));
    found.stream().limit(limit).forEach(row -> call.row(RowJson.of(row)));
    return RowAnswer.end(call, limit, found.size() > limit);
  }

  private static Span span(AdminCall call) throws AdminRefusal {
    Instant caseTo = call.caseFile().map(CaseFile::to).orElse(call.now());
    Instant last = caseTo.isBefore(call.now()) ? caseTo : call.now();
    Instant to = call.arguments().instant("to").orElse(last);
    Instant first = call.caseFile().map(CaseFile::from).orElse(to.minus(SPAN));
    return Span.checked(call.arguments().instant("from").orElse(first), to);
  }

  /** The identity columns in camelCase where there is one, and what a session has besides. */
  static ObjectNode json(Session session) {
    ObjectNode json = AdminCodec.object();
    put(json, "userName", session.user());
    put(json, "address", last(session, IpAddress::isIpv4));
    put(json, "addressV6", last(session, address -> !address.isIpv4()));
    MacAddress mac = session.mac();
    put(json, "mac", mac == null ? null : mac.toString());
    put(json, "nas", session.nas());
    put(json, "nasPort", session.nasPort());
    put(json, "sessionId", session.id());
    json.put("start", InstantText.ofMillis(session.startMillis()));
    json.put("startBasis", session.startBasis().word());
    Long end = session.endMillis();
    if (end != null) {
      json.put("end", InstantText.ofMillis(end));
      json.put("endBasis", session.endBasis().word());
      json.put("seconds", Math.max(0, (end - session.startMillis()) / 1000));
    }
    json.put("state", word(session.state()));
    json.put("kind", word(session.kind()));
    put(json, "cause", session.cause());
    json.put("lastSeen", InstantText.ofMillis(session.lastSeenMillis()));
    if (session.inputBytes() != null) json.put("inputBytes", session.inputBytes());
    if (session.outputBytes() != null) json.put("outputBytes", session.outputBytes());
    home(session).ifPresent(home -> json.put("home", home));
    if (session.addresses().size() > 1) addresses(json.putArray("addresses"), session);
    return json;
  }

  /** Of a guest: realm and home server, as the login's record names them. */
  static Optional<String> home(Session session) {
    Row login = session.homeLogin();
    return login == null ? Optional.empty() : login.text(Identity.CAUSE);
  }

  private static void addresses(ArrayNode array, Session session) {
    for (Session.Held held : session.addresses()) {
      ObjectNode one = array.addObject().put("address", held.address().toString());
      one.put("from", InstantText.ofMillis(held.fromMillis()));
      if (held.toMillis() != null) one.put("to", InstantText.ofMillis(held.toMillis()));
    }
  }

  private static @Nullable String last(Session session, Predicate<IpAddress> kind) {
    String last = null;
    for (Session.Held held : session.addresses()) {
      if (kind.test(held.address())) last = held.address().toString();
    }
    return last;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) json.put(name, value);
  }
}
