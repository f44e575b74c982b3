package jaruek.retention.verify.evidence;

import jaruek.retention.log.MerkleAccumulator;
import jaruek.retention.verify.VerificationProgress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/** The container of an evidence file; every entry was unpacked once and has its SHA-256. */
final class EvidenceZip implements AutoCloseable {
  static final String CONTAINER = "container";
  static final int ENTRIES_MAX = 100_000;
  static final long MIB = 1 << 20;
  static final long DIRECTORY_BYTES_MAX = 64 * MIB;
  static final int LINE_BYTES_MAX = 4 << 20;
  static final int RATIO_MAX = 1000;

  private final FileChannel file;
  private final Map<String, ZipItem> items = new LinkedHashMap<>();
  private final Map<String, String> sha256 = new HashMap<>();

  private EvidenceZip(FileChannel file) {
    this.file = file;
  }

  /**
   * Opens the file and unpacks all of it once.
   *
   * @throws IOException if the file cannot be read; what is wrong in it is a {@link Changed}
   */
  static EvidenceZip open(Path path, VerificationProgress progress) throws IOException {
    EvidenceZip zip = new EvidenceZip(FileChannel.open(path, StandardOpenOption.READ));
    try {
      for (ZipItem item : new ZipDirectory(zip.file).read()) zip.items.put(item.name(), item);
      long done = 0;
      for (ZipItem item : zip.items.values()) {
        progress.at("container", done, zip.file.size());
        zip.readWhole(item);
        done += item.packed();
      }
      return zip;
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  /** The longest that an entry of this name may be. */
  static long bytesMax(String name) {
    if (name.startsWith("rows/") || name.startsWith("proofs/") || name.equals("report.pdf")) {
      return Long.MAX_VALUE;
    }
    boolean lines = name.equals("log/entries.ndjson") || name.equals("log/consistency.ndjson");
    boolean small =
        name.equals("export.json") || name.startsWith("log/") || name.startsWith("keys/");
    if (small && !lines) return MIB;
    return name.startsWith("segments/") ? 8 * MIB : 64 * MIB;
  }

  private void readWhole(ZipItem item) throws IOException {
    CRC32 crc = new CRC32();
    MessageDigest digest = MerkleAccumulator.sha256();
    long length = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = new ItemStream(file, item)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        crc.update(buffer, 0, read);
        digest.update(buffer, 0, read);
        length += read;
      }
    }
    if (length != item.length() || (int) crc.getValue() != item.crc()) {
      throw new Changed(item.name(), "is damaged: its bytes are not those that were packed");
    }
    sha256.put(item.name(), HexFormat.of().formatHex(digest.digest()));
  }

  Collection<String> names() {
    return items.keySet();
  }

  boolean has(String name) {
    return items.containsKey(name);
  }

  void require(String name) {
    if (!has(name)) throw new Changed(name, "is missing");
  }

  /** Of an entry that is there, hexadecimal. */
  String sha256(String name) {
    require(name);
    return sha256.getOrDefault(name, "");
  }

  InputStream stream(String name) {
    ZipItem item = items.get(name);
    if (item == null) throw new Changed(name, "is missing");
    return new ItemStream(file, item);
  }

  /** All of an entry whose length is limited. */
  byte[] bytes(String name) throws IOException {
    try (InputStream in = stream(name);
        ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      in.transferTo(out);
      return out.toByteArray();
    }
  }

  EvidenceLines lines(String name) {
    return new EvidenceLines(stream(name), name);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
