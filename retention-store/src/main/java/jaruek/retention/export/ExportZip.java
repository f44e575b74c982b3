package jaruek.retention.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The container: entries one after the other, each with its SHA-256. */
final class ExportZip {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Zip zip;
  private final LocalDateTime time;
  private final TreeMap<String, String> sums = new TreeMap<>();

  /** Writes one entry. */
  @FunctionalInterface
  interface Content {
    void write(OutputStream out) throws IOException;
  }

  ExportZip(OutputStream out, long createdAtMillis) {
    zip = new Zip(out);
    // the rest is one pass over gigabytes, and hashes hardly shrink
    zip.setLevel(Deflater.BEST_SPEED);
    time = LocalDateTime.ofEpochSecond(createdAtMillis / 1000, 0, ZoneOffset.UTC);
  }

  void entry(String name, byte[] content) throws IOException {
    entry(name, out -> out.write(content));
  }

  void entry(String name, Content content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(time);
    zip.putNextEntry(entry);
    MessageDigest digest = sha256();
    OutputStream out =
        new BufferedOutputStream(
            new DigestOutputStream(zip, digest) {
              @Override
              public void close() {} // the zip goes on
            },
            BUFFER_BYTES);
    content.write(out);
    out.flush();
    zip.closeEntry();
    sums.put(name, HexFormat.of().formatHex(digest.digest()));
  }

  /** {@code HEX NAME} of every entry so far, sorted by name; names are ASCII. */
  byte[] sums() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> sum : sums.entrySet()) {
      text.append(sum.getValue()).append("  ").append(sum.getKey()).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  void finish() throws IOException {
    zip.finish();
    zip.flush();
  }

  /** Lets go of the deflater without another byte: what is not finished stays no zip. */
  void abandon() {
    zip.abandon();
  }

  private static final class Zip extends ZipOutputStream {
    Zip(OutputStream out) {
      super(out, StandardCharsets.UTF_8);
    }

    void abandon() {
      def.end();
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
