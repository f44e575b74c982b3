package jaruek.appliance.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.radius.client.ProbeReply;
import jaruek.radius.client.RadiusProbe;
import jaruek.radius.packet.SharedSecret;
import jaruek.retention.disk.FileTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The story: a login, traffic, a question, the proof, and a forgery that is found. */
public final class Demo {
  private static final String SECRET = "demo-secret-0123456789";
  private static final String USER = "somchai";
  private static final String PASSWORD = "correct horse battery";
  private static final String STAFF_MAC = "02-00-5E-10-00-15";
  private static final int OTHERS = 40;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PROBE_TIMEOUT_MILLIS = 3_000;
  private static final int PROBE_ATTEMPTS = 5;

  private final Stage stage;
  private final Path folder;
  private final boolean keep;
  private final String unixUser;

  /**
   * @param folder an empty folder for everything the demo makes
   * @param keep leave the appliance running there
   * @param unixUser who is to be its administrator and auditor: whoever runs this
   */
  public Demo(Stage stage, Path folder, boolean keep, String unixUser) {
    this.stage = stage;
    this.folder = folder;
    this.keep = keep;
    this.unixUser = unixUser;
  }

  /**
   * Tells it from beginning to end.
   *
   * @throws DemoException at the step that failed
   */
  public void run() {
    boolean done = false;
    DemoDaemon daemon = null;
    try {
      stage.step("demo.start", object().put("folder", folder.toString()));
      daemon = DemoDaemon.start(folder, unixUser);
      Map<String, InetSocketAddress> ports = awaitPorts(daemon);
      tell(ports);
      done = true;
      if (keep) stage.note("demo.kept", kept(daemon));
      else stage.note("demo.end", object());
    } catch (IOException e) {
      throw new DemoException("the demo failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("the demo was interrupted", e);
    } finally {
      if (daemon != null && !(keep && done)) daemon.close();
      if (!keep) remove(folder);
    }
  }

  private void tell(Map<String, InetSocketAddress> ports) throws IOException, InterruptedException {
    prepare();
    login(ports);
    long now = System.currentTimeMillis();
    traffic(ports, now);
    question(now);
    proof();
    forgery();
  }

  private Map<String, InetSocketAddress> awaitPorts(DemoDaemon daemon) throws InterruptedException {
    Map<String, InetSocketAddress> ports = new LinkedHashMap<>();
    await(
        "the daemon to listen",
        () -> {
          daemon.requireAlive();
          if (!Files.exists(DemoDaemon.socket(folder))) return false;
          try {
            JsonNode listening = status().path("listening");
            listening
                .properties()
                .forEach(e -> ports.put(e.getKey(), address(e.getValue().asText())));
          } catch (DemoException e) {
            return false; // the socket is there, the daemon not yet
          }
          return !ports.isEmpty();
        });
    StringBuilder shown = new StringBuilder();
    ports.forEach(
        (name, address) ->
            shown
                .append(shown.isEmpty() ? "" : ", ")
                .append(name)
                .append(' ')
                .append(address.getPort()));
    stage.note("demo.listening", object().put("ports", shown.toString()).put("pid", daemon.pid()));
    return ports;
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        InetAddress.getLoopbackAddress(), Integer.parseInt(text.substring(colon + 1)));
  }

  private void prepare() {
    stage.step("demo.prepare", object());
    ask(
        "device",
        "add",
        "gateway",
        "--address",
        "127.0.0.1/32",
        "--kinds",
        "radius,log",
        "--secret",
        SECRET);
    ask(
        "user",
        "add",
        USER,
        "--password",
        PASSWORD,
        "--full-name",
        "สมชาย ใจดี",
        "--department",
        "กลุ่มอำนวยการ");
    stage.note("demo.prepared", object().put("user", USER));
  }

  private void login(Map<String, InetSocketAddress> ports) throws IOException {
    stage.step("demo.login", object().put("user", USER));
    try (RadiusProbe probe =
        new RadiusProbe(
            Objects.requireNonNull(ports.get("radius.authentication")),
            Objects.requireNonNull(ports.get("radius.accounting")),
            SharedSecret.of(SECRET),
            Duration.ofMillis(PROBE_TIMEOUT_MILLIS),
            PROBE_ATTEMPTS,
            new SecureRandom())) {
      Map<String, String> nas =
          Map.of("NAS-IP-Address", "10.20.0.1", "Calling-Station-Id", STAFF_MAC);
      ProbeReply wrong = probe.login(USER, "a guess", nas);
      ProbeReply right = probe.login(USER, PASSWORD, nas);
      if (wrong.accepted() || !right.accepted()) {
        throw new DemoException("the login went wrong: " + wrong + ", " + right);
      }
      stage.note(
          "demo.login.answers",
          object().put("wrong", "Access-Reject").put("right", "Access-Accept"));
      probe.account(session(USER, "S-1", DemoTraffic.INSIDE, STAFF_MAC));
      for (int i = 0; i < OTHERS; i++) {
        String mac = "02-00-5E-20-00-%02X".formatted(i);
        probe.account(session("student%02d".formatted(i), "S-2-" + i, DemoTraffic.inside(i), mac));
      }
      stage.note("demo.accounting", object().put("sessions", OTHERS + 1));
    }
  }

