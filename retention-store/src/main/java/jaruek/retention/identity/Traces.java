package jaruek.retention.identity;

import jaruek.retention.imported.Imported;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds the traffic rows that lead from a public address to the ones inside. In this order, until
 * something is found: translations of exactly that address and port at that time; one that was
 * announced earlier and whose end was not told before (observed if it is told later, else
 * inferred); a block of ports that held it ({@link PortBlocks}); translations whose record lacks
 * the port, the ones that kept the port first (inferred); destinations; and the address as a plain
 * source. Rows that were received come first; where none of all these is found, the same is asked
 * of imported ones, if any were seen on the way.
 */
final class Traces {
  /** The most rows of one step. */
  static final int ROWS_MAX = 10_000;

  private static final int PLAIN_ROWS_MAX = 200;

  /**
   * RFC 8158 section 4.3: sessions, bindings, addresses, blocks of ports, and the older translation
   * delete. Junos numbers them by the draft before the RFC: odd there, too.
   */
  static final Set<Long> DELETES = Set.of(2L, 5L, 7L, 9L, 11L, 13L, 15L, 17L);

  /** A subscriber keeps its block of ports for hours: longer than any translation. */
  private static final Duration BLOCK_LOOK_BACK = Duration.ofHours(24);

  private final QueryEngine engine;
  private final Duration lookBack;

  /** Whether imported rows are looked for, and not received ones. */
  private final boolean imported;

  /** Whether there were rows of the other sort. */
  private boolean passedOver;

  /** For one question. */
  Traces(QueryEngine engine, Duration lookBack) {
    this(engine, lookBack, false);
  }

  private Traces(QueryEngine engine, Duration lookBack, boolean imported) {
    this.engine = engine;
    this.lookBack = lookBack;
    this.imported = imported;
  }

  /** Rows that translate the address; empty if it seems not to be a translated one. */
  List<Trace> translated(WhoQuestion question) {
    List<Trace> traces = ofOneSort(question);
    if (!traces.isEmpty() || imported || !passedOver) return traces;
    return new Traces(engine, lookBack, true).ofOneSort(question);
  }

  private List<Trace> ofOneSort(WhoQuestion question) {
    List<Trace> traces = sources(question);
    if (traces.isEmpty() && question.port().isPresent()) traces = announcedBefore(question);
    if (traces.isEmpty()) traces = blocks(question);
    if (traces.isEmpty() && question.port().isPresent()) traces = withoutPort(question);
    return traces.isEmpty() ? destinations(question) : traces;
  }

  private List<Trace> sources(WhoQuestion question) {
    Condition where =
        Condition.all(
            during(question), ends(question, Traffic.NAT_SOURCE_ADDRESS, Traffic.NAT_SOURCE_PORT));
    return traces(
        rows(where, ROWS_MAX),
        Traffic.SOURCE_ADDRESS,
        Trace.Side.TRANSLATED_SOURCE,
        Basis.OBSERVED);
  }

  private List<Trace> announcedBefore(WhoQuestion question) {
    long to = question.fromMillis();
    Condition where =
        Condition.all(
            new Condition.During(to - lookBack.toMillis(), to),
            ends(question, Traffic.NAT_SOURCE_ADDRESS, Traffic.NAT_SOURCE_PORT));
    Condition announced = Condition.all(where, new Condition.IsNull(Traffic.ENDED_AT));
    if (rows(announced, 1).isEmpty())
      return List.of(); // cheap: most exporters send flows that ended
    List<Row> latest = rows(where, true, 1);
    List<Row> open = latest.stream().filter(Traces::leavesItOpen).toList();
    boolean ended = !open.isEmpty() && isDeletedAfter(question, open.getFirst());
    return traces(
        open,
        Traffic.SOURCE_ADDRESS,
        Trace.Side.TRANSLATED_SOURCE,
        ended ? Basis.OBSERVED : Basis.INFERRED);
  }

  /** The next word of that address and port is the end of the same mapping. */
  private boolean isDeletedAfter(WhoQuestion question, Row open) {
    long from = question.toMillis();
    Condition where =
        Condition.all(
            new Condition.During(from, from + lookBack.toMillis()),
            ends(question, Traffic.NAT_SOURCE_ADDRESS, Traffic.NAT_SOURCE_PORT));
    return rows(where, 1).stream()
        .filter(row -> DELETES.contains(row.number(Traffic.NAT_EVENT).orElse(0)))
        .anyMatch(
            row ->
                row.address(Traffic.SOURCE_ADDRESS).equals(open.address(Traffic.SOURCE_ADDRESS)));
  }

