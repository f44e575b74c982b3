package jaruek.bench;

import jaruek.retention.decode.Rejected;
import jaruek.retention.decode.RowSink;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;

/** Takes rows and keeps none, so that decoding alone is measured. */
public final class NoRows {
  /** The sink. */
  public static final RowSink SINK = new Sink();

  private static final RowWriter WRITER = new Writer();

  private NoRows() {}

  private static final class Sink implements RowSink {
    @Override
    public RowWriter row(Dataset dataset) {
      return WRITER;
    }

    @Override
    public void reject(Rejected reason) {}
  }

  private static final class Writer implements RowWriter {
    @Override
    public RowWriter set(Column column, long value) {
      return this;
    }

    @Override
    public RowWriter set(Column column, String text) {
      return this;
    }

    @Override
    public RowWriter set(Column column, byte[] bytes) {
      return this;
    }

    @Override
    public RowWriter set(Column column, byte[] bytes, int from, int to) {
      return this;
    }

    @Override
    public RowWriter setAddress(Column column, long high, long low) {
      return this;
    }

    @Override
    public RowWriter setMac(Column column, long bits) {
      return this;
    }

    @Override
    public void end() {}
  }
}
