package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jaruek.admin.cli.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The appliance in a process of its own, which can be killed. */
final class KilledAppliance implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Path configuration;
  private @Nullable Process process;

  /**
   * @param collector one key of its section, in one line
   */
  KilledAppliance(Path folder, String collector) throws IOException {
    this.folder = folder;
    configuration = folder.resolve("jaruek.yaml");
    Files.writeString(
        configuration,
        """
        data-directory: %s
        zone: Asia/Bangkok
        admin: { socket: %s, roles: { admin: ["%s"], viewer: ["*"] } }
        metrics: { listen: "127.0.0.1:0" }
        radius: { authentication: "127.0.0.1:0", accounting: "127.0.0.1:0" }
        collector:
          syslog-tcp: "127.0.0.1:0"
          netflow: "127.0.0.1:0"
          %s
        """
            .formatted(
                folder.resolve("data"),
                folder.resolve("admin.sock"),
                RunningAppliance.ME,
                collector));
  }

  /** Starts it and waits until it answers. */
  void start() throws Exception {
    Path root = Path.of(System.getProperty("jaruek.root"));
    Process begun =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + root.resolve("config/jvm.options"),
                "-Xmx512m",
                "-Djaruek.home=" + root,
                "-cp",
                System.getProperty("java.class.path"),
                "jaruek.appliance.Main",
                "serve",
                "--config",
                configuration.toString())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    process = begun;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (ask("status").isEmpty()) {
      assertTrue(begun.isAlive(), () -> "it ended: " + log());
      assertTrue(System.nanoTime() < deadline, () -> "it does not answer: " + log());
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Process running() {
    return Objects.requireNonNull(process);
  }

  void kill() throws InterruptedException {
    running().destroyForcibly();
    assertTrue(running().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  /** Asks it to stop and waits. */
  void stop() throws InterruptedException {
    running().destroy();
    assertTrue(running().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  /** The rows that a command gives, none if it fails. */
  List<JsonNode> ask(String... command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int status = run(out, new ByteArrayOutputStream(), command);
    if (status != 0) return List.of();
    return out.toString(StandardCharsets.UTF_8).lines().map(KilledAppliance::parse).toList();
  }

  /** What a command says that fails. */
  String errors(String... command) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertTrue(run(new ByteArrayOutputStream(), err, command) != 0);
    return err.toString(StandardCharsets.UTF_8);
  }

  private int run(OutputStream out, OutputStream err, String... command) {
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
    return Main.commandLine(unseen).execute(whole.toArray(String[]::new));
  }

  JsonNode row(String... command) {
    List<JsonNode> rows = ask(command);
    assertEquals(1, rows.size(), () -> rows + log());
    return rows.getFirst();
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + line, e);
    }
  }

  /** Where this listener is. */
  InetSocketAddress address(String listener) {
    String text = row("status").path("listening").path(listener).asText();
    return new InetSocketAddress(
        InetAddress.ofLiteral("127.0.0.1"),
        Integer.parseInt(text.substring(text.lastIndexOf(':') + 1)));
  }

  @Override
  public void close() {
    if (process != null) running().destroyForcibly().onExit().join();
  }
}
