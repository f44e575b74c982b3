package jaruek.retention.duckdb;

import jaruek.retention.query.Row;
import jaruek.retention.query.RowComparator;
import jaruek.retention.query.RowQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Merges rows of several sources in the question's order. A source says where its rows begin, and
 * is opened only when the merge has come so far: of segments in the order of time one or two are
 * open at once, however many there are. Used by one thread.
 */
final class RowMerge implements AutoCloseable {
  private final RowQuery query;
  private final RowComparator order;
  private final PriorityQueue<Head> heads;
  private final List<Waiting> waiting = new ArrayList<>();
  private int opened;

  /** A source's next row. */
  private record Head(Row row, int rank, RowSource source) {}

  /**
   * A source to be opened.
   *
   * @param begin no row of it has an earlier received time (a later one, when descending)
   * @param rank among equal rows the lower one comes first
   */
  private record Waiting(long begin, int rank, Supplier<RowSource> open) {}

  /** For a question in the order of receipt, or with sources that are all to be opened at once. */
  RowMerge(RowQuery query) {
    this.query = query;
    order = new RowComparator(query);
    heads =
        new PriorityQueue<>(Comparator.comparing(Head::row, order).thenComparingInt(Head::rank));
  }

  /** Adds a source; those added first come first among equal rows. */
  void add(long begin, Supplier<RowSource> open) {
    waiting.add(new Waiting(begin, waiting.size(), open));
  }

  /** The first end of time in the question's direction: a source that begins there opens first. */
  long start() {
    return query.descending() ? Long.MAX_VALUE : Long.MIN_VALUE;
  }

  /** Hands rows over until the limit or the visitor's no. */
  void run(Predicate<Row> visitor) {
    Comparator<Waiting> byBegin = Comparator.comparingLong(Waiting::begin);
    waiting.sort(query.descending() ? byBegin.reversed() : byBegin);
    for (long left = query.limit(); left > 0; left--) {
      openDue();
      Head head = heads.peek(); // it stays until it is taken, for close to find it
      if (head == null || !visitor.test(head.row)) return;
      heads.remove();
      advance(head.source, head.rank);
    }
  }

  private void openDue() {
    while (opened < waiting.size()) {
      Waiting next = waiting.get(opened);
      Head head = heads.peek();
      if (head != null && isBefore(head.row.receivedAtMillis(), next.begin)) return;
      opened++;
      advance(next.open.get(), next.rank);
    }
  }

  private boolean isBefore(long at, long begin) {
    return query.descending() ? at > begin : at < begin;
  }

  private void advance(RowSource source, int rank) {
    Row row;
    try {
      row = source.next();
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
    if (row == null) source.close();
    else heads.add(new Head(row, rank, source));
  }

  /** Closes the sources that are still open. */
  @Override
  public void close() {
    heads.forEach(head -> head.source.close());
    heads.clear();
  }
}
