package jaruek.retention.decode;

import jaruek.retention.record.Column;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.OperationEvent;
import jaruek.retention.record.Operations;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Rows of typed operations. It has no state. */
public final class OperationDecoder implements FrameDecoder {
  @Override
  public FrameKind kind() {
    return FrameKind.OPERATION;
  }

  @Override
  public void decode(Frame frame, long position, RowSink rows) {
    OperationEvent event;
    try {
      event = EventCodec.operation(frame.bytes());
    } catch (IOException e) {
      rows.reject(new Rejected("operation", "malformed", "frame " + position));
      return;
    }
    RowWriter row = rows.row(Dataset.OPERATIONS);
    text(row, Operations.ACTOR, event.actor());
    text(row, Operations.ACTION, event.action());
    text(row, Operations.CASE, event.caseId());
    text(row, Operations.DETAIL, event.detail());
    text(row, Operations.RESULT, event.result());
    text(row, Operations.DIGEST, event.digest());
    row.end();
  }

  private static void text(RowWriter row, Column column, @Nullable String value) {
    if (value != null) row.set(column, value);
  }

  @Override
  public byte[] state() {
    return new byte[0];
  }

  @Override
  public void restore(byte[] state) {
    if (state.length > 0) throw new IllegalArgumentException("operations have no state");
  }
}
