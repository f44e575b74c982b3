package jaruek.retention.segment;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jaruek.retention.log.Sha256;
import jaruek.retention.record.Dataset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The rows that stayed when their segment expired: {@value #FILE_NAME} in the folder {@code
 * kept-NUMBER} beside the segment's unchanged manifest. Its SHA-256 stands in the receipt.
 *
 * @param format name and version
 * @param segment the segment's id
 * @param number of the folder: 1 at the segment's expiry, one more each time rows of it go
 * @param manifestSha256 of the segment's manifest
 * @param datasets by {@link Dataset#word()}; those with rows
 */
@JsonPropertyOrder({"format", "segment", "number", "manifestSha256", "datasets"})
public record KeptManifest(
    String format,
    long segment,
    int number,
    String manifestSha256,
    SortedMap<String, Table> datasets) {

  /** The format this version writes. */
  public static final String FORMAT = "jaruek-kept/1";

  /** Its name in its folder. */
  public static final String FILE_NAME = "kept.json";

  /** What the names of such folders begin with. */
  public static final String FOLDER_PREFIX = "kept-";

  private static final int BYTES_MAX = 64 << 20;
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * One dataset's kept rows, in the order they had in the segment.
   *
   * @param file its name in this folder
   * @param bytes the file's length
   * @param sha256 of the file
   * @param rows how many
   * @param proof their proofs, one line for each row: there is its index
   * @param holds which rows each hold keeps, in the order of the log's {@code held} entries
   * @param identityRows how many stay (also) because of their user's account
   */
  @JsonPropertyOrder({"file", "bytes", "sha256", "rows", "proof", "holds", "identityRows"})
  public record Table(
      String file,
      long bytes,
      String sha256,
      long rows,
      SegmentManifest.StateFile proof,
      List<Held> holds,
      long identityRows) {
    /** Nothing may be missing. */
    public Table {
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(sha256, "sha256");
      Objects.requireNonNull(proof, "proof");
      holds = List.copyOf(holds);
    }
  }

  /**
   * The rows of one finding, which the log has too.
   *
   * @param hold the hold's id
   * @param rows how many
   * @param ranges their indexes, such as {@code 0-4,7}
   */
  @JsonPropertyOrder({"hold", "rows", "ranges"})
  public record Held(String hold, long rows, String ranges) {
    /** Nothing may be missing. */
    public Held {
      Objects.requireNonNull(hold, "hold");
      Objects.requireNonNull(ranges, "ranges");
    }
  }

  /** Sorts the map, so that equal ones have equal bytes. */
  public KeptManifest {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(manifestSha256, "manifestSha256");
    datasets = Collections.unmodifiableSortedMap(new TreeMap<>(datasets));
  }

  /** This dataset's rows, empty if there are none. */
  public Optional<Table> table(Dataset dataset) {
    return Optional.ofNullable(datasets.get(dataset.word()));
  }

  /** The folder's name. */
  public String folder() {
    return FOLDER_PREFIX + number;
  }

  /** Its bytes. */
  public byte[] bytes() {
    try {
      DefaultPrettyPrinter printer =
          new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
      return (JSON.writer(printer).writeValueAsString(this) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a list of kept rows cannot be written as JSON", e);
    }
  }

  /** The hash that the receipt has, lower-case hexadecimal. */
  public String sha256() {
    return Sha256.of(bytes());
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @param where the file's name, for errors
   * @throws SegmentException if it is damaged, or of another version
   */
  public static KeptManifest parse(byte[] bytes, String where) {
    try {
      KeptManifest kept = JSON.readValue(bytes, KeptManifest.class);
      if (!kept.format.equals(FORMAT)) {
        throw new SegmentException(where + " is " + kept.format + ", not " + FORMAT);
      }
      return kept;
    } catch (IOException | IllegalArgumentException | NullPointerException e) {
      throw new SegmentException(
          where + " is damaged: " + e.getMessage() + "; restore the segment from a copy", e);
    }
  }

  /** Reads that of a folder {@code kept-N}. */
  public static KeptManifest read(Path keptFolder) {
    Path file = keptFolder.resolve(FILE_NAME);
    try {
      if (Files.size(file) > BYTES_MAX) throw new SegmentException(file + " is too long");
      return parse(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      throw new SegmentException(file + " cannot be read: restore the segment from a copy", e);
    }
  }

  /** The folders of this kind in a segment's folder, the newest last. */
  public static List<Path> folders(Path segmentFolder) {
    try (Stream<Path> all = Files.list(segmentFolder)) {
      return all.filter(p -> p.getFileName().toString().matches(FOLDER_PREFIX + "[1-9][0-9]{0,8}"))
          .sorted(Comparator.comparingInt(KeptManifest::number))
          .toList();
    } catch (IOException e) {
      throw new SegmentException(segmentFolder + " cannot be listed: check its permissions", e);
    }
  }

  /** The number in the name of such a folder. */
  public static int number(Path keptFolder) {
    return Integer.parseInt(keptFolder.getFileName().toString().substring(FOLDER_PREFIX.length()));
  }
}
