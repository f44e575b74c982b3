package jaruek.radius.coa;

import jaruek.radius.session.OpenSession;
import java.time.Instant;
import java.util.Optional;

/** Whether a session may go on. Asked often, so an answer must not wait. */
@FunctionalInterface
public interface Stay {
  /** All may. */
  Stay ANYBODY = (session, now) -> Optional.empty();

  /** Why it may not, the word of the same refusal at login; empty if it may. */
  Optional<String> refusal(OpenSession session, Instant now);

  /** This, then the other. */
  default Stay and(Stay other) {
    return (session, now) -> refusal(session, now).or(() -> other.refusal(session, now));
  }
}
