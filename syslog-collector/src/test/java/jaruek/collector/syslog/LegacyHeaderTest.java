package jaruek.collector.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import jaruek.retention.record.Dataset;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RFC 3164 as devices write it. Received on 23 November 2026, 10:00 in Bangkok, unless it says. */
final class LegacyHeaderTest {
  private static final Decoding NOW = Decoding.now();

  private static void assertTime(String expected, Map<String, Object> row) {
    assertEquals(Instant.parse(expected).toEpochMilli(), row.get("sent_at"));
  }

  private static void assertHeader(
      String host, String app, String process, String message, Map<String, Object> row) {
    assertEquals(host, String.valueOf(row.get("hostname")));
    assertEquals(app, String.valueOf(row.get("app_name")));
    assertEquals(process, String.valueOf(row.get("proc_id")));
    assertEquals(message, row.get("message"));
  }

  @Test
  void readsHostTagAndProcess() {
    Map<String, Object> row = NOW.message("<86>Nov 23 09:59:58 srv1 sshd[411]: Accepted password");
    assertHeader("srv1", "sshd", "411", "Accepted password", row);
    assertTime("2026-11-23T02:59:58Z", row);
    assertEquals(10L, row.get("facility"));
    assertEquals(6L, row.get("severity"));
  }

  @Test
  void readsAMessageWithoutPriority() {
    Map<String, Object> row = NOW.message("Nov  3 09:59:58 srv1 su: ok");
    assertHeader("srv1", "su", "null", "ok", row);
    assertTime("2026-11-03T02:59:58Z", row);
    assertNull(row.get("facility"));
  }

  @Test
  void readsAMessageWithoutHost() {
    assertHeader(
        "null", "syslogd", "null", "restart", NOW.message("<27>Nov 23 01:58:06 syslogd: restart"));
  }

  @Test
  void readsAMessageWithoutTag() {
    assertHeader(
        "gw",
        "null",
        "null",
        "link is up now",
        NOW.message("<27>Nov 23 01:58:06 gw link is up now"));
  }

  @Test
  void readsAMessageWithoutTime() {
    Map<String, Object> row = NOW.message("<13>app: hello");
    assertHeader("null", "app", "null", "hello", row);
    assertNull(row.get("sent_at"));
    assertEquals(List.of(), NOW.rows("<13>app: hello").rejected);
  }

  @Test
  void readsTheYearBeforeWithinAndAfterTheTime() {
    for (String time :
        List.of("2021 Jun 15 02:35:28", "Jun 15 2021 02:35:28", "Jun 15 02:35:28 2021")) {
      Map<String, Object> row = NOW.message("<30>" + time + " gw app: x");
      assertHeader("gw", "app", "null", "x", row);
      assertTime("2021-06-14T19:35:28Z", row);
    }
  }

  @Test
  void readsIsoTimesWithAndWithoutZone() {
    Map<String, String> times =
        Map.of(
            "2021-06-15T02:35:28Z", "2021-06-15T02:35:28Z",
            "2021-06-15T02:35:28.123456+02:00", "2021-06-15T00:35:28.123Z",
            "2021-06-15T02:35:28+0200", "2021-06-15T00:35:28Z",
            "2021-06-15 02:35:28", "2021-06-14T19:35:28Z",
            "2021/06/15 02:35:28,5", "2021-06-14T19:35:28.500Z",
            "2021-06-15 02:35:28 +0200", "2021-06-15T00:35:28Z");
    times.forEach(
        (text, instant) -> {
          Map<String, Object> row = NOW.message("<30>" + text + " gw app: x");
          assertTime(instant, row);
          assertHeader("gw", "app", "null", "x", row);
        });
  }

