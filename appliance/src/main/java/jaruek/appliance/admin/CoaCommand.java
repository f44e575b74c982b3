package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.radius.account.ReplyAttribute;
import jaruek.radius.coa.CoaResult;
import jaruek.radius.packet.Attribute;
import jaruek.radius.policy.TermsAttributes;
import jaruek.radius.session.OpenSession;
import jaruek.radius.session.SessionTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * coa: gives open sessions what their users' settings are now, or one attribute, at the devices
 * that report them.
 */
public final class CoaCommand {
  private static final String NO_ACCOUNT = "no-account";
  private static final String NOTHING_TO_CHANGE = "nothing-to-change";

  private final SessionTable sessions;
  private final TermsAttributes named;
  private final Policy policy;
  private final Change change;

  /** What a session should have. */
  @FunctionalInterface
  public interface Policy {
    /** Empty if there is no account of its user here. */
    Optional<List<Attribute>> of(OpenSession session);
  }

  /** Changes a session and records it. */
  @FunctionalInterface
  public interface Change {
    /**
     * Asks the device to.
     *
     * @param actor who wants it, as records name them
     * @param what one attribute by name, or {@code settings}
     */
    CompletableFuture<CoaResult> make(
        OpenSession session, List<Attribute> attributes, String actor, String what);
  }

  /** Over this table, by this way. */
  public CoaCommand(SessionTable sessions, TermsAttributes named, Policy policy, Change change) {
    this.sessions = sessions;
    this.named = named;
    this.policy = policy;
    this.change = change;
  }

  /** The command. */
  public AdminCommand command() {
    return AdminCommand.named("coa", Role.ADMIN)
        .taking("user", "session", "attribute")
        .changing()
        .doing(this::run);
  }

  /** One session: asked for a change, or why not. */
  private record Asked(
      OpenSession session, @Nullable CompletableFuture<CoaResult> result, String instead) {}

  private AdminReply.End run(AdminCall call) throws AdminRefusal {
    Optional<String> user = call.arguments().text("user");
    Optional<String> id = call.arguments().text("session");
    if (user.isEmpty() && id.isEmpty()) {
      throw new AdminRefusal(AdminStatus.USAGE, AdminCodes.ARGUMENT_MISSING, "argument", "user");
    }
    Optional<String> text = call.arguments().text("attribute");
    Optional<List<Attribute>> wanted =
        text.isEmpty()
            ? Optional.empty()
            : Optional.of(Ruled.of(() -> named.change(ReplyAttribute.parse(text.get()))));
    List<OpenSession> open = DisconnectCommand.open(sessions, user, id);
    if (open.isEmpty()) return DisconnectCommand.none(user, id);
    String actor = call.peer().actor();
    List<Asked> asked = new ArrayList<>();
    for (OpenSession session : open) asked.add(ask(session, wanted, actor, text));
    int done = 0;
    for (Asked one : asked) {
      ObjectNode row = row(one);
      if (row.path("result").asText("").equals("done")) done++;
      call.row(row);
    }
    String[] counts = {"done", Integer.toString(done), "sessions", Integer.toString(open.size())};
    return done == open.size()
        ? AdminCall.done(AdminCodes.SESSIONS_CHANGED, counts)
        : AdminRefusal.end(AdminStatus.NEGATIVE, AdminCodes.SESSIONS_CHANGED_SOME, counts);
  }

  private Asked ask(
      OpenSession session, Optional<List<Attribute>> wanted, String actor, Optional<String> text) {
    Optional<List<Attribute>> attributes = wanted.isPresent() ? wanted : policy.of(session);
    if (attributes.isEmpty()) return new Asked(session, null, NO_ACCOUNT);
    if (attributes.get().isEmpty()) return new Asked(session, null, NOTHING_TO_CHANGE);
    return new Asked(
        session, change.make(session, attributes.get(), actor, text.orElse("settings")), "");
  }

  private static ObjectNode row(Asked asked) {
    if (asked.result == null) {
      return DisconnectCommand.json(asked.session)
          .put("result", asked.instead)
          .put("code", "coa." + asked.instead);
    }
    CoaResult result = DisconnectCommand.await(asked.result);
    ObjectNode row = DisconnectCommand.json(asked.session, result);
    return result instanceof CoaResult.Done ? row.put("code", "coa.done") : row;
  }
}
