package jaruek.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code coverage} at a glance: a line of blocks for each source, each block as high
 * as the share of its time that was recorded, and below it the gaps.
 */
final class CoverageRows implements RowPrinter {
  static final int CELLS_MAX = 90;
  private static final int CELLS_MIN = 10;
  private static final int NAME_WIDTH_MAX = 24;

  /** Longer lists of gaps are cut; the other formats have all. */
  private static final int GAPS_MAX = 50;

  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final char NOTHING = '·';

  private final Screen out;
  private final CellText cells;
  private final Messages messages;
  private final List<ObjectNode> sources = new ArrayList<>();
  private boolean closed;

  private static final List<String> LOSSES =
      List.of("dropped", "journalLost", "killed", "undecodable");

  CoverageRows(Screen out, CellText cells) {
    this.out = out;
    this.cells = cells;
    this.messages = cells.messages();
  }

  @Override
  public void print(ObjectNode row) {
    sources.add(row);
  }

  @Override
  public void close() {
    if (closed) return;
    closed = true;
    if (sources.isEmpty()) return;
    try {
      draw();
    } catch (DateTimeException e) { // an answer of another version
      sources.forEach(source -> out.line(SafeText.escape(source.toString())));
    }
  }

  /** A span of time with what there is to say of it. */
  private record Times(long from, long to, JsonNode of) {
    static List<Times> all(JsonNode array) {
      List<Times> all = new ArrayList<>();
      for (JsonNode each : array) all.add(of(each));
      return all;
    }

    static Times of(JsonNode node) {
      return new Times(
          Instant.parse(node.path("from").asText()).toEpochMilli(),
          Instant.parse(node.path("to").asText()).toEpochMilli(),
          node);
    }
  }

  private void draw() {
    Times whole = Times.of(sources.getFirst());
    int nameWidth = 0;
    for (ObjectNode source : sources) nameWidth = Math.max(nameWidth, TextWidth.of(name(source)));
    nameWidth = Math.min(nameWidth, NAME_WIDTH_MAX);
    int count = cellCount(whole, nameWidth);
    heading(whole, nameWidth, count);
    for (ObjectNode source : sources) line(source, whole, nameWidth, count);
    out.line("");
    legend();
    ObjectNode first = sources.getFirst();
    out.line("");
    clock(first.path("clock"));
    losses();
    gaps();
  }

  /** One for each day, or as many as there is room for. */
  private int cellCount(Times whole, int nameWidth) {
    long days = Math.max(1, Math.round((whole.to - whole.from) / 86_400_000.0));
    int room = out.columns() == 0 ? CELLS_MAX : out.columns() - nameWidth - 10;
    int most = Math.max(CELLS_MIN, room);
    if (days == 1) return Math.min(most, 24);
    return (int) Math.min(Math.min(days, CELLS_MAX), most);
  }

  private void heading(Times whole, int nameWidth, int count) {
    String first = day(whole.from).toString();
    String last = day(whole.to - 1).toString();
    int between = count - first.length() - last.length();
    String line = between > 0 ? first + " ".repeat(between) + last : first;
    out.line(" ".repeat(nameWidth + 2) + out.style(Screen.Style.FAINT, line));
  }

  private String day(LocalDate date) {
    return TimeText.date(date, messages.language());
  }

  private String day(long millis) {
    return day(Instant.ofEpochMilli(millis).atZone(cells.zone()).toLocalDate());
  }

  private String name(ObjectNode source) {
    String name = cells.of(source.path("source"));
    return source.path("kind").asText().equals("radius") ? name + " (RADIUS)" : name;
  }

  private void line(ObjectNode source, Times whole, int nameWidth, int count) {
    List<Times> spans = Times.all(source.path("spans"));
    List<Times> gaps = Times.all(source.path("gaps"));
    StringBuilder line = new StringBuilder();
    String fitted = TextWidth.fit(name(source), nameWidth);
    line.append(TextWidth.pad(fitted, nameWidth, false)).append("  ");
    Screen.@Nullable Style style = null;
    StringBuilder run = new StringBuilder();
    for (int i = 0; i < count; i++) {
      Times cell = cell(whole, i, count);
      double share = share(spans, cell);
      Screen.Style its = style(share, gaps, cell, source, whole);
      if (its != style && !run.isEmpty()) {
        line.append(styled(style, run));
        run.setLength(0);
      }
      style = its;
      run.append(block(share));
    }
    line.append(styled(style, run));
    String state = source.path("state").asText();
    String percent = percent(source.path("recorded").asDouble());
    line.append("  ").append(state.equals("never") ? cells.word("coverage", "never") : percent);
    if (state.equals("silent")) {
      String silent = cells.word("coverage", "silent");
      line.append(' ').append(out.style(Screen.Style.RED, silent));
    }
    out.line(line.toString());
  }

