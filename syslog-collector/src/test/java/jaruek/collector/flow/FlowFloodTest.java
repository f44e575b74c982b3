package jaruek.collector.flow;

import static jaruek.collector.flow.FlowTestBed.T;
import static jaruek.collector.flow.FlowTestBed.ports;
import static jaruek.collector.flow.Packet.packet;
import static jaruek.collector.flow.Packet.set;
import static jaruek.collector.flow.Packet.template;
import static jaruek.collector.flow.Packet.v9;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.record.IpAddress;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** A million of everything that takes room: memory stays within its limits, and all is counted. */
final class FlowFloodTest {
  private static final int MILLION = 1_000_000;
  private static final int SOURCE_ID = 16;

  private final FlowTestBed bed = new FlowTestBed();

  private void forgetRows() {
    bed.rows.rows.clear();
    bed.rows.rejected.clear();
  }

  /** Each announces a template and sends data that waits for another. */
  @Test
  void aMillionInventedExportersKeepWithinTheLimits() {
    byte[] datagram = v9(0, 1, set(0, template(T, 7, 2)), ports(T, 80), ports(300, 1, 2, 3));
    for (int i = 0; i < MILLION; i++) {
      bed.decodeFrom(IpAddress.ofIpv4(0x0a000000 + i), datagram);
      forgetRows();
    }
    long evicted = (long) MILLION - FlowLimits.STANDARD.exportersMax();
    assertEquals(evicted, bed.limitReached("exporters"));
    assertEquals(MILLION, bed.telemetry.sum("flow.sets.undecodable"));
    int[] series = {0};
    bed.telemetry.counters((name, value) -> series[0]++);
    assertTrue(series[0] < 18_000, series[0] + " series");
    assertEquals(0, bed.telemetry.sum("telemetry.overflow"));
    assertTrue(bed.decoder.state().length < 200_000, bed.decoder.state().length + " bytes");
    bed.decode(v9(0, 1, set(0, template(T, 7, 2)), ports(T, 443)));
    assertEquals(443L, bed.rows.only().get("source_port"));
  }

  /** Of one exporter, in 64 domains, each with 64 fields. */
  @Test
  void aMillionTemplatesKeepWithinTheLimits() {
    int[] fields = new int[128];
    for (int i = 0; i < fields.length; i += 2) {
      fields[i] = 7;
      fields[i + 1] = 2;
    }
    byte[] datagram = v9(0, 0, set(0, template(T, fields)));
    ByteBuffer bytes = ByteBuffer.wrap(datagram);
    int templates = 0;
    for (int domain = 0; domain < 64 && templates < MILLION; domain++) {
      bytes.putInt(SOURCE_ID, domain);
      for (int id = 256; id < 256 + 15_700 && templates < MILLION; id++, templates++) {
        bytes.putShort(24, (short) id);
        bed.decode(datagram.clone());
        forgetRows();
      }
    }
    assertEquals(MILLION, templates);
    long refused = bed.limitReached("template-bytes") + bed.limitReached("templates");
    int kept = FlowLimits.STANDARD.templateBytesMax() / (4 + 2 * fields.length);
    assertTrue(refused >= MILLION - kept - 1, refused + " of " + templates + ", kept " + kept);
    assertTrue(bed.decoder.state().length < 10 << 20, bed.decoder.state().length + " bytes");
  }

  /** Every template of a set is looked at, and every record of a template that fits. */
  @Test
  void aSetFullOfTemplatesAndSetsWithinSetsEnd() {
    byte[][] many = new byte[7_000][];
    for (int i = 0; i < many.length; i++) many[i] = template(256 + i, 4, 1);
    bed.decode(v9(0, 1, set(0, many)));
    assertEquals(
        many.length - FlowLimits.STANDARD.templatesPerDomainMax(), bed.limitReached("templates"));
    forgetRows();
    // A data set whose records look like sets: read once, as records.
    byte[] inner = set(T, packet().u16(1).u16(2).done());
    bed.decode(v9(1, 2, set(0, template(T, 7, 2)), set(T, inner, inner)));
    assertEquals(8, bed.rows.rows.size());
    assertEquals(0, bed.rows.rejected.size());
    forgetRows();
    // A set that says it goes on over the next one's header: its bytes are records, never both.
    byte[] overlapping = packet().u16(T).u16(12).u16(5).bytes(set(T, new byte[] {0, 7})).done();
    bed.decode(v9(2, 2, overlapping));
    assertEquals(4, bed.rows.rows.size());
  }
}
