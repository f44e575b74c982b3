package jaruek.radius.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jaruek.retention.record.Identity;
import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class SessionRebuildTest {
  private static final long NOW = Instant.parse("2026-11-23T03:00:00Z").toEpochMilli();
  private static final SessionRules RULES = SessionRules.in(ZoneId.of("Asia/Bangkok"));

  private final StoredRows stored = new StoredRows();
  private final LongAdder cut = new LongAdder();
  private final SessionTable table =
      new SessionTable(RULES, new Telemetry(), () -> Instant.ofEpochMilli(NOW));
  private final SessionRebuild rebuild = new SessionRebuild(stored, RULES, table, cut);

  private void row(String event, String id, String user, Duration ago, long seconds, long bytes) {
    Object[] values = new Object[Identity.FRAME.ordinal() + 1];
    long at = NOW - ago.toMillis();
    values[Identity.RECEIVED_AT.ordinal()] = at;
    values[Identity.EVENT_AT.ordinal()] = at;
    values[Identity.EVENT.ordinal()] = event;
    values[Identity.USER_NAME.ordinal()] = user;
    values[Identity.NAS.ordinal()] = "192.0.2.1";
    values[Identity.SESSION_ID.ordinal()] = id;
    values[Identity.ADDRESS.ordinal()] = IpAddress.of("10.5.0." + (id.hashCode() & 0x7f));
    values[Identity.SECONDS.ordinal()] = seconds;
    values[Identity.INPUT_BYTES.ordinal()] = bytes;
    stored.add(values);
  }

  @Test
  void knowsWhoIsOnlineAndWhatWasUsed() {
    row("stop", "old", "somchai", Duration.ofDays(20), 100, 1_000);
    row("start", "a", "somchai", Duration.ofHours(9), 0, 0);
    row("interim", "a", "somchai", Duration.ofHours(2), 7 * 3600, 70);
    row("interim", "a", "somchai", Duration.ofMinutes(10), 8 * 3600, 80);
    row("start", "dead", "somchai", Duration.ofHours(9), 0, 0);
    row("interim", "dead", "somchai", Duration.ofHours(5), 4 * 3600, 7);
    row("start", "b", "somying", Duration.ofHours(3), 0, 0);
    row("stop", "b", "somying", Duration.ofHours(1), 7200, 5);
    row("reject", "x", "somying", Duration.ofHours(1), 0, 0);
    assertEquals(5, rebuild.online(NOW));
    assertEquals(2, table.openSessions("somchai").size(), "that one is silent is not known yet");
    assertEquals(3, rebuild.used(NOW));
    assertEquals(
        List.of("a"), table.openSessions("somchai").stream().map(OpenSession::sessionId).toList());
    assertEquals(1_000 + 80 + 7, table.used("somchai", 0).bytes());
    assertEquals(80 + 7, table.used("somchai", NOW - Duration.ofDays(1).toMillis()).bytes());
    assertEquals(5, table.used("somying", 0).bytes());
    assertEquals(0, cut.sum());
  }
}
