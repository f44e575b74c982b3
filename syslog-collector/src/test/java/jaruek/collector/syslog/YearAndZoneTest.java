package jaruek.collector.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What year and which instant a time without year and zone means. */
final class YearAndZoneTest {
  private static @Nullable Object sentAt(String zone, String receivedAt, String time) {
    return Decoding.in(zone, receivedAt).message("<13>" + time + " gw1 app: text").get("sent_at");
  }

  @ParameterizedTest
  @CsvSource({
    // said before midnight, received after it, in the zone of the device and in ours
    "Asia/Bangkok, 2026-12-31T17:01:00Z, Dec 31 23:59:00, 2026-12-31T16:59:00Z",
    "Asia/Bangkok, 2027-01-01T00:00:30Z, Jan  1 07:00:10, 2027-01-01T00:00:10Z",
    "UTC, 2027-01-01T00:01:00Z, Dec 31 23:59:00, 2026-12-31T23:59:00Z",
    // a clock that is ahead: said after midnight, received before it
    "UTC, 2026-12-31T23:59:00Z, Jan  1 00:01:00, 2027-01-01T00:01:00Z",
    "Asia/Bangkok, 2026-12-31T16:59:00Z, Jan  1 00:01:00, 2026-12-31T17:01:00Z",
    // a clock of another zone, set half a day wrong
    "UTC, 2026-12-31T12:30:00Z, Jan  1 00:30:00, 2027-01-01T00:30:00Z",
    // delivered months late
    "UTC, 2026-03-01T00:00:00Z, Nov 23 10:00:00, 2025-11-23T10:00:00Z"
  })
  void theYearIsTheLatestThatIsNotFarAhead(
      String zone, String receivedAt, String time, String expected) {
    assertEquals(Instant.parse(expected).toEpochMilli(), sentAt(zone, receivedAt, time));
  }

  @ParameterizedTest
  @CsvSource({
    "2028-02-29T10:00:01Z, Feb 29 10:00:00, 2028-02-29T10:00:00Z",
    "2028-03-01T00:01:00Z, Feb 29 23:59:00, 2028-02-29T23:59:00Z",
    // the year before was none either: 2029 had no such day, 2028 had
    "2029-02-28T12:00:00Z, Feb 29 10:00:00, 2028-02-29T10:00:00Z"
  })
  void theTwentyNinthOfFebruaryIsOfALeapYear(String receivedAt, String time, String expected) {
    assertEquals(Instant.parse(expected).toEpochMilli(), sentAt("UTC", receivedAt, time));
  }

  @Test
  void aDayThatWasInNoYearNearIsNoTime() {
    assertNull(sentAt("UTC", "2026-03-01T00:01:00Z", "Feb 29 23:59:00"));
  }

  @ParameterizedTest
  @CsvSource({
    // an hour that is shown twice: in Berlin 02:00-03:00 on 25 October 2026
    "2026-10-25T00:30:05Z, Oct 25 02:30:00, 2026-10-25T00:30:00Z",
    "2026-10-25T01:30:05Z, Oct 25 02:30:00, 2026-10-25T01:30:00Z",
    // before and behind it
    "2026-10-24T23:30:05Z, Oct 25 01:30:00, 2026-10-24T23:30:00Z",
    "2026-10-25T02:30:05Z, Oct 25 03:30:00, 2026-10-25T02:30:00Z",
    // an hour that never was, 29 March 2026: read with the offset before, as its device's clock was
    "2026-03-29T01:30:05Z, Mar 29 02:30:00, 2026-03-29T01:30:00Z",
    "2026-03-29T01:30:05Z, Mar 29 03:30:00, 2026-03-29T01:30:00Z"
  })
  void aChangeOfTheClockIsReadByTheReceipt(String receivedAt, String time, String expected) {
    assertEquals(Instant.parse(expected).toEpochMilli(), sentAt("Europe/Berlin", receivedAt, time));
  }

  @Test
  void eachSourceHasAZoneOfItsOwn() {
    IpAddress bangkok = IpAddress.of("192.0.2.1");
    SyslogDecoder decoder =
        new SyslogDecoder(
            source -> ZoneId.of(source.equals(bangkok) ? "Asia/Bangkok" : "UTC"),
            source -> Optional.empty(),
            new Telemetry());
    long received = Instant.parse("2026-11-23T03:00:00Z").toEpochMilli();
    byte[] message = "<13>Nov 23 03:00:00 gw app: text".getBytes(StandardCharsets.US_ASCII);
    for (String address : new String[] {"192.0.2.1", "192.0.2.2", "192.0.2.1"}) {
      IpAddress source = IpAddress.of(address);
      RecordedRows rows = new RecordedRows();
      decoder.decode(
          new Frame(FrameKind.SYSLOG, received, source, 514, Transport.UDP, message), 1, rows);
      String expected = source.equals(bangkok) ? "2026-11-22T20:00:00Z" : "2026-11-23T03:00:00Z";
      assertEquals(
          Instant.parse(expected).toEpochMilli(), rows.only(Dataset.MESSAGES).get("sent_at"));
    }
  }
}
