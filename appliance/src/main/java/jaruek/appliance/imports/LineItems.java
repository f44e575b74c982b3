package jaruek.appliance.imports;

import jaruek.collector.imported.ImportItem;
import jaruek.collector.imported.ImportKind;
import jaruek.retention.record.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a log file, byte for byte without their ends. Empty ones are passed over; one that
 * is longer than can be journalled is counted and passed over, whatever its length.
 */
final class LineItems implements FileItems {
  private final InputStream in;
  private final long aboutMillis;
  private final SortedMap<String, Long> skipped = new TreeMap<>();
  private final byte[] buffer = new byte[64 * 1024];
  private byte[] line = new byte[1_024];
  private int length;
  private int at;
  private int limit;
  private long read;

  /**
   * @param in closed with this
   * @param aboutMillis decides the year of times that have none
   */
  LineItems(InputStream in, long aboutMillis) {
    this.in = in;
    this.aboutMillis = aboutMillis;
  }

  @Override
  public @Nullable FileItem next() throws IOException {
    while (true) {
      if (!readLine()) return null;
      if (length == 0) continue;
      read++;
      if (length > ImportItem.BYTES_MAX) {
        skipped.merge("too-long", 1L, Long::sum);
        continue;
      }
      byte[] bytes = Arrays.copyOf(line, length);
      return new FileItem(ImportKind.SYSLOG, aboutMillis, false, IpAddress.UNSPECIFIED, 0, bytes);
    }
  }

  /** False at the end. Of a line that is too long one byte too many is kept, to tell it. */
  private boolean readLine() throws IOException {
    length = 0;
    boolean any = false;
    while (at < limit || fill()) {
      any = true;
      int end = at;
      while (end < limit && buffer[end] != '\n') end++;
      keep(end);
      boolean ended = end < limit;
      at = ended ? end + 1 : end;
      if (ended) break;
    }
    if (length > 0 && length <= ImportItem.BYTES_MAX && line[length - 1] == '\r') length--;
    return any;
  }

  private boolean fill() throws IOException {
    at = 0;
    limit = Math.max(0, in.read(buffer));
    return limit > 0;
  }

  private void keep(int end) {
    int some = Math.min(end - at, ImportItem.BYTES_MAX + 1 - length);
    if (length + some > line.length) {
      line = Arrays.copyOf(line, Math.max(length + some, 2 * line.length));
    }
    System.arraycopy(buffer, at, line, length, some);
    length += some;
  }

  @Override
  public long read() {
    return read;
  }

  @Override
  public SortedMap<String, Long> skipped() {
    return skipped;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
