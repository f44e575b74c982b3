package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** doctor, doctor user: what is wrong, as the running appliance sees it. */
public final class DoctorCommand {
  private final Supplier<List<ObjectNode>> findings;
  private final Function<String, List<ObjectNode>> ofUser;

  /**
   * Over what looks; asked at each request.
   *
   * @param ofUser why somebody cannot log in
   */
  public DoctorCommand(
      Supplier<List<ObjectNode>> findings, Function<String, List<ObjectNode>> ofUser) {
    this.findings = findings;
    this.ofUser = ofUser;
  }

  /** Both. */
  public List<AdminCommand> commands() {
    return List.of(whole(), user());
  }

  /** Who logged in where is read for a reason, as with sessions. */
  private AdminCommand user() {
    return AdminCommand.named("doctor user", Role.AUDITOR, Role.ADMIN)
        .under(Grounds.CASE_OR_REASON)
        .taking("user")
        .doing(
            call -> {
              ofUser.apply(call.arguments().requiredText("user")).forEach(call::row);
              return AdminCall.done();
            });
  }

  private AdminCommand whole() {
    return AdminCommand.named("doctor", Role.VIEWER, Role.AUDITOR, Role.ADMIN)
        .doing(
            call -> {
              findings.get().forEach(call::row);
              return AdminCall.done();
            });
  }
}
