package jaruek.appliance.imports;

import jaruek.collector.imported.ImportKind;
import jaruek.collector.imported.NfdumpLines;
import jaruek.retention.record.IpAddress;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The flows of a file that nfcapd wrote, as nfdump prints them: some lines to an item. Lines that
 * are no flows (headings, summaries, faults) are counted.
 */
final class NfdumpItems implements FileItems {
  private static final int ITEM_BYTES = 16 * 1024;
  private static final int LINE_CHARS_MAX = 4_096;
  private static final List<String> FOLDERS = List.of("/usr/bin", "/usr/local/bin");

  private final Process process;
  private final BufferedReader out;
  private final long aboutMillis;
  private final SortedMap<String, Long> skipped = new TreeMap<>();
  private long read;
  private boolean ended;

  /** Where nfdump is; null if it is not installed. */
  static @Nullable Path tool() {
    return FOLDERS.stream()
        .flatMap(folder -> Stream.of(Path.of(folder, "nfdump")))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  NfdumpItems(Path tool, Path file, long aboutMillis) throws IOException {
    this.aboutMillis = aboutMillis;
    ProcessBuilder builder =
        new ProcessBuilder(
            tool.toString(),
            "-r",
            file.toAbsolutePath().toString(),
            "-6",
            "-q",
            "-N",
            "-G",
            "none",
            "-o",
            NfdumpLines.FORMAT);
    builder.environment().put("TZ", "UTC");
    builder.environment().put("LC_ALL", "C");
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    process = builder.start();
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  @Override
  public @Nullable FileItem next() throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream(ITEM_BYTES + LINE_CHARS_MAX);
    while (!ended && lines.size() < ITEM_BYTES) {
      String line = line();
      if (line == null) {
        ended = true;
      } else if (!line.isBlank()) {
        read++;
        if (NfdumpLines.isLine(line))
          lines.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
        else skipped.merge("bad-line", 1L, Long::sum);
      }
    }
    if (lines.size() > 0) {
      return new FileItem(
          ImportKind.NFDUMP, aboutMillis, false, IpAddress.UNSPECIFIED, 0, lines.toByteArray());
    }
    requireGoodEnd();
    return null;
  }

  /** The next line, cut at a length no flow has; null at the end. */
  private @Nullable String line() throws IOException {
    StringBuilder line = new StringBuilder(256);
    int c = out.read();
    if (c < 0) return null;
    while (c >= 0 && c != '\n') {
      if (line.length() < LINE_CHARS_MAX) line.append((char) c);
      c = out.read();
    }
    return line.toString();
  }

  private void requireGoodEnd() throws IOException {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) throw new IOException("nfdump does not end");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (process.exitValue() != 0) {
      throw new IOException("nfdump ended with status " + process.exitValue());
    }
  }

  @Override
  public long read() {
    return read;
  }

  @Override
  public SortedMap<String, Long> skipped() {
    return skipped;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    out.close();
  }
}
