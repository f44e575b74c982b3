package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.retention.coverage.Coverage;
import jaruek.retention.coverage.Gap;
import jaruek.retention.identity.Session;
import jaruek.retention.identity.Who;
import jaruek.retention.identity.WhoAnswer;
import jaruek.retention.identity.WhoQuestion;
import jaruek.retention.record.IpAddress;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * who: one object as the command line's contract has it. What is not known is null there, not left
 * out.
 */
final class WhoCommand {
  private static final long SKEW_MILLIS = 30_000;
  private static final int TCP = 6;
  private static final int UDP = 17;

  private final Who who;

  WhoCommand(Who who) {
    this.who = who;
  }

  AdminCommand command() {
    return AdminCommand.named("who", Role.AUDITOR)
        .under(Grounds.CASE)
        .taking("address", "port", "protocol", "at", "skewMillis")
        .doing(this::run);
  }

  private AdminReply.End run(AdminCall call) throws AdminRefusal {
    Arguments arguments = call.arguments();
    WhoAnswer answer = who.answer(question(arguments, arguments.requiredAddress("address")));
    call.row(json(answer));
    return switch (answer.verdict()) {
      case IDENTIFIED, AMBIGUOUS -> AdminCall.done();
      case UNKNOWN, NOT_RECORDED -> AdminRefusal.end(AdminStatus.NEGATIVE, AdminCodes.NONE);
    };
  }

  /** The question about this address. */
  static WhoQuestion question(Arguments arguments, IpAddress address) throws AdminRefusal {
    return new WhoQuestion(
        address,
        integer(arguments.number("port", 0, 65_535)),
        protocol(arguments),
        arguments.requiredInstant("at").toEpochMilli(),
        arguments.number("skewMillis", 0, WhoQuestion.SKEW_MILLIS_MAX).orElse(SKEW_MILLIS));
  }

  private static OptionalInt integer(OptionalLong number) {
    return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
  }

  private static OptionalInt protocol(Arguments arguments) throws AdminRefusal {
    Optional<String> word = arguments.text("protocol");
    if (word.isEmpty()) return OptionalInt.empty();
    return switch (word.get()) {
      case "tcp" -> OptionalInt.of(TCP);
      case "udp" -> OptionalInt.of(UDP);
      default -> throw AdminRefusal.invalid("protocol", word.get(), "tcp, udp");
    };
  }

  static ObjectNode json(WhoAnswer answer) {
    ObjectNode json = AdminCodec.object().put("verdict", answer.verdict().word());
    ArrayNode candidates = json.putArray("candidates");
    answer.candidates().forEach(candidate -> candidates.add(json(candidate)));
    json.set("coverage", json(answer.coverage()));
    return json.put("complete", answer.complete());
  }

  private static ObjectNode json(WhoAnswer.Candidate candidate) {
    ObjectNode json = AdminCodec.object();
    json.put("user", candidate.user());
    json.put("fullName", candidate.fullName());
    json.put("insideAddress", candidate.insideAddress().toString());
    json.put("mac", text(candidate.mac()));
    Session session = candidate.session();
    if (session != null) {
      SessionsCommand.home(session).ifPresent(home -> json.put("home", home));
    }
    json.set("session", session == null ? json.nullNode() : json(session));
    WhoAnswer.Nat nat = candidate.nat();
    json.set("nat", nat == null ? json.nullNode() : json(nat));
    ArrayNode joins = json.putArray("joins");
    for (WhoAnswer.Join join : candidate.joins()) {
      ObjectNode step =
          joins.addObject().put("step", join.step()).put("basis", join.basis().word());
      step.set("record", join.record() == null ? null : RowJson.reference(join.record()));
    }
    return json;
  }

  private static ObjectNode json(Session session) {
    return AdminCodec.object()
        .put("id", session.id())
        .put("nas", session.nas())
        .put("start", InstantText.ofMillis(session.startMillis()))
        .put("end", time(session.endMillis()))
        .put("startBasis", session.startBasis().word())
        .put("endBasis", session.endMillis() == null ? null : session.endBasis().word());
  }

  private static ObjectNode json(WhoAnswer.Nat nat) {
    return AdminCodec.object()
        .put("publicAddress", nat.publicAddress().toString())
        .put("publicPort", nat.publicPort())
        .put("insideAddress", nat.insideAddress().toString())
        .put("insidePort", nat.insidePort())
        .put("remoteAddress", text(nat.remoteAddress()))
        .put("remotePort", nat.remotePort())
        .put("protocol", nat.protocol())
        .put("startedAt", time(nat.startedAtMillis()))
        .put("endedAt", time(nat.endedAtMillis()))
        .put("exporter", text(nat.exporter()))
        .put("origin", nat.origin());
  }

  private static ObjectNode json(Coverage.Report coverage) {
    ObjectNode json =
        AdminCodec.object().put("recording", coverage.recording()).put("lossy", coverage.lossy());
    ArrayNode gaps = json.putArray("gaps");
    for (Gap gap : coverage.gaps()) gaps.add(CoverageCommand.json(gap));
    return json.put("clockOffsetMillis", coverage.clockOffsetMillis());
  }

  private static @Nullable String time(@Nullable Long millis) {
    return millis == null ? null : InstantText.ofMillis(millis);
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
