package jaruek.collector.flow;

import jaruek.retention.record.IpAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Encodes NetFlow v9 datagrams (RFC 3954) as an exporter would: what the demo and benchmarks send.
 * One exporter process with one template of IPv4 fields; it keeps the sequence number, so it is
 * used by one thread.
 */
public final class FlowDatagrams {
  /** The number of its template. */
  public static final int TEMPLATE_ID = 256;

  /** Flows a datagram of {@link #ALL_FIELDS} may hold and stay below an Ethernet frame's size. */
  public static final int FLOWS_PER_DATAGRAM = 24;

  /** Every field there is: a flow with its translation. */
  public static final List<Field> ALL_FIELDS = List.of(Field.values());

  private static final int HEADER_BYTES = 20;

  private final int sourceId;
  private final long bootMillis;
  private final List<Field> fields;
  private final int recordBytes;
  private int sequence;

  /** A column of the template, in the order of {@link Field#values()} or any other. */
  public enum Field {
    /** IPv4 address before translation. */
    SOURCE_ADDRESS(8, 4),
    /** IPv4 address before translation. */
    DESTINATION_ADDRESS(12, 4),
    /** 0-65535. */
    SOURCE_PORT(7, 2),
    /** 0-65535. */
    DESTINATION_PORT(11, 2),
    /** IANA protocol number. */
    PROTOCOL(4, 1),
    /** TcpControlBits, the low eight. */
    TCP_FLAGS(6, 1),
    /** Octets, cut to 32 bits. */
    BYTES(1, 4),
    /** Packets, cut to 32 bits. */
    PACKETS(2, 4),
    /** Start, relative to the exporter's start. */
    STARTED_AT(22, 4),
    /** End, relative to the exporter's start. */
    ENDED_AT(21, 4),
    /** Ingress ifIndex, cut to 16 bits. */
    INPUT_INTERFACE(10, 2),
    /** Egress ifIndex, cut to 16 bits. */
    OUTPUT_INTERFACE(14, 2),
    /** PostNATSourceIPv4Address. */
    NAT_SOURCE_ADDRESS(225, 4),
    /** PostNATDestinationIPv4Address. */
    NAT_DESTINATION_ADDRESS(226, 4),
    /** PostNAPTSourceTransportPort. */
    NAT_SOURCE_PORT(227, 2),
    /** PostNAPTDestinationTransportPort. */
    NAT_DESTINATION_PORT(228, 2);

    private final int element;
    private final int bytes;

    Field(int element, int bytes) {
      this.element = element;
      this.bytes = bytes;
    }

    private void put(Flow flow, long bootMillis, ByteBuffer to) {
      switch (this) {
        case SOURCE_ADDRESS -> to.putInt((int) flow.source.low());
        case DESTINATION_ADDRESS -> to.putInt((int) flow.destination.low());
        case SOURCE_PORT -> to.putShort((short) flow.sourcePort);
        case DESTINATION_PORT -> to.putShort((short) flow.destinationPort);
        case PROTOCOL -> to.put((byte) flow.protocol);
        case TCP_FLAGS -> to.put((byte) flow.tcpFlags);
        case BYTES -> to.putInt((int) flow.bytes);
        case PACKETS -> to.putInt((int) flow.packets);
        case STARTED_AT -> to.putInt((int) (flow.startedAtMillis - bootMillis));
        case ENDED_AT -> to.putInt((int) (flow.endedAtMillis - bootMillis));
        case INPUT_INTERFACE -> to.putShort((short) flow.inputInterface);
        case OUTPUT_INTERFACE -> to.putShort((short) flow.outputInterface);
        case NAT_SOURCE_ADDRESS ->
            to.putInt(flow.natSource == null ? 0 : (int) flow.natSource.low());
        case NAT_DESTINATION_ADDRESS ->
            to.putInt(flow.natDestination == null ? 0 : (int) flow.natDestination.low());
        case NAT_SOURCE_PORT -> to.putShort((short) flow.natSourcePort);
        case NAT_DESTINATION_PORT -> to.putShort((short) flow.natDestinationPort);
      }
    }
  }

  /**
   * One flow in one direction.
   *
   * @param startedAtMillis first packet, epoch milliseconds
   * @param endedAtMillis last packet, epoch milliseconds
   * @param source IPv4, as all addresses here
   * @param protocol IANA protocol number
   * @param natSource null if not translated
   * @param natSourcePort 0 if not translated
   * @param natDestination null if not translated
   * @param natDestinationPort 0 if not translated
   */
  public record Flow(
      long startedAtMillis,
      long endedAtMillis,
      int protocol,
      IpAddress source,
      int sourcePort,
      IpAddress destination,
      int destinationPort,
      long bytes,
      long packets,
      int tcpFlags,
      int inputInterface,
      int outputInterface,
      @Nullable IpAddress natSource,
      int natSourcePort,
      @Nullable IpAddress natDestination,
      int natDestinationPort) {}

  /**
   * An exporter that has sent nothing yet.
   *
   * @param sourceId the observation domain
   * @param bootMillis when it started, epoch milliseconds; flows must be later
   * @param fields what its records hold
   */
  public FlowDatagrams(int sourceId, long bootMillis, List<Field> fields) {
    if (fields.isEmpty()) throw new IllegalArgumentException("a template needs fields");
    this.sourceId = sourceId;
    this.bootMillis = bootMillis;
    this.fields = List.copyOf(fields);
    this.recordBytes = fields.stream().mapToInt(field -> field.bytes).sum();
  }

  /**
   * A datagram with the template, to be sent before the first data.
   *
   * @param nowMillis the exporter's clock; the header holds its second
   */
  public byte[] template(long nowMillis) {
    int setBytes = 8 + 4 * fields.size();
    byte[] bytes = new byte[HEADER_BYTES + setBytes];
    ByteBuffer datagram = header(bytes, nowMillis, 1);
    datagram.putShort((short) 0).putShort((short) setBytes);
    datagram.putShort((short) TEMPLATE_ID).putShort((short) fields.size());
    for (Field field : fields) {
      datagram.putShort((short) field.element).putShort((short) field.bytes);
    }
    return bytes;
  }

  /**
   * A datagram with these flows.
   *
   * @param nowMillis the exporter's clock; the header holds its second
   * @param flows one at least, and no more than fit 64 KiB
   * @throws IllegalArgumentException if they do not fit
   */
  public byte[] data(long nowMillis, List<Flow> flows) {
    int records = flows.size() * recordBytes;
    int setBytes = (4 + records + 3) & ~3;
    if (flows.isEmpty() || HEADER_BYTES + setBytes > 65_507) {
      throw new IllegalArgumentException(flows.size() + " flows in a datagram");
    }
    byte[] bytes = new byte[HEADER_BYTES + setBytes];
    ByteBuffer datagram = header(bytes, nowMillis, flows.size());
    datagram.putShort((short) TEMPLATE_ID).putShort((short) setBytes);
    for (Flow flow : flows) {
      for (Field field : fields) field.put(flow, bootMillis, datagram);
    }
    return bytes;
  }

  /** The uptime is that of the header's whole second, so that times come back exactly. */
  private ByteBuffer header(byte[] bytes, long nowMillis, int count) {
    long seconds = nowMillis / 1_000;
    return ByteBuffer.wrap(bytes)
        .putShort((short) 9)
        .putShort((short) count)
        .putInt((int) (seconds * 1_000 - bootMillis))
        .putInt((int) seconds)
        .putInt(sequence++)
        .putInt(sourceId);
  }
}
