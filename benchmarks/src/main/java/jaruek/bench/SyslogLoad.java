package jaruek.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends syslog messages of a gateway to a port of this machine, some 230 bytes each: translations
 * by MikroTik's and FortiGate's firewalls, names asked of dnsmasq, and RFC 5424 of a server. No two
 * of {@link #DISTINCT} are the same.
 *
 * <p>Arguments: tcp or udp, messages, messages a second (0: as fast as they are taken), port. Says
 * how many were sent, their bytes, and how long the sending took.
 */
public final class SyslogLoad {
  private static final int DISTINCT = 400_000;
  private static final int BLOCK = 200;
  private static final String[] SITES = {
    "www.google.com", "graph.facebook.com", "dltv.ac.th", "clients4.google.com", "api.line.me",
    "www.youtube.com", "i.ytimg.com", "play.googleapis.com", "obec.go.th", "moe.go.th"
  };

  private final SplittableRandom random = new SplittableRandom(20261123);
  private final List<byte[]> messages = new ArrayList<>(DISTINCT);

  private SyslogLoad() {
    for (int i = 0; i < DISTINCT; i++) {
      messages.add(message(i).getBytes(StandardCharsets.UTF_8));
    }
  }

  private String message(int number) {
    String inside = "10.20." + random.nextInt(16) + "." + random.nextInt(250);
    String there =
        "45." + random.nextInt(8) + "." + random.nextInt(256) + "." + random.nextInt(256);
    int port = 1_024 + random.nextInt(64_000);
    int service = random.nextInt(10) < 8 ? 443 : 80;
    String nat = "203.0.113." + random.nextInt(4) + ":" + (1_024 + random.nextInt(64_000));
    String mac =
        String.format(
            Locale.ROOT,
            "a4:83:e7:%02x:%02x:%02x",
            number >> 16 & 255,
            number >> 8 & 255,
            number & 255);
    int minute = number / 60 % 60;
    int second = number % 60;
    return switch (number % 5) {
      case 0, 1 ->
          String.format(
              Locale.ROOT,
              "<134>Nov 23 10:%02d:%02d gw1 firewall,info srcnat: in:bridge-lan out:ether1,"
                  + " connection-state:new src-mac %s, proto TCP (SYN), %s:%d->%s:%d, NAT"
                  + " (%s:%d->%s)->%s:%d, len 52",
              minute,
              second,
              mac,
              inside,
              port,
              there,
              service,
              inside,
              port,
              nat,
              there,
              service);
      case 2, 3 ->
          String.format(
              Locale.ROOT,
              "<189>date=2026-11-23 time=10:%02d:%02d devname=\"fw1\" devid=\"FG100F\""
                  + " logid=\"0000000013\" type=\"traffic\" subtype=\"forward\" level=\"notice\""
                  + " srcip=%s srcport=%d dstip=%s dstport=%d proto=6 action=\"close\" policyid=7"
                  + " trandisp=\"snat\" transip=203.0.113.5 transport=%d sentbyte=%d rcvdbyte=%d"
                  + " srcmac=\"%s\"",
              minute,
              second,
              inside,
              port,
              there,
              service,
              port,
              200 + random.nextInt(9_000),
              1_000 + random.nextInt(900_000),
              mac);
      default ->
          String.format(
              Locale.ROOT,
              "<30>1 2026-11-23T10:%02d:%02d.%03d+07:00 dns1 dnsmasq %d - - query[A] %s from %s"
                  + " (request %d of this day, forwarded to the second resolver of the office)",
              minute,
              second,
              number % 1_000,
              900 + random.nextInt(9),
              SITES[random.nextInt(SITES.length)],
              inside,
              number);
    };
  }

  /** Runs the load. */
  public static void main(String[] args) throws IOException {
    InetSocketAddress port =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[3]));
    long count = Long.parseLong(args[1]);
    long rate = Long.parseLong(args[2]);
    SyslogLoad load = new SyslogLoad();
    long began = System.nanoTime();
    long bytes = args[0].equals("tcp") ? load.tcp(port, count, rate) : load.udp(port, count, rate);
    System.out.printf(
        "messages=%d message_bytes=%d send_seconds=%.2f%n",
        count, bytes, (System.nanoTime() - began) / 1e9);
  }

  /** Lines, some at a time. */
  private long tcp(InetSocketAddress port, long count, long rate) throws IOException {
    List<ByteBuffer> blocks = new ArrayList<>();
    for (int i = 0; i < DISTINCT; i += BLOCK) {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      for (byte[] message : messages.subList(i, i + BLOCK)) {
        block.writeBytes(message);
        block.write('\n');
      }
      blocks.add(ByteBuffer.allocateDirect(block.size()).put(block.toByteArray()));
    }
    long bytes = 0;
    try (SocketChannel channel = SocketChannel.open(port)) {
      long began = System.nanoTime();
      for (long sent = 0; sent < count; sent += BLOCK) {
        pace(began, sent, rate);
        ByteBuffer block = blocks.get((int) (sent / BLOCK % blocks.size())).rewind();
        bytes += block.remaining();
        while (block.hasRemaining()) channel.write(block);
      }
    }
    return bytes;
  }

  private long udp(InetSocketAddress port, long count, long rate) throws IOException {
    List<ByteBuffer> datagrams = new ArrayList<>();
    for (byte[] message : messages) {
      datagrams.add(ByteBuffer.allocateDirect(message.length).put(message));
    }
    long bytes = 0;
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, 4 << 20);
      channel.connect(port);
      long began = System.nanoTime();
      for (long sent = 0; sent < count; sent++) {
        if (sent % 20 == 0) pace(began, sent, rate);
        ByteBuffer datagram = datagrams.get((int) (sent % DISTINCT)).rewind();
        bytes += datagram.remaining();
        channel.write(datagram);
      }
    }
    return bytes;
  }

  private static void pace(long began, long sent, long rate) {
    if (rate == 0) return;
    long due = began + (long) (1e9 * sent / rate);
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, 200_000));
    }
  }
}
