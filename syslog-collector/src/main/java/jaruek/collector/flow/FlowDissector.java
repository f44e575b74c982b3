package jaruek.collector.flow;

import jaruek.retention.decode.RowSink;
import jaruek.retention.record.Frame;
import jaruek.retention.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes flow datagrams apart for people to look at: what stands in the header, which sets and
 * templates, each record's fields by name, beside the rows that {@link FlowDecoder} makes of them.
 *
 * <p>Datagrams are given in order, as they came from one exporter, and templates are remembered.
 * Names are of IANA's registry and of enterprises as far as known; an unknown element is called by
 * enterprise and number, {@code 0x1a2b/0x10}. Used by one thread.
 */
public final class FlowDissector {
  private static final int V5_HEADER_BYTES = 24;
  private static final int V9_HEADER_BYTES = 20;
  private static final int IPFIX_HEADER_BYTES = 16;
  private static final int SET_HEADER_BYTES = 4;

  private final FlowDecoder decoder =
      new FlowDecoder(new Telemetry(), FlowLimits.STANDARD, this::record);
  private Consumer<Data> records = data -> {};

  /**
   * What stands before the records.
   *
   * @param version {@code netflow5}, {@code netflow9}, {@code ipfix} or {@code sflow5}
   * @param domain observation domain, source id or engine; for sFlow the sub-agent
   * @param count as the header says: records in v5 and v9, samples in sFlow, bytes in IPFIX
   * @param exportMillis epoch milliseconds; empty for sFlow
   * @param uptimeMillis empty for IPFIX
   */
  public record Header(
      String version,
      long domain,
      long sequence,
      int count,
      Optional<Long> exportMillis,
      Optional<Long> uptimeMillis) {}

  /**
   * A set.
   *
   * @param bytes as its header says, which may be more than there are
   */
  public record Section(int id, int bytes) {}

  /**
   * A template as announced.
   *
   * @param options whether its records are about the exporter
   * @param fault why it cannot be used
   * @param fields none where it was withdrawn
   */
  public record Layout(int id, boolean options, Optional<String> fault, List<Column> fields) {}

  /**
   * A field of a template.
   *
   * @param type an abstract data type of RFC 7012
   * @param bytes 65535 where each record says the length
   */
  public record Column(String name, String type, int bytes) {}

  /** A field of a record; text of at most 256 characters. */
  public record Value(String name, String text) {}

  /**
   * A data record. The rows made of it went to the sink just before.
   *
   * @param template its number; 0 in v5
   * @param options whether it is about the exporter
   * @param late whether it came before its template, in an earlier datagram
   */
  public record Data(int template, boolean options, boolean late, List<Value> fields) {}

  /**
   * A datagram without its records.
   *
   * @param header empty if it is none of the four formats, or has not even a header
   */
  public record Dissection(Optional<Header> header, List<Section> sets, List<Layout> templates) {}

  /** A dissector that has seen no template yet. */
  public FlowDissector() {}

  /**
   * Reads one datagram.
   *
   * @param rows gets the rows and rejections, as from {@link FlowDecoder#decode}
   * @param eachRecord gets the data records of v5, v9 and IPFIX in order, each after its rows
   */
  public Dissection read(Frame frame, long position, RowSink rows, Consumer<Data> eachRecord) {
    records = eachRecord;
    decoder.decode(frame, position, rows);
    byte[] bytes = frame.bytes();
    Header header = header(bytes);
    List<Section> sets = new ArrayList<>();
    List<Layout> layouts = new ArrayList<>();
    if (header != null && header.version().equals(FlowVersion.NETFLOW9.word())) {
      sets(FlowVersion.NETFLOW9, bytes, V9_HEADER_BYTES, bytes.length, sets, layouts);
    } else if (header != null && header.version().equals(FlowVersion.IPFIX.word())) {
      int limit = Math.min(bytes.length, Math.max(header.count(), IPFIX_HEADER_BYTES));
      sets(FlowVersion.IPFIX, bytes, IPFIX_HEADER_BYTES, limit, sets, layouts);
    }
    return new Dissection(Optional.ofNullable(header), sets, layouts);
  }

  private static @Nullable Header header(byte[] bytes) {
    if (bytes.length < 4) return null;
    return switch (Wire.u16(bytes, 0)) {
      case 0 -> sflow(bytes);
      case 5 -> bytes.length < V5_HEADER_BYTES ? null : netflow5(bytes);
      case 9 -> bytes.length < V9_HEADER_BYTES ? null : netflow9(bytes);
      case 10 -> bytes.length < IPFIX_HEADER_BYTES ? null : ipfix(bytes);
      default -> null;
    };
  }

