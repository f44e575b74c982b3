package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All cases, kept in one file of the data directory. Any thread may call. */
public final class Cases {
  /** How many cases there may be. */
  public static final int CASES_MAX = 20_000;

  private static final int BUDDHIST_ERA_OFFSET = 543;

  private final StateFile file;
  private final ZoneId zone;
  private final InstantSource clock;
  private final Map<String, CaseFile> byId = new LinkedHashMap<>();

  /** Kept in "cases.json" in this folder; the zone says which year it is. Inert until start. */
  public Cases(Path dataDirectory, ZoneId zone, InstantSource clock) {
    this.file = new StateFile(dataDirectory.resolve("cases.json"), "jaruek-cases");
    this.zone = zone;
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
      CaseFile read = caseFile(entry);
      byId.put(read.id(), read);
    }
  }

  /**
   * Opens a case; it is on the disk when this returns.
   *
   * @throws AdminServerException if it could not be written
   */
  public synchronized CaseFile open(
      String letter, String officer, String basis, Instant from, Instant to, String by) {
    if (byId.size() >= CASES_MAX) {
      throw new AdminServerException("there are " + CASES_MAX + " cases, no more are taken");
    }
    Instant now = clock.instant();
    CaseFile opened =
        new CaseFile(nextId(now), letter, officer, basis, from, to, by, now, null, null);
    return put(opened);
  }

  private String nextId(Instant now) {
    String year = now.atZone(zone).getYear() + BUDDHIST_ERA_OFFSET + "-";
    int last =
        byId.keySet().stream()
            .filter(id -> id.startsWith(year))
            .mapToInt(id -> Integer.parseInt(id.substring(year.length())))
            .max()
            .orElse(0);
    return year + String.format("%04d", last + 1);
  }

  /** Closes an open case; empty if there is none open of that id. */
  public synchronized Optional<CaseFile> close(String id, String by) {
    CaseFile known = byId.get(id);
    if (known == null || !known.isOpen()) return Optional.empty();
    return Optional.of(put(known.closed(by, clock.instant())));
  }

  private CaseFile put(CaseFile changed) {
    Map<String, CaseFile> next = new LinkedHashMap<>(byId);
    next.put(changed.id(), changed);
    file.write(next.values().stream().map(Cases::json).toList());
    byId.put(changed.id(), changed);
    return changed;
  }

  /** The case with this id. */
  public synchronized Optional<CaseFile> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** All, in the order they were opened. */
  public synchronized List<CaseFile> list() {
    return new ArrayList<>(byId.values());
  }

  /** The case as a JSON object, absent fields left out. */
  static ObjectNode json(CaseFile file) {
    ObjectNode json =
        AdminCodec.object()
            .put("id", file.id())
            .put("status", file.isOpen() ? "open" : "closed")
            .put("letter", file.letter())
            .put("officer", file.officer())
            .put("basis", file.basis())
            .put("from", InstantText.of(file.from()))
            .put("to", InstantText.of(file.to()))
            .put("openedBy", file.openedBy())
            .put("openedAt", InstantText.of(file.openedAt()));
    if (file.closedBy() != null) json.put("closedBy", file.closedBy());
    if (file.closedAt() != null) json.put("closedAt", InstantText.of(file.closedAt()));
    return json;
  }

  private CaseFile caseFile(ObjectNode entry) {
    String id = text(entry, "id");
    if (!id.matches("[0-9]{4}-[0-9]{4,9}")) throw file.damaged("case id '" + id + "'", null);
    return new CaseFile(
        id,
        text(entry, "letter"),
        text(entry, "officer"),
        text(entry, "basis"),
        instant(entry, "from"),
        instant(entry, "to"),
        text(entry, "openedBy"),
        instant(entry, "openedAt"),
        entry.has("closedBy") ? text(entry, "closedBy") : null,
        entry.has("closedAt") ? instant(entry, "closedAt") : null);
  }

  private String text(ObjectNode entry, String field) {
    JsonNode value = entry.path(field);
    if (!value.isTextual()) throw file.damaged("a case has no " + field, null);
    return value.textValue();
  }

  private Instant instant(ObjectNode entry, String field) {
    String text = text(entry, field);
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw file.damaged("a case's " + field + " is no time", e);
    }
  }
}
