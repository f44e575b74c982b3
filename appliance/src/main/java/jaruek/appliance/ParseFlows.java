package jaruek.appliance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminStatus;
import jaruek.admin.cli.CommandContext;
import jaruek.admin.cli.OutputFormat;
import jaruek.admin.cli.RowPrinter;
import jaruek.admin.cli.Screen;
import jaruek.admin.cli.View;
import jaruek.collector.flow.FlowDissector;
import jaruek.retention.decode.Rejected;
import jaruek.retention.decode.RowSink;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code jaruek parse} of flow datagrams: what stands in each, its sets, templates and records with
 * fields by name, and below each record the rows of traffic it becomes.
 */
final class ParseFlows implements RowSink {
  private static final IpAddress SENDER = IpAddress.of("127.0.0.1");
  private static final int VARIABLE = 65_535;

  private final CommandContext context;
  private final InstantSource clock = InstantSource.system();
  private final FlowDissector dissector = new FlowDissector();
  private ParsedRows rows = new ParsedRows();
  private List<ObjectNode> records = new ArrayList<>();
  private List<Rejected> rejected = new ArrayList<>();
  private long datagrams;
  private long recordCount;
  private long rowCount;
  private long rejectedCount;

  private ParseFlows(CommandContext context) {
    this.context = context;
  }

  static int run(CommandContext context, FlowCapture capture) throws IOException {
    return new ParseFlows(context).read(capture);
  }

  private int read(FlowCapture capture) throws IOException {
    boolean table = context.options().format() == OutputFormat.TABLE;
    try (RowPrinter printer = table ? null : context.rows(View.table())) {
      for (byte[] bytes = capture.next(); bytes != null; bytes = capture.next()) {
        print(bytes, printer);
      }
    }
    context.tell(
        AdminStatus.DONE,
        "parse.done.flows",
        AdminCodec.object()
            .put("datagrams", datagrams)
            .put("records", recordCount)
            .put("rows", rowCount)
            .put("rejected", rejectedCount));
    return AdminStatus.DONE;
  }

  private void print(byte[] bytes, @Nullable RowPrinter printer) {
    records = new ArrayList<>();
    rejected = new ArrayList<>();
    Frame frame = new Frame(FrameKind.FLOW, clock.millis(), SENDER, 2_055, Transport.UDP, bytes);
    FlowDissector.Dissection read =
        dissector.read(frame, datagrams++, this, data -> records.add(record(data)));
    List<ObjectNode> others = takeRows();
    recordCount += records.size();
    rejectedCount += rejected.size();
    ObjectNode whole = header(read);
    if (printer == null) {
      show(whole, read, others);
    } else if (context.options().format() == OutputFormat.JSON) {
      printer.print(json(whole, read, others));
    } else {
      for (ObjectNode record : records) printer.print(flat(whole, record, rowsOf(record)));
      for (ObjectNode row : others) printer.print(flat(whole, null, List.of(row)));
    }
  }

  private List<ObjectNode> takeRows() {
    List<ObjectNode> taken = rows.rows();
    rowCount += taken.size();
    rows = new ParsedRows();
    return taken;
  }

  private ObjectNode header(FlowDissector.Dissection read) {
    ObjectNode header = AdminCodec.object().put("datagram", datagrams);
    read.header()
        .ifPresent(
            said -> {
              header.put("version", said.version()).put("domain", said.domain());
              header.put("sequence", said.sequence()).put("count", said.count());
              said.exportMillis()
                  .ifPresent(at -> header.put("exported", Instant.ofEpochMilli(at).toString()));
              said.uptimeMillis().ifPresent(millis -> header.put("uptimeMillis", millis));
            });
    return header;
  }

  private ObjectNode record(FlowDissector.Data data) {
    ObjectNode record =
        AdminCodec.object()
            .put("template", data.template())
            .put("options", data.options())
            .put("late", data.late());
    ArrayNode fields = record.putArray("fields");
    for (FlowDissector.Value value : data.fields()) {
      fields.addObject().put("name", value.name()).put("value", value.text());
    }
    ArrayNode made = record.putArray("rows");
    takeRows().forEach(made::add);
    return record;
  }

  private static List<ObjectNode> rowsOf(ObjectNode record) {
    List<ObjectNode> made = new ArrayList<>();
    record.path("rows").forEach(row -> made.add((ObjectNode) row));
    return made;
  }

