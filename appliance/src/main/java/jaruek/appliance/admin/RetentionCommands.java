package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.retention.expiry.Receipt;
import jaruek.retention.expiry.Retention;
import java.util.List;

/** retention show and expire. */
public final class RetentionCommands {
  private static final int RECEIPTS_SHOWN = 20;

  private final Retention retention;

  /** Over this. */
  public RetentionCommands(Retention retention) {
    this.retention = retention;
  }

  /** Both of them. */
  public List<AdminCommand> commands() {
    return List.of(
        AdminCommand.named("retention show", Role.ADMIN, Role.AUDITOR, Role.VIEWER)
            .doing(this::show),
        AdminCommand.named("retention expire", Role.ADMIN, Role.AUDITOR)
            .taking("dryRun")
            .changing()
            .doing(this::expire));
  }

  private AdminReply.End show(AdminCall call) {
    Retention.Status status = retention.status();
    ObjectNode row = AdminCodec.object().put("days", status.days());
    status.oldestMillis().ifPresent(at -> row.put("keptSince", InstantText.ofMillis(at)));
    row.put("segments", status.whole()).put("segmentsPartly", status.partly());
    status.next().ifPresent(id -> row.put("nextSegment", id));
    status.nextMillis().ifPresent(at -> row.put("nextAt", InstantText.ofMillis(at)));
    row.put("clockDays", status.clockMillis() / 86_400_000.0);
    row.put("clockWaits", status.pending());
    row.put("overdue", status.overdue()).put("faults", status.faults().size());
    row.put("holds", retention.holds().stream().filter(h -> h.isInForce()).count());
    row.put("receipts", status.receipts().size());
    List<Receipt> last = status.receipts();
    var shown = row.putArray("lastReceipts");
    last.subList(Math.max(0, last.size() - RECEIPTS_SHOWN), last.size())
        .forEach(receipt -> shown.add(json(receipt)));
    call.row(row);
    return AdminCall.done();
  }

  private AdminReply.End expire(AdminCall call) throws AdminRefusal {
    boolean dryRun = call.arguments().flag("dryRun");
    Retention.Outcome outcome =
        retention.expire(
            dryRun, (done, total) -> call.progress(AdminCodes.PROGRESS_EXPIRE, done, total));
    outcome.receipts().forEach(receipt -> call.row(json(receipt)));
    if (outcome.pending()) return AdminCall.done(AdminCodes.EXPIRE_WAITS);
    if (!outcome.faults().isEmpty()) {
      return AdminCall.done(
          AdminCodes.EXPIRE_FAULTS,
          "segments",
          Integer.toString(outcome.faults().size()),
          "reason",
          outcome.faults().getFirst());
    }
    return AdminCall.done(
        dryRun ? AdminCodes.EXPIRE_WOULD : AdminCodes.EXPIRE_DONE,
        "segments",
        Integer.toString(outcome.receipts().size()));
  }

  private static ObjectNode json(Receipt receipt) {
    ObjectNode json =
        AdminCodec.object()
            .put("at", InstantText.ofMillis(receipt.atMillis()))
            .put("segment", receipt.segment())
            .put("days", receipt.days());
    receipt.expired().forEach((dataset, rows) -> json.put(dataset.word() + "Expired", rows));
    receipt.kept().forEach((dataset, rows) -> json.put(dataset.word() + "Kept", rows));
    json.put("holds", receipt.holds());
    return json;
  }
}
