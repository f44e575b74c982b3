package jaruek.appliance.demo;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real daemon as a process of its own, with a configuration in the demo's folder. */
final class DemoDaemon implements AutoCloseable {
  private static final long STOP_SECONDS_MAX = 20;
  private static final int LOG_LINES_SHOWN = 10;

  private final Path folder;
  private final Process process;

  private DemoDaemon(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /** Writes the configuration and starts {@code jaruek serve} on free ports. */
  static DemoDaemon start(Path folder, String user) {
    try {
      Path configuration = folder.resolve("jaruek.yaml");
      Files.writeString(configuration, configuration(folder, user));
      Path log = log(folder);
      Process process =
          new ProcessBuilder(command(configuration))
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectOutput(log.toFile())
              .redirectError(log.toFile())
              .start();
      return new DemoDaemon(folder, process);
    } catch (IOException e) {
      throw new DemoException("the daemon cannot be started: " + e.getMessage(), e);
    }
  }

  private static List<String> command(Path configuration) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String home = System.getProperty("jaruek.home", "");
    command.add("@" + Path.of(home, "config", "jvm.options"));
    command.add("@" + Path.of(home, "config", "daemon.options"));
    command.add("-Djaruek.home=" + home);
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("jaruek.appliance.Main", "serve", "--config", configuration.toString()));
    return command;
  }

  private static String configuration(Path folder, String user) {
    return """
    # Made by jaruek demo: every port is a free one on loopback.
    data-directory: %s
    zone: Asia/Bangkok
    admin: { socket: %s, roles: { admin: [%s], auditor: [%s], viewer: ["*"] } }
    metrics: { listen: "127.0.0.1:0" }
    radius: { authentication: "127.0.0.1:0", accounting: "127.0.0.1:0" }
    collector: { syslog-udp: "127.0.0.1:0", syslog-tcp: "127.0.0.1:0", netflow: "127.0.0.1:0" }
    """
        .formatted(folder.resolve("data"), socket(folder), user, user);
  }

  static Path socket(Path folder) {
    return folder.resolve("admin.sock");
  }

  private static Path log(Path folder) {
    return folder.resolve("daemon.log");
  }

  long pid() {
    return process.pid();
  }

  /**
   * Checks that it still runs.
   *
   * @throws DemoException with the last lines of its log if it does not
   */
  void requireAlive() {
    if (process.isAlive()) return;
    throw new DemoException("the daemon stopped by itself; its log ends:\n" + logEnd());
  }

  private String logEnd() {
    try {
      List<String> lines = Files.readAllLines(log(folder), StandardCharsets.UTF_8);
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  /** Stops it as SIGTERM does, and waits. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
