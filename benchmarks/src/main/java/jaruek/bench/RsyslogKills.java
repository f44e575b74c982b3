package jaruek.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.retention.disk.FileTree;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * rsyslog sends numbered messages while the daemon is killed and started again; at the end each
 * number is looked for in the store, and the account is added up.
 *
 * <p>Arguments: messages by each transport (1,000,000), transports ({@code tcp,tls,relp}), kills
 * (5), seed. System property {@code jaruek.home}: the project's folder. Exit status 1 if something
 * is wrong.
 */
public final class RsyslogKills {
  private static final int MESSAGES = 1_000_000;
  private static final int KILLS = 5;
  private static final int FAULTS_SHOWN = 20;
  private static final long PATIENCE_SECONDS = 180;
  private static final int DOWN_MILLIS_MAX = 1_500;

  /** What the daemon may have read of a connection and not yet journalled: a batch and a read. */
  private static final long UNJOURNALLED_BYTES_MAX = 2 << 20;

  /**
   * RELP messages sent and not acknowledged at once. librelp corks its socket while it sends: a
   * window of less than one segment, 64 KiB on the loopback, waits for the kernel's 200 ms.
   */
  private static final int WINDOW = 1_024;

  private static final String HOST = "kills.example";
  private static final String CERTIFICATE = "server.pem";
  private static final String KEY = "server.key";
  private static final String FILL =
      " of a school's gateway, as long as such lines are: src=10.0.0.5 dst=192.0.2.9"
          + " action=accept\n";

  /** How rsyslog sends. */
  private enum By {
    TCP,
    TLS,
    RELP
  }

  /** What one kill did. */
  private record Kill(int from, int to, InFlight inFlight, long readyMillis, long portMillis) {}

  private final By by;
  private final int messages;
  private final SplittableRandom random;
  private final InetSocketAddress port;
  private final KilledDaemon daemon;
  private final Path folder;
  private final List<Kill> kills = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  private RsyslogKills(By by, int messages, SplittableRandom random, Path home, Path folder)
      throws IOException {
    this.by = by;
    this.messages = messages;
    this.random = random;
    this.folder = folder;
    port = KilledDaemon.freeTcp();
    daemon = new KilledDaemon(home, folder, receiver());
  }

  private String receiver() {
    return switch (by) {
      case TCP -> "";
      case TLS ->
          "syslog-tls: { listen: \"127.0.0.1:%d\", certificate: %s, key: %s, client-certificate: none }"
              .formatted(port.getPort(), folder.resolve(CERTIFICATE), folder.resolve(KEY));
      case RELP -> "relp: \"127.0.0.1:%d\"".formatted(port.getPort());
    };
  }

  /** Runs. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int messages = args.length > 0 ? Integer.parseInt(args[0]) : MESSAGES;
    String transports = args.length > 1 ? args[1] : "tcp,tls,relp";
    int kills = args.length > 2 ? Integer.parseInt(args[2]) : KILLS;
    long seed = args.length > 3 ? Long.parseLong(args[3]) : System.nanoTime();
    Path home = Path.of(System.getProperty("jaruek.home", "."));
    Path folder = Files.createTempDirectory("jaruek-rsyslog-kills-");
    List<String> faults = new ArrayList<>();
    try {
      System.out.printf(
          "%d messages by each of %s, %d kills, seed %d%n", messages, transports, kills, seed);
      for (String word : transports.split(",", -1)) {
        By by = By.valueOf(word.toUpperCase(java.util.Locale.ROOT));
        Path own = Files.createDirectories(folder.resolve(word));
        RsyslogKills run = new RsyslogKills(by, messages, new SplittableRandom(seed), home, own);
        try (run.daemon) {
          run.run(kills);
        } catch (KillException e) {
          run.faults.add(String.valueOf(e.getMessage()));
        }
        run.faults.forEach(fault -> faults.add(word + ": " + fault));
      }
    } finally {
      if (faults.isEmpty()) FileTree.remove(folder);
    }
    faults.stream().limit(FAULTS_SHOWN).forEach(fault -> System.out.println("WRONG: " + fault));
    System.out.println(
        faults.isEmpty()
            ? "all of it holds"
            : faults.size() + " faults; all of it is in " + folder);
    System.exit(faults.isEmpty() ? 0 : 1);
  }

  private void run(int count) throws IOException, InterruptedException {
    if (by == By.TLS) makeCertificate();
    Instant from = Instant.now();
    long began = System.nanoTime();
    daemon.start();
    daemon.awaitReady();
    try (ForwardingRsyslog rsyslog = new ForwardingRsyslog(folder, global(), action())) {
      for (int kill = 0; kill < count; kill++) {
        portion(rsyslog, kill, count);
      }
      write(rsyslog, at(count, count), messages);
      awaitMark(rsyslog, count);
    }
    long sent = System.nanoTime() - began;
    awaitDecoded();
    var _ = daemon.ask("seal");
    daemon.stop(); // which writes the last account
    Instant to = Instant.now();
    daemon.start();
    daemon.awaitReady();
    ObjectNode account = account(from, to);
    daemon.stop();
    check(account, sent);
  }

  /** One that is its own authority. */
  private void makeCertificate() throws IOException, InterruptedException {
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + HOST,
                "-addext",
                "subjectAltName=DNS:" + HOST,
                "-keyout",
                folder.resolve(KEY).toString(),
                "-out",
                folder.resolve(CERTIFICATE).toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.log").toFile())
            .start();
    if (openssl.waitFor() != 0) throw new KillException("openssl makes no certificate");
  }

