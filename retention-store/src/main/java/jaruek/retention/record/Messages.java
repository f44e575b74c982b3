package jaruek.retention.record;

import java.util.List;

/** The columns of <b>messages</b>: one row per syslog message, parsed or not. */
public final class Messages {
  /** Our clock when the message came. */
  public static final Column RECEIVED_AT = new Column(0, "received_at", ColumnType.TIMESTAMP);

  /** As the sender said. */
  public static final Column SENT_AT = new Column(1, "sent_at", ColumnType.TIMESTAMP);

  /** The address it came from. */
  public static final Column SENDER = new Column(2, "sender", ColumnType.ADDRESS);

  /** Udp, tcp, tls, relp; import where it is out of a file and was not received. */
  public static final Column TRANSPORT = new Column(3, "transport", ColumnType.TEXT);

  /** 0-23, RFC 5424 section 6.2.1. */
  public static final Column FACILITY = new Column(4, "facility", ColumnType.INTEGER);

  /** 0-7. */
  public static final Column SEVERITY = new Column(5, "severity", ColumnType.INTEGER);

  /** HOSTNAME. */
  public static final Column HOSTNAME = new Column(6, "hostname", ColumnType.TEXT);

  /** APP-NAME or TAG. */
  public static final Column APP_NAME = new Column(7, "app_name", ColumnType.TEXT);

  /** PROCID. */
  public static final Column PROC_ID = new Column(8, "proc_id", ColumnType.TEXT);

  /** MSGID. */
  public static final Column MSG_ID = new Column(9, "msg_id", ColumnType.TEXT);

  /** STRUCTURED-DATA as it came. */
  public static final Column STRUCTURED_DATA = new Column(10, "structured_data", ColumnType.TEXT);

  /** MSG as text. */
  public static final Column MESSAGE = new Column(11, "message", ColumnType.TEXT);

  /** The whole message as it came, byte for byte. */
  public static final Column RAW = new Column(12, "raw", ColumnType.BYTES);

  /** The vendor format that knew it. */
  public static final Column VENDOR = new Column(13, "vendor", ColumnType.TEXT);

  /** Journal position it was decoded from. */
  public static final Column FRAME = new Column(14, "frame", ColumnType.LONG);

  static final List<Column> ALL =
      List.of(
          RECEIVED_AT,
          SENT_AT,
          SENDER,
          TRANSPORT,
          FACILITY,
          SEVERITY,
          HOSTNAME,
          APP_NAME,
          PROC_ID,
          MSG_ID,
          STRUCTURED_DATA,
          MESSAGE,
          RAW,
          VENDOR,
          FRAME);

  private Messages() {}
}
