package jaruek.bench;

import jaruek.collector.flow.FlowDatagrams;
import jaruek.radius.client.RadiusProbe;
import jaruek.radius.packet.SharedSecret;
import jaruek.retention.record.IpAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What devices send while the daemon dies and comes back: accounting that is sent again unchanged
 * until it is answered, numbered syslog lines over TCP, NetFlow v9.
 */
final class KillLoad {
  /** Accounting requests in flight at once. */
  private static final int ACCOUNTING_SENDERS = 8;

  private static final int SYSLOG_SENDERS = 2;
  private static final int LINES_PER_WRITE = 20;
  private static final int SYSLOG_PAUSE_MILLIS = 5;
  private static final int FLOW_PAUSE_MILLIS = 2;
  private static final int DATAGRAMS_PER_TEMPLATE = 50;
  private static final Duration RESEND = Duration.ofMillis(150);
  private static final List<String> EVENTS = List.of("Start", "Interim-Update", "Stop");

  private final KilledDaemon daemon;
  private final List<Thread> senders = new ArrayList<>();
  private final AtomicLong attempts = new AtomicLong();
  private volatile boolean stopping;

  /** Events that were answered, as {@code EVENT SESSION}. */
  final Queue<String> answered = new ConcurrentLinkedQueue<>();

  /** Lines written to a connection, delivered or not. */
  final AtomicLong lines = new AtomicLong();

  /** Faults of the load itself. */
  final Queue<String> faults = new ConcurrentLinkedQueue<>();

  KillLoad(KilledDaemon daemon) {
    this.daemon = daemon;
  }

  /** How often accounting requests were sent again. */
  long resent() {
    return attempts.get() - answered.size();
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  void start() {
    for (int i = 0; i < ACCOUNTING_SENDERS; i++) {
      int sender = i;
      begin("accounting-" + i, () -> account(sender));
    }
    for (int i = 0; i < SYSLOG_SENDERS; i++) {
      int sender = i;
      begin("syslog-" + i, () -> syslog(sender));
    }
    begin("netflow", this::netflow);
  }

  private void begin(String name, Work work) {
    senders.add(
        Thread.ofPlatform()
            .name(name)
            .daemon()
            .start(
                () -> {
                  try {
                    work.run();
                  } catch (IOException | InterruptedException | RuntimeException e) {
                    faults.add("the sender " + name + " ended: " + e);
                  }
                }));
  }

  private void account(int sender) throws IOException {
    try (RadiusProbe probe =
        new RadiusProbe(
            daemon.authentication,
            daemon.accounting,
            SharedSecret.of(KilledDaemon.SECRET),
            RESEND,
            (int) (TimeUnit.MINUTES.toMillis(5) / RESEND.toMillis()),
            new SecureRandom())) {
      for (int i = 0; !stopping; i++) {
        String session = "K-" + sender + "-" + i / EVENTS.size();
        String status = EVENTS.get(i % EVENTS.size());
        Map<String, String> attributes =
            Map.of(
                "Acct-Status-Type",
                status,
                "Acct-Session-Id",
                session,
                "User-Name",
                "user" + sender,
                "Framed-IP-Address",
                "10.9." + sender + "." + (i / EVENTS.size() & 0xff),
                "NAS-IP-Address",
                "192.0.2.1");
        attempts.addAndGet(probe.account(attributes).attempts());
        answered.add(word(status) + " " + session);
      }
    } catch (SocketTimeoutException e) {
      faults.add("an accounting request was not answered for five minutes");
    }
  }

  private static String word(String status) {
    return switch (status) {
      case "Start" -> "start";
      case "Stop" -> "stop";
      default -> "interim";
    };
  }

  private void syslog(int sender) throws InterruptedException {
    long number = 0;
    while (!stopping) {
      try (Socket socket = new Socket(daemon.syslog.getAddress(), daemon.syslog.getPort());
          OutputStream out = socket.getOutputStream()) {
        while (!stopping) {
          StringBuilder some = new StringBuilder();
          String time = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
          for (int i = 0; i < LINES_PER_WRITE; i++) {
            some.append("<134>1 ").append(time).append(" gw kill - - - line ");
            some.append(sender).append('-').append(number++).append('\n');
          }
          out.write(some.toString().getBytes(StandardCharsets.US_ASCII));
          lines.addAndGet(LINES_PER_WRITE);
          TimeUnit.MILLISECONDS.sleep(SYSLOG_PAUSE_MILLIS);
        }
      } catch (IOException e) { // killed: what the socket held is lost, a device goes on
        TimeUnit.MILLISECONDS.sleep(SYSLOG_PAUSE_MILLIS);
      }
    }
  }

  private void netflow() throws IOException, InterruptedException {
    long boot = System.currentTimeMillis() - TimeUnit.DAYS.toMillis(1);
    FlowDatagrams exporter = new FlowDatagrams(1, boot, FlowDatagrams.ALL_FIELDS);
    int flow = 0;
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; !stopping; i++) {
        long now = System.currentTimeMillis();
        if (i % DATAGRAMS_PER_TEMPLATE == 0) send(socket, exporter.template(now), daemon.netflow);
        List<FlowDatagrams.Flow> flows = new ArrayList<>();
        for (int f = 0; f < FlowDatagrams.FLOWS_PER_DATAGRAM; f++) flows.add(flow(flow++, now));
        send(socket, exporter.data(now, flows), daemon.netflow);
        TimeUnit.MILLISECONDS.sleep(FLOW_PAUSE_MILLIS);
      }
    }
  }

  private static void send(DatagramSocket socket, byte[] datagram, InetSocketAddress to)
      throws IOException {
    socket.send(new DatagramPacket(datagram, datagram.length, to));
  }

  /** Each has a source address of its own, so that one stored twice is seen. */
  private static FlowDatagrams.Flow flow(int number, long nowMillis) {
    IpAddress there = IpAddress.of("198.51.100.7");
    return new FlowDatagrams.Flow(
        nowMillis - 1_000,
        nowMillis,
        6,
        IpAddress.ofIpv4(0x0A000000 + number),
        40_000,
        there,
        443,
        1_000,
        10,
        0x1b,
        1,
        2,
        IpAddress.of("203.0.113.7"),
        1_024 + number % 60_000,
        there,
        443);
  }

  /** Tells the senders to end; each accounting request that is under way is answered before. */
  void stop() {
    stopping = true;
  }

  /** Waits until they have ended, for which the daemon must run. */
  void awaitEnd() throws InterruptedException {
    for (Thread sender : senders) sender.join();
  }
}
