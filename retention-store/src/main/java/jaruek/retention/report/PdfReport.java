package jaruek.retention.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.retention.export.CaseFacts;
import jaruek.retention.export.ExportOrder;
import jaruek.retention.export.Report;
import jaruek.retention.query.Row;
import jaruek.retention.record.Dataset;
import jaruek.retention.report.Typesetter.Style;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The report as PDF: all of it in Thai, then all of it in English, then the first rows. It can be
 * read without knowing anything of the store; the fonts, Sarabun under the SIL Open Font License,
 * are in the file.
 */
public final class PdfReport implements Report {
  /** Gaps of the recording that are listed, the longest ones. */
  static final int GAPS_MAX = 30;

  private static final Style TITLE = new Style(1, 17);
  private static final Style HEADING = new Style(1, 12.5f);
  private static final Style TEXT = new Style(0, 10.5f);
  private static final Style LABEL = new Style(1, 10.5f);
  private static final Style SMALL = new Style(0, 7.5f);
  private static final Style SMALL_HEAD = new Style(1, 7.5f);

  private final ZoneId zone;

  /** Times are told in this zone. */
  public PdfReport(ZoneId zone) {
    this.zone = zone;
  }

  @Override
  public byte[] write(Facts facts) throws IOException {
    List<PdfFont> fonts =
        List.of(
            new PdfFont("Sarabun-Regular.ttf", "Sarabun-Regular"),
            new PdfFont("Sarabun-Bold.ttf", "Sarabun-Bold"));
    Typesetter pages = new Typesetter(fonts);
    Words thai = new Words("th", zone);
    Words english = new Words("en", zone);
    part(pages, thai, facts);
    pages.newPage();
    part(pages, english, facts);
    if (facts.rows().values().stream().anyMatch(count -> count > 0)) {
      pages.newPage();
      for (Map.Entry<Dataset, List<Row>> rows : facts.shown().entrySet()) {
        if (!rows.getValue().isEmpty()) rows(pages, thai, english, facts, rows.getKey());
      }
    }
    String title = thai.text("title") + " / " + english.text("title");
    String foot = facts.order().id() + "  ·  " + facts.origin();
    return new PdfFile(fonts).bytes(pages.pages(foot), title, "th");
  }

  private static void part(Typesetter pages, Words words, Facts facts) {
    ExportOrder order = facts.order();
    pages.language(words.locale());
    pages.text(TITLE, words.text("title"));
    pages.text(TEXT, words.text("subtitle", order.id(), words.time(order.createdAtMillis())));
    pages.rule();
    request(pages, words, order);
    question(pages, words, order);
    found(pages, words, facts);
    if (order.answer() != null) answer(pages, words, order.answer());
    coverage(pages, words, order.coverage());
    people(pages, words, facts);
    list(pages, words, "verify");
    list(pages, words, "limits");
  }

  private static void heading(Typesetter pages, Words words, String key) {
    pages.space(8);
    pages.text(HEADING, words.text(key));
    pages.space(2);
  }

  private static void pair(Typesetter pages, Words words, String key, String value) {
    pages.pair(LABEL, TEXT, words.text(key), value);
  }

  private static void request(Typesetter pages, Words words, ExportOrder order) {
    CaseFacts facts = order.caseFacts();
    heading(pages, words, "request");
    pair(pages, words, "request.case", facts.id());
    pair(pages, words, "request.letter", facts.letter());
    pair(pages, words, "request.officer", facts.officer());
    pair(pages, words, "request.basis", facts.basis());
    pair(pages, words, "request.span", span(words, facts.fromMillis(), facts.toMillis()));
    pair(
        pages,
        words,
        "request.opened",
        words.text("by-at", facts.openedBy(), words.time(facts.openedAtMillis())));
  }

  private static String span(Words words, long from, long to) {
    return words.text("span", words.time(from), words.time(to));
  }

  private static void question(Typesetter pages, Words words, ExportOrder order) {
    heading(pages, words, "question");
    List<String> datasets = new ArrayList<>();
    order.datasets().forEach(d -> datasets.add(words.text("dataset." + d.word())));
    pair(pages, words, "question.datasets", String.join(", ", datasets));
    fields(pages, words, order.question());
  }

