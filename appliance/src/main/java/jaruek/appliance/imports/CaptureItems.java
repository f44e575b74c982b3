package jaruek.appliance.imports;

import jaruek.collector.capture.CaptureReader;
import jaruek.collector.capture.CapturedDatagram;
import jaruek.collector.imported.ImportItem;
import jaruek.collector.imported.ImportKind;
import java.io.IOException;
import java.io.InputStream;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams of a capture that are syslog (port 514, or begun by a priority) or NetFlow, IPFIX
 * or sFlow by their version. Others are counted.
 */
final class CaptureItems implements FileItems {
  private static final int SYSLOG_PORT = 514;

  private final InputStream in;
  private final CaptureReader capture;
  private final long aboutMillis;
  private final SortedMap<String, Long> others = new TreeMap<>();

  /**
   * @param in closed with this
   * @param aboutMillis the time of packets that have none
   */
  CaptureItems(InputStream in, long aboutMillis) throws IOException {
    this.in = in;
    this.aboutMillis = aboutMillis;
    capture = new CaptureReader(in);
  }

  @Override
  public @Nullable FileItem next() throws IOException {
    while (true) {
      CapturedDatagram datagram = capture.next();
      if (datagram == null) return null;
      ImportKind kind = kind(datagram);
      if (kind == null || datagram.payload().length > ImportItem.BYTES_MAX) {
        others.merge(kind == null ? "other" : "too-long", 1L, Long::sum);
        continue;
      }
      boolean timed = datagram.atMillis() > 0;
      return new FileItem(
          kind,
          timed ? datagram.atMillis() : aboutMillis,
          timed,
          datagram.source(),
          datagram.sourcePort(),
          datagram.payload());
    }
  }

  private static @Nullable ImportKind kind(CapturedDatagram datagram) {
    byte[] bytes = datagram.payload();
    if (bytes.length < 4) return null;
    boolean priority = bytes[0] == '<' && bytes[1] >= '0' && bytes[1] <= '9';
    if (priority || datagram.destinationPort() == SYSLOG_PORT) return ImportKind.SYSLOG;
    int version = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
    boolean sflow = version == 0 && bytes[2] == 0 && bytes[3] == 5;
    return sflow || version == 5 || version == 9 || version == 10 ? ImportKind.FLOW : null;
  }

  @Override
  public long read() {
    return capture.counts().packets();
  }

  @Override
  public SortedMap<String, Long> skipped() {
    SortedMap<String, Long> skipped = new TreeMap<>(capture.counts().skipped());
    others.forEach((reason, count) -> skipped.merge(reason, count, Long::sum));
    return skipped;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
