package jaruek.appliance.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.admin.cli.CommandContext;
import jaruek.admin.cli.CommandException;
import jaruek.admin.cli.RowPrinter;
import jaruek.admin.cli.View;
import jaruek.collector.capture.CaptureException;
import jaruek.collector.capture.CaptureReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code jaruek import FILE…}: reads the files here, with the rights of who asks, and sends what is
 * in them to the appliance part by part, as it takes them. Each file twice: its hash is told before
 * its content, and compared behind it.
 */
public final class ImportFiles {
  private static final int HEAD_BYTES = 4;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long QUIET_NANOS = 2_000_000_000L;
  private static final long BETWEEN_NANOS = 200_000_000L;

  private static final View ROWS =
      new View.Table(
          List.of(
              "file",
              "format",
              "read",
              "trafficRows",
              "messageRows",
              "identityRows",
              "skipped",
              "rejected",
              "from",
              "to",
              "result"),
          List.of(
              "file",
              "format",
              "sha256",
              "import",
              "read",
              "journalled",
              "rows",
              "trafficRows",
              "messageRows",
              "identityRows",
              "linesKnown",
              "linesPartly",
              "linesNot",
              "skipped",
              "rejected",
              "withoutTemplate",
              "from",
              "to",
              "result"));

  /** What a file is. */
  private enum Format {
    SYSLOG,
    PCAP,
    NFCAPD;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private final CommandContext context;
  private final ObjectNode arguments;
  private final long startedNanos = System.nanoTime();
  private long toldNanos;
  private long run;

  private ImportFiles(CommandContext context, ObjectNode arguments) {
    this.context = context;
    this.arguments = arguments;
  }

  /** The command's action. */
  public static int run(CommandContext context, ObjectNode arguments) throws IOException {
    return new ImportFiles(context, arguments).run();
  }

  /** All are looked at before the first is sent: a misspelt name should not show half-way. */
  private int run() throws IOException {
    List<Path> files = new ArrayList<>();
    for (JsonNode name : arguments.path("files")) files.add(file(name.asText()));
    for (Path file : files) {
      if (format(file) == Format.NFCAPD && NfdumpItems.tool() == null) {
        throw fault("import.nfdump", file.toString(), "nfdump");
      }
    }
    List<AdminReply.End> ends = new ArrayList<>();
    try (RowPrinter rows = context.rows(ROWS)) {
      for (Path file : files) {
        AdminReply.End end = send(file, rows);
        ends.add(end);
        if (end.status() > AdminStatus.NEGATIVE) break;
      }
    }
    int worst = AdminStatus.DONE;
    for (AdminReply.End end : ends) {
      context.tell(end.status(), end.code(), end.arguments());
      worst = Math.max(worst, end.status());
    }
    return worst;
  }

  private static Path file(String name) {
    try {
      Path file = Path.of(name);
      if (Files.isRegularFile(file) && Files.isReadable(file)) return file;
    } catch (InvalidPathException e) {
      // told below
    }
    throw fault("import.unreadable", name, "");
  }

  private static CommandException fault(String code, String file, String reason) {
    return new CommandException(
        AdminStatus.USAGE, code, AdminCodec.object().put("file", file).put("reason", reason));
  }

  private Format format(Path file) throws IOException {
    String said = arguments.path("fileFormat").asText("auto");
    return switch (said) {
      case "auto" -> recognised(file);
      case "syslog" -> Format.SYSLOG;
      case "pcap" -> Format.PCAP;
      case "nfcapd" -> Format.NFCAPD;
      default -> throw fault("import.format", file.toString(), said);
    };
  }

  private static Format recognised(Path file) throws IOException {
    try (InputStream in = open(file)) {
      byte[] head = in.readNBytes(HEAD_BYTES);
      if (CaptureReader.isCapture(head)) return Format.PCAP;
      if (!isNfcapd(head)) return Format.SYSLOG;
    } catch (java.util.zip.ZipException e) {
      throw new IOException(file + " is no whole gzip file: " + e.getMessage(), e);
    }
    if (isCompressed(file)) throw fault("import.nfcapd.gzip", file.toString(), "gunzip");
    return Format.NFCAPD;
  }

