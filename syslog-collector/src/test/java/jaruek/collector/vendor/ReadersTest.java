package jaruek.collector.vendor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReadersTest {
  private static final KeyValues KEYS = new KeyValues(List.of("src", "act", "msg", "cs1"));

  private static LogLine line(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new LogLine(bytes, 0, bytes.length, LogLine.NO_TIME, ZoneOffset.UTC);
  }

  private static List<String> texts(Values values) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < values.count(); i++) {
      texts.add(new String(values.bytes(i), StandardCharsets.UTF_8));
    }
    return texts;
  }

  @Test
  void readsQuotedFieldsWithCommasAndDoubledQuotes() {
    assertEquals(
        List.of("a", "", "b,\"c\"", "", "d"),
        texts(CsvFields.read(line("a,,\"b,\"\"c\"\"\",,d"), 0, 9)));
    assertEquals(List.of("a", ""), texts(CsvFields.read(line("a,"), 0, 9)));
    assertEquals(List.of(""), texts(CsvFields.read(line(""), 0, 9)));
    assertEquals(List.of("a", "b"), texts(CsvFields.read(line("a,b,c"), 0, 2)));
    assertEquals(List.of("a", "b,c"), texts(CsvFields.read(line("a,\"b,c"), 0, 9)));
    assertEquals(List.of("a", "b\""), texts(CsvFields.read(line("a,\"b\"\""), 0, 9)));
    assertEquals(List.of("\"", "b"), texts(CsvFields.read(line("\"\"\"\"x,b"), 0, 9)));
  }

  private static List<String> cef(String text) {
    Cef cef = Cef.read(line(text), Ascii.bytes("|Maker|"), KEYS);
    assertNotNull(cef, text);
    List<String> all = new ArrayList<>(texts(cef.header()));
    all.addAll(texts(cef.values()));
    return all;
  }

  @Test
  void readsCefWithSpacesAndEscapes() {
    assertEquals(
        List.of(
            "Maker", "Prod|uct", "1.0", "100", "Worm stopped", "10", "10.0.0.1", "x", "a = b", ""),
        cef("CEF:0|Maker|Prod\\|uct|1.0|100|Worm stopped|10|src=10.0.0.1 msg=a \\= b  act=x "));
    assertEquals(
        List.of("Maker", "P", "1", "2", "3", "4", "", "", "first", ""),
        cef("<1>x CEF:0|Maker|P|1|2|3|4|msg=first msg=second =x"));
    assertEquals(
        List.of("Maker", "P", "1", "2", "3", "4", "", "", "see http://h/?q=1", "\n"),
        cef("0|Maker|P|1|2|3|4|msg=see http://h/?q=1 cs1=\\n"));
    assertNull(Cef.read(line("CEF:0|Maker|P|1|2|3"), Ascii.bytes("|Maker|"), KEYS));
    assertNull(Cef.read(line("CEF:0|Other|P|1|2|3|4|"), Ascii.bytes("|Maker|"), KEYS));
  }

  private static List<String> leef(String text) {
    Leef leef = Leef.read(line(text), Ascii.bytes("|Maker|"), KEYS);
    assertNotNull(leef, text);
    List<String> all = new ArrayList<>(texts(leef.header()));
    all.addAll(texts(leef.values()));
    return all;
  }

  @Test
  void readsLeefOfBothVersionsWithItsDelimiter() {
    List<String> expected = List.of("Maker", "P", "1", "E", "10.0.0.1", "drop it", "a=b", "");
    assertEquals(expected, leef("LEEF:1.0|Maker|P|1|E|src=10.0.0.1\tact=drop it\tmsg=a=b"));
    assertEquals(expected, leef("LEEF:2.0|Maker|P|1|E|^|src=10.0.0.1^act=drop it^msg=a=b"));
    assertEquals(expected, leef("LEEF:2.0|Maker|P|1|E|0x5E|src=10.0.0.1^act=drop it^msg=a=b^"));
    assertEquals(expected, leef("LEEF:2.0|Maker|P|1|E|x5e|src=10.0.0.1^act=drop it^msg=a=b^^"));
    assertEquals(expected, leef("LEEF:2.0|Maker|P|1|E||src=10.0.0.1\tact=drop it\tmsg=a=b"));
    assertEquals(expected, leef("LEEF:2.0|Maker|P|1|E|src=10.0.0.1\tact=drop it\tmsg=a=b"));
    assertNull(Leef.read(line("LEEF:2.0|Maker|P|1"), Ascii.bytes("|Maker|"), KEYS));
  }

  private static final byte[] JUNOS = Ascii.bytes("[junos@2636.");

  private static List<String> structured(String text) {
    Values values = StructuredData.read(line(text), JUNOS, KEYS);
    assertNotNull(values, text);
    return texts(values);
  }

  @Test
  void readsStructuredDataWithEscapes() {
    assertEquals(
        List.of("1.1.1.1", "a ] \" b", "", ""),
        structured(
            "<1>1 [x src=\"9\"][junos@2636.1 src=\"1.1.1.1\" act=\"a \\] \\\" b\"][y msg=\"\"]"));
    assertEquals(
        List.of("1.1.1.1", "", "", ""), structured("[junos@2636.1 src=\"1.1.1.1\" act=\"cut"));
    assertNull(StructuredData.read(line("[other src=\"1\"]"), JUNOS, KEYS));
  }
}
