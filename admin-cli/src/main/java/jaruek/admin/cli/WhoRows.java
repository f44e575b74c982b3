package jaruek.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The answer to {@code who} as a text: the verdict, each person with the joins that lead there,
 * observed or inferred, and what was recorded at the time.
 */
final class WhoRows implements RowPrinter {
  private static final Set<String> TOLD_APART =
      Set.of("user", "fullName", "session", "nat", "joins");

  private static final List<String> RECORD_PLACE =
      List.of("dataset", "receivedAt", "segment", "frame");

  private final Screen out;
  private final CellText cells;
  private final Messages messages;
  private final ObjectNode question;

  WhoRows(Screen out, CellText cells, ObjectNode question) {
    this.out = out;
    this.cells = cells;
    this.messages = cells.messages();
    this.question = question;
  }

  @Override
  public void print(ObjectNode answer) {
    verdict(answer.path("verdict").asText());
    JsonNode candidates = answer.path("candidates");
    int number = 1;
    for (JsonNode candidate : candidates) {
      out.line("");
      candidate(candidate, candidates.size() > 1 ? number++ + ". " : "");
    }
    out.line("");
    coverage(answer.path("coverage"));
    if (!answer.path("complete").asBoolean(true)) out.line(messages.text("who.incomplete"));
    if (!question.has("port")) out.line(messages.text("who.no-port"));
  }

  private void verdict(String verdict) {
    Screen.Style style =
        switch (verdict) {
          case "identified" -> Screen.Style.GREEN;
          case "ambiguous" -> Screen.Style.YELLOW;
          default -> Screen.Style.RED;
        };
    out.line(out.style(style, cells.word("verdict", verdict)));
    out.line(messages.text("who.question", asked()));
    messages.find("verdict." + verdict + ".more").ifPresent(out::line);
  }

  private ObjectNode asked() {
    String address = question.path("address").asText();
    if (question.has("port")) {
      address = address.contains(":") ? "[" + address + "]" : address;
      address += ":" + question.path("port").asText();
    }
    if (question.has("protocol")) address += " " + question.path("protocol").asText();
    return AdminCodec.object()
        .put("address", address)
        .put("at", cells.of(question.path("at")))
        .put("zone", cells.zone().getId());
  }

  private void candidate(JsonNode candidate, String number) {
    String user = cells.of(candidate.path("user"));
    String name = cells.of(candidate.path("fullName"));
    if (user.isEmpty()) user = messages.text("who.nobody");
    out.line(number + out.style(Screen.Style.BOLD, user) + (name.isEmpty() ? "" : "  " + name));
    List<String[]> lines = new ArrayList<>();
    for (Map.Entry<String, JsonNode> pair : candidate.properties()) {
      if (TOLD_APART.contains(pair.getKey()) || CellText.isNothing(pair.getValue())) continue;
      lines.add(
          new String[] {cells.heading(pair.getKey()), cells.of(pair.getKey(), pair.getValue())});
    }
    if (candidate.path("nat").isObject()) nat(candidate.path("nat"), lines);
    if (candidate.path("session").isObject()) session(candidate.path("session"), lines);
    aligned(lines, " ".repeat(number.length() + 2));
    joins(candidate.path("joins"), " ".repeat(number.length() + 2));
  }

  private void nat(JsonNode nat, List<String[]> lines) {
    List<String> parts = new ArrayList<>();
    String inside = cells.endpoint(nat.path("insideAddress"), nat.path("insidePort"));
    String outside = cells.endpoint(nat.path("publicAddress"), nat.path("publicPort"));
    String remote = cells.endpoint(nat.path("remoteAddress"), nat.path("remotePort"));
    String protocol = cells.of("protocol", nat.path("protocol"));
    if (!inside.isEmpty() && !outside.isEmpty()) {
      parts.add((inside + " → " + outside + " " + protocol).strip());
    }
    if (!remote.isEmpty()) parts.add(messages.text("who.nat.remote", "remote", remote));
    if (!CellText.isNothing(nat.path("startedAt"))) parts.add(span(nat));
    if (!CellText.isNothing(nat.path("exporter"))) {
      String exporter = cells.of(nat.path("exporter"));
      String origin = cells.of(nat.path("origin"));
      parts.add(messages.text("who.nat.exporter", "exporter", (exporter + " " + origin).strip()));
    }
    String text = parts.isEmpty() ? cells.of(nat) : String.join(", ", parts);
    lines.add(new String[] {cells.heading("nat"), text});
  }

  private String span(JsonNode nat) {
    String started = cells.of(nat.path("startedAt"));
    String ended = cells.of(nat.path("endedAt"));
    return ended.isEmpty() ? started : started + " – " + ended;
  }

  private void session(JsonNode session, List<String[]> lines) {
    boolean open = CellText.isNothing(session.path("end"));
    ObjectNode arguments = AdminCodec.object();
    for (Map.Entry<String, JsonNode> pair : session.properties()) {
      arguments.put(pair.getKey(), cells.of(pair.getValue()));
    }
    String text = messages.text(open ? "who.session-open" : "who.session", arguments);
    lines.add(new String[] {messages.text("column.session"), text});
  }

  private void joins(JsonNode joins, String indent) {
    if (joins.isEmpty()) return;
    out.line(indent + messages.text("who.joins"));
    List<String[]> lines = new ArrayList<>();
    for (JsonNode join : joins) {
      lines.add(
          new String[] {
            cells.word("step", join.path("step").asText()),
            cells.word("basis", join.path("basis").asText()),
            record(join.path("record"))
          });
    }
    aligned(lines, indent + "  ");
  }

  /** Where the record stands; the whole of it is in the other formats. */
  private String record(JsonNode record) {
    ObjectNode place = AdminCodec.object();
    for (String name : RECORD_PLACE) {
      if (!CellText.isNothing(record.path(name))) place.set(name, record.path(name));
    }
    return cells.of(place.isEmpty() ? record : place);
  }

  private void coverage(JsonNode coverage) {
    List<String[]> lines = new ArrayList<>();
    boolean recording = coverage.path("recording").asBoolean();
    lines.add(
        new String[] {
          cells.heading("recording"), messages.text(recording ? "word.yes" : "word.no")
        });
    JsonNode gaps = coverage.path("gaps");
    String none = messages.text("word.none");
    boolean without = CellText.isNothing(gaps) || (gaps.isArray() && gaps.isEmpty());
    lines.add(new String[] {cells.heading("gaps"), without ? none : cells.of(gaps)});
    JsonNode offset = coverage.path("clockOffsetMillis");
    String clock =
        CellText.isNothing(offset) ? messages.text("word.not-measured") : cells.of(offset) + " ms";
    lines.add(new String[] {cells.heading("clockOffsetMillis"), clock});
    out.line(messages.text("who.coverage"));
    aligned(lines, "  ");
  }

  /** Columns as wide as their widest text, the last one as it is. */
  private void aligned(List<String[]> lines, String indent) {
    int columns = lines.isEmpty() ? 0 : lines.getFirst().length;
    int[] widths = new int[columns];
    for (String[] line : lines) {
      for (int i = 0; i < columns - 1; i++) {
        widths[i] = Math.max(widths[i], TextWidth.of(line[i]));
      }
    }
    for (String[] line : lines) {
      StringBuilder text = new StringBuilder(indent);
      for (int i = 0; i < columns; i++) {
        text.append(TextWidth.pad(line[i], widths[i], false)).append(i < columns - 1 ? "  " : "");
      }
      out.line(text.toString().stripTrailing());
    }
  }

  @Override
  public void close() {}
}
