package jaruek.collector.syslog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/** Decodes single messages as they come in at a given time in a given zone. */
record Decoding(Instant receivedAt, ZoneId zone, Optional<String> forcedVendor) {
  static final IpAddress GATEWAY = IpAddress.of("192.0.2.1");

  static Decoding in(String zone, String receivedAt) {
    return new Decoding(Instant.parse(receivedAt), ZoneId.of(zone), Optional.empty());
  }

  static Decoding now() {
    return in("Asia/Bangkok", "2026-11-23T03:00:00Z");
  }

  Decoding forced(String vendor) {
    return new Decoding(receivedAt, zone, Optional.of(vendor));
  }

  RecordedRows rows(String message) {
    return rows(message.getBytes(StandardCharsets.UTF_8));
  }

  RecordedRows rows(byte[] message) {
    RecordedRows rows = new RecordedRows();
    new SyslogDecoder(zone, source -> forcedVendor)
        .decode(
            new Frame(
                FrameKind.SYSLOG, receivedAt.toEpochMilli(), GATEWAY, 514, Transport.UDP, message),
            7,
            rows);
    assertArrayEquals(message, (byte[]) rows.only(Dataset.MESSAGES).get("raw"));
    return rows;
  }

  Map<String, Object> message(String message) {
    return rows(message).only(Dataset.MESSAGES);
  }

  Map<String, Object> traffic(String message) {
    return rows(message).only(Dataset.TRAFFIC);
  }

  Map<String, Object> identity(String message) {
    return rows(message).only(Dataset.IDENTITY);
  }
}
