package jaruek.collector.receive;

import jaruek.retention.record.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The server's side of a RELP session (librelp's protocol, version 0): open, syslog, close. Each
 * frame is {@code TXNR SP COMMAND SP DATALEN [SP DATA] LF}; each is answered in order, a message
 * once it is journalled, so the peer sends again what was not. What was sent and not answered when
 * a connection broke comes twice if it was journalled; nothing tells it from a line said twice.
 *
 * <p>A message over the limit comes in parts. A frame cut off by the stream's end is not kept: the
 * peer still has it. The peer's window is its own affair: reading stops when the journal does.
 */
final class RelpFraming implements StreamFraming {
  /** The longest message handed out in one, in bytes. */
  static final int MESSAGE_BYTES_MAX = Frame.BYTES_MAX;

  /** Of commands other than syslog: offers are a few lines. */
  private static final int OFFERS_BYTES_MAX = 4_096;

  private static final int DIGITS_MAX = 9;
  private static final int COMMAND_MAX = 32;
  private static final int FIRST_CAPACITY = 512;
  private static final String OFFERS =
      "200 OK\nrelp_version=0\nrelp_software=jaruek\ncommands=syslog";
  private static final byte[] SERVER_CLOSE =
      "0 serverclose 0\n".getBytes(StandardCharsets.US_ASCII);

  private final Sink sink;
  private final StringBuilder word = new StringBuilder();
  private Part part = Part.NUMBER;
  private String number = "";
  private String command = "";
  private byte[] data = new byte[FIRST_CAPACITY];
  private int length;
  private int missing;
  private boolean opened;

  private enum Part {
    NUMBER,
    COMMAND,
    LENGTH,
    DATA,
    TRAILER,
    /** After the peer's close, or a fault. */
    OVER
  }

  RelpFraming(Sink sink) {
    this.sink = sink;
  }

  @Override
  public void feed(ByteBuffer in) {
    while (in.hasRemaining()) {
      switch (part) {
        case NUMBER -> number(in.get());
        case COMMAND -> command(in.get());
        case LENGTH -> length(in.get());
        case DATA -> data(in);
        case TRAILER -> trailer(in.get());
        case OVER -> in.position(in.limit());
      }
    }
  }

  private void number(byte next) {
    if (isDigit(next) && word.length() < DIGITS_MAX) {
      word.append((char) next);
    } else if (next == ' ' && !word.isEmpty()) {
      number = taken();
      part = Part.COMMAND;
    } else {
      fault("transaction number");
    }
  }

  private void command(byte next) {
    boolean letter = (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z');
    if (letter && word.length() < COMMAND_MAX) {
      word.append((char) next);
    } else if (next == ' ' && !word.isEmpty()) {
      command = taken();
      part = Part.LENGTH;
    } else {
      fault("command");
    }
  }

  private void length(byte next) {
    if (isDigit(next) && word.length() < DIGITS_MAX) {
      word.append((char) next);
      return;
    }
    if ((next != ' ' && next != '\n') || word.isEmpty()) {
      fault("data length");
      return;
    }
    missing = Integer.parseInt(taken());
    if (next == '\n') {
      if (missing == 0) whole();
      else fault("data length");
    } else if (!command.equals("syslog") && missing > OFFERS_BYTES_MAX) {
      fault("data length of " + command);
    } else if (command.equals("syslog") && !opened) {
      fault("syslog before open");
    } else {
      part = missing == 0 ? Part.TRAILER : Part.DATA;
    }
  }

  private void data(ByteBuffer in) {
    int count = Math.min(Math.min(missing, MESSAGE_BYTES_MAX - length), in.remaining());
    if (length + count > data.length) {
      data = Arrays.copyOf(data, Math.min(MESSAGE_BYTES_MAX, Math.max(length + count, length * 2)));
    }
    in.get(data, length, count);
    length += count;
    missing -= count;
    if (missing == 0) {
      part = Part.TRAILER;
    } else if (length == MESSAGE_BYTES_MAX) {
      sink.cut();
      sink.message(takenData());
    }
  }

  private void trailer(byte next) {
    if (next == '\n') whole();
    else fault("trailer");
  }

  private void whole() {
    part = Part.NUMBER;
    switch (command) {
      case "open" -> open(new String(takenData(), StandardCharsets.UTF_8));
      case "syslog" -> syslog();
      case "close" -> {
        part = Part.OVER;
        sink.reply(frame("rsp", ""));
        sink.reply(SERVER_CLOSE);
        sink.finished();
      }
      default -> {
        length = 0;
        sink.reply(frame("rsp", "500 command not known"));
      }
    }
  }

  /** Offers that are not known are left out of the answer, as the protocol wants it. */
  private void open(String offers) {
    boolean syslog =
        offers
            .lines()
            .filter(line -> line.startsWith("commands="))
            .anyMatch(line -> Arrays.asList(line.substring(9).split(",", -1)).contains("syslog"));
    if (syslog && !opened) {
      opened = true;
      sink.reply(frame("rsp", OFFERS));
      return;
    }
    part = Part.OVER;
    sink.reply(frame("rsp", syslog ? "500 open already" : "500 command syslog is not offered"));
    sink.reply(SERVER_CLOSE);
    sink.finished();
  }

  private void syslog() {
    if (!opened) {
      fault("syslog before open");
      return;
    }
    if (length > 0) sink.message(takenData());
    sink.reply(frame("rsp", "200 OK"));
  }

  private byte[] frame(String answer, String text) {
    int bytes = text.length();
    String frame = number + ' ' + answer + ' ' + bytes + (bytes > 0 ? " " + text : "") + '\n';
    return frame.getBytes(StandardCharsets.US_ASCII);
  }

  private void fault(String what) {
    part = Part.OVER;
    length = 0;
    sink.broken("relp-frame", "RELP: not a " + what);
  }

  private String taken() {
    String taken = word.toString();
    word.setLength(0);
    return taken;
  }

  private byte[] takenData() {
    byte[] taken = Arrays.copyOf(data, length);
    length = 0;
    if (data.length > FIRST_CAPACITY * 8) data = new byte[FIRST_CAPACITY];
    return taken;
  }

  private static boolean isDigit(byte next) {
    return next >= '0' && next <= '9';
  }

  @Override
  public void end() {
    part = Part.OVER;
    length = 0;
  }

  @Override
  public byte[] farewell() {
    return SERVER_CLOSE.clone();
  }
}
