package jaruek.retention.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.retention.export.CaseFacts;
import jaruek.retention.export.ExportOrder;
import jaruek.retention.export.Report;
import jaruek.retention.query.Condition;
import jaruek.retention.query.Row;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.MacAddress;
import jaruek.retention.record.Messages;
import jaruek.retention.record.Traffic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PdfReportTest {
  private static final long T = 1_795_405_321_000L;
  private static final ObjectMapper JSON = new ObjectMapper();

  static Report.Facts facts() throws IOException {
    Map<Dataset, Long> counts = new EnumMap<>(Dataset.class);
    Map<Dataset, List<Row>> shown = new EnumMap<>(Dataset.class);
    List<Row> flows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      flows.add(
          row(
              Dataset.TRAFFIC,
              Traffic.PROTOCOL,
              6L,
              Traffic.SOURCE_ADDRESS,
              IpAddress.of("10.20.30." + i),
              Traffic.SOURCE_PORT,
              40_000L + i,
              Traffic.NAT_SOURCE_ADDRESS,
              IpAddress.of("203.0.113.7"),
              Traffic.NAT_SOURCE_PORT,
              51_234L,
              Traffic.DESTINATION_ADDRESS,
              IpAddress.of("2001:db8:1234:5678::" + i),
              Traffic.DESTINATION_PORT,
              443L,
              Traffic.BYTES,
              1_234_567L,
              Traffic.USER_NAME,
              "สมหญิง.น้ำผึ้ง"));
    }
    shown.put(Dataset.TRAFFIC, flows);
    counts.put(Dataset.TRAFFIC, 12_345L);
    shown.put(
        Dataset.MESSAGES,
        List.of(
            row(
                Dataset.MESSAGES,
                Messages.SENDER,
                IpAddress.of("192.0.2.1"),
                Messages.MESSAGE,
                "ผู้ใช้ปั้นจั่นเข้าสู่ระบบที่ห้องปฏิบัติการคอมพิวเตอร์ชั้นสี่ของโรงเรียนบ้านน้ำจืด\n"
                    + "second line 😀 "
                    + "x".repeat(300))));
    counts.put(Dataset.MESSAGES, 1L);
    shown.put(
        Dataset.IDENTITY,
        List.of(
            row(
                Dataset.IDENTITY,
                Identity.EVENT,
                "start",
                Identity.USER_NAME,
                "somchai",
                Identity.ADDRESS,
                IpAddress.of("10.0.0.5"),
                Identity.MAC,
                MacAddress.parse("02:00:00:00:00:01").orElseThrow())));
    counts.put(Dataset.IDENTITY, 1L);
    counts.put(Dataset.OPERATIONS, 0L);
    ExportOrder order =
        new ExportOrder(
            "2569-0001-1",
            new CaseFacts(
                "2569-0001",
                "ตช 0026.1/1234 ลงวันที่ 25 พฤศจิกายน 2569",
                "พ.ต.ต. สมศักดิ์ เที่ยงธรรม ผู้บังคับหมู่"
                    + " กองบังคับการปราบปรามการกระทำความผิดเกี่ยวกับอาชญากรรมทางเทคโนโลยี",
                "พ.ร.บ. ว่าด้วยการกระทำความผิดเกี่ยวกับคอมพิวเตอร์ พ.ศ. 2550 มาตรา 18 (2)",
                T - 3_600_000,
                T + 3_600_000,
                "somsri",
                T + 86_400_000),
            List.of(Dataset.values()),
            json(
                "{'who':{'address':'203.0.113.7','port':51234,'at':'2026-11-23T03:42:01.000Z','skewMillis':30000}}"),
            (dataset, segment) -> Condition.all(),
            "somsri",
            "somying",
            T + 90_000_000,
            "0.1.0",
            json(
                "{'appliance':{'gaps':[{'from':'2026-11-23T03:00:00.000Z','to':'2026-11-23T03:05:00.000Z','kind':'down'}],'clock':{'offsetMillisLeast':-1.2,'offsetMillisMost':3.4}},'sources':[{'gaps':[{'from':'2026-11-23T03:00:00.000Z','to':'2026-11-23T03:05:00.000Z','kind':'sequence','source':'gw1','lost':7}]}]}"),
            json(
                "{'verdict':'identified','complete':true,'candidates':[{'user':'somchai','fullName':'นายสมชาย"
                    + " กล้าหาญ','insideAddress':'10.0.0.5','mac':null,'session':{'id':'s1','nas':'gw1','start':'2026-11-23T03:30:00.000Z','end':null,'startBasis':'observed','endBasis':null},'nat':{'publicAddress':'203.0.113.7','publicPort':51234,'insideAddress':'10.0.0.5'},'joins':[{'step':'nat','basis':'observed','record':{'dataset':'traffic','segment':3,'frame':12}},{'step':'session','basis':'inferred','record':{'dataset':'identity','frame':4}},{'step':'account','basis':'observed','record':null}]}]}"));
    return new Report.Facts(order, counts, shown, "jaruek-0123456789ab", "ab".repeat(32));
  }

  private static ObjectNode json(String text) throws IOException {
    return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
  }

  private static Row row(Dataset dataset, @Nullable Object... pairs) {
    @Nullable Object[] values = new @Nullable Object[dataset.columns().size()];
    values[0] = T;
    values[values.length - 1] = 7L;
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i] instanceof Column column) values[column.ordinal()] = pairs[i + 1];
    }
    return new Row(dataset, values, 3);
  }

  @Test
  void isAWholePdf() throws IOException {
    byte[] pdf = new PdfReport(ZoneId.of("Asia/Bangkok")).write(facts());
    String text = new String(pdf, StandardCharsets.ISO_8859_1);
    assertTrue(text.startsWith("%PDF-1.7\n"));
    assertTrue(text.endsWith("%%EOF\n"));
    int table = Integer.parseInt(text.split("startxref\n", -1)[1].split("\n", -1)[0]);
    assertTrue(text.startsWith("xref\n", table));
    String[] entries = text.substring(table).split("\n", -1);
    for (int number = 1; entries[2 + number].endsWith(" n "); number++) {
      int at = Integer.parseInt(entries[2 + number].substring(0, 10));
      assertTrue(text.startsWith(number + " 0 obj\n", at));
    }
    String out = System.getProperty("jaruek.report.out");
    if (out != null) Files.write(Path.of(out), pdf);
  }

  @Test
  void tellsTimesOfTheBuddhistEraInThai() throws IOException {
    ZoneId zone = ZoneId.of("Asia/Bangkok");
    assertEquals("23 พ.ย. 2569 10:42:01.000 น.", new Words("th", zone).time(T));
    assertEquals("23 Nov 2026 10:42:01.000 +07:00", new Words("en", zone).time(T));
  }

  @Test
  void saysTheSameInBothLanguages() throws IOException {
    Properties thai = new Properties();
    Properties english = new Properties();
    thai.load(PdfReport.class.getResourceAsStream("report_th.properties"));
    english.load(PdfReport.class.getResourceAsStream("report_en.properties"));
    assertEquals(
        new TreeSet<>(english.stringPropertyNames()), new TreeSet<>(thai.stringPropertyNames()));
  }

  @Test
  void canBeReadByPoppler(@TempDir Path folder) throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/pdftotext")), "needs pdftotext (poppler-utils)");
    Path file = folder.resolve("report.pdf");
    Files.write(file, new PdfReport(ZoneId.of("Asia/Bangkok")).write(facts()));
    Process process =
        new ProcessBuilder("pdftotext", "-layout", file.toString(), "-")
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    for (String part :
        List.of(
            "2569-0001-1",
            "203.0.113.7",
            "Identified: every trace leads to one account.",
            "(SHA-256)",
            "sequence numbers",
            "‹1F600›")) {
      assertTrue(text.contains(part), () -> part + " in " + text);
    }
  }
}