  @Test
  void readsCiscoSequenceNumbersHostsAndMnemonics() {
    Map<String, Object> row =
        NOW.message("<189>22191: gw-01: 022546: .Nov 23 02:35:28.123 UTC: %SYS-5-CONFIG_I: by vty");
    assertEquals("gw-01", row.get("hostname"));
    assertEquals("SYS", row.get("app_name"));
    assertEquals("CONFIG_I", row.get("msg_id"));
    assertEquals("%SYS-5-CONFIG_I: by vty", row.get("message"));
    assertTime("2026-11-23T02:35:28.123Z", row);
  }

  @Test
  void readsCiscoUptimeInsteadOfTime() {
    Map<String, Object> row = NOW.message("<189>42: 00:01:01: %LINK-3-UPDOWN: up");
    assertEquals("LINK", row.get("app_name"));
    assertEquals("UPDOWN", row.get("msg_id"));
    assertNull(row.get("sent_at"));
    assertNull(row.get("hostname"));
  }

  @Test
  void readsCiscoSubfacilities() {
    Map<String, Object> row =
        NOW.message("<166>gw: 2021 Jun 15 02:35:28 EEST: %SYSMGR-STANDBY-3-SHUTDOWN_START: now");
    assertEquals("SYSMGR-STANDBY", row.get("app_name"));
    assertEquals("SHUTDOWN_START", row.get("msg_id"));
    assertTime("2021-06-14T23:35:28Z", row);
  }

  @Test
  void readsCiscoFirewallLines() {
    Map<String, Object> row =
        NOW.message("<166>2018-06-27T12:17:46Z asa : %ASA-3-710003: TCP access denied");
    assertEquals("asa", row.get("hostname"));
    assertEquals("ASA", row.get("app_name"));
    assertEquals("710003", row.get("msg_id"));
  }

  @Test
  void readsIosXrNodes() {
    Map<String, Object> row =
        NOW.message("<166>RP/0/RSP0/CPU0:Jun 15 02:35:28: config[65539]: %MGBL-SYS-5-CONFIG_I : x");
    assertHeader("null", "config", "65539", "%MGBL-SYS-5-CONFIG_I : x", row);
    assertTime("2026-06-14T19:35:28Z", row);
  }

  @Test
  void leavesTheTimeOpenWhereTheZoneWordHasSeveralMeanings() {
    Map<String, Object> row = NOW.message("<166>: 2020 Jun 15 02:35:28 IST: %SYS-5-CONFIG_I: x");
    assertNull(row.get("sent_at"));
    assertEquals("SYS", row.get("app_name"));
  }

  @Test
  void readsAVersionBeforeARfc3164Rest() {
    Map<String, Object> row =
        NOW.message("<165>1 2007-02-15T09:17:15.719Z tfeb0 PFE_FW_SYSLOG_ETH_IP: FW: xe-0/0/3.0");
    assertHeader("tfeb0", "PFE_FW_SYSLOG_ETH_IP", "null", "FW: xe-0/0/3.0", row);
    assertTime("2007-02-15T09:17:15.719Z", row);
    row = NOW.message("<165>1 2007-02-15T09:17:15.719Z rpd[1341]: EVENT <UpDown> ge-1/0/4");
    assertHeader("null", "rpd", "1341", "EVENT <UpDown> ge-1/0/4", row);
    row = NOW.message("<188>1 2019-05-22 07:31:30 USG6000 %%01SECLOG/4/SESSION: x");
    assertHeader("USG6000", "null", "null", "%%01SECLOG/4/SESSION: x", row);
  }

  @Test
  void keepsWhatIsBeforeTheFaultOfARfc5424Header() {
    RecordedRows rows = NOW.rows("<29>1 2016-01-15T01:00:43Z hn app - - [a b=\"x] rest");
    Map<String, Object> row = rows.only(Dataset.MESSAGES);
    assertHeader("hn", "app", "null", "[a b=\"x] rest", row);
    assertTime("2016-01-15T01:00:43Z", row);
    assertEquals("unparsed", rows.rejected.getFirst().reason());
  }

