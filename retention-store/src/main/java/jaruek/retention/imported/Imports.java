package jaruek.retention.imported;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import jaruek.retention.query.Condition;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.query.Row;
import jaruek.retention.query.RowQuery;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Messages;
import jaruek.retention.record.Operations;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The imports there were, by their <b>operations</b> records: read once, then only what is new. Any
 * thread may call.
 */
public final class Imports {
  /** The action of the record that stands before an import's rows. */
  public static final String BEGIN = "import-begin";

  /** The action of the record behind them. */
  public static final String END = "import-end";

  /** How the result of an import begins whose file did not come to its end. */
  public static final String BROKEN_OFF = "broken off";

  /** The newest so many are known. */
  static final int IMPORTS_MAX = 10_000;

  /** A record may be found so much later than it was stamped. */
  private static final long LATE_MILLIS = 600_000;

  /** No import takes longer; one without an end is taken to. */
  private static final long LASTS_MILLIS_MAX = 7L * 24 * 3_600_000;

  private static final JsonMapper JSON = new JsonMapper();

  private final QueryEngine engine;
  private final InstantSource clock;
  private final TreeMap<Long, Import> byFrame = new TreeMap<>();
  private long readToMillis = Long.MIN_VALUE;

  /** Asks this engine. */
  public Imports(QueryEngine engine, InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
  }

  /**
   * One import of one file.
   *
   * @param id its number
   * @param begin the record before its rows
   * @param end the record behind them; null while it goes on, or if it was broken off by a kill
   * @param sha256 of the file
   * @param file its name
   * @param deviceFromMillis the first time its rows tell of; {@link Long#MIN_VALUE} if not known
   * @param deviceToMillis the last; {@link Long#MAX_VALUE} if not known
   */
  public record Import(
      long id,
      Row begin,
      @Nullable Row end,
      String sha256,
      String file,
      long deviceFromMillis,
      long deviceToMillis) {
    /** Its rows were received from then on. */
    public long receivedFromMillis() {
      return begin.receivedAtMillis();
    }

    /** And up to then. */
    public long receivedToMillis() {
      return end == null
          ? begin.receivedAtMillis() + LASTS_MILLIS_MAX
          : Math.max(end.receivedAtMillis(), begin.receivedAtMillis());
    }

    /** Whether all of the file that can be read is in; else it was broken off. */
    public boolean isEnded() {
      return end != null
          && end.text(Operations.RESULT).filter(r -> !r.startsWith(BROKEN_OFF)).isPresent();
    }

    private Import endedBy(Row row, JsonNode detail) {
      return new Import(
          id,
          begin,
          row,
          sha256,
          file,
          detail.path("fromMillis").asLong(Long.MIN_VALUE),
          detail.path("toMillis").asLong(Long.MAX_VALUE));
    }
  }

  /** The import that this row is of; empty for others, and where its record is gone. */
  public synchronized Optional<Import> of(Row row) {
    if (!Imported.is(row)) return Optional.empty();
    refresh();
    // they come one after the other, so the last one that began before it
    Map.Entry<Long, Import> before = byFrame.lowerEntry(row.frame());
    return before == null ? Optional.empty() : Optional.of(before.getValue());
  }

  /** The record of the import that this row is of, as it is stored now. */
  public Optional<Row> recordOf(Row row) {
    Row begin = of(row).map(Import::begin).orElse(null);
    if (begin == null) return Optional.empty();
    long at = begin.receivedAtMillis();
    Condition where =
        Condition.all(
            new Condition.Between(Operations.RECEIVED_AT, at, at),
            new Condition.Equal(Operations.FRAME, begin.frame()));
    return engine.list(RowQuery.of(Dataset.OPERATIONS, where, 1)).stream().findFirst();
  }

  /** All of files with this hash, the oldest first. */
  public synchronized List<Import> ofFile(String sha256) {
    refresh();
    return byFrame.values().stream().filter(one -> one.sha256.equals(sha256)).toList();
  }

  /** Imported messages whose sender says that they are of this span, both ends included. */
  public Condition messages(long fromMillis, long toMillis) {
    return messages(all(), fromMillis, toMillis);
  }

  /** All that are known now, the oldest first. */
  public synchronized List<Import> all() {
    refresh();
    return List.copyOf(byFrame.values());
  }

  /** Messages of these imports whose sender says that they are of this span. */
  public static Condition messages(List<Import> imports, long fromMillis, long toMillis) {
    List<Condition> windows = new ArrayList<>();
    for (Import one : imports) {
      if (one.deviceFromMillis > toMillis || one.deviceToMillis < fromMillis) continue;
      windows.add(
          new Condition.Between(
              Messages.RECEIVED_AT, one.receivedFromMillis(), one.receivedToMillis()));
    }
    if (windows.isEmpty()) return Condition.any();
    return Condition.all(
        new Condition.Any(windows),
        new Condition.Equal(Messages.TRANSPORT, Imported.TRANSPORT),
        new Condition.Between(Messages.SENT_AT, fromMillis, toMillis));
  }

  private void refresh() {
    long now = clock.millis();
    boolean anew = readToMillis == Long.MIN_VALUE || now < readToMillis; // the clock was set back
    long from = anew ? 0 : readToMillis - LATE_MILLIS;
    Condition where =
        Condition.all(
            new Condition.Between(Operations.RECEIVED_AT, from, Long.MAX_VALUE / 2),
            Condition.any(
                new Condition.Equal(Operations.ACTION, BEGIN),
                new Condition.Equal(Operations.ACTION, END)));
    List<Column> newestFirst = List.of(Operations.RECEIVED_AT);
    List<Row> rows =
        new ArrayList<>(
            engine.list(
                new RowQuery(Dataset.OPERATIONS, where, newestFirst, true, 2L * IMPORTS_MAX)));
    rows.sort(Comparator.comparingLong(Row::frame));
    rows.forEach(this::add);
    while (byFrame.size() > IMPORTS_MAX) byFrame.pollFirstEntry();
    readToMillis = now;
  }

  private void add(Row row) {
    JsonNode detail = detail(row);
    long id = detail.path("import").asLong();
    if (row.text(Operations.ACTION).filter(BEGIN::equals).isPresent()) {
      Import known = byFrame.get(row.frame());
      if (known != null) return;
      byFrame.put(
          row.frame(),
          new Import(
              id,
              row,
              null,
              detail.path("sha256").asText(),
              detail.path("file").asText(),
              Long.MIN_VALUE,
              Long.MAX_VALUE));
      return;
    }
    for (Map.Entry<Long, Import> one :
        byFrame.headMap(row.frame(), false).descendingMap().entrySet()) {
      if (one.getValue().id == id) {
        one.setValue(one.getValue().endedBy(row, detail));
        return;
      }
    }
  }

  private static JsonNode detail(Row row) {
    try {
      return JSON.readTree(row.text(Operations.DETAIL).orElse("{}"));
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
