package jaruek.retention.decode;

import jaruek.retention.record.IdentityEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Identity events as JSON without a general mapper, which costs more than all else of an accounting
 * event: read where they have the plain form that is written here, which any reader of JSON
 * understands.
 */
final class IdentityJson {
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  /** One a thread, so that an event leaves nothing behind but its bytes. */
  private static final ThreadLocal<Writer> WRITERS = ThreadLocal.withInitial(Writer::new);

  private IdentityJson() {}

  static byte[] write(IdentityEvent event) {
    Writer out = WRITERS.get();
    out.begin();
    out.text(Field.EVENT, event.event());
    out.number(Field.EVENT_AT, event.eventAtMillis());
    out.text(Field.USER_NAME, event.userName());
    out.text(Field.ADDRESS, event.address());
    out.text(Field.ADDRESS_V6, event.addressV6());
    out.text(Field.MAC, event.mac());
    out.text(Field.CALLED_STATION, event.calledStation());
    out.text(Field.NAS, event.nas());
    out.text(Field.NAS_PORT, event.nasPort());
    out.text(Field.SESSION_ID, event.sessionId());
    out.number(Field.SECONDS, event.seconds());
    out.number(Field.INPUT_BYTES, event.inputBytes());
    out.number(Field.OUTPUT_BYTES, event.outputBytes());
    out.text(Field.CAUSE, event.cause());
    out.text(Field.REASON, event.reason());
    out.text(Field.REQUEST, event.request());
    return out.end();
  }

  /** Null if it has another form, which need not be wrong. */
  static @Nullable IdentityEvent read(byte[] payload) {
    return new Reader(payload).read();
  }

  /** The fields in the order they are written. */
  private enum Field {
    EVENT(0, "event"),
    EVENT_AT(1, "eventAtMillis"),
    USER_NAME(2, "userName"),
    ADDRESS(3, "address"),
    ADDRESS_V6(4, "addressV6"),
    MAC(5, "mac"),
    CALLED_STATION(6, "calledStation"),
    NAS(7, "nas"),
    NAS_PORT(8, "nasPort"),
    SESSION_ID(9, "sessionId"),
    SECONDS(10, "seconds"),
    INPUT_BYTES(11, "inputBytes"),
    OUTPUT_BYTES(12, "outputBytes"),
    CAUSE(13, "cause"),
    REASON(14, "reason"),
    REQUEST(15, "request");

    private static final Field[] ALL = values();

    /** The name with its quotes and colon. */
    private final byte[] bytes;

    private final int place;

    Field(int place, String name) {
      this.place = place;
      bytes = ('"' + name + "\":").getBytes(StandardCharsets.US_ASCII);
    }

    boolean isNumber() {
      return this == EVENT_AT || this == SECONDS || this == INPUT_BYTES || this == OUTPUT_BYTES;
    }
  }

  private static final class Writer {
    private static final int KEPT_BYTES = 8192;

    private byte[] bytes = new byte[KEPT_BYTES];
    private int length;

    void begin() {
      length = 0;
      if (bytes.length > 4 * KEPT_BYTES) bytes = new byte[KEPT_BYTES];
    }

