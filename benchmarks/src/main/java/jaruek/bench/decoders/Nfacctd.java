package jaruek.bench.decoders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jaruek.retention.record.IpAddress;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What nfacctd makes of datagrams, with its print plugin: it adds up flows alike in all it keys.
 */
final class Nfacctd {
  /** What it keys by. */
  static final Set<Field> KEY =
      EnumSet.complementOf(
          EnumSet.of(Field.BYTES, Field.PACKETS, Field.SAMPLING_INTERVAL, Field.SOURCE_MAC));

  /** It names the well-known ones. */
  private static final Map<String, String> PROTOCOLS =
      Map.ofEntries(
          Map.entry("ip", "0"),
          Map.entry("icmp", "1"),
          Map.entry("igmp", "2"),
          Map.entry("ipencap", "4"),
          Map.entry("tcp", "6"),
          Map.entry("udp", "17"),
          Map.entry("ipv6", "41"),
          Map.entry("gre", "47"),
          Map.entry("esp", "50"),
          Map.entry("ah", "51"),
          Map.entry("ipv6-icmp", "58"),
          Map.entry("ospf", "89"),
          Map.entry("pim", "103"),
          Map.entry("vrrp", "112"),
          Map.entry("sctp", "132"));

  private Nfacctd() {}

  static List<Row> decode(Path folder, Path pcap) throws IOException, InterruptedException {
    Path config = folder.resolve("nfacctd.conf");
    Path out = folder.resolve("nfacctd.json");
    Files.writeString(
        config,
        """
        daemonize: false
        pcap_savefile: %s
        plugins: print
        aggregate: src_host,dst_host,src_port,dst_port,proto,tcpflags,in_iface,out_iface,timestamp_start,timestamp_end,post_nat_src_host,post_nat_dst_host,post_nat_src_port,post_nat_dst_port,nat_event
        print_output: json
        print_refresh_time: 3600
        timestamps_since_epoch: true
        print_output_file: %s
        nfacctd_disable_checks: true
        """
            .formatted(pcap, out));
    Tool.run(folder.resolve("nfacctd.log"), "nfacctd", "-f", config.toString());
    List<Row> rows = new ArrayList<>();
    if (!Files.exists(out)) return rows;
    for (String line : Files.readAllLines(out)) {
      JsonNode flow = new ObjectMapper().readTree(line);
      if (flow.has("ip_src")) rows.add(row(flow));
    }
    return rows;
  }

  /** Rows alike in the key, added up as it does. */
  static List<Row> addedUp(List<Row> rows) {
    Map<String, Row> sums = new LinkedHashMap<>();
    for (Row row : rows) {
      Row sum = sums.computeIfAbsent(row.key(KEY), key -> keyOf(row));
      add(sum, row, Field.BYTES);
      add(sum, row, Field.PACKETS);
    }
    return List.copyOf(sums.values());
  }

  private static Row keyOf(Row row) {
    Row key = new Row();
    for (Field field : KEY) key.put(field, row.get(field));
    return key;
  }

  private static void add(Row sum, Row row, Field field) {
    sum.put(field, "" + (sum.number(field) + row.number(field)));
  }

  private static Row row(JsonNode flow) {
    Row row = new Row();
    address(row, Field.SOURCE_ADDRESS, flow, "ip_src");
    address(row, Field.DESTINATION_ADDRESS, flow, "ip_dst");
    row.put(Field.SOURCE_PORT, text(flow, "port_src"));
    row.put(Field.DESTINATION_PORT, text(flow, "port_dst"));
    row.put(Field.PROTOCOL, protocol(text(flow, "ip_proto")));
    row.put(Field.BYTES, text(flow, "bytes"));
    row.put(Field.PACKETS, text(flow, "packets"));
    row.put(Field.TCP_FLAGS, text(flow, "tcp_flags"));
    row.put(Field.STARTED_AT, millis(text(flow, "timestamp_start")));
    row.put(Field.ENDED_AT, millis(text(flow, "timestamp_end")));
    row.put(Field.INPUT_INTERFACE, text(flow, "iface_in"));
    row.put(Field.OUTPUT_INTERFACE, text(flow, "iface_out"));
    address(row, Field.NAT_SOURCE_ADDRESS, flow, "post_nat_ip_src");
    address(row, Field.NAT_DESTINATION_ADDRESS, flow, "post_nat_ip_dst");
    row.put(Field.NAT_SOURCE_PORT, text(flow, "post_nat_port_src"));
    row.put(Field.NAT_DESTINATION_PORT, text(flow, "post_nat_port_dst"));
    row.put(Field.NAT_EVENT, text(flow, "nat_event"));
    return row;
  }

  private static String protocol(String name) {
    return PROTOCOLS.getOrDefault(name, name);
  }

  private static String text(JsonNode flow, String name) {
    return flow.path(name).asText("");
  }

  private static void address(Row row, Field field, JsonNode flow, String name) {
    String text = text(flow, name);
    if (!text.isEmpty()) row.put(field, IpAddress.of(text).toString());
  }

  private static String millis(String seconds) {
    return seconds.isEmpty() ? "" : "" + new BigDecimal(seconds).movePointRight(3).longValue();
  }
}
