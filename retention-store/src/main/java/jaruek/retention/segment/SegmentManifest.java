package jaruek.retention.segment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import jaruek.retention.record.Dataset;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a sealed segment is: its place in the journal, its files and their hashes. Stored as {@code
 * manifest.json}, whose bytes ({@link ManifestCodec#bytes}) are a leaf of the transparency log.
 *
 * @param format name and version, {@value #FORMAT} or an older one
 * @param id its number, 0 or more
 * @param from the first journal position it covers
 * @param to the position after the last one it covers
 * @param chainHead the chain's hash at {@code to}, 64 lower-case hexadecimal digits
 * @param reason why it was cut
 * @param createdAtMillis our clock when it was sealed
 * @param datasets by {@link Dataset#word()}; those with rows
 * @param decoderState what later frames are decoded by
 * @param sources counters by source and name, as of the cut
 */
@JsonPropertyOrder({
  "format",
  "id",
  "from",
  "to",
  "chainHead",
  "reason",
  "createdAtMillis",
  "datasets",
  "decoderState",
  "sources"
})
public record SegmentManifest(
    String format,
    long id,
    long from,
    long to,
    String chainHead,
    String reason,
    long createdAtMillis,
    SortedMap<String, Table> datasets,
    StateFile decoderState,
    SortedMap<String, SortedMap<String, Long>> sources) {

  /** The format this version writes. */
  public static final String FORMAT = "jaruek-segment/2";

  /** The format before: without {@link Table#tree} and {@link Table#filter}. */
  public static final String FORMAT_1 = "jaruek-segment/1";

  /** The manifest's name in its folder. */
  public static final String FILE_NAME = "manifest.json";

  /**
   * One dataset's rows.
   *
   * @param file its name in the segment's folder
   * @param bytes the file's length
   * @param sha256 of the file, lower-case hexadecimal
   * @param rows how many, 1 or more
   * @param merkleRoot RFC 9162 root over the rows in file order, leaf data as {@link RowEncoding}
   * @param receivedFromMillis the earliest received_at
   * @param receivedToMillis the latest
   * @param eventFromMillis the earliest beginning: started_at of traffic, event_at of identity,
   *     received_at where that is null and in other datasets
   * @param eventToMillis the latest end: ended_at of traffic (started_at, received_at where null)
   * @param tree the {@link BlockTree}'s block roots; null in a segment of format 1
   * @param filter the {@link KeyFilter}; null in a segment of format 1 and of a dataset without
   */
  @JsonPropertyOrder({
    "file",
    "bytes",
    "sha256",
    "rows",
    "merkleRoot",
    "receivedFromMillis",
    "receivedToMillis",
    "eventFromMillis",
    "eventToMillis",
    "tree",
    "filter"
  })
  public record Table(
      String file,
      long bytes,
      String sha256,
      long rows,
      String merkleRoot,
      long receivedFromMillis,
      long receivedToMillis,
      long eventFromMillis,
      long eventToMillis,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable StateFile tree,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable StateFile filter) {

    /** Nothing but the last two may be missing. */
    public Table {
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(sha256, "sha256");
      Objects.requireNonNull(merkleRoot, "merkleRoot");
    }

    /** As format 1 has it. */
    public Table(
        String file,
        long bytes,
        String sha256,
        long rows,
        String merkleRoot,
        long receivedFromMillis,
        long receivedToMillis,
        long eventFromMillis,
        long eventToMillis) {
      this(
          file,
          bytes,
          sha256,
          rows,
          merkleRoot,
          receivedFromMillis,
          receivedToMillis,
          eventFromMillis,
          eventToMillis,
          null,
          null);
    }
  }

  /**
   * A file that is kept as it is.
   *
   * @param file its name in the segment's folder
   * @param bytes its length
   * @param sha256 lower-case hexadecimal
   */
  @JsonPropertyOrder({"file", "bytes", "sha256"})
  public record StateFile(String file, long bytes, String sha256) {
    /** Nothing may be missing. */
    public StateFile {
      Objects.requireNonNull(file, "file");
      Objects.requireNonNull(sha256, "sha256");
    }
  }

  /** Sorts the maps, so that equal manifests have equal bytes. */
  public SegmentManifest {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(chainHead, "chainHead");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(decoderState, "decoderState");
    datasets = Collections.unmodifiableSortedMap(new TreeMap<>(datasets));
    SortedMap<String, SortedMap<String, Long>> sorted = new TreeMap<>();
    sources.forEach((source, counters) -> sorted.put(source, unmodifiable(counters)));
    sources = Collections.unmodifiableSortedMap(sorted);
  }

  private static SortedMap<String, Long> unmodifiable(Map<String, Long> counters) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(counters));
  }

  /** This dataset's rows, empty if there are none. */
  public Optional<Table> table(Dataset dataset) {
    return Optional.ofNullable(datasets.get(dataset.word()));
  }

  /** Rows of all datasets. */
  public long rows() {
    return datasets.values().stream().mapToLong(Table::rows).sum();
  }
}
