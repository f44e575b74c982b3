package jaruek.bench;

import jaruek.collector.flow.FlowDatagrams;
import jaruek.retention.column.HotBatch;
import jaruek.retention.decode.RowWriter;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Traffic;
import java.util.SplittableRandom;

/**
 * The flows of {@link FlowLoad} as rows, as the NetFlow decoder makes them, without the way through
 * a socket: 24 to a datagram, translated, from {@link FlowLoad#HOSTS} inside addresses to 60,000
 * outside ones by Zipf's law.
 */
final class FlowRows {
  private static final int DESTINATIONS = 60_000;
  private static final IpAddress EXPORTER = IpAddress.of("127.0.0.1");
  private static final int[] PUBLIC = new int[4];

  static {
    for (int i = 0; i < PUBLIC.length; i++) PUBLIC[i] = 0xCB007100 | i;
  }

  private final SplittableRandom random;
  private final int[] popular = new int[1 << 16]; // destinations by Zipf's law, made once

  FlowRows(long seed) {
    random = new SplittableRandom(seed);
    for (int i = 0; i < popular.length; i++) {
      int popularity = (int) Math.pow(DESTINATIONS, (i + 0.5) / popular.length);
      popular[i] = 0x2D000000 | popularity * 2_654_435 & 0xffffff;
    }
  }

  /**
   * Adds flows that are received evenly over a span.
   *
   * @param frame the first one's journal position
   */
  void fill(HotBatch batch, int flows, long fromMillis, long spanMillis, long frame) {
    for (int i = 0; i < flows; i++) {
      int datagram = i / FlowDatagrams.FLOWS_PER_DATAGRAM;
      long receivedAt =
          fromMillis + spanMillis * datagram * FlowDatagrams.FLOWS_PER_DATAGRAM / flows;
      flow(batch.row(Dataset.TRAFFIC, receivedAt, frame + datagram), receivedAt);
    }
  }

  private void flow(RowWriter row, long receivedAt) {
    long started = receivedAt - random.nextInt(60_000);
    boolean udp = random.nextInt(3) == 0;
    long there = IpAddress.lowOfIpv4(popular[random.nextInt(popular.length)]);
    int packets = 1 + (int) Math.exp(random.nextDouble() * 8);
    int service = random.nextInt(10) < 7 ? 443 : random.nextInt(4) == 0 ? 80 : udp ? 53 : 5_228;
    int source = 0x0A140000 | random.nextInt(FlowLoad.HOSTS);
    row.setAddress(Traffic.EXPORTER, EXPORTER.high(), EXPORTER.low())
        .set(Traffic.ORIGIN, "netflow9")
        .set(Traffic.STARTED_AT, started)
        .set(Traffic.ENDED_AT, started + random.nextInt(30_000))
        .set(Traffic.PROTOCOL, udp ? 17 : 6)
        .setAddress(Traffic.SOURCE_ADDRESS, 0, IpAddress.lowOfIpv4(source))
        .set(Traffic.SOURCE_PORT, 1_024 + random.nextInt(64_000))
        .setAddress(Traffic.DESTINATION_ADDRESS, 0, there)
        .set(Traffic.DESTINATION_PORT, service)
        .set(Traffic.BYTES, packets * (40L + random.nextInt(1_400)))
        .set(Traffic.PACKETS, packets)
        .set(Traffic.TCP_FLAGS, udp ? 0 : 0x1b)
        .set(Traffic.INPUT_INTERFACE, 1 + random.nextInt(4))
        .set(Traffic.OUTPUT_INTERFACE, 5)
        .setAddress(
            Traffic.NAT_SOURCE_ADDRESS,
            0,
            IpAddress.lowOfIpv4(PUBLIC[random.nextInt(PUBLIC.length)]))
        .set(Traffic.NAT_SOURCE_PORT, 1_024 + random.nextInt(64_000))
        .setAddress(Traffic.NAT_DESTINATION_ADDRESS, 0, there)
        .set(Traffic.NAT_DESTINATION_PORT, service)
        .end();
  }
}