  private static Map<String, String> session(String user, String id, String inside, String mac) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("Acct-Status-Type", "Start");
    attributes.put("Acct-Session-Id", id);
    attributes.put("User-Name", user);
    attributes.put("Framed-IP-Address", inside);
    attributes.put("Calling-Station-Id", mac);
    attributes.put("NAS-IP-Address", "10.20.0.1");
    return attributes;
  }

  private void traffic(Map<String, InetSocketAddress> ports, long now)
      throws IOException, InterruptedException {
    stage.step("demo.traffic", object().put("flows", DemoTraffic.BACKGROUND_FLOWS));
    DemoTraffic traffic = new DemoTraffic(now);
    long before = status().path("trafficRows").asLong();
    DemoTraffic.sendUdp(
        Objects.requireNonNull(ports.get("collector.syslog-udp")), traffic.mikrotikLines());
    DemoTraffic.sendTcp(
        Objects.requireNonNull(ports.get("collector.syslog-tcp")), traffic.fortigateLine());
    long receivedBefore = received(status());
    long flows =
        traffic.sendFlows(
            Objects.requireNonNull(ports.get("collector.netflow")),
            OTHERS,
            () -> {
              JsonNode state = status();
              stage.progress(
                  "demo.traffic.progress",
                  state.path("trafficRows").asLong() - before,
                  DemoTraffic.BACKGROUND_FLOWS);
              return received(state) - receivedBefore;
            });
    long expected = before + flows + 2; // one row each of the MikroTik and the FortiGate line
    await(
        "the flows to be stored",
        () -> {
          long rows = status().path("trafficRows").asLong();
          stage.progress("demo.traffic.progress", rows - before, expected - before);
          return rows >= expected;
        });
    stage.note("demo.traffic.stored", object().put("rows", expected - before));
  }

  private static long received(JsonNode status) {
    return status.path("sources").path(0).path("received").asLong();
  }

  private void question(long now) {
    Instant at = Instant.ofEpochMilli(now).truncatedTo(ChronoUnit.SECONDS);
    Instant from = at.minus(1, ChronoUnit.HOURS);
    Instant to = at.plus(1, ChronoUnit.HOURS);
    stage.step("demo.question", object().put("address", asked()));
    ObjectNode opened =
        ask(
                "case",
                "open",
                "--letter",
                "ตช 0026/123",
                "--officer",
                "พ.ต.ท. สมหมาย",
                "--basis",
                "18(2)",
                "--from",
                from.toString(),
                "--to",
                to.toString())
            .getFirst();
    List<String> who =
        List.of(
            "who",
            asked(),
            "--at",
            at.toString(),
            "--protocol",
            "tcp",
            "--case",
            opened.path("id").asText());
    stage.show(withSocket(who));
    ObjectNode answer = stage.ask(withSocket(who, "--format", "json")).getFirst();
    String verdict = answer.path("verdict").asText();
    String user = answer.path("candidates").path(0).path("user").asText();
    if (!verdict.equals("identified") || !user.equals(USER)) {
      throw new DemoException("the answer should be " + USER + ", identified; it is " + answer);
    }
  }

  private static String asked() {
    return DemoTraffic.PUBLIC + ":" + DemoTraffic.PUBLIC_PORT;
  }

  private void proof() {
    stage.step("demo.proof", object());
    stage.show(withSocket(List.of("seal")));
    int status = stage.show(verify(folder.resolve("data")));
    if (status != 0) throw new DemoException("the store that nobody touched does not verify");
  }

  private void forgery() throws IOException {
    Path copy = folder.resolve("forged");
    copy(folder.resolve("data"), copy);
    Path segment = segmentFile(copy);
    try (FileChannel file =
        FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long at = file.size() / 2;
      ByteBuffer one = ByteBuffer.allocate(1);
      file.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 1));
      file.write(one.flip(), at);
      stage.step(
          "demo.forgery",
          object().put("file", copy.relativize(segment).toString()).put("offset", at));
    }
    int status = stage.show(verify(copy));
    if (status != 1) throw new DemoException("the flipped bit was not found: status " + status);
    remove(copy);
    stage.note("demo.found", object());
  }

  private static List<String> verify(Path data) {
    return List.of("verify", "--store", "--data", data.toString());
  }

  private static Path segmentFile(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("segments"))) {
      return files
          .filter(file -> file.endsWith("traffic.parquet"))
          .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
          .orElseThrow(() -> new DemoException("no segment was sealed"));
    }
  }

  private ObjectNode status() {
    return ask("status").getFirst();
  }

  private List<ObjectNode> ask(String... command) {
    return stage.ask(withSocket(List.of(command), "--format", "json"));
  }

  private List<String> withSocket(List<String> command, String... more) {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of("--socket", DemoDaemon.socket(folder).toString()));
    whole.addAll(List.of(more));
    return whole;
  }

  private ObjectNode kept(DemoDaemon daemon) {
    return object()
        .put("folder", folder.toString())
        .put("socket", DemoDaemon.socket(folder).toString())
        .put("pid", daemon.pid())
        .put("address", asked());
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new DemoException("waited " + PATIENCE.toSeconds() + " s in vain for " + what);
      }
      Thread.sleep(100);
    }
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) Files.createDirectories(target);
        else Files.copy(path, target);
      }
    }
  }

  private static void remove(Path tree) {
    try {
      FileTree.remove(tree);
    } catch (IOException e) {
      throw new DemoException(tree + " could not be removed: " + e.getMessage(), e);
    }
  }
}
