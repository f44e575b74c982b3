package jaruek.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import java.util.ArrayList;
import java.util.List;

/** The answer to {@code who} as CSV: a row per candidate, one without a user if there is none. */
final class WhoColumns {
  static final List<String> NAMES =
      List.of(
          "verdict",
          "user",
          "fullName",
          "insideAddress",
          "mac",
          "sessionId",
          "nas",
          "sessionStart",
          "sessionEnd",
          "nat",
          "joins",
          "recording",
          "gaps",
          "clockOffsetMillis",
          "complete",
          "home");

  private WhoColumns() {}

  static List<ObjectNode> rows(ObjectNode answer) {
    List<ObjectNode> rows = new ArrayList<>();
    for (JsonNode candidate : answer.path("candidates")) {
      ObjectNode row = start(answer);
      copy(candidate, row, "user", "fullName", "insideAddress", "mac", "home", "nat", "joins");
      JsonNode session = candidate.path("session");
      row.set("sessionId", session.path("id"));
      row.set("nas", session.path("nas"));
      row.set("sessionStart", session.path("start"));
      row.set("sessionEnd", session.path("end"));
      rows.add(row);
    }
    if (rows.isEmpty()) rows.add(start(answer));
    return rows;
  }

  private static ObjectNode start(ObjectNode answer) {
    ObjectNode row = AdminCodec.object();
    copy(answer, row, "verdict", "complete");
    copy(answer.path("coverage"), row, "recording", "gaps", "clockOffsetMillis");
    return row;
  }

  private static void copy(JsonNode from, ObjectNode to, String... names) {
    for (String name : names) to.set(name, from.path(name));
  }
}