  private ObjectNode json(
      ObjectNode whole, FlowDissector.Dissection read, List<ObjectNode> others) {
    ArrayNode sets = whole.putArray("sets");
    read.sets().forEach(set -> sets.addObject().put("id", set.id()).put("bytes", set.bytes()));
    ArrayNode templates = whole.putArray("templates");
    for (FlowDissector.Layout layout : read.templates()) {
      ObjectNode template = templates.addObject().put("id", layout.id());
      template.put("options", layout.options());
      layout.fault().ifPresent(fault -> template.put("fault", fault));
      ArrayNode fields = template.putArray("fields");
      for (FlowDissector.Column column : layout.fields()) {
        ObjectNode field = fields.addObject().put("name", column.name()).put("type", column.type());
        if (column.bytes() == VARIABLE) field.put("bytes", "variable");
        else field.put("bytes", column.bytes());
      }
    }
    ArrayNode seen = whole.putArray("records");
    records.forEach(seen::add);
    ArrayNode made = whole.putArray("rows");
    others.forEach(made::add);
    ArrayNode refused = whole.putArray("rejected");
    rejected.forEach(r -> refused.addObject().put("reason", r.reason()).put("detail", r.detail()));
    return whole;
  }

  /** One line a record for tables elsewhere. */
  private static ObjectNode flat(
      ObjectNode whole, @Nullable ObjectNode record, List<ObjectNode> made) {
    ObjectNode line = AdminCodec.object();
    for (String name : List.of("datagram", "version", "domain", "sequence")) {
      line.set(name, whole.path(name));
    }
    line.put("template", record == null ? "" : record.path("template").asText());
    line.put("fields", record == null ? "" : fieldsOf(record));
    StringBuilder text = new StringBuilder();
    for (ObjectNode row : made) {
      if (!text.isEmpty()) text.append(" | ");
      row.properties()
          .forEach(
              pair ->
                  text.append(pair.getKey())
                      .append('=')
                      .append(pair.getValue().asText(""))
                      .append(' '));
    }
    return line.put("rows", text.toString().strip());
  }

  private static String fieldsOf(ObjectNode record) {
    StringBuilder text = new StringBuilder();
    record
        .path("fields")
        .forEach(
            field ->
                text.append(field.path("name").asText())
                    .append('=')
                    .append(field.path("value").asText())
                    .append(' '));
    return text.toString().strip();
  }

  /** For people. The words are the protocols' own, in any language. */
  private void show(ObjectNode whole, FlowDissector.Dissection read, List<ObjectNode> others) {
    Screen out = context.out();
    Screen.Style style = rejected.isEmpty() ? Screen.Style.GREEN : Screen.Style.YELLOW;
    out.line(out.style(style, pairs(whole)));
    for (FlowDissector.Section set : read.sets()) {
      out.line(out.style(Screen.Style.FAINT, "   set " + set.id() + "  bytes " + set.bytes()));
    }
    for (FlowDissector.Layout layout : read.templates()) show(layout);
    for (ObjectNode record : records) {
      String kind = record.path("options").asBoolean() ? "options" : "record";
      StringBuilder text =
          new StringBuilder("   ").append(out.style(Screen.Style.BOLD, kind)).append(' ');
      text.append(record.path("template").asText());
      if (record.path("late").asBoolean()) text.append(" late");
      record
          .path("fields")
          .forEach(
              field ->
                  text.append("  ")
                      .append(out.style(Screen.Style.CYAN, field.path("name").asText()))
                      .append(' ')
                      .append(Screen.safe(field.path("value").asText())));
      out.line(text.toString());
      rowsOf(record).forEach(this::show);
    }
    others.forEach(this::show);
    for (Rejected refused : rejected) {
      String text = "   rejected " + refused.reason() + "  " + Screen.safe(refused.detail());
      out.line(out.style(Screen.Style.RED, text));
    }
    out.line("");
  }

  private void show(FlowDissector.Layout layout) {
    Screen out = context.out();
    StringBuilder text = new StringBuilder("   ");
    text.append(out.style(Screen.Style.BOLD, layout.options() ? "options template" : "template"));
    text.append(' ').append(layout.id());
    layout.fault().ifPresent(fault -> text.append("  ").append(fault));
    if (layout.fault().isEmpty() && layout.fields().isEmpty()) text.append("  withdrawn");
    for (FlowDissector.Column column : layout.fields()) {
      text.append("  ")
          .append(out.style(Screen.Style.CYAN, column.name()))
          .append(' ')
          .append(column.type())
          .append('/')
          .append(column.bytes() == VARIABLE ? "variable" : "" + column.bytes());
    }
    out.line(text.toString());
  }

  private void show(ObjectNode row) {
    Screen out = context.out();
    out.line(
        "      " + out.style(Screen.Style.BOLD, row.path("dataset").asText()) + "  " + pairs(row));
  }

  private String pairs(ObjectNode object) {
    StringBuilder text = new StringBuilder();
    object
        .properties()
        .forEach(
            pair -> {
              if (pair.getKey().equals("dataset")) return;
              if (!text.isEmpty()) text.append("  ");
              text.append(pair.getKey()).append(' ').append(Screen.safe(pair.getValue().asText()));
            });
    return text.toString();
  }

  @Override
  public RowWriter row(Dataset dataset) {
    return rows.row(dataset);
  }

  @Override
  public void reject(Rejected refused) {
    rejected.add(refused);
  }
}
