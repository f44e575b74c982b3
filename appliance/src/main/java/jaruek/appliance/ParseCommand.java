package jaruek.appliance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.admin.cli.CommandContext;
import jaruek.admin.cli.CommandException;
import jaruek.admin.cli.OutputFormat;
import jaruek.admin.cli.RowPrinter;
import jaruek.admin.cli.Screen;
import jaruek.admin.cli.View;
import jaruek.collector.syslog.SyslogDecoder;
import jaruek.collector.vendor.Recognition;
import jaruek.collector.vendor.VendorFormats;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code jaruek parse FILE [--vendor V]}: what each line of a log file would become, without the
 * daemon and without keeping anything; the same for flow datagrams ({@link FlowCapture}). Line by
 * line, so the file may be of any length; what a line has beyond {@link Frame#BYTES_MAX} is cut
 * off, as a receiver would.
 */
final class ParseCommand {
  private static final long QUIET_NANOS = 2_000_000_000L;
  private static final int LINES_BETWEEN_PROGRESS = 1_000;
  private static final IpAddress SENDER = IpAddress.of("127.0.0.1");

  private final CommandContext context;
  private final SyslogDecoder decoder;
  private final InstantSource clock;
  private final long startedNanos = System.nanoTime();
  private final Map<Recognition, Long> counts = new EnumMap<>(Recognition.class);
  private long lines;
  private long cut;

  private ParseCommand(CommandContext context, Optional<String> vendor, InstantSource clock) {
    this.context = context;
    this.clock = clock;
    decoder = new SyslogDecoder(context.zone(), source -> vendor);
  }

  static int run(CommandContext context, ObjectNode arguments) throws IOException {
    Optional<String> vendor =
        Optional.ofNullable(arguments.path("vendor").asText(null)).filter(v -> !v.isEmpty());
    if (vendor.isPresent() && !VendorFormats.all().vendors().contains(vendor.get())) {
      throw new CommandException(
          AdminStatus.USAGE,
          "parse.vendor.unknown",
          AdminCodec.object()
              .put("vendor", vendor.get())
              .put("vendors", String.join(", ", VendorFormats.all().vendors())));
    }
    ParseCommand command = new ParseCommand(context, vendor, InstantSource.system());
    String name = arguments.path("file").asText();
    if (name.equals("-")) return command.lookAndRead(context.surroundings().stdin(), vendor);
    Path file = Path.of(name);
    if (Files.isDirectory(file)) {
      List<Path> datagrams = FlowCapture.datagramFiles(file);
      if (!datagrams.isEmpty()) return ParseFlows.run(context, FlowCapture.ofFiles(datagrams));
    }
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new CommandException(
          AdminStatus.USAGE, "parse.unreadable", AdminCodec.object().put("file", name));
    }
    try (InputStream in = Files.newInputStream(file)) {
      return command.lookAndRead(in, vendor);
    }
  }

  /** Flow datagrams are known by how they begin, unless a vendor's lines were asked for. */
  private int lookAndRead(InputStream stream, Optional<String> vendor) throws IOException {
    BufferedInputStream in = new BufferedInputStream(stream, 1 << 16);
    if (vendor.isEmpty()) {
      Optional<FlowCapture> capture = FlowCapture.of(in);
      if (capture.isPresent()) return ParseFlows.run(context, capture.get());
    }
    return read(in);
  }

  private int read(InputStream stream) throws IOException {
    boolean table = context.options().format() == OutputFormat.TABLE;
    try (InputStream in = stream;
        RowPrinter rows = table ? null : context.rows(View.table())) {
      for (byte[] line = next(in); line != null; line = next(in)) {
        if (line.length == 0) continue;
        print(line, rows);
        if (lines % LINES_BETWEEN_PROGRESS == 0) progress();
      }
    }
    context.tell(
        AdminStatus.DONE,
        cut > 0 ? "parse.done.cut" : "parse.done",
        AdminCodec.object()
            .put("lines", lines)
            .put("known", counts.getOrDefault(Recognition.KNOWN, 0L))
            .put("partly", counts.getOrDefault(Recognition.PARTLY, 0L))
            .put("not", counts.getOrDefault(Recognition.NO, 0L))
            .put("cut", cut));
    return AdminStatus.DONE;
  }

  private void progress() {
    if (context.out().shown() || System.nanoTime() - startedNanos < QUIET_NANOS) return;
    context.progress(new AdminReply.Progress("parse.progress", lines, 0));
  }

  /** The next line without its end; null when there is none. */
  private byte @Nullable [] next(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    boolean tooLong = false;
    int b = in.read();
    if (b < 0) return null;
    while (b >= 0 && b != '\n') {
      if (line.size() < Frame.BYTES_MAX) line.write(b);
      else tooLong = true;
      b = in.read();
    }
    if (tooLong) cut++;
    byte[] bytes = line.toByteArray();
    int length = bytes.length;
    if (length > 0 && bytes[length - 1] == '\r') length--;
    return length == bytes.length ? bytes : java.util.Arrays.copyOf(bytes, length);
  }

  private void print(byte[] line, @Nullable RowPrinter printer) {
    lines++;
    ParsedRows rows = new ParsedRows();
    decoder.decode(
        new Frame(FrameKind.SYSLOG, clock.millis(), SENDER, 514, Transport.UDP, line), 0, rows);
    Recognition how = decoder.recognised().how();
    counts.merge(how, 1L, Long::sum);
    String vendor = decoder.recognised().vendor().orElse("");
    if (printer == null) {
      show(line, how, vendor, rows);
    } else if (context.options().format() == OutputFormat.JSON) {
      ObjectNode object = answer(how, vendor);
      object.set("header", rows.message());
      ArrayNode array = object.putArray("rows");
      rows.rows().forEach(array::add);
      printer.print(object);
    } else {
      for (ObjectNode row : rows.rows()) {
        printer.print(answer(how, vendor).put("dataset", dataset(row)).put("fields", fields(row)));
      }
      if (rows.rows().isEmpty()) {
        printer.print(
            answer(how, vendor).put("dataset", "messages").put("fields", fields(rows.message())));
      }
    }
  }

  private ObjectNode answer(Recognition how, String vendor) {
    return AdminCodec.object()
        .put("line", lines)
        .put("recognised", word(how))
        .put("vendor", vendor);
  }

  private static String word(Recognition how) {
    return switch (how) {
      case KNOWN -> "known";
      case PARTLY -> "partly";
      case NO -> "not";
    };
  }

  private static String dataset(ObjectNode row) {
    return row.path("dataset").asText();
  }

  private static String fields(ObjectNode row) {
    StringBuilder text = new StringBuilder();
    row.properties()
        .forEach(
            pair -> {
              if (pair.getKey().equals("dataset")) return;
              if (!text.isEmpty()) text.append(' ');
              text.append(pair.getKey()).append('=').append(pair.getValue().asText());
            });
    return text.toString();
  }

  /** For people: the line, how it was known, the header's fields, then each row's. */
  private void show(byte[] line, Recognition how, String vendor, ParsedRows rows) {
    Screen out = context.out();
    Screen.Style style =
        switch (how) {
          case KNOWN -> Screen.Style.GREEN;
          case PARTLY -> Screen.Style.YELLOW;
          case NO -> Screen.Style.RED;
        };
    String text = Screen.safe(new String(line, StandardCharsets.UTF_8));
    out.line(out.style(Screen.Style.FAINT, text));
    String said = context.messages().text("parse." + word(how));
    out.line(
        String.format(Locale.ROOT, "%d  ", lines)
            + out.style(style, vendor.isEmpty() ? said : said + ": " + vendor));
    show("messages", rows.message());
    for (ObjectNode row : rows.rows()) show(dataset(row), row);
    out.line("");
  }

  private void show(String dataset, ObjectNode row) {
    Screen out = context.out();
    StringBuilder text = new StringBuilder("   ");
    text.append(out.style(Screen.Style.BOLD, dataset));
    row.properties()
        .forEach(
            pair -> {
              if (pair.getKey().equals("dataset")) return;
              text.append("  ")
                  .append(out.style(Screen.Style.CYAN, pair.getKey()))
                  .append(' ')
                  .append(Screen.safe(pair.getValue().asText()));
            });
    out.line(text.toString());
  }
}