  private String global() {
    return by == By.TLS
        ? "defaultNetstreamDriverCAFile=\"%s\"".formatted(folder.resolve(CERTIFICATE))
        : "";
  }

  private String action() {
    int to = by == By.TCP ? daemon.syslog.getPort() : port.getPort();
    String common =
        "target=\"127.0.0.1\" port=\"%d\" action.resumeRetryCount=\"-1\" action.resumeInterval=\"1\" template=\"RSYSLOG_SyslogProtocol23Format\" "
            .formatted(to);
    return switch (by) {
      case TCP ->
          "action(type=\"omfwd\" protocol=\"tcp\" tcp_framing=\"octet-counted\" " + common + ")";
      case TLS ->
          "action(type=\"omfwd\" protocol=\"tcp\" tcp_framing=\"octet-counted\""
              + " streamDriver=\"gtls\" streamDriverMode=\"1\" streamDriverAuthMode=\"x509/name\""
              + " streamDriverPermittedPeers=\""
              + HOST
              + "\" "
              + common
              + ")";
      case RELP ->
          "action(type=\"omrelp\" windowSize=\"" + WINDOW + "\" timeout=\"5\" " + common + ")";
    };
  }

  private int at(int kill, int count) {
    return (int) ((long) messages * kill / (count + 1));
  }

  /** Sends its part of the numbers, and is killed while they come. */
  private void portion(ForwardingRsyslog rsyslog, int kill, int count)
      throws IOException, InterruptedException {
    int from = at(kill, count);
    int to = at(kill + 1, count);
    long base = received();
    long wanted = base + 1 + random.nextInt((to - from) / 2);
    write(rsyslog, from, to);
    await("messages " + from + " and on", () -> received() >= wanted);
    InFlight.signal("STOP", daemon.pid());
    InFlight.signal("STOP", rsyslog.pid());
    InFlight inFlight = InFlight.to(by == By.TCP ? daemon.syslog.getPort() : port.getPort());
    daemon.kill();
    InFlight.signal("CONT", rsyslog.pid());
    TimeUnit.MILLISECONDS.sleep(random.nextInt(DOWN_MILLIS_MAX));
    long started = System.nanoTime();
    daemon.start();
    awaitPort();
    long bound = System.nanoTime();
    daemon.awaitReady();
    long ready = System.nanoTime();
    awaitMark(rsyslog, kill);
    kills.add(
        new Kill(
            from,
            to,
            inFlight,
            TimeUnit.NANOSECONDS.toMillis(ready - started),
            TimeUnit.NANOSECONDS.toMillis(bound - started)));
  }

  private void awaitPort() throws IOException, InterruptedException {
    InetSocketAddress to = by == By.TCP ? daemon.syslog : port;
    await(
        "port " + to.getPort(),
        () -> {
          try (Socket socket = new Socket()) {
            socket.connect(to, 1_000);
            return true;
          } catch (IOException e) {
            return false;
          }
        });
  }

