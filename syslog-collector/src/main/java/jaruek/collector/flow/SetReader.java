package jaruek.collector.flow;

import jaruek.retention.decode.Rejected;
import jaruek.retention.decode.RowSink;
import java.util.Arrays;
import java.util.List;

/**
 * Walks the sets of one NetFlow v9 or IPFIX datagram: takes templates in, decodes records, keeps
 * sets whose template is not there yet.
 */
final class SetReader {
  private static final int SET_HEADER_BYTES = 4;
  private static final int DATA_SET_MIN = 256;

  private final ExporterTable table;
  private final List<RecordVisitor> flowVisitors;
  private final List<RecordVisitor> optionsVisitors;
  private final OptionsReader options = new OptionsReader();

  /**
   * @param flowVisitors see each record about a flow
   * @param optionsVisitors see each record about the exporter
   */
  SetReader(
      ExporterTable table, List<RecordVisitor> flowVisitors, List<RecordVisitor> optionsVisitors) {
    this.table = table;
    this.flowVisitors = flowVisitors;
    this.optionsVisitors = optionsVisitors;
  }

  /** Where one datagram's walk stands. */
  private static final class Walk {
    Datagram datagram;
    final byte[] bytes;
    final RowSink rows;
    int records;
    boolean uncountable;

    Walk(Datagram datagram, byte[] bytes, RowSink rows) {
      this.datagram = datagram;
      this.bytes = bytes;
      this.rows = rows;
    }

    void reject(String reason, int at, String what) {
      rows.reject(
          new Rejected(
              datagram.version().word(),
              reason,
              "exporter %s domain %s offset %d: %s"
                  .formatted(
                      datagram.exporter().address(),
                      Integer.toUnsignedString(datagram.domain().id()),
                      at,
                      what)));
    }
  }

  /**
   * Reads the sets from here to the limit.
   *
   * @return how many data records were read; as {@code -1 - n} if there were more
   */
  int read(Datagram datagram, byte[] bytes, int from, int limit, RowSink rows) {
    Walk walk = new Walk(datagram, bytes, rows);
    int at = from;
    while (limit - at >= SET_HEADER_BYTES) {
      int id = Wire.u16(bytes, at);
      int length = Wire.u16(bytes, at + 2);
      if (length < SET_HEADER_BYTES) {
        if (!Wire.isZero(bytes, at, limit)) walk.reject("bad-length", at, "set of " + length);
        walk.uncountable = true;
        break;
      }
      int end = at + length;
      if (end > limit) {
        // What is whole before the cut is still good.
        walk.reject("truncated", at, "set of " + length + " where " + (limit - at) + " are left");
        walk.uncountable = true;
        end = limit;
      }
      readSet(walk, id, at + SET_HEADER_BYTES, end);
      at = end;
    }
    if (at < limit && limit - at < SET_HEADER_BYTES && !Wire.isZero(bytes, at, limit)) {
      walk.reject("trailing-bytes", at, (limit - at) + " bytes behind the last set");
    }
    return walk.uncountable ? -1 - walk.records : walk.records;
  }

  private void readSet(Walk walk, int id, int from, int end) {
    boolean ipfix = walk.datagram.version() == FlowVersion.IPFIX;
    if (id >= DATA_SET_MIN) readData(walk, id, from, end);
    else if (id == (ipfix ? 2 : 0)) readTemplates(walk, false, from, end);
    else if (id == (ipfix ? 3 : 1)) readTemplates(walk, true, from, end);
    else walk.reject("reserved-set", from, "set " + id);
  }

  private void readTemplates(Walk walk, boolean ofOptions, int from, int end) {
    Datagram datagram = walk.datagram;
    TemplateParser parser =
        new TemplateParser(
            datagram.version(), ofOptions, table.limits().fieldsPerTemplateMax(), walk.bytes, end);
    int at = from;
    while (end - at >= 4 && !Wire.isZero(walk.bytes, at, at + 4)) {
      switch (parser.read(at)) {
        case TemplateParser.Outcome.Announced(Template template, int next) -> {
          install(walk, template, at);
          at = next;
        }
        case TemplateParser.Outcome.Withdrawn(int id, int next) -> {
          withdraw(walk, ofOptions, id, at);
          at = next;
        }
        case TemplateParser.Outcome.Faulty(int id, String reason, int next) -> {
          walk.reject(reason, at, "template " + id);
          // Data by a definition that could not be read must not be read by the older one.
          if (id != 0) table.remove(datagram.domain(), id);
          at = next < 0 ? end : next;
        }
      }
    }
  }

