package jaruek.collector.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import jaruek.retention.record.Dataset;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Times that servers write in their lines, in Bangkok. */
final class ServiceTimesTest {
  private static final long AT = Instant.parse("2026-11-23T02:59:58Z").toEpochMilli();

  private static Map<String, Object> traffic(String line) {
    return Decoding.now().traffic(line);
  }

  @Test
  void takesAProxysDurationOffItsEnd() {
    Map<String, Object> row =
        traffic("1795402798.123 1123 10.0.0.5 TCP_HIT/200 39 GET http://example.org/ - NONE/- -");
    assertEquals(AT + 123, row.get("ended_at"));
    assertEquals(AT - 1000, row.get("started_at"));
  }

  @Test
  void readsTheCommonLogsOffset() {
    for (String time :
        new String[] {
          "23/Nov/2026:09:59:58 +0700", "23/Nov/2026:02:59:58 +0000", "22/Nov/2026:22:29:58 -0430"
        }) {
      String line = "10.0.0.5 - - [" + time + "] \"GET / HTTP/1.1\" 200 1";
      assertEquals(AT, traffic(line).get("started_at"), time);
      assertEquals(AT, Decoding.now().message(line).get("sent_at"), time);
    }
    String never = "10.0.0.5 - - [31/Feb/2026:09:59:58 +0700] \"GET / HTTP/1.1\" 200 1";
    assertEquals(0, Decoding.now().rows(never).of(Dataset.TRAFFIC).size());
  }

  @Test
  void readsWindowsLocalTime() {
    for (String date : new String[] {"11/23/26", "11/23/2026"}) {
      String line = "10," + date + ",09:59:58,Assign,10.0.0.5,pc,AABBCCDDEEFF,";
      assertEquals(AT, Decoding.now().identity(line).get("event_at"), date);
    }
    Decoding berlin = Decoding.in("Europe/Berlin", "2026-11-23T09:30:00Z");
    assertEquals(
        AT + 6 * 3_600_000L,
        berlin.identity("10,11/23/26,09:59:58,Assign,10.0.0.5,pc,AABBCCDDEEFF,").get("event_at"));
  }

  @Test
  void readsTheTimeOfTransfers() {
    Map<String, Object> row =
        traffic("Mon Nov 23 09:59:58 2026 10 10.0.0.5 12 /a.zip b _ i r somchai ftp 0 * c");
    assertEquals(AT, row.get("ended_at"));
    assertEquals(AT - 10_000, row.get("started_at"));
    row = traffic("Mon Nov 23 09:59:58 2026 [pid 1] [somchai] OK LOGIN: Client \"10.0.0.5\"");
    assertEquals(AT, row.get("started_at"));
  }

  @Test
  void readsTheTimesOfAConnection() {
    String tuples =
        " tcp 6 src=10.0.0.5 dst=192.0.2.9 sport=1 dport=2 src=192.0.2.9 dst=10.0.0.5 sport=2"
            + " dport=1";
    Map<String, Object> row = traffic("[1795402798.000000] [NEW]" + tuples);
    assertEquals(AT, row.get("started_at"));
    assertFalse(row.containsKey("ended_at"));
    assertFalse(row.containsKey("nat_source_address"));
    row = traffic("[1795402798.000000] [DESTROY]" + tuples + " delta-time=110");
    assertEquals(AT, row.get("ended_at"));
    assertEquals(AT - 110_000, row.get("started_at"));
  }
}
