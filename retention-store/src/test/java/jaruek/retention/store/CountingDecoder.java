package jaruek.retention.store;

import jaruek.retention.decode.FrameDecoder;
import jaruek.retention.decode.RowSink;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.Messages;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Its rows depend on all frames before: a wrong state, a lost or doubled frame shows in each. */
final class CountingDecoder implements FrameDecoder {
  private long count;

  @Override
  public FrameKind kind() {
    return FrameKind.SYSLOG;
  }

  @Override
  public void decode(Frame frame, long position, RowSink rows) {
    String text = count++ + ":" + new String(frame.bytes(), StandardCharsets.US_ASCII);
    rows.row(Dataset.MESSAGES).set(Messages.MESSAGE, text).end();
  }

  @Override
  public byte[] state() {
    return ByteBuffer.allocate(8).putLong(count).array();
  }

  @Override
  public void restore(byte[] state) {
    count = ByteBuffer.wrap(state).getLong();
  }
}