    void text(Field field, @Nullable String value) {
      if (value == null) return;
      name(field);
      room(value.length() * 6 + 2); // as many as an escape takes
      bytes[length++] = '"';
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c >= 0x80) {
          others(value.substring(i)); // no code point begins before it
          break;
        }
        character((byte) c);
      }
      bytes[length++] = '"';
    }

    /** From the first character that is not ASCII. */
    private void others(String rest) {
      for (byte b : rest.getBytes(StandardCharsets.UTF_8)) character(b);
    }

    private void character(byte c) {
      if (c >= 0 && c < 0x20 || c == '"' || c == '\\') escape(c);
      else bytes[length++] = c;
    }

    private void escape(byte c) {
      bytes[length++] = '\\';
      byte word =
          switch (c) {
            case '"', '\\' -> c;
            case '\b' -> 'b';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\f' -> 'f';
            case '\r' -> 'r';
            default -> 'u';
          };
      bytes[length++] = word;
      if (word != 'u') return;
      bytes[length++] = '0';
      bytes[length++] = '0';
      bytes[length++] = HEX[c >> 4];
      bytes[length++] = HEX[c & 0xf];
    }

    void number(Field field, @Nullable Long value) {
      if (value == null) return;
      name(field);
      room(20);
      long rest = value;
      if (rest == Long.MIN_VALUE) {
        for (byte b : Long.toString(rest).getBytes(StandardCharsets.US_ASCII)) bytes[length++] = b;
        return;
      }
      if (rest < 0) {
        bytes[length++] = '-';
        rest = -rest;
      }
      int digits = 1;
      for (long power = 10; digits < 19 && rest >= power; power *= 10) digits++;
      for (int at = length + digits - 1; at >= length; at--) {
        bytes[at] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
      length += digits;
    }

    private void name(Field field) {
      room(field.bytes.length + 2);
      bytes[length] = (byte) (length == 0 ? '{' : ',');
      length++;
      System.arraycopy(field.bytes, 0, bytes, length, field.bytes.length);
      length += field.bytes.length;
    }

    private void room(int more) {
      if (length + more > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
      }
    }

    byte[] end() {
      room(2);
      if (length == 0) bytes[length++] = '{';
      bytes[length++] = '}';
      return Arrays.copyOf(bytes, length);
    }
  }

  /** The fields in their order, without spaces, escapes and nulls. */
  private static final class Reader {
    private final byte[] bytes;
    private final @Nullable String[] texts = new @Nullable String[Field.ALL.length];
    private final @Nullable Long[] numbers = new @Nullable Long[Field.ALL.length];
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    @Nullable IdentityEvent read() {
      if (!isAt('{')) return null;
      at++;
      int next = 0;
      while (true) {
        int field = field(next);
        if (field < 0) return null;
        next = field + 1;
        if (!(Field.ALL[field].isNumber() ? number(field) : text(field))) return null;
        if (isAt('}')) return at == bytes.length - 1 ? event() : null;
        if (!isAt(',')) return null;
        at++;
      }
    }

    private boolean isAt(char c) {
      return at < bytes.length && bytes[at] == c;
    }

    private int field(int from) {
      for (int i = from; i < Field.ALL.length; i++) {
        byte[] name = Field.ALL[i].bytes;
        int end = at + name.length;
        if (end <= bytes.length && Arrays.equals(bytes, at, end, name, 0, name.length)) {
          at = end;
          return i;
        }
      }
      return -1;
    }

    private boolean text(int field) {
      if (!isAt('"')) return false;
      int start = ++at;
      boolean ascii = true;
      for (; at < bytes.length && bytes[at] != '"'; at++) {
        byte b = bytes[at];
        if (b == '\\' || b >= 0 && b < 0x20) return false;
        if (b < 0) ascii = false;
      }
      if (at == bytes.length) return false;
      String text =
          new String(
              bytes,
              start,
              at++ - start,
              ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
      // what may be no UTF-8 is for the other reader to refuse
      if (!ascii && text.indexOf('\ufffd') >= 0) return false;
      texts[field] = text;
      return true;
    }

    private boolean number(int field) {
      boolean negative = isAt('-');
      if (negative) at++;
      int start = at;
      long value = 0;
      for (; at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
        value = value * 10 + bytes[at] - '0';
      }
      int digits = at - start;
      if (digits < 1 || digits > 18 || digits > 1 && bytes[start] == '0') return false;
      numbers[field] = negative ? -value : value;
      return true;
    }

    private @Nullable IdentityEvent event() {
      String event = text(Field.EVENT);
      if (event == null) return null;
      return new IdentityEvent(
          event,
          number(Field.EVENT_AT),
          text(Field.USER_NAME),
          text(Field.ADDRESS),
          text(Field.ADDRESS_V6),
          text(Field.MAC),
          text(Field.CALLED_STATION),
          text(Field.NAS),
          text(Field.NAS_PORT),
          text(Field.SESSION_ID),
          number(Field.SECONDS),
          number(Field.INPUT_BYTES),
          number(Field.OUTPUT_BYTES),
          text(Field.CAUSE),
          text(Field.REASON),
          text(Field.REQUEST));
    }

    private @Nullable String text(Field field) {
      return texts[field.place];
    }

    private @Nullable Long number(Field field) {
      return numbers[field.place];
    }
  }
}