  /** Versions 1 and 2, written on a machine of either byte order. */
  private static boolean isNfcapd(byte[] head) {
    if (head.length < HEAD_BYTES) return false;
    boolean little = (head[0] & 0xff) == 0x0c && (head[1] & 0xff) == 0xa5 && head[3] == 0;
    boolean big = (head[0] & 0xff) == 0xa5 && (head[1] & 0xff) == 0x0c && head[2] == 0;
    return little || big;
  }

  private static boolean isCompressed(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(2);
      return head.length == 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
    try {
      return isCompressed(file)
          ? new BufferedInputStream(new GZIPInputStream(in, BUFFER_BYTES), BUFFER_BYTES)
          : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private FileItems items(Path file, Format format, long aboutMillis) throws IOException {
    return switch (format) {
      case SYSLOG -> new LineItems(open(file), aboutMillis);
      case PCAP -> capture(file, aboutMillis);
      case NFCAPD -> {
        Path tool = NfdumpItems.tool();
        if (tool == null) throw fault("import.nfdump", file.toString(), "nfdump");
        yield new NfdumpItems(tool, file, aboutMillis);
      }
    };
  }

  private static FileItems capture(Path file, long aboutMillis) throws IOException {
    InputStream in = open(file);
    try {
      return new CaptureItems(in, aboutMillis);
    } catch (CaptureException e) {
      in.close();
      throw fault("import.capture", file.toString(), String.valueOf(e.getMessage()));
    }
  }

  private AdminReply.End send(Path file, RowPrinter rows) throws IOException {
    Format format = format(file);
    String hash = hash(file);
    String said = arguments.path("about").asText();
    Instant about =
        said.isEmpty() ? Files.getLastModifiedTime(file).toInstant() : Instant.parse(said);
    ObjectNode request =
        AdminCodec.object()
            .put("file", file.toString())
            .put("bytes", Files.size(file))
            .put("sha256", hash)
            .put("format", format.word())
            .put("about", about.toString());
    context.options().zone().ifPresent(zone -> request.put("zone", zone.getId()));
    for (String name : List.of("source", "vendor", "reason", "again")) {
      if (arguments.has(name)) request.set(name, arguments.get(name));
    }
    if (run > 0) request.put("run", run);
    try (FileParts parts = new FileParts(file, items(file, format, about.toEpochMilli()), hash)) {
      return context.send(
          "import",
          request,
          row -> {
            if (run == 0) run = row.path("import").asLong();
            rows.print(row.put("format", format.word()));
          },
          parts::next);
    }
  }

  private static String hash(Path file) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private void progress(long done) {
    long now = System.nanoTime();
    if (now - startedNanos < QUIET_NANOS || now - toldNanos < BETWEEN_NANOS) return;
    toldNanos = now;
    context.progress(new AdminReply.Progress(AdminCodes.PROGRESS_FILE, done, 0));
  }

  /** One file's parts; a file that cannot be read to its end ends where it can be read. */
  private final class FileParts implements AutoCloseable {
    private final Path file;
    private final FileItems items;
    private final String hash;
    private @Nullable String fault;
    private boolean over;
    private boolean ended;

    FileParts(Path file, FileItems items, String hash) {
      this.file = file;
      this.items = items;
      this.hash = hash;
    }

    byte[] next() {
      if (ended) return new byte[0];
      ByteArrayOutputStream part = new ByteArrayOutputStream(Parts.BYTES);
      while (!over && part.size() < Parts.BYTES) add(part);
      progress(items.read());
      if (part.size() > 0) return part.toByteArray();
      ended = true;
      return Parts.ended(end());
    }

    private void add(ByteArrayOutputStream part) {
      try {
        FileItem item = items.next();
        if (item == null) over = true;
        else Parts.put(item, part);
      } catch (IOException e) {
        fault = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        over = true;
      }
    }

    private ObjectNode end() {
      ObjectNode how = AdminCodec.object().put("read", items.read());
      how.put(
          "skipped",
          items.skipped().entrySet().stream()
              .map(one -> one.getKey() + "=" + one.getValue())
              .collect(Collectors.joining(" ")));
      if (fault == null) fault = changed();
      if (fault != null) how.put("fault", fault);
      return how;
    }

    private @Nullable String changed() {
      try {
        return hash(file).equals(hash) ? null : "the file changed while it was read";
      } catch (IOException e) {
        return e.getMessage();
      }
    }

    @Override
    public void close() throws IOException {
      items.close();
    }
  }
}
