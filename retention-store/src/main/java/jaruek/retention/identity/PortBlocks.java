package jaruek.retention.identity;

import jaruek.retention.query.Row;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Traffic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who held a block of a public address's ports. A carrier-grade translator tells once that a block
 * is given to an inside address and once that it is taken back (RFC 8158 section 5.7), and nothing
 * of the connections between.
 *
 * <p>The row tells of a block by its action; nat_source_port to nat_destination_port are its ports,
 * with "/N" behind the action only each Nth.
 */
final class PortBlocks {
  /** A block as one inside address had it. */
  private record Holding(IpAddress inside, long first, long last) {}

  private PortBlocks() {}

  static boolean isBlock(Row row) {
    return row.text(Traffic.ACTION)
        .filter(action -> action.startsWith(Traffic.PORT_BLOCK))
        .isPresent();
  }

  /**
   * The holders at the time asked for, out of what was told before and after it. Observed where
   * both the giving and the taking back are known, or one lies in the span asked for; inferred
   * where one is missing.
   */
  static List<Trace> traces(List<Row> rows, WhoQuestion question) {
    Map<Holding, List<Row>> told = new HashMap<>();
    for (Row row : rows) {
      if (!isBlock(row) || !holds(row, question)) continue;
      row.address(Traffic.SOURCE_ADDRESS)
          .ifPresent(
              inside ->
                  told.computeIfAbsent(
                          new Holding(
                              inside,
                              row.number(Traffic.NAT_SOURCE_PORT).orElse(-1),
                              row.number(Traffic.NAT_DESTINATION_PORT).orElse(-1)),
                          h -> new ArrayList<>())
                      .add(row));
    }
    List<Trace> traces = new ArrayList<>();
    told.values().forEach(rowsOf -> add(rowsOf, question, traces));
    return newest(traces, question);
  }

  /** Blocks with a step hold only some of the ports between. */
  private static boolean holds(Row row, WhoQuestion question) {
    if (question.port().isEmpty()) return true;
    String action = row.text(Traffic.ACTION).orElse(Traffic.PORT_BLOCK);
    if (!action.startsWith(Traffic.PORT_BLOCK + "/")) return true;
    try {
      int step = Integer.parseInt(action.substring(Traffic.PORT_BLOCK.length() + 1));
      long first = row.number(Traffic.NAT_SOURCE_PORT).orElse(0);
      return step < 1 || (question.port().getAsInt() - first) % step == 0;
    } catch (NumberFormatException e) {
      return true; // an action of a device's own: all ports between are the safe reading
    }
  }

  private static void add(List<Row> rows, WhoQuestion question, List<Trace> traces) {
    rows.sort(Comparator.comparingLong(PortBlocks::timeOf));
    Row before = null;
    Row after = null;
    boolean within = false;
    for (Row row : rows) {
      long at = timeOf(row);
      if (at <= question.toMillis()) {
        // taken back and given again within the span: held in it all the same
        if (at >= question.fromMillis()) within = true;
        if (at < question.fromMillis() || before == null || !isEnd(row)) before = row;
      } else if (after == null) {
        after = row;
      }
    }
    boolean endsLater = after != null && isEnd(after);
    if (before != null && (within || !isEnd(before))) {
      traces.add(trace(before, within || endsLater));
    } else if (before == null && after != null && isEnd(after)) {
      traces.add(trace(after, false));
    }
  }

  private static Trace trace(Row row, boolean observed) {
    IpAddress inside = row.address(Traffic.SOURCE_ADDRESS).orElseThrow();
    Basis basis = observed ? Basis.OBSERVED : Basis.INFERRED;
    return new Trace(inside, Trace.Side.TRANSLATED_SOURCE, basis, row);
  }

  /** A block whose taking back was lost ended when its ports were given to another. */
  private static List<Trace> newest(List<Trace> traces, WhoQuestion question) {
    long newest = Long.MIN_VALUE;
    for (Trace trace : traces) {
      if (!isEnd(trace.row()) && timeOf(trace.row()) < question.fromMillis()) {
        newest = Math.max(newest, timeOf(trace.row()));
      }
    }
    long last = newest;
    if (question.port().isEmpty()) return traces;
    return traces.stream()
        .filter(t -> t.basis() == Basis.OBSERVED || isEnd(t.row()) || timeOf(t.row()) >= last)
        .toList();
  }

  private static boolean isEnd(Row row) {
    return Traces.DELETES.contains(row.number(Traffic.NAT_EVENT).orElse(0));
  }

  private static long timeOf(Row row) {
    return row.number(Traffic.STARTED_AT).orElse(row.receivedAtMillis());
  }
}
