package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.retention.log.Checkpoint;
import jaruek.retention.log.SignedNote;
import jaruek.retention.log.StoreLog;
import jaruek.retention.witness.AddCheckpoint;
import jaruek.retention.witness.WitnessException;
import jaruek.retention.witness.WitnessService;
import jaruek.retention.witness.Witnesses;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** checkpoint show, publish, cosign and timestamp. */
public final class CheckpointCommands {
  private final StoreLog log;
  private final WitnessService service;
  private final ZoneId zone;

  /** Over this log and its witnesses. */
  public CheckpointCommands(StoreLog log, WitnessService service, ZoneId zone) {
    this.log = log;
    this.service = service;
    this.zone = zone;
  }

  /** All of them. */
  public List<AdminCommand> commands() {
    return List.of(
        AdminCommand.named("checkpoint show", Role.VIEWER, Role.AUDITOR, Role.ADMIN)
            .taking("printable")
            .doing(this::show),
        AdminCommand.named("checkpoint publish", Role.AUDITOR, Role.ADMIN)
            .taking("peer", "since")
            .doing(this::publish),
        AdminCommand.named("checkpoint cosign", Role.AUDITOR, Role.ADMIN)
            .takingSecret("content") // not recorded: it is kept as a file
            .changing()
            .doing(this::cosign),
        AdminCommand.named("checkpoint timestamp", Role.AUDITOR, Role.ADMIN)
            .changing()
            .doing(this::timestamp));
  }

  private AdminReply.End show(AdminCall call) throws AdminRefusal {
    Optional<SignedNote> signed = log.checkpointNote();
    if (signed.isEmpty()) return AdminRefusal.end(AdminStatus.NEGATIVE, AdminCodes.NOT_FOUND);
    SignedNote note = signed.get();
    Checkpoint checkpoint = Checkpoint.parse(note.text());
    List<Witnesses.Kept> witnesses = service.witnesses().newestOfEach();
    ObjectNode row = AdminCodec.object();
    row.put("origin", checkpoint.origin());
    row.put("size", checkpoint.size());
    row.put("root", Base64.getEncoder().encodeToString(checkpoint.root()));
    row.put("fingerprint", log.verifyingKey().fingerprint());
    row.put("publicKey", log.verifyingKey().text(log.origin()));
    row.put("signedNote", new String(note.bytes(), StandardCharsets.UTF_8));
    ArrayNode list = row.putArray("witnesses");
    for (Witnesses.Kept kept : witnesses) list.add(json(kept, call.now()));
    if (call.arguments().flag("printable")) {
      row.put(
          "page",
          CheckpointPage.text(checkpoint, note, log.verifyingKey(), witnesses, zone, call.now()));
    }
    call.row(row);
    return AdminCall.done();
  }

  private static ObjectNode json(Witnesses.Kept kept, Instant now) {
    Instant at = Instant.ofEpochMilli(kept.atMillis());
    return AdminCodec.object()
        .put("kind", kept.kind().name().toLowerCase(Locale.ROOT))
        .put("name", kept.name())
        .put("size", kept.size())
        .put("attestedAt", InstantText.of(at))
        .put("ageSeconds", Math.max(0, Duration.between(at, now).toSeconds()));
  }

  private AdminReply.End publish(AdminCall call) throws AdminRefusal {
    OptionalLong since = size(call);
    String peer = call.arguments().text("peer").orElse(null);
    if (peer != null && service.peers().stream().noneMatch(p -> p.name().equals(peer))) {
      throw AdminRefusal.invalid("peer", peer, "witness.peers");
    }
    try {
      AddCheckpoint request = service.request(since, peer);
      call.row(
          AdminCodec.object()
              .put("origin", log.origin())
              .put("since", request.oldSize())
              .put("size", Checkpoint.parse(request.note().text()).size())
              .put("content", new String(request.bytes(), StandardCharsets.UTF_8)));
      return AdminCall.done();
    } catch (WitnessException e) {
      throw refused(e);
    }
  }

  private static OptionalLong size(AdminCall call) throws AdminRefusal {
    Optional<String> text = call.arguments().text("since");
    if (text.isEmpty()) return OptionalLong.empty();
    if (!text.get().matches("[0-9]{1,15}")) {
      throw AdminRefusal.invalid("since", text.get(), "0, 1, 2, …");
    }
    return OptionalLong.of(Long.parseLong(text.get()));
  }

  private AdminReply.End cosign(AdminCall call) throws AdminRefusal {
    byte[] content =
        call.arguments()
            .content("content", AddCheckpoint.BYTES_MAX)
            .getBytes(StandardCharsets.UTF_8);
    try {
      return switch (service.carried(content)) {
        case WitnessService.Signed signed -> {
          call.row(
              AdminCodec.object()
                  .put("peer", signed.peer().name())
                  .put("origin", signed.peer().origin())
                  .put("size", signed.size())
                  .put("content", new String(signed.note().bytes(), StandardCharsets.UTF_8)));
          yield AdminCall.done(
              AdminCodes.CHECKPOINT_COSIGNED,
              "peer",
              signed.peer().name(),
              "size",
              Long.toString(signed.size()));
        }
        case WitnessService.Returned(Witnesses.Kept kept) -> kept(call, kept);
      };
    } catch (WitnessException e) {
      throw refused(e);
    }
  }

  private AdminReply.End timestamp(AdminCall call) throws AdminRefusal {
    try {
      return kept(call, service.timestamp());
    } catch (WitnessException e) {
      throw refused(e);
    }
  }

  private static AdminReply.End kept(AdminCall call, Witnesses.Kept kept) {
    call.row(json(kept, call.now()));
    return AdminCall.done(
        AdminCodes.CHECKPOINT_ATTESTED, "name", kept.name(), "size", Long.toString(kept.size()));
  }

  private static AdminRefusal refused(WitnessException e) {
    return new AdminRefusal(
        AdminStatus.NEGATIVE,
        AdminCodes.CHECKPOINT_REFUSED,
        "reason",
        String.valueOf(e.getMessage()));
  }
}
