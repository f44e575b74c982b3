package jaruek.collector.imported;

import jaruek.retention.decode.Rejected;
import jaruek.retention.decode.RowSink;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.imported.Imported;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Identity;
import jaruek.retention.record.Messages;
import jaruek.retention.record.Traffic;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands rows on with the marks of {@link Imported}. Received time is the import's; a row of traffic
 * or identity that says no time of its own takes that of its capture, and without one it is left
 * out, for at the time of the import it did not happen.
 */
final class MarkedRows implements RowSink {
  private static final long NONE = Long.MIN_VALUE;

  private final Map<Dataset, Marked> writers = new EnumMap<>(Dataset.class);
  private @Nullable RowSink rows;
  private @Nullable ImportItem item;
  private ImportTallies.Tally tally = new ImportTallies.Tally();

  void begin(RowSink rows, ImportItem item, ImportTallies.Tally tally) {
    this.rows = rows;
    this.item = item;
    this.tally = tally;
  }

  @Override
  public RowWriter row(Dataset dataset) {
    Marked writer = writers.computeIfAbsent(dataset, Marked::new);
    writer.begin(sink().row(dataset));
    return writer;
  }

  @Override
  public void reject(Rejected rejected) {
    tally.rejected(rejected.reason());
    sink()
        .reject(
            new Rejected(
                Imported.PREFIX + rejected.protocol(), rejected.reason(), rejected.detail()));
  }

  private RowSink sink() {
    if (rows == null) throw new IllegalStateException("no item is being decoded");
    return rows;
  }

  private long capturedAt() {
    return item != null && item.captured() ? item.timeMillis() : NONE;
  }

  /** One row on its way. */
  private final class Marked implements RowWriter {
    private final Dataset dataset;
    private final Column began;
    private @Nullable RowWriter row;
    private long beganMillis;
    private long endedMillis;

    Marked(Dataset dataset) {
      this.dataset = dataset;
      began =
          switch (dataset) {
            case TRAFFIC -> Traffic.STARTED_AT;
            case IDENTITY -> Identity.EVENT_AT;
            case MESSAGES -> Messages.SENT_AT;
            case OPERATIONS -> throw new IllegalArgumentException("operations are not imported");
          };
    }

    void begin(RowWriter row) {
      this.row = row;
      beganMillis = NONE;
      endedMillis = NONE;
    }

    private RowWriter row() {
      if (row == null) throw new IllegalStateException("the row is ended");
      return row;
    }

    @Override
    public RowWriter set(Column column, long value) {
      if (column.equals(dataset.receivedAt())) return this; // the import's, not the file's
      if (column.equals(began)) beganMillis = value;
      if (column.equals(Traffic.ENDED_AT)) endedMillis = value;
      row().set(column, value);
      return this;
    }

    @Override
    public RowWriter set(Column column, String text) {
      row().set(column, marked(column, text));
      return this;
    }

    @Override
    public RowWriter set(Column column, byte[] bytes) {
      if (isMark(column)) return set(column, new String(bytes, StandardCharsets.UTF_8));
      row().set(column, bytes);
      return this;
    }

    private static boolean isMark(Column column) {
      return column.equals(Traffic.ORIGIN)
          || column.equals(Identity.EVENT)
          || column.equals(Messages.TRANSPORT);
    }

    private static String marked(Column column, String text) {
      if (column.equals(Messages.TRANSPORT)) return Imported.TRANSPORT;
      return isMark(column) ? Imported.PREFIX + text : text;
    }

    @Override
    public RowWriter setAddress(Column column, long high, long low) {
      row().setAddress(column, high, low);
      return this;
    }

    @Override
    public RowWriter setMac(Column column, long bits) {
      row().setMac(column, bits);
      return this;
    }

    @Override
    public void end() {
      RowWriter ended = row();
      row = null;
      if (beganMillis == NONE) {
        beganMillis = endedMillis == NONE ? capturedAt() : endedMillis;
        if (beganMillis != NONE) ended.set(began, beganMillis);
        else if (dataset != Dataset.MESSAGES) {
          tally.rejected("no-time");
          sink().reject(new Rejected("import", "no-time", "a row of " + dataset.word()));
          return;
        }
      }
      ended.end();
      tally.row(dataset);
      if (beganMillis != NONE) tally.at(beganMillis);
    }
  }
}