  private void withdraw(Walk walk, boolean ofOptions, int id, int at) {
    if (id >= DATA_SET_MIN) table.remove(walk.datagram.domain(), id);
    else if (id == (ofOptions ? 3 : 2)) table.removeAll(walk.datagram.domain(), ofOptions);
    else walk.reject("bad-template-id", at, "withdrawal of " + id);
  }

  private void install(Walk walk, Template template, int at) {
    Domain domain = walk.datagram.domain();
    Template known = domain.template(template.id());
    boolean same = known != null && known.isAnnouncedAs(template);
    int port = walk.datagram.port();
    if (known != null && same) {
      template.announcedAgain(known);
    } else if (known != null
        && domain.port() == Domain.ANY_PORT
        && known.replaced(template, port)) {
      domain = table.split(walk.datagram.exporter(), domain, port);
      walk.datagram = walk.datagram.in(domain);
      template.announced(port, null);
    } else {
      template.announced(port, known);
    }
    if (!table.install(domain, template)) {
      walk.reject("too-many-templates", at, "template " + template.id());
      return;
    }
    if (!same) decodePending(walk, template);
  }

  private void decodePending(Walk walk, Template template) {
    Exporter exporter = walk.datagram.exporter();
    Domain domain = walk.datagram.domain();
    PendingSet set;
    while ((set = table.take(exporter, domain, template.id())) != null) {
      Datagram datagram =
          new Datagram(
              set.version(),
              exporter,
              domain,
              set.receivedAtMillis(),
              set.port(),
              set.position(),
              true,
              set.exportMillis(),
              set.uptime(),
              0);
      Walk late = new Walk(datagram, set.bytes(), walk.rows);
      readRecords(late, template, 0, set.bytes().length);
      exporter.decodedLate().increment();
      domain.counts().add(DomainCounts.Term.RECORDSLATE, late.records);
      if (template.options()) exporter.optionsRecords().add(late.records);
    }
  }

  private void readData(Walk walk, int id, int from, int end) {
    Datagram datagram = walk.datagram;
    Template template = datagram.domain().template(id);
    if (template != null) {
      int before = walk.records;
      readRecords(walk, template, from, end);
      if (template.options()) {
        datagram.exporter().optionsRecords().add(walk.records - before);
      }
      return;
    }
    if (from == end) return;
    walk.uncountable = true;
    PendingSet set =
        new PendingSet(
            datagram.version(),
            datagram.domain().id(),
            datagram.port(),
            id,
            datagram.receivedAtMillis(),
            datagram.position(),
            datagram.exportMillis(),
            datagram.uptime(),
            Arrays.copyOfRange(walk.bytes, from, end));
    table.keep(datagram.exporter(), set, walk.rows);
  }

  private void readRecords(Walk walk, Template template, int from, int end) {
    List<RecordVisitor> visitors = template.options() ? optionsVisitors : flowVisitors;
    int at = from;
    while (end - at >= template.lengthMin()) {
      int next = template.end(walk.bytes, at, end);
      if (next < 0) break;
      if (template.options() && options.read(walk.datagram, template, walk.bytes, at)) {
        table.reached("selectors");
      }
      for (int i = 0; i < visitors.size(); i++) {
        visitors.get(i).record(walk.datagram, template, walk.bytes, at);
      }
      walk.records++;
      at = next;
    }
    if (!Wire.isZero(walk.bytes, at, end)) rejectRest(walk, template, at, end);
  }

  /** Padding is zero (RFC 7011 section 3.3.1) and shorter than a record. */
  private static void rejectRest(Walk walk, Template template, int at, int end) {
    if (end - at < template.lengthMin() && end - at < 4) return;
    walk.uncountable = true;
    walk.reject(
        "truncated-record", at, "template " + template.id() + ", " + (end - at) + " bytes left");
  }
}
