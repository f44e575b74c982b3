package jaruek.bench;

import jaruek.collector.flow.FlowDatagrams;
import jaruek.retention.record.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends NetFlow v9 to ports of this machine at a steady rate: 24 flows of 16 fields a datagram,
 * translated, from {@link #HOSTS} inside addresses to 60,000 outside ones. Says how many flows were
 * sent and how fast.
 *
 * <p>Arguments: flows a second, seconds, the seconds up to now over which the exporter's clock runs
 * meanwhile (0: it is right), ports.
 */
public final class FlowLoad {
  /** Inside addresses that send, from 10.20.0.0 on. */
  static final int HOSTS = 4_000;

  /** More flows than a segment holds, so that no compression sees one twice. */
  private static final int DATAGRAMS = 65_536;

  private static final int DESTINATIONS = 60_000;
  private static final int FLOWS = FlowDatagrams.FLOWS_PER_DATAGRAM;
  private static final int SEQUENCE_OFFSET = 12;
  private static final int TIME_OFFSET = 8;
  private static final int TEMPLATE_EVERY_DATAGRAMS = 20_000;

  private final SplittableRandom random = new SplittableRandom(20261123);
  private final long bootMillis = System.currentTimeMillis() - 7_200_000;
  private final List<ByteBuffer> datagrams = new ArrayList<>(DATAGRAMS);
  private final ByteBuffer template;

  private FlowLoad(long nowMillis) {
    FlowDatagrams exporter = new FlowDatagrams(1, bootMillis, FlowDatagrams.ALL_FIELDS);
    template = direct(exporter.template(nowMillis));
    for (int i = 0; i < DATAGRAMS; i++) {
      List<FlowDatagrams.Flow> flows = new ArrayList<>(FLOWS);
      for (int f = 0; f < FLOWS; f++) flows.add(flow(nowMillis));
      datagrams.add(direct(exporter.data(nowMillis, flows)));
    }
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  /**
   * A flow as offices have them: few services, sizes of a long tail, destinations by Zipf's law
   * (the first hundred have four flows in ten).
   */
  private FlowDatagrams.Flow flow(long nowMillis) {
    long started = nowMillis - random.nextInt(60_000);
    boolean udp = random.nextInt(3) == 0;
    int popularity = (int) Math.pow(DESTINATIONS, random.nextDouble());
    IpAddress there = IpAddress.ofIpv4(0x2D000000 | (popularity * 2_654_435) & 0xffffff);
    int packets = 1 + (int) Math.exp(random.nextDouble() * 8);
    int service = random.nextInt(10) < 7 ? 443 : random.nextInt(4) == 0 ? 80 : udp ? 53 : 5_228;
    return new FlowDatagrams.Flow(
        started,
        started + random.nextInt(30_000),
        udp ? 17 : 6,
        IpAddress.ofIpv4(0x0A140000 | random.nextInt(HOSTS)),
        1_024 + random.nextInt(64_000),
        there,
        service,
        packets * (40L + random.nextInt(1_400)),
        packets,
        udp ? 0 : 0x1b,
        1 + random.nextInt(4),
        5,
        IpAddress.ofIpv4(0xCB007100 | random.nextInt(4)),
        1_024 + random.nextInt(64_000),
        there,
        service);
  }

  /** Runs the load. */
  public static void main(String[] args) throws IOException {
    long flowsPerSecond = Long.parseLong(args[0]);
    int seconds = Integer.parseInt(args[1]);
    long spanMillis = Long.parseLong(args[2]) * 1_000;
    List<InetSocketAddress> ports = new ArrayList<>();
    for (int i = 3; i < args.length; i++) {
      ports.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[i])));
    }
    new FlowLoad(System.currentTimeMillis()).run(flowsPerSecond, seconds, spanMillis, ports);
  }

  private void run(long flowsPerSecond, int seconds, long spanMillis, List<InetSocketAddress> ports)
      throws IOException {
    List<DatagramChannel> channels = new ArrayList<>();
    for (InetSocketAddress port : ports) {
      DatagramChannel channel = DatagramChannel.open();
      channel.setOption(StandardSocketOptions.SO_SNDBUF, 4 << 20);
      channel.connect(port);
      channels.add(channel);
    }
    long total = flowsPerSecond * seconds / FLOWS;
    double nanosPerDatagram = 1e9 * FLOWS / flowsPerSecond;
    long started = System.nanoTime();
    for (long sent = 0; sent < total; ) {
      long due = Math.min(total, (long) ((System.nanoTime() - started) / nanosPerDatagram) + 1);
      long nowMillis = System.currentTimeMillis();
      while (sent < due) {
        send(channels, sent, nowMillis - spanMillis + spanMillis * sent / total);
        sent++;
      }
      LockSupport.parkNanos(200_000);
    }
    double took = (System.nanoTime() - started) / 1e9;
    System.out.printf(
        "flows=%d seconds=%.1f rate=%.0f%n", total * FLOWS, took, total * FLOWS / took);
    for (DatagramChannel channel : channels) channel.close();
  }

  private void send(List<DatagramChannel> channels, long number, long exporterMillis)
      throws IOException {
    if (number % TEMPLATE_EVERY_DATAGRAMS == 0) write(channels, template);
    ByteBuffer datagram = datagrams.get((int) (number % DATAGRAMS));
    datagram.putInt(TIME_OFFSET, (int) (exporterMillis / 1_000));
    datagram.putInt(SEQUENCE_OFFSET, (int) (number + 1));
    write(channels, datagram);
  }

  private static void write(List<DatagramChannel> channels, ByteBuffer datagram)
      throws IOException {
    for (DatagramChannel channel : channels) {
      datagram.rewind();
      channel.write(datagram);
    }
  }
}
