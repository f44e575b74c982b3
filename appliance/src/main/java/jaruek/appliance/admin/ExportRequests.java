package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All exports that were asked for, kept in one file of the data directory. Any thread may call. */
public final class ExportRequests {
  /** How many there may be. */
  static final int REQUESTS_MAX = 20_000;

  private final StateFile file;
  private final InstantSource clock;
  private final Map<String, ExportRequest> byId = new LinkedHashMap<>();

  /** Kept in "exports.json" in this folder. Inert until start. */
  public ExportRequests(Path dataDirectory, InstantSource clock) {
    this.file = new StateFile(dataDirectory.resolve("exports.json"), "jaruek-exports");
    this.clock = clock;
  }

  /**
   * Reads the file.
   *
   * @throws AdminServerException if it is damaged or too new
   */
  public synchronized void start() {
    byId.clear();
    for (ObjectNode entry : file.read()) {
      ExportRequest read = request(entry);
      byId.put(read.id(), read);
    }
  }

  /** Those of the case, in the order they were asked for. */
  synchronized List<ExportRequest> of(String caseId) {
    return byId.values().stream().filter(r -> r.caseId().equals(caseId)).toList();
  }

  /** The same question by the same person under the same case, not handed out and not too old. */
  synchronized Optional<ExportRequest> open(String caseId, String askedBy, ObjectNode question) {
    Instant now = clock.instant();
    return of(caseId).stream()
        .filter(r -> r.state() != ExportRequest.State.RELEASED && !r.isOver(now))
        .filter(r -> r.askedBy().equals(askedBy) && r.question().equals(question))
        .reduce((first, second) -> second);
  }

  /** Those that a second person may decide about. */
  synchronized List<ExportRequest> undecided(String caseId) {
    Instant now = clock.instant();
    return of(caseId).stream()
        .filter(r -> r.state() == ExportRequest.State.WAITING)
        .filter(r -> !r.isOver(now))
        .toList();
  }

  /** Registers a new one; it is on the disk when this returns. */
  synchronized ExportRequest ask(
      String caseId, String askedBy, ObjectNode question, ExportRequest.State state) {
    if (byId.size() >= REQUESTS_MAX) {
      throw new AdminServerException("there are " + REQUESTS_MAX + " exports, no more are taken");
    }
    int last = of(caseId).stream().mapToInt(ExportRequest::number).max().orElse(0);
    return put(
        new ExportRequest(
            caseId,
            last + 1,
            question,
            askedBy,
            clock.instant(),
            state,
            null,
            null,
            null,
            null,
            null));
  }

  /**
   * Confirms or refuses it.
   *
   * @return empty if it was handed out or ran out meanwhile
   */
  synchronized Optional<ExportRequest> decide(
      String id, ExportRequest.State decision, String by, @Nullable String why) {
    ExportRequest known = byId.get(id);
    Instant now = clock.instant();
    if (known == null || known.state() == ExportRequest.State.RELEASED || known.isOver(now)) {
      return Optional.empty();
    }
    return Optional.of(put(known.decided(decision, by, now, why)));
  }

  /** Says that the whole file was handed out. */
  synchronized void released(ExportRequest request, String sha256) {
    put(request.released(clock.instant(), sha256));
  }

  private ExportRequest put(ExportRequest changed) {
    Map<String, ExportRequest> next = new LinkedHashMap<>(byId);
    next.put(changed.id(), changed);
    file.write(next.values().stream().map(ExportRequests::json).toList());
    byId.put(changed.id(), changed);
    return changed;
  }

  private static ObjectNode json(ExportRequest request) {
    ObjectNode json =
        AdminCodec.object()
            .put("case", request.caseId())
            .put("number", request.number())
            .put("state", request.state().word())
            .put("askedBy", request.askedBy())
            .put("askedAt", InstantText.of(request.askedAt()));
    json.set("question", request.question());
    if (request.checkedBy() != null) json.put("checkedBy", request.checkedBy());
    if (request.checkedAt() != null) json.put("checkedAt", InstantText.of(request.checkedAt()));
    if (request.reason() != null) json.put("reason", request.reason());
    if (request.releasedAt() != null) json.put("releasedAt", InstantText.of(request.releasedAt()));
    if (request.sha256() != null) json.put("sha256", request.sha256());
    return json;
  }

  /** As case show lists it: those that ran out say so. */
  ObjectNode shown(ExportRequest request) {
    ObjectNode json = AdminCodec.object().put("number", request.number());
    boolean over = request.isOver(clock.instant());
    json.put("state", over ? "expired" : request.state().word());
    ObjectNode all = json(request);
    all.remove(List.of("case", "number", "state"));
    json.setAll(all);
    return json;
  }

  private ExportRequest request(ObjectNode entry) {
    if (!(entry.path("question") instanceof ObjectNode question)) {
      throw file.damaged("an export has no question", null);
    }
    if (!entry.path("number").isInt() || entry.path("number").intValue() < 1) {
      throw file.damaged("an export has no number", null);
    }
    return new ExportRequest(
        text(entry, "case"),
        entry.path("number").intValue(),
        question,
        text(entry, "askedBy"),
        time(entry, "askedAt"),
        state(text(entry, "state")),
        entry.has("checkedBy") ? text(entry, "checkedBy") : null,
        entry.has("checkedAt") ? time(entry, "checkedAt") : null,
        entry.has("reason") ? text(entry, "reason") : null,
        entry.has("releasedAt") ? time(entry, "releasedAt") : null,
        entry.has("sha256") ? text(entry, "sha256") : null);
  }

  private String text(ObjectNode entry, String field) {
    JsonNode value = entry.path(field);
    if (!value.isTextual()) throw file.damaged("an export has no " + field, null);
    return value.textValue();
  }

  private Instant time(ObjectNode entry, String field) {
    try {
      return Instant.parse(text(entry, field));
    } catch (DateTimeException e) {
      throw file.damaged("an export's " + field + " is no time", e);
    }
  }

  private ExportRequest.State state(String word) {
    try {
      return ExportRequest.State.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw file.damaged("an export's state is '" + word + "'", e);
    }
  }
}
