package jaruek.retention.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** An evidence file read with nothing but the JDK's zip. */
final class EvidenceFile implements AutoCloseable {
  private final ZipFile zip;

  EvidenceFile(Path file) throws IOException {
    zip = new ZipFile(file.toFile());
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    for (ZipEntry entry : Collections.list(zip.entries())) names.add(entry.getName());
    return names;
  }

  byte[] bytes(String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) throw new IOException("no " + name + " in " + names());
    return zip.getInputStream(entry).readAllBytes();
  }

  String text(String name) throws IOException {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  /** Its lines, without their line feeds; the last must have one. */
  List<String> lines(String name) throws IOException {
    String text = text(name);
    if (text.isEmpty()) return List.of();
    if (!text.endsWith("\n")) throw new IOException(name + " ends within a line");
    return List.of(text.substring(0, text.length() - 1).split("\n", -1));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
