package jaruek.retention.segment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Manifests as JSON: UTF-8, two spaces of indentation, members in the order of the record, maps
 * sorted by key, a newline at the end. Equal manifests have equal bytes on every machine.
 */
public final class ManifestCodec {
  private static final String FORMAT_NAME = "jaruek-segment/";
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES) // missing ones too
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ManifestCodec() {}

  /** The manifest's bytes. */
  public static byte[] bytes(SegmentManifest manifest) {
    try {
      DefaultPrettyPrinter printer =
          new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
      return (JSON.writer(printer).writeValueAsString(manifest) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest cannot be written as JSON", e);
    }
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @param where the file's name, for errors
   * @throws SegmentException if it is damaged, or of another version
   */
  public static SegmentManifest parse(byte[] bytes, String where) {
    try {
      JsonNode tree = JSON.readTree(bytes);
      checkFormat(tree == null ? "" : tree.path("format").asText(), where);
      SegmentManifest manifest = JSON.treeToValue(tree, SegmentManifest.class);
      manifest.datasets().forEach((word, table) -> checkTable(manifest.format(), word, table));
      return manifest;
    } catch (IOException | IllegalArgumentException | NullPointerException e) {
      throw new SegmentException(
          where + " is damaged: " + e.getMessage() + "; restore the segment from a copy", e);
    }
  }

  /** Reads the manifest of the segment in this folder. */
  public static SegmentManifest read(Path folder) {
    Path file = folder.resolve(SegmentManifest.FILE_NAME);
    try {
      return parse(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new SegmentException(file + " cannot be read: restore the segment from a copy", e);
    }
  }

  /** What the older format does not have and the present one must. */
  private static void checkTable(String format, String word, SegmentManifest.Table table) {
    boolean old = format.equals(SegmentManifest.FORMAT_1);
    if (old && (table.tree() != null || table.filter() != null)) {
      throw new IllegalArgumentException(word + " has what " + format + " does not know");
    }
    if (!old && table.tree() == null) throw new IllegalArgumentException(word + " has no tree");
  }

  private static void checkFormat(String format, String where) {
    if (format.equals(SegmentManifest.FORMAT) || format.equals(SegmentManifest.FORMAT_1)) return;
    if (!format.matches(FORMAT_NAME + "[1-9][0-9]{0,8}")) {
      throw new SegmentException(
          where
              + " is damaged: format "
              + SegmentManifest.FORMAT
              + " expected, found \""
              + format
              + "\"; restore the segment from a copy");
    }
    throw new SegmentException(
        where
            + " is too new: "
            + format
            + ", this version reads up to "
            + SegmentManifest.FORMAT
            + "; use the version of Jaruek that wrote it, or a later one");
  }
}