  private static void fields(Typesetter pages, Words words, JsonNode json) {
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (field.getValue().isObject()) {
        fields(pages, words, field.getValue());
      } else {
        String name = words.textOr("field." + field.getKey(), field.getKey());
        pages.pair(LABEL, TEXT, name, value(words, field.getValue()));
      }
    }
  }

  private static String value(Words words, JsonNode value) {
    if (!value.isTextual()) return value.isNull() ? words.text("unknown") : value.asText();
    try {
      return words.time(Instant.parse(value.textValue()).toEpochMilli());
    } catch (DateTimeException e) {
      return value.textValue(); // no time
    }
  }

  private static void found(Typesetter pages, Words words, Facts facts) {
    heading(pages, words, "found");
    for (Map.Entry<Dataset, Long> count : facts.rows().entrySet()) {
      pages.pair(
          LABEL,
          TEXT,
          words.text("dataset." + count.getKey().word()),
          words.text("found.rows", words.number(count.getValue())));
    }
    boolean more = facts.rows().values().stream().anyMatch(count -> count > Report.ROWS_SHOWN_MAX);
    if (more) pages.text(TEXT, words.text("found.more", Report.ROWS_SHOWN_MAX));
  }

  private static void answer(Typesetter pages, Words words, ObjectNode answer) {
    heading(pages, words, "answer");
    pages.text(LABEL, words.text("verdict." + answer.path("verdict").asText()));
    for (JsonNode candidate : answer.path("candidates")) {
      pages.space(4);
      for (String name : List.of("user", "fullName", "insideAddress", "mac")) {
        pages.pair(LABEL, TEXT, words.text("field." + name), value(words, candidate.path(name)));
      }
      fields(pages, words, candidate.path("session"));
      fields(pages, words, candidate.path("nat"));
      for (JsonNode join : candidate.path("joins")) {
        JsonNode row = join.path("record");
        String where =
            row.isObject()
                ? words.text(
                    "answer.record",
                    words.text("dataset." + row.path("dataset").asText()),
                    row.path("segment").asText("-"),
                    row.path("frame").asText())
                : "";
        String step = join.path("step").asText();
        pages.item(
            TEXT,
            words.text(
                "answer.join",
                words.textOr("step." + step, step),
                words.text("basis." + join.path("basis").asText()),
                where));
      }
    }
    if (!answer.path("complete").asBoolean(true)) pages.text(TEXT, words.text("answer.more"));
  }

  private static void coverage(Typesetter pages, Words words, ObjectNode coverage) {
    heading(pages, words, "coverage");
    List<JsonNode> gaps = new ArrayList<>();
    coverage.path("appliance").path("gaps").forEach(gaps::add);
    for (JsonNode source : coverage.path("sources")) {
      for (JsonNode gap : source.path("gaps")) {
        if (gap.has("source")) gaps.add(gap); // the appliance's own are told already
      }
    }
    if (gaps.isEmpty()) pages.text(TEXT, words.text("coverage.none"));
    else pages.text(TEXT, words.text("coverage.gaps", gaps.size()));
    for (JsonNode gap : gaps.subList(0, Math.min(GAPS_MAX, gaps.size()))) {
      String kind = gap.path("kind").asText();
      pages.item(
          TEXT,
          words.text(
              "coverage.gap",
              value(words, gap.path("from")),
              value(words, gap.path("to")),
              gap.path("source").asText(words.text("coverage.all")),
              words.textOr("gap." + kind, kind)));
    }
    if (gaps.size() > GAPS_MAX) pages.text(TEXT, words.text("coverage.more"));
    JsonNode clock = coverage.path("appliance").path("clock");
    if (clock.path("offsetMillisLeast").isNumber()) {
      pages.text(
          TEXT,
          words.text(
              "coverage.clock",
              clock.path("offsetMillisLeast").asText(),
              clock.path("offsetMillisMost").asText()));
    } else {
      pages.text(TEXT, words.text("coverage.no-clock"));
    }
  }

  private static void people(Typesetter pages, Words words, Facts facts) {
    ExportOrder order = facts.order();
    heading(pages, words, "people");
    pair(pages, words, "people.asked", order.askedBy());
    String checked = order.checkedBy();
    pair(pages, words, "people.checked", checked == null ? words.text("people.nobody") : checked);
    pair(pages, words, "people.origin", facts.origin());
    pair(pages, words, "people.key", facts.fingerprint());
  }

  private static void list(Typesetter pages, Words words, String key) {
    heading(pages, words, key);
    for (int i = 1; ; i++) {
      String text = words.textOr(key + "." + i, "");
      if (text.isEmpty()) return;
      pages.item(TEXT, text);
    }
  }

  private static void rows(
      Typesetter pages, Words thai, Words english, Facts facts, Dataset dataset) {
    List<Row> rows = facts.shown().getOrDefault(dataset, List.of());
    long count = facts.rows().getOrDefault(dataset, 0L);
    String name =
        thai.text("dataset." + dataset.word()) + " / " + english.text("dataset." + dataset.word());
    pages.language(thai.locale());
    pages.text(HEADING, name + "  (" + rows.size() + " / " + thai.number(count) + ")");
    RowTable table = new RowTable(dataset, thai);
    pages.table(
        SMALL_HEAD,
        SMALL,
        table.heads(thai, english),
        rows.stream().map(table::cells).toList(),
        table.shares());
    pages.space(10);
  }
}
