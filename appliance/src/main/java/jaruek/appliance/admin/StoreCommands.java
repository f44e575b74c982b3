package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** status and seal. */
public final class StoreCommands {
  private static final Duration SEAL_TIME = Duration.ofMinutes(10);

  private final Supplier<ObjectNode> status;
  private final Sealing sealing;

  /** Seals what is hot. */
  @FunctionalInterface
  public interface Sealing {
    /** Seals everything recorded so far and waits for it. */
    Sealed seal(Duration timeout) throws InterruptedException;
  }

  /**
   * What sealing came to.
   *
   * @param done false if it was not done in time
   * @param rows sealed now
   * @param segment the last segment's id
   */
  public record Sealed(boolean done, long rows, long segment) {}

  /** Over these; the status is asked for at each request. */
  public StoreCommands(Supplier<ObjectNode> status, Sealing sealing) {
    this.status = status;
    this.sealing = sealing;
  }

  /** Both of them. */
  public List<AdminCommand> commands() {
    return List.of(
        AdminCommand.named("status", Role.VIEWER, Role.AUDITOR, Role.ADMIN).doing(this::status),
        AdminCommand.named("seal", Role.ADMIN, Role.AUDITOR).changing().doing(this::seal));
  }

  private AdminReply.End status(AdminCall call) {
    call.row(status.get());
    return AdminCall.done();
  }

  private AdminReply.End seal(AdminCall call) {
    try {
      Sealed sealed = sealing.seal(SEAL_TIME);
      if (!sealed.done()) {
        throw new AdminServerException("not sealed within " + SEAL_TIME.toMinutes() + " minutes");
      }
      if (sealed.rows() == 0) return AdminCall.done(AdminCodes.SEAL_NOTHING);
      call.row(AdminCodec.object().put("rows", sealed.rows()).put("segment", sealed.segment()));
      return AdminCall.done(
          AdminCodes.SEALED,
          "rows",
          Long.toString(sealed.rows()),
          "segment",
          Long.toString(sealed.segment()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdminServerException("sealing was interrupted", e);
    }
  }
}
