package jaruek.bench.decoders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jaruek.retention.record.IpAddress;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What tshark dissects datagrams to. It gives uptimes as they are on the wire; the instant is
 * worked out here from the header it shows, by RFC 3954's definition, in 32 bits.
 */
final class Tshark {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MMM d, yyyy HH:mm:ss.SSSSSSSSS 'UTC'", Locale.ROOT);

  private static final List<String> OF_FLOWS =
      List.of(
          "srcaddr",
          "srcaddrv6",
          "dstaddr",
          "dstaddrv6",
          "sta_ipv4_address",
          "octets",
          "permanent_octets",
          "initiator_octets",
          "nat_event");

  /** When an IPFIX exporter started, from its options data; 0 if it never said. */
  private long systemInitMillis;

  private final List<Row> rows = new ArrayList<>();

  static List<Row> decode(Path folder, Path pcap, int port)
      throws IOException, InterruptedException {
    Path out = folder.resolve("tshark.json");
    Tool.run(
        out,
        "tshark",
        "-r",
        pcap.toString(),
        "-d",
        "udp.port==" + port + ",cflow",
        "-T",
        "json",
        "--no-duplicate-keys",
        "-2");
    Tshark tshark = new Tshark();
    for (JsonNode packet : new ObjectMapper().readTree(out.toFile())) {
      for (JsonNode header : each(packet.at("/_source/layers/cflow"))) {
        tshark.collect(header, header);
      }
    }
    return tshark.rows;
  }

  private static Iterable<JsonNode> each(JsonNode node) {
    return node.isArray() ? node : List.of(node);
  }

  private void collect(JsonNode header, JsonNode node) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String name = entry.getKey();
      for (JsonNode inside : each(entry.getValue())) {
        if (name.startsWith("Flow ") || name.startsWith("pdu ")) {
          String init = instant(text(inside, "sys_init_time"));
          if (init != null) systemInitMillis = Long.parseLong(init);
          if (isFlow(inside)) rows.add(row(header, inside));
        } else if (name.contains("Set ")) {
          collect(header, inside);
        }
      }
    }
  }

  /** Options data has nothing of what a flow has. */
  private static boolean isFlow(JsonNode record) {
    for (String name : OF_FLOWS) if (record.has("cflow." + name)) return true;
    return false;
  }

  private Row row(JsonNode header, JsonNode flow) {
    Row row = new Row();
    address(row, Field.SOURCE_ADDRESS, flow, "srcaddr", "srcaddrv6");
    address(row, Field.DESTINATION_ADDRESS, flow, "dstaddr", "dstaddrv6");
    if (row.get(Field.SOURCE_ADDRESS) == null) {
      row.put(Field.SOURCE_ADDRESS, text(flow, "sta_ipv4_address"));
    }
    row.put(Field.SOURCE_PORT, text(flow, "srcport"));
    row.put(Field.DESTINATION_PORT, port(flow));
    row.put(Field.PROTOCOL, text(flow, "protocol"));
    row.put(
        Field.BYTES, first(flow, "octets", "permanent_octets", "initiator_octets", "post_octets"));
    row.put(
        Field.PACKETS,
        first(flow, "packets", "permanent_packets", "initiator_packets", "post_packets"));
    row.put(Field.TCP_FLAGS, number(text(flow, "tcpflags")));
    times(row, header, flow);
    row.put(Field.INPUT_INTERFACE, first(flow, "inputint", "ingress_physical_interface"));
    row.put(Field.OUTPUT_INTERFACE, first(flow, "outputint", "egress_physical_interface"));
    address(
        row,
        Field.NAT_SOURCE_ADDRESS,
        flow,
        "post_natsource_ipv4_address",
        "post_nat_source_ipv6_address");
    address(
        row,
        Field.NAT_DESTINATION_ADDRESS,
        flow,
        "post_natdestination_ipv4_address",
        "post_nat_destination_ipv6_address");
    row.put(Field.NAT_SOURCE_PORT, text(flow, "post_naptsource_transport_port"));
    row.put(Field.NAT_DESTINATION_PORT, text(flow, "post_naptdestination_transport_port"));
    row.put(Field.NAT_EVENT, text(flow, "nat_event"));
    row.put(
        Field.SAMPLING_INTERVAL,
        header.has("cflow.samplerate")
            ? text(header, "samplerate")
            : text(flow, "sampling_interval"));
    row.put(Field.SOURCE_MAC, first(flow, "srcmac", "sta_mac_address"));
    return row;
  }

  private static @Nullable String port(JsonNode flow) {
    String port = text(flow, "dstport");
    if (port != null && !port.equals("0")) return port;
    String icmp = text(flow, "icmp_type_code_ipv4");
    if (icmp != null) return number(icmp);
    String type = first(flow, "icmp_ipv4_type", "icmp_ipv6_type");
    String code = first(flow, "icmp_ipv4_code", "icmp_ipv6_code");
    if (type == null) return port;
    return "" + (Integer.parseInt(type) << 8 | (code == null ? 0 : Integer.parseInt(code)));
  }

  private void times(Row row, JsonNode header, JsonNode flow) {
    JsonNode tree = flow.path("cflow.timedelta_tree");
    JsonNode from = tree.isMissingNode() ? flow : tree.isArray() ? tree.get(0) : tree;
    row.put(Field.STARTED_AT, time(header, from, "abstimestart", "timestart"));
    row.put(Field.ENDED_AT, time(header, from, "abstimeend", "timeend"));
    String observed = instant(text(flow, "observation_time_milliseconds"));
    if (row.get(Field.STARTED_AT) == null) row.put(Field.STARTED_AT, observed);
    if (row.get(Field.ENDED_AT) == null) row.put(Field.ENDED_AT, observed);
  }

  private @Nullable String time(JsonNode header, JsonNode flow, String absolute, String relative) {
    String instant = instant(text(flow, absolute));
    if (instant != null) return instant;
    String uptime = text(flow, relative);
    String now = text(header, "sysuptime");
    String exported = instant(text(header, "timestamp"));
    if (uptime == null || exported == null) return null;
    long export = Long.parseLong(exported);
    if (now == null && systemInitMillis == 0) return null;
    long uptimeAtExport = now == null ? export - systemInitMillis : millis(now);
    return "" + (export - (int) (uptimeAtExport - millis(uptime)));
  }

  private static long millis(String seconds) {
    return new BigDecimal(seconds).movePointRight(3).longValue();
  }

  private static @Nullable String instant(@Nullable String text) {
    if (text == null) return null;
    return ""
        + LocalDateTime.parse(text.replaceAll(" +", " "), TIME)
            .toInstant(ZoneOffset.UTC)
            .toEpochMilli();
  }

  private static @Nullable String text(JsonNode node, String name) {
    JsonNode value = node.path("cflow." + name);
    if (value.isArray()) value = value.path(0);
    return value.isMissingNode() ? null : value.asText();
  }

  private static @Nullable String first(JsonNode flow, String... names) {
    for (String name : names) {
      String text = text(flow, name);
      if (text != null) return text;
    }
    return null;
  }

  private static @Nullable String number(@Nullable String text) {
    return text == null ? null : "" + Long.decode(text);
  }

  private static void address(Row row, Field field, JsonNode flow, String four, String six) {
    String text = text(flow, four);
    if (text == null || text.equals("0.0.0.0") && text(flow, six) != null) text = text(flow, six);
    if (text != null) row.put(field, IpAddress.of(text).toString());
  }
}
