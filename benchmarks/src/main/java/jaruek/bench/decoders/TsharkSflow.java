package jaruek.bench.decoders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jaruek.retention.record.IpAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What tshark dissects the flow samples of sFlow to: the outermost packet of each. */
final class TsharkSflow {
  static final int PORT = 6_343;

  private TsharkSflow() {}

  static List<Row> decode(Path folder, Path pcap) throws IOException, InterruptedException {
    Path out = folder.resolve("tshark.json");
    Tool.run(out, "tshark", "-r", pcap.toString(), "-T", "json", "--no-duplicate-keys");
    List<Row> rows = new ArrayList<>();
    for (JsonNode packet : new ObjectMapper().readTree(out.toFile())) {
      JsonNode sflow = first(packet.at("/_source/layers/sflow"));
      for (Map.Entry<String, JsonNode> entry : sflow.properties()) {
        if (!entry.getKey().toLowerCase(Locale.ROOT).contains("flow sample")) continue;
        for (JsonNode sample : each(entry.getValue())) rows.add(row(sample));
      }
    }
    return rows;
  }

  private static Iterable<JsonNode> each(JsonNode node) {
    return node.isArray() ? node : List.of(node);
  }

  private static JsonNode first(JsonNode node) {
    return node.isArray() ? node.path(0) : node;
  }

  private static Row row(JsonNode sample) {
    Row row = new Row();
    row.put(Field.PACKETS, "1");
    row.put(Field.SAMPLING_INTERVAL, text(sample, "sflow.flow_sample.sampling_rate"));
    row.put(Field.INPUT_INTERFACE, index(sample, "sflow.flow_sample.input_interface"));
    row.put(Field.OUTPUT_INTERFACE, index(sample, "sflow.flow_sample.output_interface"));
    JsonNode header = first(sample.path("Raw packet header"));
    row.put(Field.BYTES, text(header, "sflow_245.header.frame_length"));
    JsonNode packet = first(header.path("sflow_245.header_tree"));
    row.put(Field.SOURCE_MAC, text(first(packet.path("eth")), "eth.src"));
    network(row, packet);
    return row;
  }

  /** Of a plain or an expanded sample. */
  private static String index(JsonNode sample, String name) {
    return "" + Long.decode(text(sample, sample.has(name) ? name : name + "_value"));
  }

  /** Layers stand in their order: the first of them is the outermost. */
  private static void network(Row row, JsonNode packet) {
    for (Map.Entry<String, JsonNode> layer : packet.properties()) {
      JsonNode header = first(layer.getValue());
      switch (layer.getKey()) {
        case "ip" -> {
          addresses(row, header, "ip");
          row.put(Field.PROTOCOL, text(header, "ip.proto"));
        }
        case "ipv6" -> {
          addresses(row, header, "ipv6");
          row.put(Field.PROTOCOL, text(header, "ipv6.nxt"));
        }
        default -> {
          continue;
        }
      }
      transport(row, packet);
      return;
    }
  }

  private static void addresses(Row row, JsonNode header, String layer) {
    row.put(Field.SOURCE_ADDRESS, IpAddress.of(text(header, layer + ".src")).toString());
    row.put(Field.DESTINATION_ADDRESS, IpAddress.of(text(header, layer + ".dst")).toString());
  }

  private static void transport(Row row, JsonNode packet) {
    switch (row.text(Field.PROTOCOL)) {
      case "6" -> {
        JsonNode tcp = first(packet.path("tcp"));
        row.put(Field.SOURCE_PORT, text(tcp, "tcp.srcport"));
        row.put(Field.DESTINATION_PORT, text(tcp, "tcp.dstport"));
        row.put(Field.TCP_FLAGS, "" + Integer.decode(text(tcp, "tcp.flags")));
      }
      case "17" -> {
        JsonNode udp = first(packet.path("udp"));
        row.put(Field.SOURCE_PORT, text(udp, "udp.srcport"));
        row.put(Field.DESTINATION_PORT, text(udp, "udp.dstport"));
      }
      case "1" -> icmp(row, first(packet.path("icmp")), "icmp");
      case "58" -> icmp(row, first(packet.path("icmpv6")), "icmpv6");
      default -> {}
    }
  }

  private static void icmp(Row row, JsonNode icmp, String layer) {
    int type = icmp.path(layer + ".type").asInt();
    row.put(Field.DESTINATION_PORT, "" + (type << 8 | icmp.path(layer + ".code").asInt()));
  }

  private static String text(JsonNode node, String name) {
    return first(node.path(name)).asText("");
  }
}