  @Test
  void keepsTheByteOrderMarkInTheMessageButReadsBehindIt() {
    RecordedRows rows =
        NOW.rows("<29>1 - gw app - - - \ufeffdhcp1 assigned 10.0.0.9 to E2:9B:5A:11:22:33");
    assertEquals("10.0.0.9", rows.only(Dataset.IDENTITY).get("address"));
    assertEquals("dhcp", rows.only(Dataset.IDENTITY).get("event"));
  }

  @Test
  void refusesPrioritiesOutOfBounds() {
    for (String priority : List.of("<192>", "<999>", "<-1>", "<>", "<01>", "<1", "<1234>")) {
      RecordedRows rows = NOW.rows(priority + "hello");
      Map<String, Object> row = rows.only(Dataset.MESSAGES);
      assertNull(row.get("facility"), priority);
      assertEquals(priority + "hello", row.get("message"));
      assertEquals(1, rows.rejected.size());
    }
    assertEquals(23L, NOW.message("<191>hello").get("facility"));
    assertEquals(0L, NOW.message("<0>hello").get("facility"));
  }

  @Test
  void infersTheYearAroundNewYear() {
    Decoding justAfter = Decoding.in("Asia/Bangkok", "2026-12-31T17:00:05Z"); // 1 Jan 2027 local
    assertTime("2026-12-31T16:59:58Z", justAfter.message("<30>Dec 31 23:59:58 gw a: x"));
    assertTime("2026-12-31T17:00:01Z", justAfter.message("<30>Jan  1 00:00:01 gw a: x"));
    Decoding justBefore = Decoding.in("Asia/Bangkok", "2026-12-31T16:59:58Z");
    assertTime("2026-12-31T17:00:03Z", justBefore.message("<30>Jan  1 00:00:03 gw a: x"));
    assertTime("2026-12-31T16:59:57Z", justBefore.message("<30>Dec 31 23:59:57 gw a: x"));
  }

  @Test
  void infersTheYearInTheZoneOfTheTime() {
    // in UTC the old year is not over yet, in Bangkok it is
    Decoding between = Decoding.in("Asia/Bangkok", "2026-12-31T20:00:00Z");
    assertTime("2026-12-31T19:59:00Z", between.message("<30>Dec 31 19:59:00 UTC: %A-1-B: x"));
    assertTime("2026-12-31T19:59:00Z", between.message("<30>Jan  1 02:59:00 gw a: x"));
  }

  @Test
  void takesAnOldMessageForThisYearsAndNeverForAFutureOne() {
    Decoding march = Decoding.in("UTC", "2027-03-01T00:00:00Z");
    assertTime("2026-06-15T00:00:00Z", march.message("<30>Jun 15 00:00:00 gw a: x"));
    assertTime("2027-03-20T00:00:00Z", march.message("<30>Mar 20 00:00:00 gw a: x"));
  }

  @Test
  void findsTheLeapDayOrLeavesTheTimeOpen() {
    Decoding leap = Decoding.in("UTC", "2028-03-01T00:00:10Z");
    assertTime("2028-02-29T23:59:59Z", leap.message("<30>Feb 29 23:59:59 gw a: x"));
    Map<String, Object> row = NOW.message("<30>Feb 29 23:59:59 gw a: x");
    assertNull(row.get("sent_at"));
    assertHeader("gw", "a", "null", "x", row);
  }

  @Test
  void keepsControlCharactersAndCutsTrailingLineEnds() {
    assertEquals(
        "x\u0000\u0007y",
        NOW.message("<13>Nov 23 09:00:00 h a: x\u0000\u0007y\u0000\r\n").get("message"));
  }

  @Test
  void keepsAnEmptyMessage() {
    RecordedRows rows = NOW.rows(new byte[0]);
    assertNull(rows.only(Dataset.MESSAGES).get("message"));
    assertEquals(1, rows.rejected.size());
  }

  @Test
  void saysWhereAMessageCameFrom() {
    Map<String, Object> row = NOW.message("<13>x");
    assertEquals("192.0.2.1", row.get("sender"));
    assertEquals("udp", row.get("transport"));
  }
}
