package jaruek.retention.verify.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** An entry's bytes, unpacked in bounded memory, never more of them than the directory says. */
final class ItemStream extends InputStream {
  private static final int BUFFER_BYTES = 1 << 16;

  private final FileChannel file;
  private final ZipItem item;
  private final Inflater inflater = new Inflater(true);
  private final ByteBuffer packed = ByteBuffer.allocate(BUFFER_BYTES).flip();
  private final byte[] one = new byte[1];
  private long at;
  private long left;
  private long out;

  ItemStream(FileChannel file, ZipItem item) {
    this.file = file;
    this.item = item;
    at = item.data();
    left = item.packed();
  }

  @Override
  public int read() throws IOException {
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) return 0;
    return item.isDeflated() ? inflate(buffer, offset, length) : copy(buffer, offset, length);
  }

  private int copy(byte[] buffer, int offset, int length) throws IOException {
    if (left == 0) return -1;
    int read = file.read(ByteBuffer.wrap(buffer, offset, (int) Math.min(length, left)), at);
    if (read < 0) throw damaged("its packed form ends too early");
    at += read;
    left -= read;
    return read;
  }

  private int inflate(byte[] buffer, int offset, int length) throws IOException {
    try {
      while (true) {
        int made = inflater.inflate(buffer, offset, length);
        if (made > 0) {
          out += made;
          if (out > item.length()) throw damaged("it is longer than it says");
          return made;
        }
        if (inflater.finished()) {
          if (left > 0 || inflater.getRemaining() > 0) {
            throw damaged("something is behind its packed form");
          }
          return -1;
        }
        if (inflater.needsDictionary()) throw damaged("it cannot be unpacked");
        refill();
      }
    } catch (DataFormatException e) {
      throw damaged("it cannot be unpacked", e);
    }
  }

  private void refill() throws IOException {
    if (left == 0) throw damaged("its packed form ends too early");
    packed.clear().limit((int) Math.min(BUFFER_BYTES, left));
    int read = file.read(packed, at);
    if (read < 0) throw damaged("its packed form ends too early");
    at += read;
    left -= read;
    inflater.setInput(packed.flip());
  }

  private Changed damaged(String what) {
    return new Changed(item.name(), "is damaged: " + what);
  }

  private Changed damaged(String what, Throwable cause) {
    Changed changed = damaged(what);
    changed.initCause(cause);
    return changed;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
