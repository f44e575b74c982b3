package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jaruek.admin.cli.Surroundings;
import jaruek.appliance.config.Configuration;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** The whole appliance of a YAML file, in this process, asked by the real command line. */
final class RunningAppliance implements AutoCloseable {
  static final String ME = System.getProperty("user.name");
  private static final long PATIENCE_SECONDS = 300;
  private static final ObjectMapper JSON = new ObjectMapper();

  final Path folder;
  private final Path configuration;
  private final String radius;
  private final String collector;
  private Appliance appliance;

  /** What a command said. */
  record Answer(int status, List<JsonNode> rows, String errors) {
    JsonNode row() {
      assertEquals(0, status, errors);
      assertEquals(1, rows.size(), rows.toString());
      return rows.getFirst();
    }

    Answer refused() {
      assertEquals(4, status, errors + rows);
      assertEquals(List.of(), rows);
      return this;
    }
  }

  /** Starts one in this folder whose own user is admin and auditor. */
  RunningAppliance(Path folder) throws IOException {
    this(folder, "");
  }

  /**
   * The same with more of RADIUS.
   *
   * @param radius keys of its section, in one line, each with a comma before it
   */
  RunningAppliance(Path folder, String radius) throws IOException {
    this(folder, radius, "");
  }

  /**
   * The same with more of the collector.
   *
   * @param collector one key of its section, in one line
   */
  RunningAppliance(Path folder, String radius, String collector) throws IOException {
    this.folder = folder;
    this.radius = radius;
    this.collector = collector;
    configuration = folder.resolve("jaruek.yaml");
    configure(ME, ME);
    appliance = started();
  }

  private void configure(String admin, String auditor) throws IOException {
    Files.writeString(
        configuration,
        """
        data-directory: %s
        zone: Asia/Bangkok
        admin: { socket: %s, roles: { admin: ["%s"], auditor: ["%s"], viewer: ["*"] } }
        metrics: { listen: "127.0.0.1:0" }
        radius: { authentication: "127.0.0.1:0", accounting: "127.0.0.1:0"%s }
        collector:
          syslog-udp: "127.0.0.1:0"
          syslog-tcp: "127.0.0.1:0"
          netflow: "127.0.0.1:0"
          ipfix: "127.0.0.1:0"
          %s
        """
            .formatted(data(), folder.resolve("admin.sock"), admin, auditor, radius, collector));
  }

  private Appliance started() {
    if (!(Configuration.load(configuration) instanceof Configuration.Loaded(var loaded))) {
      throw new AssertionError("the configuration has faults");
    }
    Appliance next = new Appliance(loaded, InstantSource.system());
    next.start();
    return next;
  }

  Path data() {
    return folder.resolve("data");
  }

  void restart() {
    appliance.close();
    appliance = started();
  }

  /** Starts again on the same folder with other people in the roles. */
  void restart(String admin, String auditor) throws IOException {
    appliance.close();
    configure(admin, auditor);
    appliance = started();
  }

  /** Runs a command as a person does, with JSON as its format. */
  Answer run(String... command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings unseen =
        new Surroundings(
            Map.of("LANG", "C.UTF-8"),
            new ByteArrayInputStream(new byte[0]),
            out,
            err,
            Surroundings.Terminal.NONE);
    List<String> whole = new ArrayList<>(List.of("--config", configuration.toString()));
    whole.addAll(List.of("--format", "json"));
    whole.addAll(List.of(command));
    int status = Main.commandLine(unseen).execute(whole.toArray(String[]::new));
    return new Answer(
        status,
        out.toString(StandardCharsets.UTF_8).lines().map(RunningAppliance::parse).toList(),
        err.toString(StandardCharsets.UTF_8));
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + line, e);
    }
  }

  Answer done(String... command) {
    Answer answer = run(command);
    assertEquals(0, answer.status, String.join(" ", command) + ": " + answer.errors);
    return answer;
  }

  JsonNode status() {
    return done("status").row();
  }

  /** Where this listener is, as status says. */
  InetSocketAddress address(String listener) {
    String text = status().path("listening").path(listener).asText();
    assertTrue(text.contains(":"), listener + " does not listen");
    int port = Integer.parseInt(text.substring(text.lastIndexOf(':') + 1));
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Waits until the status has at least so much. */
  void await(String what, long atLeast, ToLongFunction<JsonNode> of) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    JsonNode status = status();
    while (of.applyAsLong(status) < atLeast) {
      assertTrue(
          System.nanoTime() < deadline, "waited for " + atLeast + " " + what + ": " + status);
      TimeUnit.MILLISECONDS.sleep(20);
      status = status();
    }
  }

  void awaitRows(String field, long atLeast) throws InterruptedException {
    await(field, atLeast, status -> status.path(field).asLong());
  }

  /** The sum over all series of this counter at the metrics port whose line holds the label. */
  long metric(String name, String label) throws IOException, InterruptedException {
    InetSocketAddress address = address("metrics");
    HttpResponse<String> page;
    try (HttpClient client = HttpClient.newHttpClient()) {
      page =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + address.getPort() + "/metrics"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
    }
    assertEquals(200, page.statusCode());
    double sum = 0;
    for (String line : page.body().lines().toList()) {
      boolean its = line.startsWith(name + "{") || line.startsWith(name + " ");
      if (its && line.contains(label)) {
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return Math.round(sum);
  }

  @Override
  public void close() {
    appliance.close();
  }
}
