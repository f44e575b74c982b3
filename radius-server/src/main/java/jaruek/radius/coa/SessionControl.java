package jaruek.radius.coa;

import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.SharedSecret;
import jaruek.radius.session.OpenSession;
import jaruek.radius.session.SessionTable;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Ends and changes sessions at the NAS that reports them. A session that its NAS does not know is
 * closed in the table: its Stop was lost.
 */
public final class SessionControl {
  /** The cause of a session that its NAS did not know. */
  static final String NOT_AT_NAS = "not-at-nas";

  private final SessionTable sessions;
  private final CoaClient client;
  private final Targets targets;

  /**
   * Where requests about a client's sessions go.
   *
   * @param nas port 0 if the client takes none
   */
  public record Target(InetSocketAddress nas, SharedSecret secret) {}

  /** Who reports a session, as far as it is a client now. */
  @FunctionalInterface
  public interface Targets {
    /** The client's, empty if it is not known. */
    Optional<Target> of(OpenSession session);
  }

  /** Over this table, by this client. */
  public SessionControl(SessionTable sessions, CoaClient client, Targets targets) {
    this.sessions = sessions;
    this.client = client;
    this.targets = targets;
  }

  /** Ends a session: Disconnect-Request, RFC 5176 section 2.1. */
  public CompletableFuture<CoaResult> disconnect(OpenSession session) {
    return send(session, true, List.of());
  }

  /** Changes what a session has: CoA-Request, RFC 5176 section 2.2. */
  public CompletableFuture<CoaResult> change(OpenSession session, List<Attribute> attributes) {
    return send(session, false, attributes);
  }

  private CompletableFuture<CoaResult> send(
      OpenSession session, boolean disconnect, List<Attribute> changes) {
    Optional<Target> target = targets.of(session);
    if (target.isEmpty()) return notSent(CoaResult.Why.UNKNOWN_NAS);
    if (target.get().nas().getPort() == 0) return notSent(CoaResult.Why.NO_COA_PORT);
    return ask(target.get(), disconnect, SessionAttributes.full(session), changes)
        .thenCompose(
            result ->
                isAboutNames(result)
                    ? ask(target.get(), disconnect, SessionAttributes.least(session), changes)
                    : CompletableFuture.completedFuture(result))
        .whenComplete((result, failure) -> told(session, result));
  }

  private static CompletableFuture<CoaResult> notSent(CoaResult.Why why) {
    return CompletableFuture.completedFuture(new CoaResult.NotSent(why));
  }

  private CompletableFuture<CoaResult> ask(
      Target target, boolean disconnect, List<Attribute> names, List<Attribute> changes) {
    List<Attribute> all = new ArrayList<>(names);
    all.addAll(changes);
    return client.send(new CoaRequest(disconnect, target.nas(), target.secret(), all));
  }

  /** Some NAS take no attribute they do not use, or know themselves by another address. */
  private static boolean isAboutNames(CoaResult result) {
    return result instanceof CoaResult.Refused(int cause, int attempts)
        && cause >= ErrorCause.UNSUPPORTED_ATTRIBUTE
        && cause <= ErrorCause.INVALID_REQUEST
        && cause != ErrorCause.MISSING_ATTRIBUTE;
  }

  private void told(OpenSession session, CoaResult result) {
    if (result instanceof CoaResult.Refused refused && refused.unknownSession()) {
      sessions.gone(session, NOT_AT_NAS);
    }
  }
}
