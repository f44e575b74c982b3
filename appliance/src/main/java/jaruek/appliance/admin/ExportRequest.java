package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An export that somebody asked for.
 *
 * @param caseId the case
 * @param number counted in the case, from 1
 * @param question its datasets and selectors, as in {@code export.json}
 * @param askedBy Unix user
 * @param askedAt when
 * @param state how far it is
 * @param checkedBy who confirmed or refused it
 * @param checkedAt when
 * @param reason why it was refused
 * @param releasedAt when the whole file had been handed out
 * @param sha256 of that file
 */
record ExportRequest(
    String caseId,
    int number,
    ObjectNode question,
    String askedBy,
    Instant askedAt,
    State state,
    @Nullable String checkedBy,
    @Nullable Instant checkedAt,
    @Nullable String reason,
    @Nullable Instant releasedAt,
    @Nullable String sha256) {
  /** One that was not released within this time must be asked for again. */
  static final Duration VALID = Duration.ofDays(30);

  /** How far it is. */
  enum State {
    /** For a second person. */
    WAITING,
    /** It may be built. */
    CHECKED,
    /** A second person said no. */
    REFUSED,
    /** It was handed out. */
    RELEASED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The case's id and the number: the export's id. */
  String id() {
    return caseId + "-" + number;
  }

  boolean isOver(Instant now) {
    return state != State.RELEASED && askedAt.plus(VALID).isBefore(now);
  }

  ExportRequest decided(State decision, String by, Instant at, @Nullable String why) {
    return new ExportRequest(
        caseId, number, question, askedBy, askedAt, decision, by, at, why, null, null);
  }

  ExportRequest released(Instant at, String hash) {
    return new ExportRequest(
        caseId,
        number,
        question,
        askedBy,
        askedAt,
        State.RELEASED,
        checkedBy,
        checkedAt,
        reason,
        at,
        hash);
  }
}
