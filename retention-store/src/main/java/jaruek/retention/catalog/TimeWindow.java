package jaruek.retention.catalog;

import jaruek.retention.query.Condition;
import jaruek.retention.record.Dataset;
import jaruek.retention.segment.SegmentManifest;

/**
 * The times that a condition demands at its top: what rules most of thousands of segments out at
 * the price of four comparisons. {@link SegmentTest} looks at what is left.
 *
 * @param receivedFrom the earliest time of receipt, milliseconds
 * @param receivedTo the latest
 * @param eventFrom what happened then or later, as {@link Condition.During} has it
 * @param eventTo or then or earlier
 */
record TimeWindow(long receivedFrom, long receivedTo, long eventFrom, long eventTo) {
  private static final TimeWindow ALL =
      new TimeWindow(Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE);

  static TimeWindow of(Dataset dataset, Condition where) {
    return ALL.with(dataset, where);
  }

  private TimeWindow with(Dataset dataset, Condition where) {
    return switch (where) {
      case Condition.All all -> {
        TimeWindow window = this;
        for (Condition part : all.conditions()) window = window.with(dataset, part);
        yield window;
      }
      case Condition.Between between when between.column().equals(dataset.receivedAt()) ->
          new TimeWindow(
              Math.max(receivedFrom, between.from()),
              Math.min(receivedTo, between.to()),
              eventFrom,
              eventTo);
      case Condition.During during ->
          new TimeWindow(
              receivedFrom,
              receivedTo,
              Math.max(eventFrom, during.fromMillis()),
              Math.min(eventTo, during.toMillis()));
      default -> this;
    };
  }

  boolean meets(SegmentManifest.Table table) {
    return table.receivedFromMillis() <= receivedTo
        && table.receivedToMillis() >= receivedFrom
        && table.eventFromMillis() <= eventTo
        && table.eventToMillis() >= eventFrom;
  }
}
