package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Supplier;

/** doctor: what is wrong, as the running appliance sees it. */
public final class DoctorCommand {
  private final Supplier<List<ObjectNode>> findings;

  /** Over what looks; asked at each request. */
  public DoctorCommand(Supplier<List<ObjectNode>> findings) {
    this.findings = findings;
  }

  /** As the admin socket takes it. */
  public AdminCommand command() {
    return AdminCommand.named("doctor", Role.VIEWER, Role.AUDITOR, Role.ADMIN)
        .doing(
            call -> {
              findings.get().forEach(call::row);
              return AdminCall.done();
            });
  }
}
