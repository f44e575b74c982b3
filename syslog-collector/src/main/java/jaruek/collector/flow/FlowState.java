package jaruek.collector.flow;

import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Collection;

/**
 * The decoder's state as bytes, big-endian: the letters JFLW, format version (2; 1, which has no
 * ports, is still read), then exporters, each with its domains (templates as they were announced)
 * and its pending sets. Lists stand in the order they are kept in, so the same frames give the same
 * bytes.
 */
final class FlowState {
  private static final int MAGIC = 0x4a46_4c57;
  private static final int FORMAT = 2;
  private static final int FORMAT_WITHOUT_PORTS = 1;

  private FlowState() {}

  /** Empty if there is nothing to keep. */
  static byte[] save(ExporterTable table) {
    if (table.isEmpty()) return new byte[0];
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeByte(FORMAT);
      Collection<Exporter> exporters = table.exporters();
      out.writeInt(exporters.size());
      for (Exporter exporter : exporters) write(exporter, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(Exporter exporter, DataOutputStream out) throws IOException {
    out.writeLong(exporter.address().high());
    out.writeLong(exporter.address().low());
    out.writeInt(exporter.shared().size());
    for (long key : exporter.shared()) out.writeLong(key);
    out.writeInt(exporter.domains().size());
    for (Domain domain : exporter.domains().values()) write(domain, out);
    out.writeInt(exporter.pending().size());
    for (PendingSet set : exporter.pending()) write(set, out);
  }

  private static void write(Domain domain, DataOutputStream out) throws IOException {
    out.writeByte(domain.version().number());
    out.writeInt(domain.id());
    out.writeShort(domain.port());
    out.writeLong(domain.systemInitMillis());
    Sequence sequence = domain.sequence();
    out.writeByte(sequence.state());
    out.writeInt(sequence.next());
    out.writeInt(sequence.uptime());
    Sampling sampling = domain.sampling();
    out.writeInt(sampling.forAll());
    long[] selectors = sampling.keys();
    int[] intervals = sampling.intervals();
    out.writeInt(selectors.length);
    for (int i = 0; i < selectors.length; i++) {
      out.writeLong(selectors[i]);
      out.writeInt(intervals[i]);
    }
    out.writeInt(domain.templates().size());
    for (Template template : domain.templates().values()) {
      out.writeBoolean(template.options());
      out.writeShort(template.port());
      out.writeInt(template.replacedHash());
      out.writeInt(template.definition().length);
      out.write(template.definition());
    }
  }

  private static void write(PendingSet set, DataOutputStream out) throws IOException {
    out.writeByte(set.version().number());
    out.writeInt(set.domainId());
    out.writeShort(set.port());
    out.writeShort(set.templateId());
    out.writeLong(set.receivedAtMillis());
    out.writeLong(set.position());
    out.writeLong(set.exportMillis());
    out.writeInt(set.uptime());
    out.writeInt(set.bytes().length);
    out.write(set.bytes());
  }

  /**
   * @throws IllegalArgumentException if the bytes are no state of this format, or are beyond the
   *     limits
   */
  static ExporterTable load(byte[] state, Telemetry telemetry, FlowLimits limits) {
    ExporterTable table = new ExporterTable(telemetry, limits);
    if (state.length == 0) return table;
    ByteBuffer in = ByteBuffer.wrap(state);
    try {
      check(in.getInt() == MAGIC, "not a flow decoder's state");
      int format = in.get();
      check(
          format == FORMAT || format == FORMAT_WITHOUT_PORTS,
          "flow state format " + format + ", this version reads up to " + FORMAT);
      boolean ports = format != FORMAT_WITHOUT_PORTS;
      int exporters = count(in, limits.exportersMax());
      for (int i = 0; i < exporters; i++) readExporter(in, ports, table);
      check(!in.hasRemaining(), in.remaining() + " bytes behind the flow state");
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("flow state cut after " + state.length + " bytes", e);
    }
    return table;
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) throw new IllegalArgumentException(otherwise);
  }

  private static int count(ByteBuffer in, int max) {
    int count = in.getInt();
    check(count >= 0 && count <= max, "flow state with a count of " + count + ", limit " + max);
    return count;
  }

  private static byte[] bytes(ByteBuffer in, int length) {
    check(length >= 0 && length <= in.remaining(), "flow state with a length of " + length);
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static void readExporter(ByteBuffer in, boolean ports, ExporterTable table) {
    FlowLimits limits = table.limits();
    IpAddress address = new IpAddress(in.getLong(), in.getLong());
    Exporter exporter = table.exporter(address);
    check(exporter.domains().isEmpty(), "exporter " + address + " twice in the flow state");
    int shared = ports ? count(in, limits.domainsPerExporterMax()) : 0;
    for (int i = 0; i < shared; i++) exporter.shared().add(in.getLong());
    int domains = count(in, limits.domainsPerExporterMax());
    for (int i = 0; i < domains; i++) readDomain(in, ports, exporter, table);
    int sets = count(in, limits.pendingSetsPerExporterMax());
    for (int i = 0; i < sets; i++) table.add(exporter, readPending(in, ports));
  }

  private static void readDomain(
      ByteBuffer in, boolean ports, Exporter exporter, ExporterTable table) {
    FlowVersion version = FlowVersion.ofNumber(in.get());
    Domain domain = table.domain(exporter, version, in.getInt(), port(in, ports));
    domain.systemInitMillis(in.getLong());
    domain.sequence().restore(in.get(), in.getInt(), in.getInt());
    domain.sampling().put(Sampling.NO_SELECTOR, in.getInt());
    int selectors = count(in, table.limits().selectorsPerDomainMax());
    for (int i = 0; i < selectors; i++) domain.sampling().put(in.getLong(), in.getInt());
    exporter.samplingChanged();
    int templates = count(in, table.limits().templatesPerDomainMax());
    for (int i = 0; i < templates; i++) readTemplate(in, ports, domain, table);
  }

  private static void readTemplate(
      ByteBuffer in, boolean ports, Domain domain, ExporterTable table) {
    boolean options = in.get() != 0;
    int port = port(in, ports);
    int replacedHash = ports ? in.getInt() : 0;
    byte[] definition = bytes(in, in.getInt());
    check(definition.length >= 4, "template of " + definition.length + " bytes in the flow state");
    TemplateParser parser =
        new TemplateParser(
            domain.version(),
            options,
            table.limits().fieldsPerTemplateMax(),
            definition,
            definition.length);
    switch (parser.read(0)) {
      case TemplateParser.Outcome.Announced(Template template, int end) -> {
        check(end == definition.length, "template with bytes behind it in the flow state");
        template.announced(port, replacedHash);
        check(table.install(domain, template), "flow state with too many template bytes");
      }
      case TemplateParser.Outcome.Withdrawn _ ->
          throw new IllegalArgumentException("withdrawn template in the flow state");
      case TemplateParser.Outcome.Faulty(int id, String reason, int _) ->
          throw new IllegalArgumentException("flow state, template " + id + ": " + reason);
    }
  }

  private static int port(ByteBuffer in, boolean ports) {
    return ports ? in.getShort() & 0xffff : Domain.ANY_PORT;
  }

  private static PendingSet readPending(ByteBuffer in, boolean ports) {
    return new PendingSet(
        FlowVersion.ofNumber(in.get()),
        in.getInt(),
        port(in, ports),
        in.getShort() & 0xffff,
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getInt(),
        bytes(in, in.getInt()));
  }
}