  private static void write(ForwardingRsyslog rsyslog, int from, int to) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int number = from; number < to; number++) {
      lines.append(StoredNumbers.MARK).append(number).append(FILL);
    }
    rsyslog.write(lines.toString());
  }

  /** Of the source, since this daemon's start. */
  private long received() throws IOException {
    for (var source : daemon.ask("status").getFirst().path("sources")) {
      if (source.path("name").asText().equals("gw")) return source.path("received").asLong();
    }
    return 0;
  }

  /** Whatever was sent before a line that came has come, or never will. */
  private void awaitMark(ForwardingRsyslog rsyslog, int kill)
      throws IOException, InterruptedException {
    String mark = by + " mark after kill " + kill;
    Instant from = Instant.now().minusSeconds(1);
    long[] said = {0};
    await(
        "the " + mark,
        () -> {
          // one that fell into a connection already broken does not come
          if (said[0] == 0 || System.nanoTime() - said[0] > TimeUnit.SECONDS.toNanos(10)) {
            rsyslog.write(mark + "\n");
            said[0] = System.nanoTime();
          }
          ObjectNode search = AdminCodec.object();
          search.put("text", mark);
          search.put("reason", "benchmark: has the marked line come after the daemon's kill");
          search.put("from", from.toString());
          search.put("to", Instant.now().plusSeconds(1).toString());
          search.put("limit", 1);
          return !daemon.ask("search", search).isEmpty();
        });
  }

  private void awaitDecoded() throws IOException, InterruptedException {
    await(
        "decoding of the rest",
        () -> daemon.ask("status").getFirst().path("lagFrames").asLong() == 0);
  }

  /** All accounts of a span. */
  private ObjectNode account(Instant from, Instant to) throws IOException {
    ObjectNode span = AdminCodec.object();
    span.put("from", from.toString());
    span.put("to", to.toString());
    span.put("source", "gw");
    List<ObjectNode> rows = daemon.ask("sources", span);
    if (rows.isEmpty()) throw new KillException("no account tells of the source");
    return rows.getFirst();
  }

  /** A question whose answer becomes true. */
  private interface Becomes {
    boolean isSo() throws IOException;
  }

  private static void await(String what, Becomes asked) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!asked.isSo()) {
      if (System.nanoTime() > deadline) {
        throw new KillException(what + ": not within " + PATIENCE_SECONDS + " s");
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private void check(ObjectNode account, long sentNanos) throws IOException {
    StoredNumbers stored = StoredNumbers.of(daemon.data, messages);
    int bytes = FILL.length() + 80; // header and framing, roughly, and rather too little
    System.out.printf(
        "%n| %s | kill | in the sender's kernel | in the receiver's | lost | came again | port"
            + " bound, ms | answers, ms |%n|---|---|---|---|---|---|---|---|%n",
        by);
    int at = 0;
    for (Kill kill : kills) {
      at++;
      int lost = stored.missing(kill.from(), kill.to());
      System.out.printf(
          "| | %d | %,d | %,d | %,d | %,d | %,d | %,d |%n",
          at,
          kill.inFlight().sender(),
          kill.inFlight().receiver(),
          lost,
          stored.again(kill.from(), kill.to()),
          kill.portMillis(),
          kill.readyMillis());
      long most = (kill.inFlight().bytes() + UNJOURNALLED_BYTES_MAX) / bytes;
      if (by != By.RELP && lost > most) {
        faults.add("kill %d: %d lost, at most %d were on the way".formatted(at, lost, most));
      }
    }
    int missing = stored.missing(0, messages);
    int again = stored.again(0, messages);
    System.out.printf(
        "%s: %,d sent in %.1f s; %,d stored, %,d never, %,d twice%n",
        by, messages, sentNanos / 1e9, messages - missing, missing, again);
    int last = kills.isEmpty() ? 0 : kills.getLast().to();
    if (stored.missing(last, messages) > 0) faults.add("messages after the last kill are missing");
    if (by == By.RELP && missing > 0) faults.add(missing + " acknowledged messages are missing");
    if (stored.most() > 2) faults.add("a number is there " + stored.most() + " times");
    adds(account, stored);
  }

  /** The account's equation, and that it counts what the journal and the store have. */
  private void adds(ObjectNode account, StoredNumbers stored) {
    long received = account.path("received").asLong();
    long dropped = account.path("dropped").asLong();
    long lost = account.path("journalLost").asLong();
    long killed = account.path("killed").asLong();
    long decoded = account.path("decoded").asLong();
    long waiting = account.path("waiting").asLong();
    System.out.printf(
        "account: received %,d = dropped %,d + lost %,d + killed %,d + decoded %,d + waiting %,d;"
            + " rows %,d%n",
        received, dropped, lost, killed, decoded, waiting, account.path("rows").asLong());
    // what waits is their difference; stopped in order, nothing does
    if (waiting != 0) faults.add("the account does not add up: " + waiting + " are not told");
    long journalled = StoredNumbers.journalled(daemon.data);
    if (journalled != decoded)
      faults.add(journalled + " journalled, " + decoded + " told as decoded");
    if (stored.rows() != decoded)
      faults.add(stored.rows() + " rows, " + decoded + " told as decoded");
  }
}
