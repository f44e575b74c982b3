package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Traffic;
import java.util.List;

/**
 * RouterOS web proxy, topics "web-proxy,account": {@code 192.168.20.115 GET http://example.org/
 * action=allow cache=MISS}.
 */
final class MikrotikProxy implements VendorFormat {
  private static final byte[] ACTION = Ascii.bytes(" action=");

  @Override
  public String vendor() {
    return "mikrotik";
  }

  @Override
  public List<String> marks() {
    return List.of(" action=allow", " action=deny", " action=redirect");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Cursor cursor = new Cursor(line, MikrotikTopics.skip(line));
    cursor.word();
    RowWriter row = rows.traffic();
    if (!cursor.write(row, Traffic.SOURCE_ADDRESS)) return Recognition.NO;
    cursor.word();
    for (int at = cursor.from; at < cursor.to; at++) {
      if (line.text()[at] < 'A' || line.text()[at] > 'Z') return Recognition.NO;
    }
    cursor.word();
    if (cursor.isEmpty()) return Recognition.NO;
    row.set(Traffic.URL, cursor.bytes());
    if (!cursor.skip(ACTION)) return Recognition.NO;
    cursor.upTo(" ");
    cursor.write(row, Traffic.ACTION);
    if (line.sentAtMillis() != LogLine.NO_TIME) row.set(Traffic.STARTED_AT, line.sentAtMillis());
    row.end();
    return Recognition.KNOWN;
  }
}
