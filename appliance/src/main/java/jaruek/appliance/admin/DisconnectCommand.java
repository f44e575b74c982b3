package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.radius.coa.CoaResult;
import jaruek.radius.session.OpenSession;
import jaruek.radius.session.SessionTable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** disconnect: ends a user's sessions, or one, at the devices that report them. */
public final class DisconnectCommand {
  private final SessionTable sessions;
  private final Disconnect disconnect;

  /** Ends a session and records it. */
  @FunctionalInterface
  public interface Disconnect {
    /**
     * Asks the device to.
     *
     * @param actor who wants it, as records name them
     */
    CompletableFuture<CoaResult> end(OpenSession session, String actor);
  }

  /** Over this table, by this way. */
  public DisconnectCommand(SessionTable sessions, Disconnect disconnect) {
    this.sessions = sessions;
    this.disconnect = disconnect;
  }

  /** The command. */
  public AdminCommand command() {
    return AdminCommand.named("disconnect", Role.ADMIN)
        .taking("user", "session")
        .changing()
        .doing(this::run);
  }

  private AdminReply.End run(AdminCall call) throws AdminRefusal {
    Optional<String> user = call.arguments().text("user");
    Optional<String> id = call.arguments().text("session");
    if (user.isEmpty() && id.isEmpty()) {
      throw new AdminRefusal(AdminStatus.USAGE, AdminCodes.ARGUMENT_MISSING, "argument", "user");
    }
    List<OpenSession> open = open(sessions, user, id);
    if (open.isEmpty()) return none(user, id);
    List<CompletableFuture<CoaResult>> asked =
        open.stream().map(session -> disconnect.end(session, call.peer().actor())).toList();
    int done = 0;
    for (int i = 0; i < open.size(); i++) {
      CoaResult result = await(asked.get(i));
      if (isOver(result)) done++;
      call.row(json(open.get(i), result));
    }
    String[] counts = {"done", Integer.toString(done), "sessions", Integer.toString(open.size())};
    return done == open.size()
        ? AdminCall.done(AdminCodes.DISCONNECTED, counts)
        : AdminRefusal.end(AdminStatus.NEGATIVE, AdminCodes.DISCONNECTED_SOME, counts);
  }

  static AdminReply.End none(Optional<String> user, Optional<String> id) {
    return id.isPresent()
        ? AdminRefusal.end(
            AdminStatus.NEGATIVE, AdminCodes.DISCONNECT_NO_SESSION, "session", id.get())
        : AdminRefusal.end(
            AdminStatus.NEGATIVE, AdminCodes.DISCONNECT_NO_USER, "user", user.orElse(""));
  }

  static List<OpenSession> open(SessionTable sessions, Optional<String> user, Optional<String> id) {
    if (id.isEmpty()) return sessions.openSessions(user.orElse(""));
    return sessions.withId(id.get()).stream()
        .filter(s -> user.isEmpty() || user.get().equals(s.userName()))
        .toList();
  }

  /** One that the device does not know had ended. */
  private static boolean isOver(CoaResult result) {
    return result instanceof CoaResult.Done
        || (result instanceof CoaResult.Refused refused && refused.unknownSession());
  }

  static CoaResult await(CompletableFuture<CoaResult> result) {
    try {
      return result.join(); // bounded: the client gives up
    } catch (CompletionException e) {
      throw new AdminServerException("a disconnect failed", e);
    }
  }

  /** What is told and recorded of one. */
  public static ObjectNode json(OpenSession session, CoaResult result) {
    ObjectNode json = json(session);
    json.put("result", result.word());
    if (result instanceof CoaResult.Refused(int cause, int attempts) && cause != 0) {
      json.put("errorCause", cause);
    }
    return json.put("code", "disconnect." + result.word());
  }

  /** Which it is. */
  static ObjectNode json(OpenSession session) {
    ObjectNode json = AdminCodec.object();
    if (session.userName() != null) json.put("userName", session.userName());
    if (session.sessionId() != null) json.put("sessionId", session.sessionId());
    json.put("nas", session.nas());
    if (session.client() != null) json.put("client", session.client());
    if (session.address() != null) json.put("address", session.address().toString());
    if (session.mac() != null) json.put("mac", session.mac().toString());
    return json.put("start", InstantText.ofMillis(session.startMillis()));
  }
}