  private static Header netflow5(byte[] bytes) {
    return new Header(
        FlowVersion.NETFLOW5.word(),
        Wire.u16(bytes, 20),
        Wire.u32(bytes, 16),
        Wire.u16(bytes, 2),
        Optional.of(Wire.u32(bytes, 8) * 1_000 + Wire.u32(bytes, 12) / 1_000_000),
        Optional.of(Wire.u32(bytes, 4)));
  }

  private static Header netflow9(byte[] bytes) {
    return new Header(
        FlowVersion.NETFLOW9.word(),
        Wire.u32(bytes, 16),
        Wire.u32(bytes, 12),
        Wire.u16(bytes, 2),
        Optional.of(Wire.u32(bytes, 8) * 1_000),
        Optional.of(Wire.u32(bytes, 4)));
  }

  private static Header ipfix(byte[] bytes) {
    return new Header(
        FlowVersion.IPFIX.word(),
        Wire.u32(bytes, 12),
        Wire.u32(bytes, 8),
        Wire.u16(bytes, 2),
        Optional.of(Wire.u32(bytes, 4) * 1_000),
        Optional.empty());
  }

  private static @Nullable Header sflow(byte[] bytes) {
    if (Wire.i32(bytes, 0) != 5) return null;
    SFlow.Header header = SFlow.header(bytes);
    if (header == null) return null;
    return new Header(
        FlowVersion.SFLOW5.word(),
        Wire.u32(bytes, header.length() - 16),
        Integer.toUnsignedLong(header.sequence()),
        header.samples(),
        Optional.empty(),
        Optional.of(Integer.toUnsignedLong(header.uptime())));
  }

  private static void sets(
      FlowVersion version,
      byte[] bytes,
      int from,
      int limit,
      List<Section> sets,
      List<Layout> layouts) {
    int templates = version == FlowVersion.IPFIX ? 2 : 0;
    int at = from;
    while (limit - at >= SET_HEADER_BYTES) {
      int id = Wire.u16(bytes, at);
      int length = Wire.u16(bytes, at + 2);
      if (length < SET_HEADER_BYTES && Wire.isZero(bytes, at, limit)) return;
      sets.add(new Section(id, length));
      if (length < SET_HEADER_BYTES) return;
      int end = Math.min(limit, at + length);
      if (id == templates || id == templates + 1) {
        layouts(version, id != templates, bytes, at + SET_HEADER_BYTES, end, layouts);
      }
      at = end;
    }
  }

  private static void layouts(
      FlowVersion version, boolean options, byte[] bytes, int from, int end, List<Layout> layouts) {
    TemplateParser parser =
        new TemplateParser(
            version, options, FlowLimits.STANDARD.fieldsPerTemplateMax(), bytes, end);
    int at = from;
    while (at >= 0 && end - at >= 4 && !Wire.isZero(bytes, at, at + 4)) {
      switch (parser.read(at)) {
        case TemplateParser.Outcome.Announced(Template template, int next) -> {
          layouts.add(new Layout(template.id(), options, Optional.empty(), columns(template)));
          at = next;
        }
        case TemplateParser.Outcome.Withdrawn(int id, int next) -> {
          layouts.add(new Layout(id, options, Optional.empty(), List.of()));
          at = next;
        }
        case TemplateParser.Outcome.Faulty(int id, String reason, int next) -> {
          layouts.add(new Layout(id, options, Optional.of(reason), List.of()));
          at = next;
        }
      }
    }
  }

  private static List<Column> columns(Template template) {
    List<Column> columns = new ArrayList<>();
    template.columns(
        (enterprise, element, length) -> {
          ElementNames.Element named = ElementNames.of(template.version(), enterprise, element);
          columns.add(new Column(named.name(), named.type(), length));
        });
    return columns;
  }

  private void record(Datagram datagram, Template template, byte[] bytes, int from) {
    List<Value> values = new ArrayList<>();
    template.fields(
        bytes,
        from,
        (enterprise, element, data, at, length) -> {
          ElementNames.Element named = ElementNames.of(datagram.version(), enterprise, element);
          values.add(new Value(named.name(), FieldText.of(named.type(), data, at, length)));
        });
    records.accept(new Data(template.id(), template.options(), datagram.late(), values));
  }
}
