package jaruek.collector.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LineCountersTest {
  private final Telemetry telemetry = new Telemetry();
  private final SyslogDecoder decoder =
      new SyslogDecoder(source -> ZoneOffset.UTC, source -> Optional.empty(), telemetry);

  private void decode(String source, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    decoder.decode(
        new Frame(FrameKind.SYSLOG, 0, IpAddress.of(source), 514, Transport.UDP, bytes),
        0,
        new RecordedRows());
  }

  private long count(String source, String recognised) {
    return telemetry.counter("syslog.lines", "source", source, "recognised", recognised).sum();
  }

  @Test
  void countsLinesKnownPartlyAndNotBySource() {
    decode(
        "192.0.2.1", "<6>Nov 23 10:00:00 gw kernel: IN=a OUT= SRC=10.0.0.1 DST=10.0.0.2 PROTO=UDP");
    decode("192.0.2.1", "<6>Nov 23 10:00:00 gw %ASA-6-302013: Built outbound TCP connection");
    decode("192.0.2.2", "<6>Nov 23 10:00:00 gw nothing that a format knows");
    decode("192.0.2.1", "<6>Nov 23 10:00:00 gw nothing that a format knows");
    assertEquals(1, count("192.0.2.1", "known"));
    assertEquals(1, count("192.0.2.1", "partly"));
    assertEquals(1, count("192.0.2.1", "not"));
    assertEquals(1, count("192.0.2.2", "not"));
  }

  @Test
  void sharesOneLabelAmongTheSourcesPastTheLimit() {
    for (int i = 0; i < LineCounters.SOURCES_MAX + 10; i++) {
      decode("10.0." + i / 256 + "." + i % 256, "x");
    }
    assertEquals(10, count("other", "not"));
  }
}
