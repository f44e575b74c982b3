package jaruek.collector.flow;

import static jaruek.collector.flow.FlowTestBed.T;
import static jaruek.collector.flow.FlowTestBed.ports;
import static jaruek.collector.flow.Packet.ipfix;
import static jaruek.collector.flow.Packet.set;
import static jaruek.collector.flow.Packet.template;
import static jaruek.collector.flow.Packet.v5;
import static jaruek.collector.flow.Packet.v5Record;
import static jaruek.collector.flow.Packet.v9;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What was lost on the way, from the exporter's own numbers. */
final class SequenceTest {
  private final FlowTestBed bed = new FlowTestBed();

  private void expect(long gap, long late, long restart) {
    assertEquals(gap, bed.telemetry.sum("flow.sequence.gap"), "gap");
    assertEquals(late, bed.telemetry.sum("flow.sequence.late"), "late");
    assertEquals(restart, bed.telemetry.sum("flow.sequence.restart"), "restart");
  }

  private static byte[] one(int uptime, int sequence) {
    return v5(1, uptime, sequence, 0, v5Record(0, 0, 1));
  }

  @Test
  void countsNothingAtTheFirstDatagram() {
    bed.decode(v9(5_000, 1), v9(5_000, 2), one(0, 77), ipfix(9, 1));
    expect(0, 0, 0);
  }

  @Test
  void countsFlowsOfV5() {
    bed.decode(v5(2, 0, 100, 0, v5Record(0, 0, 1), v5Record(0, 0, 2)), one(0, 102), one(0, 110));
    expect(7, 0, 0);
  }

  @Test
  void countsDatagramsOfV9PerDomainAndExporter() {
    bed.decode(v9(1, 1), v9(500, 2), v9(2, 1), v9(501, 2), v9(6, 1));
    expect(3, 0, 0);
    assertEquals(3, bed.telemetry.counter("flow.sequence.gap", "exporter", "192.0.2.1").sum());
  }

  @Test
  void countsRecordsOfIpfix() {
    byte[] templates = set(2, template(T, 7, 2));
    bed.decode(ipfix(10, 1, templates), ipfix(10, 1, ports(T, 1, 2, 3)), ipfix(13, 1, ports(T, 4)));
    expect(0, 0, 0);
    bed.decode(ipfix(20, 1, ports(T, 5)));
    expect(6, 0, 0);
  }

  @Test
  void expectsNothingAfterIpfixRecordsThatCouldNotBeCounted() {
    bed.decode(ipfix(10, 1, ports(T, 1, 2, 3)), ipfix(13, 1), ipfix(14, 1));
    expect(1, 0, 0);
  }

  private long domain(String name, String term) {
    return bed.telemetry
        .counter("flow.domain", "exporter", "192.0.2.1", "domain", name, "term", term)
        .sum();
  }

  @Test
  void learnsFromTheNextNumberHowManyRecordsCouldNotBeCounted() {
    byte[] templates = set(2, template(T, 7, 2));
    bed.decode(
        ipfix(10, 1, templates, ports(T, 1)),
        ipfix(11, 1, ports(T, 2), ports(T + 1, 3, 4, 5)),
        ipfix(15, 1, ports(T, 6)),
        ipfix(14, 1, ports(T + 1, 7)), // late, and not countable either
        ipfix(16, 1, ports(T, 8)));
    expect(0, 0, 0);
    assertEquals(7, domain("ipfix/1", "said"));
    assertEquals(3, domain("ipfix/1", "uncounted"));
    assertEquals(4, domain("ipfix/1", "records"));
    assertEquals(2, bed.telemetry.sum("flow.sets.undecodable"));
    bed.decode(ipfix(17, 1, set(2, template(T + 1, 7, 2))));
    assertEquals(2, bed.telemetry.sum("flow.sets.late"));
    assertEquals(4, domain("ipfix/1", "recordslate"));
  }

  @Test
  void tellsFewDomainsApartAndAddsUpTheOthers() {
    for (int id = 0; id < 100; id++) bed.decode(v9(5, id));
    assertEquals(1, domain("netflow9/7", "said"));
    assertEquals(92, domain("netflow9/other", "said"));
  }

  @Test
  void goesOnOverTheWrapOfTheNumber() {
    bed.decode(v9(-1, 1), v9(0, 1), v9(2, 1));
    expect(1, 0, 0);
  }

  @Test
  void countsAnOvertakenDatagramAsLate() {
    bed.decode(v9(1, 1), v9(3, 1), v9(2, 1), v9(4, 1));
    expect(1, 1, 0);
  }

  @Test
  void takesANumberFarBelowForARestart() {
    bed.decode(v9(50_000, 1), v9(0, 1), v9(1, 1), v9(3, 1));
    expect(1, 0, 1);
  }

  @Test
  void takesANumberALittleBelowForARestartIfTheUptimeWentBackToo() {
    bed.decode(v9(600_000, 20, 1), v9(1_000, 0, 1), v9(2_000, 1, 1));
    expect(0, 0, 1);
  }

  @Test
  void takesAJumpFarAheadForARestart() {
    bed.decode(v9(0, 1), v9(1_000_000_000, 1), v9(1_000_000_001, 1));
    expect(0, 0, 1);
  }
}
