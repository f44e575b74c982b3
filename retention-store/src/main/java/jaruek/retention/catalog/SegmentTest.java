package jaruek.retention.catalog;

import jaruek.retention.query.Condition;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.segment.KeyFilter;
import jaruek.retention.segment.KeyProbe;
import jaruek.retention.segment.SegmentManifest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a segment can hold rows that fulfil a condition, from its manifest and filter alone. What
 * neither knows is taken to be possible.
 */
final class SegmentTest {
  private static final int HOST_BITS = 128;

  private final SegmentManifest manifest;
  private final Dataset dataset;
  private final SegmentManifest.Table table;
  private final @Nullable KeyProbe keys;

  private SegmentTest(
      SegmentManifest manifest,
      Dataset dataset,
      SegmentManifest.Table table,
      @Nullable KeyProbe keys) {
    this.manifest = manifest;
    this.dataset = dataset;
    this.table = table;
    this.keys = keys;
  }

  /**
   * @param table the dataset's in that segment
   */
  static boolean mayHold(
      SealedSegment segment, Dataset dataset, SegmentManifest.Table table, Condition where) {
    if (segment.rows(dataset) == 0) return false;
    SegmentTest times = new SegmentTest(segment.manifest(), dataset, table, null);
    if (!times.mayHold(where)) return false;
    return segment.filter(dataset).map(KeyProbe::new).map(p -> times.ask(p, where)).orElse(true);
  }

  private boolean ask(KeyProbe probe, Condition where) {
    try (probe) {
      return new SegmentTest(manifest, dataset, table, probe).mayHold(where);
    }
  }

  private boolean mayHold(Condition condition) {
    return switch (condition) {
      case Condition.Equal(Column column, Object value) -> mayHold(column, value);
      case Condition.Between(Column column, long from, long to) ->
          isReceived(column) ? received(from, to) : !isEvent(column) || happened(from, to);
      case Condition.Within(Column column, Cidr range) ->
          range.prefixLength() < HOST_BITS || mayHold(column, range.first());
      case Condition.During(long from, long to) -> happened(from, to);
      case Condition.All(List<Condition> parts) -> all(parts);
      case Condition.Any(List<Condition> parts) -> parts.stream().anyMatch(this::mayHold);
      case Condition.Contains(Column column, String text) ->
          KeyFilter.hashOfContained(column, text).map(this::mayHoldKey).orElse(true);
      case Condition.Mentions m -> true;
      case Condition.IsNull n -> true;
    };
  }

  /** What the manifest alone rules out costs no look into the filter. */
  private boolean all(List<Condition> parts) {
    if (keys != null) {
      SegmentTest times = new SegmentTest(manifest, dataset, table, null);
      for (Condition part : parts) if (!times.mayHold(part)) return false;
    }
    return parts.stream().allMatch(this::mayHold);
  }

  private boolean mayHold(Column column, Object value) {
    if (isReceived(column)) {
      return !(value instanceof Number at) || received(at.longValue(), at.longValue());
    }
    if (column.equals(dataset.frame()) && value instanceof Number frame) {
      return manifest.from() <= frame.longValue() && manifest.to() > frame.longValue();
    }
    if (!KeyFilter.columns(dataset).contains(column)) return true;
    return KeyFilter.hash(column, value).map(this::mayHoldKey).orElse(true);
  }

  private boolean mayHoldKey(long hash) {
    KeyProbe probe = keys;
    return probe == null || probe.mayHold(hash);
  }

  private boolean received(long from, long to) {
    return table.receivedFromMillis() <= to && table.receivedToMillis() >= from;
  }

  private boolean happened(long from, long to) {
    return table.eventFromMillis() <= to && table.eventToMillis() >= from;
  }

  private boolean isEvent(Column column) {
    return dataset == Dataset.IDENTITY && column.equals(Identity.EVENT_AT);
  }

  private boolean isReceived(Column column) {
    return column.equals(dataset.receivedAt());
  }
}
