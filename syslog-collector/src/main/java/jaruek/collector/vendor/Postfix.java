package jaruek.collector.vendor;

import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Identity;
import jaruek.retention.record.Traffic;
import java.util.List;

/**
 * Postfix 2 and 3. The queue id is the message's id in every line, so one search finds what smtpd,
 * cleanup, qmgr and smtp say of a mail: its sender, its recipients, the id of its text.
 *
 * <pre>
 * postfix/smtpd[7]: 4A1B2C3D4E: client=pc[10.0.0.5]:40000, sasl_method=PLAIN, sasl_username=somchai
 * postfix/smtpd[7]: NOQUEUE: reject: RCPT from unknown[10.0.0.5]: 554 5.7.1 …
 * postfix/smtpd[7]: warning: unknown[10.0.0.5]: SASL LOGIN authentication failed: …
 * postfix/smtp[8]: 4A1B2C3D4E: to=&lt;a@example.org>, relay=mx.example.org[192.0.2.9]:25, delay=1.2,
 *   delays=…, dsn=2.0.0, status=sent (250 ok)
 * </pre>
 *
 * <p>A client and a delivery are rows of traffic: the client's address, or that of the server that
 * took the mail; the action is "client", "reject" or the status. The account stays in the message:
 * many share the address it is used from. A failed login is a reject. All else is a message. A
 * recipient's address may hold any text: a line with two relays is not read.
 */
final class Postfix implements VendorFormat {
  private static final byte[] NAME = Ascii.bytes("postfix");
  private static final int QUEUE_ID_MAX = 24;
  private static final byte[] NO_QUEUE = Ascii.bytes("NOQUEUE");
  private static final byte[] CLIENT = Ascii.bytes("client=");
  private static final byte[] USER = Ascii.bytes(", sasl_username=");
  private static final byte[] REJECT = Ascii.bytes("reject: ");
  private static final byte[] FROM = Ascii.bytes(" from ");
  private static final byte[] WARNING = Ascii.bytes("warning: ");
  private static final byte[] SASL = Ascii.bytes(": SASL ");
  private static final byte[] FAILED = Ascii.bytes(" authentication failed: ");
  private static final byte[] TO = Ascii.bytes("to=<");
  private static final byte[] RELAY = Ascii.bytes(", relay=");
  private static final byte[] STATUS = Ascii.bytes(", status=");

  @Override
  public String vendor() {
    return "postfix";
  }

  @Override
  public List<String> marks() {
    return List.of("postfix");
  }

  @Override
  public Recognition write(LogLine line, VendorRows rows) {
    Tag tag = Tag.read(line);
    if (!tag.startsWith(NAME) || Ascii.find(line.text(), '/', tag.from(), tag.to()) < 0) {
      return Recognition.NO;
    }
    Cursor cursor = tag.cursor();
    if (cursor.skip(WARNING)) return failure(cursor, rows);
    if (!queueId(cursor)) return Recognition.KNOWN;
    if (!cursor.is(NO_QUEUE)) rows.messageId(cursor.bytes());
    cursor.at++;
    cursor.skipSpaces();
    if (cursor.skip(CLIENT)) return client(cursor, rows);
    if (cursor.skip(REJECT)) return reject(cursor, rows);
    return cursor.skip(TO) ? delivery(cursor, rows) : Recognition.KNOWN;
  }

  /** "4A1B2C3D4E", "4RKzLd0Xz9zJqk" or "NOQUEUE", before a colon. */
  private static boolean queueId(Cursor cursor) {
    cursor.upTo(": ");
    if (cursor.here() != ':' || cursor.isEmpty()) return false;
    if (cursor.to - cursor.from > QUEUE_ID_MAX) return false;
    for (int at = cursor.from; at < cursor.to; at++) {
      byte b = cursor.line.text()[at];
      if (!Ascii.isDigit(b) && !Ascii.isLetter(b)) return false;
    }
    return true;
  }

  private static Recognition client(Cursor cursor, VendorRows rows) {
    LogLine line = cursor.line;
    RowWriter row = rows.traffic().set(Traffic.ACTION, "client");
    if (!peer(cursor, row)) return Recognition.PARTLY;
    return end(line, row);
  }

  private static Recognition reject(Cursor cursor, VendorRows rows) {
    RowWriter row = rows.traffic().set(Traffic.ACTION, "reject");
    if (!cursor.until(FROM) || !peer(cursor, row)) return Recognition.PARTLY;
    return end(cursor.line, row);
  }

  private static Recognition failure(Cursor cursor, VendorRows rows) {
    LogLine line = cursor.line;
    int open = Ascii.find(line.text(), '[', cursor.at, line.to());
    int close = open < 0 ? -1 : Ascii.find(line.text(), ']', open, line.to());
    if (close < 0 || !line.has(SASL, close + 1)) return Recognition.KNOWN;
    cursor.at = close + 1;
    if (!cursor.until(FAILED)) return Recognition.KNOWN;
    int reason = cursor.at;
    cursor.from = open + 1;
    cursor.to = close;
    RowWriter row = rows.identity("reject");
    if (!cursor.write(row, Identity.ADDRESS)) return Recognition.PARTLY;
    int user = line.find(USER, reason);
    int to = user < 0 ? line.to() : user;
    if (to > reason) row.set(Identity.REASON, line.bytes(reason, to));
    if (user >= 0 && user + USER.length < line.to()) {
      row.set(Identity.USER_NAME, line.bytes(user + USER.length, line.to()));
    }
    CiscoAsa.at(line, row);
    row.end();
    return Recognition.KNOWN;
  }

  private static Recognition delivery(Cursor cursor, VendorRows rows) {
    LogLine line = cursor.line;
    if (!cursor.until(RELAY)) return Recognition.KNOWN;
    if (line.find(RELAY, cursor.at) >= 0) return Recognition.PARTLY;
    RowWriter row = rows.traffic();
    cursor.upTo("[,");
    if (cursor.here() != '[') return Recognition.KNOWN; // local, virtual, none
    cursor.at++;
    cursor.upTo("]");
    if (!cursor.write(row, Traffic.DESTINATION_ADDRESS)) return Recognition.KNOWN; // a socket
    cursor.at++;
    if (cursor.here() == ':') {
      cursor.at++;
      cursor.upTo(",");
      cursor.write(row, Traffic.DESTINATION_PORT);
    }
    if (!cursor.until(STATUS)) return Recognition.PARTLY;
    cursor.upTo(" ");
    cursor.write(row, Traffic.ACTION);
    return end(line, row);
  }

  /** "pc.example.org[10.0.0.5]:40000": a name that Postfix has checked, and the address. */
  private static boolean peer(Cursor cursor, RowWriter row) {
    cursor.upTo("[ ");
    if (cursor.here() != '[') return false;
    cursor.at++;
    cursor.upTo("] ");
    if (cursor.here() != ']' || !cursor.write(row, Traffic.SOURCE_ADDRESS)) return false;
    cursor.at++;
    if (cursor.here() != ':') return true;
    int at = cursor.at++;
    cursor.upTo(", :");
    if (!cursor.write(row, Traffic.SOURCE_PORT)) cursor.at = at;
    return true;
  }

  private static Recognition end(LogLine line, RowWriter row) {
    if (line.sentAtMillis() != LogLine.NO_TIME) row.set(Traffic.STARTED_AT, line.sentAtMillis());
    row.end();
    return Recognition.KNOWN;
  }
}
