package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Traffic;
import java.util.List;

/**
 * The transfer log of wu-ftpd, which proftpd, vsftpd (xferlog_std_format) and pure-ftpd write, too:
 * xferlog(5).
 *
 * <pre>
 * Mon Nov 23 09:59:58 2026 1 10.0.0.5 1234 /home/somchai/a.zip b _ i r somchai ftp 0 * c
 * </pre>
 *
 * <p>Traffic: the client, the file as URL, "i" (received), "o" (sent) or "d" (deleted) and "c" or
 * "i" (complete or not) as the action, and the bytes the client sent; the account stays in the
 * message. Servers write blanks in names as underscores: a line with more or fewer words than
 * eighteen is not read.
 */
final class Xferlog implements VendorFormat {
  private static final List<byte[]> PROGRAMS =
      List.of(
          Ascii.bytes("xferlog"),
          Ascii.bytes("vsftpd"),
          Ascii.bytes("proftpd"),
          Ascii.bytes("pure-ftpd"));
  private static final int TIME_LENGTH = 24;
  private static final int WORDS = 13;
  private static final int SECONDS = 0;
  private static final int HOST = 1;
  private static final int SIZE = 2;
  private static final int FILE = 3;
  private static final int DIRECTION = 6;
  private static final int MODE = 7;
  private static final int STATUS = 12;

  @Override
  public String vendor() {
    return "xferlog";
  }

  @Override
  public List<String> marks() {
    return List.of(" i r ", " o r ", " d r ", " i a ", " o a ", " d a ", " i g ", " o g ", " d g ");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Tag tag = Tag.read(line);
    if (!tag.isNone() && !tag.is(PROGRAMS)) return Recognition.NO;
    Cursor cursor = tag.cursor();
    long time = DeviceTime.asctime(line, cursor.at);
    if (time == LogLine.NO_TIME) return Recognition.NO;
    cursor.at += TIME_LENGTH;
    Values words = new Values(line, WORDS, Escaping.NONE);
    for (int word = 0; word < WORDS; word++) {
      cursor.word();
      words.put(word, cursor.from, cursor.to);
    }
    cursor.skipSpaces();
    if (words.number(SECONDS) < 0 || !isLetter(words, MODE, "arg")) return Recognition.NO;
    rows.deviceTime(time);
    boolean whole = cursor.atEnd() && isLetter(words, DIRECTION, "iod");
    if (!whole || !isLetter(words, STATUS, "ci")) return Recognition.PARTLY;
    RowWriter row = rows.traffic();
    if (!words.write(HOST, row, Traffic.SOURCE_ADDRESS)) return Recognition.KNOWN; // a name
    words.write(FILE, row, Traffic.URL);
    if (isLetter(words, DIRECTION, "i")) words.write(SIZE, row, Traffic.BYTES);
    row.set(Traffic.ACTION, new byte[] {text(words, DIRECTION), ' ', text(words, STATUS)});
    row.set(Traffic.ENDED_AT, time);
    row.set(
        Traffic.STARTED_AT, Math.max(0, time - Math.min(words.number(SECONDS), 1L << 31) * 1000));
    row.end();
    return Recognition.KNOWN;
  }

  private static byte text(Values words, int word) {
    return words.line().text()[words.from(word)];
  }

  private static boolean isLetter(Values words, int word, String letters) {
    return words.to(word) - words.from(word) == 1 && letters.indexOf(text(words, word)) >= 0;
  }
}
