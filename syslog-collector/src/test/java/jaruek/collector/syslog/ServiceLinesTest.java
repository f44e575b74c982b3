package jaruek.collector.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.collector.syslog.FirewallLinesTest.Case;
import jaruek.retention.record.Dataset;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Lines of servers and services after their sources and documents, and what they become. */
final class ServiceLinesTest {
  private static final String H = "<30>Nov 23 09:59:58 srv-01 ";

  /** Lines that give a row. */
  static final List<Case> CASES =
      joined(
          List.of(
              ServiceCases.DHCP,
              ServiceCases.WEB,
              ServiceCases.CONNTRACK,
              ServiceCases.MAIL,
              ServiceCases.FTP,
              ServiceCases.WIRELESS));

  private static List<Case> joined(List<List<Case>> families) {
    return families.stream().flatMap(List::stream).toList();
  }

  @TestFactory
  Stream<DynamicTest> becomesTheRow() {
    return CASES.stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.vendor() + ": " + c.line(),
                    () -> {
                      RecordedRows rows = Decoding.now().rows(c.line());
                      assertEquals(c.row(), FirewallLinesTest.row(rows));
                      assertEquals(c.vendor(), rows.only(Dataset.MESSAGES).get("vendor"));
                      RecordedRows forced = Decoding.now().forced(c.vendor()).rows(c.line());
                      assertEquals(c.row(), FirewallLinesTest.row(forced));
                    }));
  }

  /** Lines of the vendor that are messages only: what is no event of a person, and forgeries. */
  @TestFactory
  Stream<DynamicTest> keepsAMessageOfTheVendor() {
    return ServiceCases.MESSAGES.stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.vendor() + ": " + c.line(),
                    () -> {
                      RecordedRows rows = Decoding.now().rows(c.line());
                      assertEquals(List.of(), rows.of(Dataset.IDENTITY));
                      assertEquals(List.of(), rows.of(Dataset.TRAFFIC));
                      assertEquals(c.vendor(), rows.only(Dataset.MESSAGES).get("vendor"));
                      if (!c.row().isEmpty()) {
                        assertEquals(c.row(), rows.only(Dataset.MESSAGES).get("msg_id"));
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> keepsALineThatEndsAnywhere() {
    return CASES.stream()
        .map(c -> DynamicTest.dynamicTest(c.line(), () -> FirewallLinesTest.cut(c)));
  }

  @Test
  void keepsLinesWithBytesChanged() {
    List<Case> all = new ArrayList<>(CASES);
    all.addAll(ServiceCases.MESSAGES);
    SplittableRandom random = new SplittableRandom(20261123);
    for (int round = 0; round < 40_000; round++) {
      byte[] bytes = all.get(random.nextInt(all.size())).line().getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i <= random.nextInt(6); i++) {
        int at = random.nextInt(bytes.length);
        bytes[at] =
            (byte)
                (random.nextBoolean()
                    ? "[]()|,;:=\"\\/-> 0\t\0".charAt(random.nextInt(18))
                    : random.nextInt(256));
      }
      try {
        assertEquals(1, Decoding.now().rows(bytes).of(Dataset.MESSAGES).size());
      } catch (RuntimeException e) {
        throw new AssertionError(new String(bytes, StandardCharsets.ISO_8859_1), e);
      }
    }
  }

  /** What one program repeats of what others typed is never read as another program's line. */
  @TestFactory
  Stream<DynamicTest> readsNoLineThatAnotherProgramRepeats() {
    return CASES.stream()
        .flatMap(
            c -> {
              String body = c.line().replaceFirst("^<\\d+>(\\w{3} \\d+ [\\d:]+ [\\w-]+ )?", "");
              return Stream.of("portal[7]: guest typed ", "login[3]: ", "sshd[9]: Invalid user ")
                  .map(program -> H + program + body);
            })
        .map(
            line ->
                DynamicTest.dynamicTest(
                    line,
                    () -> {
                      RecordedRows rows = Decoding.now().rows(line);
                      assertEquals(List.of(), rows.of(Dataset.IDENTITY));
                      assertEquals(List.of(), rows.of(Dataset.TRAFFIC));
                    }));
  }

  /** A line in TIS-620 gives the same row as in UTF-8, and its bytes are kept. */
  @TestFactory
  Stream<DynamicTest> readsThaiInOneByteACharacter() {
    Charset thai = Charset.forName("x-windows-874");
    return joined(List.of(CASES, ServiceCases.MESSAGES)).stream()
        .filter(c -> c.line().codePoints().anyMatch(p -> p >= 0xe01 && p <= 0xe5b))
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.line(),
                    () -> {
                      RecordedRows rows = Decoding.now().rows(c.line().getBytes(thai));
                      RecordedRows same = Decoding.now().rows(c.line());
                      assertEquals(same.of(Dataset.TRAFFIC), rows.of(Dataset.TRAFFIC));
                      assertEquals(same.of(Dataset.IDENTITY), rows.of(Dataset.IDENTITY));
                      assertTrue(rows.only(Dataset.MESSAGES).containsKey("vendor"));
                    }));
  }

  @Test
  void readsTheServicesThatAGatewayRuns() {
    String lease = H + "dhcpd[12]: DHCPACK on 10.0.0.5 to aa:bb:cc:dd:ee:ff via em1";
    for (String gateway : List.of("pfsense", "unifi", "iptables")) {
      RecordedRows rows = Decoding.now().forced(gateway).rows(lease);
      assertEquals("10.0.0.5", rows.only(Dataset.IDENTITY).get("address"), gateway);
      assertEquals("isc-dhcpd", rows.only(Dataset.MESSAGES).get("vendor"), gateway);
    }
    assertEquals(List.of(), Decoding.now().forced("cisco-asa").rows(lease).of(Dataset.IDENTITY));
  }
}
