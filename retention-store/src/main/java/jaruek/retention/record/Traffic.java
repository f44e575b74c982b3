package jaruek.retention.record;

import java.util.List;

/** The columns of <b>traffic</b>: one row per flow, translation or firewall line. */
public final class Traffic {
  /** Our clock when the frame came. */
  public static final Column RECEIVED_AT = new Column(0, "received_at", ColumnType.TIMESTAMP);

  /** First packet, as the device said. */
  public static final Column STARTED_AT = new Column(1, "started_at", ColumnType.TIMESTAMP);

  /** Last packet, as the device said. */
  public static final Column ENDED_AT = new Column(2, "ended_at", ColumnType.TIMESTAMP);

  /** The device that sent the record. */
  public static final Column EXPORTER = new Column(3, "exporter", ColumnType.ADDRESS);

  /**
   * Netflow5, netflow9, ipfix, sflow5, or syslog/VENDOR; ipfix/untimed where the times are relative
   * to an uptime that nobody could place, and so taken from the export. Behind {@code import/}
   * where the row is out of a file (import/nfcapd, too) and was not received.
   */
  public static final Column ORIGIN = new Column(4, "origin", ColumnType.TEXT);

  /** IANA protocol number. */
  public static final Column PROTOCOL = new Column(5, "protocol", ColumnType.INTEGER);

  /** Before translation. */
  public static final Column SOURCE_ADDRESS = new Column(6, "source_address", ColumnType.ADDRESS);

  /** 0-65535. */
  public static final Column SOURCE_PORT = new Column(7, "source_port", ColumnType.INTEGER);

  /** Before translation. */
  public static final Column DESTINATION_ADDRESS =
      new Column(8, "destination_address", ColumnType.ADDRESS);

  /** 0-65535. */
  public static final Column DESTINATION_PORT =
      new Column(9, "destination_port", ColumnType.INTEGER);

  /** After translation. */
  public static final Column NAT_SOURCE_ADDRESS =
      new Column(10, "nat_source_address", ColumnType.ADDRESS);

  /** 0-65535; the first one of a block of ports. */
  public static final Column NAT_SOURCE_PORT =
      new Column(11, "nat_source_port", ColumnType.INTEGER);

  /** After translation. */
  public static final Column NAT_DESTINATION_ADDRESS =
      new Column(12, "nat_destination_address", ColumnType.ADDRESS);

  /** 0-65535; the last one of a block of ports, which has no destination. */
  public static final Column NAT_DESTINATION_PORT =
      new Column(13, "nat_destination_port", ColumnType.INTEGER);

  /** NatEvent, RFC 8158 section 4.3. */
  public static final Column NAT_EVENT = new Column(14, "nat_event", ColumnType.INTEGER);

  /** Octets of the flow, this direction. */
  public static final Column BYTES = new Column(15, "bytes", ColumnType.LONG);

  /** Packets of the flow, this direction. */
  public static final Column PACKETS = new Column(16, "packets", ColumnType.LONG);

  /** TcpControlBits. */
  public static final Column TCP_FLAGS = new Column(17, "tcp_flags", ColumnType.INTEGER);

  /** Ingress ifIndex. */
  public static final Column INPUT_INTERFACE =
      new Column(18, "input_interface", ColumnType.INTEGER);

  /** Egress ifIndex. */
  public static final Column OUTPUT_INTERFACE =
      new Column(19, "output_interface", ColumnType.INTEGER);

  /** One packet in so many was counted. */
  public static final Column SAMPLING_INTERVAL =
      new Column(20, "sampling_interval", ColumnType.INTEGER);

  /** As the device words it; of a block of ports {@link #PORT_BLOCK}, "/N" behind it: each Nth. */
  public static final Column ACTION = new Column(21, "action", ColumnType.TEXT);

  /** How the action of a row that tells of a block of ports begins. */
  public static final String PORT_BLOCK = "port-block";

  /** As the device knows it. */
  public static final Column USER_NAME = new Column(22, "user_name", ColumnType.TEXT);

  /** Hardware address of the source. */
  public static final Column SOURCE_MAC = new Column(23, "source_mac", ColumnType.MAC);

  /** As the device gives it. */
  public static final Column URL = new Column(24, "url", ColumnType.TEXT);

  /** Journal position it was decoded from. */
  public static final Column FRAME = new Column(25, "frame", ColumnType.LONG);

  static final List<Column> ALL =
      List.of(
          RECEIVED_AT,
          STARTED_AT,
          ENDED_AT,
          EXPORTER,
          ORIGIN,
          PROTOCOL,
          SOURCE_ADDRESS,
          SOURCE_PORT,
          DESTINATION_ADDRESS,
          DESTINATION_PORT,
          NAT_SOURCE_ADDRESS,
          NAT_SOURCE_PORT,
          NAT_DESTINATION_ADDRESS,
          NAT_DESTINATION_PORT,
          NAT_EVENT,
          BYTES,
          PACKETS,
          TCP_FLAGS,
          INPUT_INTERFACE,
          OUTPUT_INTERFACE,
          SAMPLING_INTERVAL,
          ACTION,
          USER_NAME,
          SOURCE_MAC,
          URL,
          FRAME);

  private Traffic() {}
}
