package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.retention.log.KeyChain;
import jaruek.retention.log.StoreLog;
import jaruek.retention.log.VerifyingKey;
import java.time.InstantSource;
import java.util.List;

/** key show and key rotate. */
public final class KeyCommands {
  private final StoreLog log;
  private final InstantSource clock;

  /** Over this log's keys. */
  public KeyCommands(StoreLog log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Both of them. */
  public List<AdminCommand> commands() {
    return List.of(
        AdminCommand.named("key show", Role.ADMIN, Role.AUDITOR, Role.VIEWER).doing(this::show),
        AdminCommand.named("key rotate", Role.ADMIN).changing().doing(this::rotate));
  }

  private AdminReply.End show(AdminCall call) {
    List<KeyChain.Link> links = log.keys();
    for (KeyChain.Link link : links) {
      ObjectNode row = AdminCodec.object();
      row.put("origin", log.origin());
      row.put("fingerprint", link.fingerprint());
      row.put("logEntry", link.index());
      row.put("signsNow", link.equals(links.getLast()));
      VerifyingKey key = link.key();
      if (key != null) row.put("publicKey", key.text(log.origin()));
      call.row(row);
    }
    return AdminCall.done();
  }

  private AdminReply.End rotate(AdminCall call) {
    VerifyingKey key = log.rotateKey(clock.millis());
    call.row(
        AdminCodec.object()
            .put("origin", log.origin())
            .put("fingerprint", key.fingerprint())
            .put("publicKey", key.text(log.origin())));
    return AdminCall.done(AdminCodes.KEY_ROTATED);
  }
}