  /** Cheap where nobody tells of blocks: a segment's filter knows whether any of its rows does. */
  private List<Trace> blocks(WhoQuestion question) {
    long around = Math.max(BLOCK_LOOK_BACK.toMillis(), lookBack.toMillis());
    int port = question.port().orElse(-1);
    Condition where =
        Condition.all(
            new Condition.During(question.fromMillis() - around, question.toMillis() + around),
            new Condition.Equal(Traffic.NAT_SOURCE_ADDRESS, question.address()),
            new Condition.Between(Traffic.NAT_SOURCE_PORT, 0, port < 0 ? 65_535 : port),
            new Condition.Between(Traffic.NAT_DESTINATION_PORT, Math.max(0, port), 65_535),
            new Condition.IsNull(Traffic.DESTINATION_ADDRESS),
            new Condition.Contains(Traffic.ACTION, Traffic.PORT_BLOCK));
    return PortBlocks.traces(rows(where, ROWS_MAX), question);
  }

  /** A flow that ended, or a mapping that was deleted, says nothing about the time after it. */
  private static boolean leavesItOpen(Row row) {
    return row.number(Traffic.ENDED_AT).isEmpty()
        && !DELETES.contains(row.number(Traffic.NAT_EVENT).orElse(0));
  }

  private List<Trace> withoutPort(WhoQuestion question) {
    Condition where =
        Condition.all(
            during(question),
            protocol(question),
            new Condition.Equal(Traffic.NAT_SOURCE_ADDRESS, question.address()),
            new Condition.IsNull(Traffic.NAT_SOURCE_PORT));
    List<Row> rows = rows(where, ROWS_MAX);
    List<Row> portKept =
        rows.stream()
            .filter(row -> row.number(Traffic.SOURCE_PORT).orElse(-1) == question.port().orElse(-2))
            .toList();
    return traces(
        portKept.isEmpty() ? rows : portKept,
        Traffic.SOURCE_ADDRESS,
        Trace.Side.TRANSLATED_SOURCE,
        Basis.INFERRED);
  }

  private List<Trace> destinations(WhoQuestion question) {
    Condition where =
        Condition.all(
            during(question),
            ends(question, Traffic.DESTINATION_ADDRESS, Traffic.DESTINATION_PORT));
    List<Row> translated =
        rows(where, ROWS_MAX).stream()
            .filter(row -> isOther(row, Traffic.NAT_DESTINATION_ADDRESS, question.address()))
            .toList();
    return traces(
        translated,
        Traffic.NAT_DESTINATION_ADDRESS,
        Trace.Side.TRANSLATED_DESTINATION,
        Basis.OBSERVED);
  }

  private static boolean isOther(Row row, Column column, IpAddress address) {
    return row.address(column).filter(a -> !a.equals(address)).isPresent();
  }

  /** Rows whose source it is as it stands. */
  List<Trace> plain(WhoQuestion question) {
    List<Trace> traces = plainOfOneSort(question);
    if (!traces.isEmpty() || imported || !passedOver) return traces;
    return new Traces(engine, lookBack, true).plainOfOneSort(question);
  }

  private List<Trace> plainOfOneSort(WhoQuestion question) {
    Condition where =
        Condition.all(
            during(question), ends(question, Traffic.SOURCE_ADDRESS, Traffic.SOURCE_PORT));
    return traces(
        rows(where, PLAIN_ROWS_MAX), Traffic.SOURCE_ADDRESS, Trace.Side.PLAIN, Basis.OBSERVED);
  }

  private static Condition during(WhoQuestion question) {
    return new Condition.During(question.fromMillis(), question.toMillis());
  }

  private static Condition ends(WhoQuestion question, Column address, Column port) {
    List<Condition> conditions = new ArrayList<>();
    conditions.add(new Condition.Equal(address, question.address()));
    conditions.add(protocol(question));
    if (question.port().isPresent()) {
      conditions.add(new Condition.Equal(port, (long) question.port().getAsInt()));
    }
    return new Condition.All(conditions);
  }

  private static Condition protocol(WhoQuestion question) {
    if (question.protocol().isEmpty()) return new Condition.All(List.of());
    return Condition.any(
        new Condition.Equal(Traffic.PROTOCOL, (long) question.protocol().getAsInt()),
        new Condition.IsNull(Traffic.PROTOCOL));
  }

  private List<Row> rows(Condition where, int limit) {
    return rows(where, false, limit);
  }

  /** Those of the sort asked for, up to the limit; as many of the other are passed over. */
  private List<Row> rows(Condition where, boolean latestFirst, int limit) {
    List<Row> rows = new ArrayList<>();
    List<Column> order = List.of(imported ? Traffic.STARTED_AT : Traffic.RECEIVED_AT);
    engine.query(
        new RowQuery(Dataset.TRAFFIC, where, order, latestFirst, limit + (long) ROWS_MAX),
        row -> {
          if (Imported.is(row) == imported) rows.add(row);
          else passedOver = true;
          return rows.size() < limit;
        });
    return rows;
  }

  private static List<Trace> traces(List<Row> rows, Column inside, Trace.Side side, Basis basis) {
    List<Trace> traces = new ArrayList<>();
    for (Row row : rows) {
      row.address(inside).ifPresent(address -> traces.add(new Trace(address, side, basis, row)));
    }
    return traces;
  }
}