  private String styled(Screen.@Nullable Style style, StringBuilder run) {
    return style == null ? run.toString() : out.style(style, run.toString());
  }

  private static Times cell(Times whole, int index, int count) {
    double width = (whole.to - whole.from) / (double) count;
    return new Times(
        whole.from + Math.round(index * width),
        whole.from + Math.round((index + 1) * width),
        whole.of);
  }

  private static double share(List<Times> spans, Times cell) {
    long recorded = 0;
    for (Times span : spans) {
      recorded += Math.max(0, Math.min(span.to, cell.to) - Math.max(span.from, cell.from));
    }
    return recorded / (double) Math.max(1, cell.to - cell.from);
  }

  /** Red where nothing was recorded that should have been, yellow where something is missing. */
  private static Screen.Style style(
      double share, List<Times> gaps, Times cell, ObjectNode source, Times whole) {
    boolean any = false;
    for (Times gap : gaps) {
      any |= gap.from < cell.to && gap.to > cell.from;
    }
    JsonNode first = source.path("first");
    long since =
        CellText.isNothing(first) ? whole.from : Instant.parse(first.asText()).toEpochMilli();
    if (share == 0 && cell.to <= since) return Screen.Style.FAINT; // it did not speak yet
    if (share < 0.5) return Screen.Style.RED;
    return any ? Screen.Style.YELLOW : Screen.Style.GREEN;
  }

  private static char block(double share) {
    if (share <= 0) return NOTHING;
    int step = (int) Math.floor(share * BLOCKS.length());
    return BLOCKS.charAt(Math.min(step, BLOCKS.length() - 1));
  }

  /** Rounded down: 100 is all of it. */
  private static String percent(double share) {
    return "%5.1f%%".formatted(Math.floor(share * 1_000) / 10);
  }

  private void legend() {
    out.line(
        out.style(Screen.Style.GREEN, "█ ")
            + messages.text("coverage.full")
            + out.style(Screen.Style.YELLOW, "   ▅ ")
            + messages.text("coverage.part")
            + out.style(Screen.Style.RED, "   " + NOTHING + " ")
            + messages.text("coverage.nothing")
            + "   "
            + messages.text("coverage.rounded"));
  }

  private void clock(JsonNode clock) {
    boolean measured = !CellText.isNothing(clock.path("offsetMillisLeast"));
    ObjectNode arguments = AdminCodec.object();
    arguments.put("least", clock.path("offsetMillisLeast").asText());
    arguments.put("most", clock.path("offsetMillisMost").asText());
    arguments.put("stratum", cells.of(clock.path("stratumWorst")));
    arguments.put("unsynchronised", clock.path("unsynchronised").asLong());
    out.line(messages.text(measured ? "coverage.clock" : "coverage.clock-none", arguments));
  }

  /** What came and is not stored, where there is any. */
  private void losses() {
    for (ObjectNode source : sources) {
      ObjectNode arguments = AdminCodec.object();
      arguments.put("source", cells.of(source.path("source")));
      boolean any = false;
      for (String loss : LOSSES) {
        long lost = source.path(loss).asLong();
        arguments.put(loss, lost);
        any |= lost > 0;
      }
      if (any) out.line(messages.text("coverage.losses", arguments));
    }
  }

  /** Every gap once, though it stands with each source that it concerns. */
  private void gaps() {
    Map<String, Times> all = new LinkedHashMap<>();
    for (ObjectNode source : sources) {
      for (Times gap : Times.all(source.path("gaps"))) all.putIfAbsent(gap.of.toString(), gap);
    }
    out.line("");
    if (all.isEmpty()) {
      out.line(messages.text("coverage.no-gaps"));
      return;
    }
    List<Times> byTime =
        all.values().stream()
            .sorted(Comparator.comparingLong(Times::from).thenComparingLong(Times::to))
            .toList();
    List<Times> shown = byTime.subList(Math.max(0, byTime.size() - GAPS_MAX), byTime.size());
    out.line(out.style(Screen.Style.BOLD, messages.text("coverage.gaps", "gaps", "" + all.size())));
    if (shown.size() < byTime.size()) {
      out.line(messages.text("coverage.gaps-cut", "shown", "" + shown.size()));
    }
    for (Times gap : shown) out.line("  " + gap(gap));
  }

  private String gap(Times gap) {
    JsonNode of = gap.of;
    StringBuilder text = new StringBuilder();
    text.append(cells.of(of.path("from"))).append(" – ").append(cells.of(of.path("to")));
    text.append("  ").append(cells.word("gap", of.path("kind").asText()));
    String detail = of.path("detail").asText();
    if (!detail.isEmpty()) text.append(" (").append(cells.word("gap", detail)).append(')');
    if (of.has("source")) text.append("  ").append(cells.of(of.path("source")));
    if (of.has("lost")) {
      text.append("  ").append(messages.text("gap.lost", "lost", of.path("lost").asText()));
    }
    return text.toString();
  }
}
