package jaruek.collector.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import jaruek.retention.record.Dataset;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** FortiOS lines, versions 5 to 7. */
final class FortigateTest {
  private static final Decoding NOW = Decoding.now();
  private static final String FORWARD =
      "<189>date=2026-11-23 time=09:59:58 devname=\"fg-school\" devid=\"FGT60F0000000001\""
          + " eventtime=1795402798123456789 tz=\"+0700\" logid=\"0000000013\" type=\"traffic\""
          + " subtype=\"forward\" level=\"notice\" vd=\"root\" srcip=10.0.0.5 srcport=43996"
          + " srcintf=\"lan\" dstip=47.241.18.42 dstport=443 dstintf=\"wan1\" sessionid=77 proto=6"
          + " action=\"close\" policyid=1 service=\"HTTPS\" trandisp=\"snat\" transip=203.0.113.7"
          + " transport=51234 user=\"somchai\" duration=12 sentbyte=1520 rcvdbyte=88123 sentpkt=14"
          + " rcvdpkt=70 srcmac=\"e2:9b:5a:11:22:33\" hostname=\"www.example.com\"";

  private static long at(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  @Test
  void readsAForwardedSession() {
    Map<String, Object> row = new HashMap<>(NOW.traffic(FORWARD));
    assertEquals(
        Map.ofEntries(
            Map.entry("exporter", "192.0.2.1"),
            Map.entry("origin", "syslog/fortigate"),
            Map.entry("ended_at", 1795402798123L),
            Map.entry("started_at", 1795402786123L),
            Map.entry("protocol", 6L),
            Map.entry("source_address", "10.0.0.5"),
            Map.entry("source_port", 43996L),
            Map.entry("destination_address", "47.241.18.42"),
            Map.entry("destination_port", 443L),
            Map.entry("nat_source_address", "203.0.113.7"),
            Map.entry("nat_source_port", 51234L),
            Map.entry("bytes", 1520L),
            Map.entry("packets", 14L),
            Map.entry("action", "close"),
            Map.entry("user_name", "somchai"),
            Map.entry("source_mac", "e2:9b:5a:11:22:33"),
            Map.entry("url", "www.example.com")),
        row);
    Map<String, Object> message = NOW.message(FORWARD);
    assertEquals("fortigate", message.get("vendor"));
    assertEquals(1795402798123L, message.get("sent_at"));
    assertEquals(23L, message.get("facility"));
  }

  @Test
  void readsTheTimeInEachUnitOfItsVersions() {
    for (String eventtime :
        List.of("1795402798", "1795402798000", "1795402798000000", "1795402798000000000")) {
      Map<String, Object> row =
          NOW.traffic(FORWARD.replaceAll("eventtime=\\d+", "eventtime=" + eventtime));
      assertEquals(1795402798000L, row.get("ended_at"));
    }
  }

  @Test
  void readsDateAndTimeWhereThereIsNoEventTime() {
    String without = FORWARD.replaceAll("eventtime=\\d+ ", "");
    assertEquals(at("2026-11-23T02:59:58Z"), NOW.traffic(without).get("ended_at"));
    String chicago = without.replace("+0700", "-0630");
    assertEquals(at("2026-11-23T16:29:58Z"), NOW.traffic(chicago).get("ended_at"));
    String noZone = without.replaceAll("tz=\"[^\"]*\" ", "");
    assertEquals(at("2026-11-23T02:59:58Z"), NOW.traffic(noZone).get("ended_at"));
    String noDay = noZone.replace("date=2026-11-23", "date=2026-02-31");
    assertFalse(NOW.traffic(noDay).containsKey("ended_at"));
  }

  @Test
  void readsDestinationTranslation() {
    Map<String, Object> row =
        NOW.traffic(
            FORWARD.replace(
                "trandisp=\"snat\" transip=203.0.113.7 transport=51234",
                "trandisp=\"dnat\" tranip=192.168.1.10 tranport=8080"));
    assertEquals("192.168.1.10", row.get("nat_destination_address"));
    assertEquals(8080L, row.get("nat_destination_port"));
    assertFalse(row.containsKey("nat_source_address"));
  }

  @Test
  void readsNoTranslationWhereThereIsNone() {
    Map<String, Object> row =
        NOW.traffic(FORWARD.replace("trandisp=\"snat\"", "trandisp=\"noop\""));
    assertFalse(row.containsKey("nat_source_address"));
    row =
        NOW.traffic(
            FORWARD.replace("transip=203.0.113.7 transport=51234", "transip=0.0.0.0 transport=0"));
    assertFalse(row.containsKey("nat_source_address"));
    assertFalse(row.containsKey("nat_source_port"));
  }

  @Test
  void readsQuotedValuesWithSpacesEqualsSignsAndEscapedQuotes() {
    String url = "url=\"https://example.com/a?b=c d\\\"e srcip=1.1.1.1\"";
    Map<String, Object> row = NOW.traffic(FORWARD.replace("hostname=\"www.example.com\"", url));
    assertEquals("https://example.com/a?b=c d\\\"e srcip=1.1.1.1", row.get("url"));
    assertEquals("10.0.0.5", row.get("source_address"));
  }

  @Test
  void dropsOnlyTheValuesThatAreOutOfRange() {
    Map<String, Object> row =
        NOW.traffic(
            FORWARD
                .replace("srcport=43996", "srcport=99999")
                .replace("proto=6", "proto=256")
                .replace("sentbyte=1520", "sentbyte=-1")
                .replace("user=\"somchai\"", "user=\"N/A\"")
                .replace("e2:9b:5a:11:22:33", "none"));
    assertEquals("10.0.0.5", row.get("source_address"));
    for (String column : List.of("source_port", "protocol", "bytes", "user_name", "source_mac")) {
      assertFalse(row.containsKey(column), column);
    }
  }

  @Test
  void keepsALineThatEndsAnywhere() {
    for (int length = 0; length < FORWARD.length(); length++) {
      NOW.rows(FORWARD.substring(0, length));
    }
  }

  @Test
  void readsRefusedLogins() {
    Map<String, Object> row =
        NOW.identity(
            "date=2026-11-23 time=09:59:58 tz=\"+0700\" logid=\"0101039426\" type=\"event\""
                + " subtype=\"vpn\" action=\"ssl-login-fail\" remip=198.51.100.9 user=\"somchai\""
                + " reason=\"sslvpn_login_permission_denied\"");
    assertEquals("reject", row.get("event"));
    assertEquals("somchai", row.get("user_name"));
    assertEquals("198.51.100.9", row.get("address"));
    assertEquals("sslvpn_login_permission_denied", row.get("reason"));
    assertEquals(at("2026-11-23T02:59:58Z"), row.get("event_at"));
  }

  @Test
  void takesNoLineOfAnotherMakerForItsOwn() {
    RecordedRows rows = NOW.rows("<13>Nov 23 10:00:00 h app: type=traffic srcip=10.0.0.1");
    assertEquals(List.of(), rows.of(Dataset.TRAFFIC));
  }
}
