package jaruek.collector.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.collector.vendor.EachFormat;
import jaruek.collector.vendor.LogLine;
import jaruek.collector.vendor.Recognition;
import jaruek.collector.vendor.VendorFormats;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * docs/vendors.md tells the truth: its lines are this test's input, and what it says of each is
 * what the decoder makes of it. With JARUEK_WRITE=1 in the environment what it says is written
 * anew, to be read before it is committed.
 */
final class VendorPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("jaruek.root", ".."), "docs", "vendors.md");
  private static final String ARROW = "    -> ";
  private static final String FENCE = "```";

  /** They say where a row is from and when, which every line's row does. */
  private static final Set<String> ALWAYS =
      Set.of("exporter", "origin", "nas", "started_at", "ended_at", "event_at", "event");

  private static final int PLACES = 4;
  private static final List<String> FILLERS =
      List.of(
          " ", ",", ";", ":", "=", "|", "\"", "\\", "[", "(", "0", "a", "\\\"", "a=\"", "\",\"",
          "[(");

  private static List<String> page = List.of();
  private static final List<Example> EXAMPLES = new ArrayList<>();

  /** A line of the page, under its vendor's heading, and what the page says of it. */
  private record Example(String vendor, String line, String says) {}

  @BeforeAll
  static void read() throws IOException {
    page = Files.readAllLines(PAGE);
    if ("1".equals(System.getenv("JARUEK_WRITE"))) {
      parse();
      page = written();
      Files.writeString(PAGE, String.join("\n", page) + "\n");
    }
    parse();
  }

  private static void parse() {
    EXAMPLES.clear();
    String vendor = "";
    boolean log = false;
    for (int at = 0; at < page.size(); at++) {
      String text = page.get(at);
      if (text.startsWith("### ")) vendor = text.substring(4);
      if (text.startsWith(FENCE)) log = text.equals(FENCE + "log");
      else if (log && !text.startsWith(ARROW)) {
        String next = at + 1 < page.size() ? page.get(at + 1) : "";
        String says = next.startsWith(ARROW) ? next.substring(ARROW.length()) : "";
        EXAMPLES.add(new Example(vendor, text, says));
      }
    }
  }

  private static String becomes(String line) {
    RecordedRows rows = Decoding.now().rows(line);
    List<String> words = new ArrayList<>();
    for (Dataset dataset : List.of(Dataset.TRAFFIC, Dataset.IDENTITY)) {
      for (Map<String, Object> row : rows.of(dataset)) {
        words.add(dataset.word() + ":");
        new TreeMap<>(row)
            .forEach(
                (column, value) -> {
                  if (column.equals("event") || !ALWAYS.contains(column)) {
                    words.add(column + "=" + value);
                  }
                });
      }
    }
    return words.isEmpty() ? "message" : String.join(" ", words);
  }

  /** The columns that a vendor's lines of the page fill. */
  private static String columns(String vendor) {
    Set<String> columns = new TreeSet<>();
    for (Example example : EXAMPLES) {
      if (!example.vendor.equals(vendor)) continue;
      RecordedRows rows = Decoding.now().rows(example.line);
      for (Dataset dataset : List.of(Dataset.TRAFFIC, Dataset.IDENTITY)) {
        rows.of(dataset).forEach(row -> columns.addAll(row.keySet()));
      }
    }
    columns.removeAll(ALWAYS);
    return columns.isEmpty() ? "none" : String.join(", ", columns);
  }

  private static List<String> written() {
    List<String> lines = new ArrayList<>();
    int example = 0;
    boolean log = false;
    for (String text : page) {
      if (log && text.startsWith(ARROW)) continue;
      lines.add(tableRow(text));
      if (text.startsWith(FENCE)) log = text.equals(FENCE + "log");
      else if (log) lines.add(ARROW + becomes(EXAMPLES.get(example++).line));
    }
    return lines;
  }

  private static String tableRow(String text) {
    String[] cells = text.split(" \\| ", -1);
    String vendor = text.startsWith("| ") ? cells[0].substring(2) : "";
    if (!VendorFormats.all().vendors().contains(vendor)) return text;
    cells[cells.length - 1] = columns(vendor) + " |";
    return String.join(" | ", cells);
  }

  @TestFactory
  Stream<DynamicTest> saysWhatALineBecomes() {
    return EXAMPLES.stream()
        .map(
            example ->
                DynamicTest.dynamicTest(
                    example.vendor + ": " + example.line,
                    () -> {
                      assertEquals(example.says, becomes(example.line));
                      assertEquals(
                          example.vendor,
                          Decoding.now().rows(example.line).only(Dataset.MESSAGES).get("vendor"));
                    }));
  }

  @Test
  void hasEveryVendorInItsTablesWithTheColumnsThatItsLinesFill() {
    Map<String, String> rows = new LinkedHashMap<>();
    for (String text : page) {
      String[] cells = text.split(" \\| ", -1);
      if (text.startsWith("| ") && cells.length == 4) {
        rows.put(cells[0].substring(2), cells[3].replaceFirst(" \\|$", ""));
      }
    }
    rows.remove("vendor");
    Set<String> vendors = new TreeSet<>(VendorFormats.all().vendors());
    assertEquals(vendors, new TreeSet<>(rows.keySet()));
    rows.forEach((vendor, columns) -> assertEquals(columns(vendor), columns, vendor));
    for (String vendor : vendors) assertTrue(page.contains("### " + vendor), vendor);
  }

  @Test
  void hasALineThatEachFormatKnows() {
    List<String> missing = new ArrayList<>();
    List<String> names = EachFormat.names();
    for (int format = 0; format < names.size(); format++) {
      if (!isKnown(format)) missing.add(names.get(format));
    }
    assertEquals(List.of(), missing);
  }

  private static boolean isKnown(int format) {
    String vendor = EachFormat.names().get(format).replaceFirst("/.*", "");
    return EXAMPLES.stream()
        .filter(example -> example.vendor.equals(vendor))
        .anyMatch(example -> knows(format, example.line) == Recognition.KNOWN);
  }

  static Recognition knows(int format, String line) {
    byte[] text = line.getBytes(StandardCharsets.UTF_8);
    Decoding now = Decoding.now();
    Header header = new HeaderParser().parse(text, now.receivedAt().toEpochMilli(), now.zone());
    LogLine whole =
        new LogLine(text, header.contentFrom, header.end, header.sentAtMillis, now.zone());
    return EachFormat.write(format, whole, new RecordedRows(), Decoding.GATEWAY);
  }

  /**
   * The longest message of each line, filled up behind its delimiters with what makes a careless
   * reader start over. Some hundred megabytes to a linear reader, days to a quadratic one: the
   * deadline only ends a run that would not end by itself. What a byte costs is measured by
   * benchmarks/line-time.sh.
   */
  @TestFactory
  Stream<DynamicTest> readsItsLinesFilledUpInLinearTime() {
    List<String> vendors = EXAMPLES.stream().map(Example::vendor).distinct().toList();
    return vendors.stream()
        .map(
            vendor ->
                DynamicTest.dynamicTest(
                    vendor,
                    () ->
                        assertTimeoutPreemptively(
                            Duration.ofMinutes(2), () -> readsFilledUp(vendor))));
  }

  private static void readsFilledUp(String vendor) {
    Decoding decoding = Decoding.now().forced(vendor);
    for (Example example : EXAMPLES) {
      if (!example.vendor.equals(vendor)) continue;
      for (int place : places(example.line)) {
        for (String filler : FILLERS) {
          byte[] line = filled(example.line, place, filler);
          assertEquals(1, decoding.rows(line).of(Dataset.MESSAGES).size());
        }
      }
    }
  }

  private static Set<Integer> places(String line) {
    List<Integer> all = new ArrayList<>(List.of(0));
    for (int at = 0; at < line.length(); at++) {
      if (" ,;:=|\"'[](){}<>\t/".indexOf(line.charAt(at)) >= 0) all.add(at + 1);
    }
    Set<Integer> some = new TreeSet<>();
    for (int i = 0; i < PLACES; i++) some.add(all.get(i * all.size() / PLACES));
    return some;
  }

  private static byte[] filled(String line, int place, String filler) {
    int rest = Frame.BYTES_MAX - line.getBytes(StandardCharsets.UTF_8).length;
    String text =
        line.substring(0, place)
            + filler.repeat(rest / filler.getBytes(StandardCharsets.UTF_8).length)
            + line.substring(place);
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
