package jaruek.collector.flow;

import static jaruek.collector.flow.FlowTestBed.T;
import static jaruek.collector.flow.FlowTestBed.ports;
import static jaruek.collector.flow.Packet.packet;
import static jaruek.collector.flow.Packet.set;
import static jaruek.collector.flow.Packet.template;
import static jaruek.collector.flow.Packet.v9;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.Transport;
import jaruek.retention.telemetry.Telemetry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several exporters behind one address, with the same domain and template numbers. */
final class SharedAddressTest {
  private static final int ONE = 40_001;
  private static final int OTHER = 40_002;
  private static final byte[] SOURCES = set(0, template(T, 7, 2));
  private static final byte[] DESTINATIONS = set(0, template(T, 11, 2, 4, 1));

  private final Rows rows = new Rows();
  private FlowDecoder decoder = new FlowDecoder(new Telemetry());
  private int position;

  private void send(int port, byte[]... sets) {
    byte[] datagram = v9(position, 1, sets);
    rows.frame(Corpus.RECEIVED_AT, position);
    decoder.decode(
        new Frame(
            FrameKind.FLOW, Corpus.RECEIVED_AT, Corpus.EXPORTER, port, Transport.UDP, datagram),
        position++,
        rows);
  }

  private void restart() {
    byte[] state = decoder.state();
    decoder = new FlowDecoder(new Telemetry());
    decoder.restore(state);
  }

  private List<Object> column(String name) {
    return rows.rows.stream().map(row -> row.getOrDefault(name, "null")).toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void areToldApartByTheirPortsOnceTheirTemplatesComeInTurn(boolean restarted) {
    send(ONE, SOURCES);
    send(OTHER, DESTINATIONS);
    if (restarted) restart();
    send(ONE, SOURCES, ports(T, 1));
    send(OTHER, set(T, packet().u16(53).u8(17).done()));
    if (restarted) restart();
    send(ONE, ports(T, 2));
    send(OTHER, DESTINATIONS, set(T, packet().u16(443).u8(6).done()));
    if (restarted) restart();
    send(ONE, ports(T, 3));
    assertEquals(List.of(1L, 2L, "null", "null", 3L), column("source_port"));
    assertEquals(List.of("null", "null", 53L, 443L, "null"), column("destination_port"));
    assertEquals(List.of(), rows.rejected);
  }

  @Test
  void areOneWhileTheirTemplatesAgree() {
    send(ONE, SOURCES);
    send(OTHER, ports(T, 1));
    send(OTHER, SOURCES);
    send(ONE, ports(T, 2));
    assertEquals(List.of(1L, 2L), column("source_port"));
  }

  /** It has several sockets, and its template changes there and back. */
  @Test
  void anExporterThatChangesItsMindStaysOne() {
    send(ONE, SOURCES);
    send(ONE, DESTINATIONS);
    send(ONE, SOURCES);
    send(OTHER, ports(T, 7));
    assertEquals(List.of(7L), column("source_port"));
  }

  @Test
  void aRestartWithAnotherPortAndTemplateIsNoSecondExporter() {
    send(ONE, SOURCES, ports(T, 1));
    send(OTHER, DESTINATIONS, set(T, packet().u16(53).u8(17).done()));
    send(OTHER, DESTINATIONS);
    send(ONE, set(T, packet().u16(54).u8(17).done()));
    assertEquals(List.of("null", 53L, 54L), column("destination_port"));
  }
}
