package jaruek.retention.record;

import java.util.List;

/**
 * The columns of <b>identity</b>: one row per event that ties a person, an address and a device
 * together.
 */
public final class Identity {
  /** Our clock when the event came. */
  public static final Column RECEIVED_AT = new Column(0, "received_at", ColumnType.TIMESTAMP);

  /** When it happened, as the device said, its delay taken off. */
  public static final Column EVENT_AT = new Column(1, "event_at", ColumnType.TIMESTAMP);

  /**
   * Accept, reject, start, interim, stop, accounting-on, accounting-off, dhcp, login, logout.
   * Behind {@code import/} where it is out of a file: then it is none of these to anyone who asks.
   */
  public static final Column EVENT = new Column(2, "event", ColumnType.TEXT);

  /** The account. */
  public static final Column USER_NAME = new Column(3, "user_name", ColumnType.TEXT);

  /** IPv4 address of the user. */
  public static final Column ADDRESS = new Column(4, "address", ColumnType.ADDRESS);

  /** IPv6 address or prefix of the user. */
  public static final Column ADDRESS_V6 = new Column(5, "address_v6", ColumnType.ADDRESS);

  /** Hardware address of the user. */
  public static final Column MAC = new Column(6, "mac", ColumnType.MAC);

  /** Called-Station-Id. */
  public static final Column CALLED_STATION = new Column(7, "called_station", ColumnType.TEXT);

  /** NAS address, or identifier where there is none. */
  public static final Column NAS = new Column(8, "nas", ColumnType.TEXT);

  /** NAS-Port or NAS-Port-Id. */
  public static final Column NAS_PORT = new Column(9, "nas_port", ColumnType.TEXT);

  /** Acct-Session-Id. */
  public static final Column SESSION_ID = new Column(10, "session_id", ColumnType.TEXT);

  /** Acct-Session-Time, or lease time. */
  public static final Column SECONDS = new Column(11, "seconds", ColumnType.LONG);

  /** Octets from the user. */
  public static final Column INPUT_BYTES = new Column(12, "input_bytes", ColumnType.LONG);

  /** Octets to the user. */
  public static final Column OUTPUT_BYTES = new Column(13, "output_bytes", ColumnType.LONG);

  /** Acct-Terminate-Cause in words. */
  public static final Column CAUSE = new Column(14, "cause", ColumnType.TEXT);

  /** Why rejected, precisely. */
  public static final Column REASON = new Column(15, "reason", ColumnType.TEXT);

  /** Journal position it was decoded from. */
  public static final Column FRAME = new Column(16, "frame", ColumnType.LONG);

  static final List<Column> ALL =
      List.of(
          RECEIVED_AT,
          EVENT_AT,
          EVENT,
          USER_NAME,
          ADDRESS,
          ADDRESS_V6,
          MAC,
          CALLED_STATION,
          NAS,
          NAS_PORT,
          SESSION_ID,
          SECONDS,
          INPUT_BYTES,
          OUTPUT_BYTES,
          CAUSE,
          REASON,
          FRAME);

  private Identity() {}
}
