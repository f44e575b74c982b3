package jaruek.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminRequest;
import java.io.File;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The real daemon as a process that is killed and started again, always on the same folder and
 * ports. Used by one thread; {@link #ask} by any.
 */
final class KilledDaemon implements AutoCloseable {
  static final String SECRET = "kill-secret-0123456789";
  private static final long READY_SECONDS_MAX = 120;
  private static final long STOP_SECONDS_MAX = 120;

  final Path data;
  final InetSocketAddress authentication = freeUdp();
  final InetSocketAddress accounting = freeUdp();
  final InetSocketAddress netflow = freeUdp();
  final InetSocketAddress syslog = freeTcp();
  private final Path home;
  private final Path folder;
  private final Path configuration;
  private @Nullable Process process;

  /**
   * @param home the project's folder
   * @param folder an empty one
   */
  KilledDaemon(Path home, Path folder) throws IOException {
    this(home, folder, "");
  }

  /**
   * The same with more receivers.
   *
   * @param receivers settings of the section collector, a line each
   */
  KilledDaemon(Path home, Path folder, String receivers) throws IOException {
    this.home = home;
    this.folder = folder;
    data = folder.resolve("data");
    configuration = folder.resolve("jaruek.yaml");
    String user = System.getProperty("user.name");
    Files.writeString(
        configuration,
        """
        data-directory: %s
        zone: Asia/Bangkok
        admin: { socket: %s, roles: { admin: [%s], auditor: [%s], viewer: ["*"] } }
        metrics: { listen: "127.0.0.1:0" }
        radius:
          authentication: "127.0.0.1:%d"
          accounting: "127.0.0.1:%d"
          clients: [ { name: gw, address: 127.0.0.1/32, secret: "%s" } ]
        collector:
          syslog-tcp: "127.0.0.1:%d"
          netflow: "127.0.0.1:%d"
          sources: [ { name: gw, address: 127.0.0.1/32 } ]
        """
            .concat(receivers.indent(2))
            .formatted(
                data,
                socket(),
                user,
                user,
                authentication.getPort(),
                accounting.getPort(),
                SECRET,
                syslog.getPort(),
                netflow.getPort()));
  }

  private static InetSocketAddress freeUdp() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }

  static InetSocketAddress freeTcp() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }

  private Path socket() {
    return folder.resolve("admin.sock");
  }

  private Path log() {
    return folder.resolve("daemon.log");
  }

  /** Starts the process and does not wait. */
  void start() throws IOException {
    process = run(List.of("serve", "--config", configuration.toString()), log());
  }

  private Process run(List<String> command, Path output) throws IOException {
    List<String> whole = new ArrayList<>();
    whole.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    whole.add("@" + home.resolve("config/jvm.options"));
    whole.add("@" + home.resolve("config/daemon.options"));
    whole.add("-Djaruek.home=" + home);
    whole.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
    whole.add("jaruek.appliance.Main");
    whole.addAll(command);
    return new ProcessBuilder(whole)
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
        .start();
  }

  /**
   * Waits until it answers on the admin socket.
   *
   * @throws KillException if it ends before or does not in time
   */
  void awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
    while (System.nanoTime() < deadline) {
      requireAlive();
      try {
        var _ = ask("status");
        return;
      } catch (IOException e) { // not yet
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    throw new KillException("the daemon does not answer; its log is " + log());
  }

  private void requireAlive() {
    if (running().isAlive()) return;
    throw new KillException(
        "the daemon ended by itself with " + running().exitValue() + "; its log is " + log());
  }

  private Process running() {
    if (process == null) throw new IllegalStateException("not started");
    return process;
  }

  /** Asks the daemon. */
  List<ObjectNode> ask(String command) throws IOException {
    return ask(command, AdminCodec.object());
  }

  /** Asks the daemon. */
  List<ObjectNode> ask(String command, ObjectNode arguments) throws IOException {
    return new AdminAsk(socket().toString()).ask(new AdminRequest(command, arguments));
  }

  /** Of the process that runs. */
  long pid() {
    return running().pid();
  }

  /** SIGKILL, and waits for its end. */
  void kill() throws InterruptedException {
    requireAlive();
    var _ = running().destroyForcibly().waitFor();
  }

  /** SIGTERM, and waits for its end. */
  void stop() throws InterruptedException {
    running().destroy();
    if (running().waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) return;
    throw new KillException("the daemon does not stop; its log is " + log());
  }

  /** Runs {@code verify --store} over what it left; answers what was said if that is not clean. */
  List<String> verify() throws IOException, InterruptedException {
    return offline("verify", "--store");
  }

  /** Replays its journal into an empty store; answers what was said if any segment differs. */
  List<String> rebuild() throws IOException, InterruptedException {
    return offline("rebuild", "--to", folder.resolve("rebuilt").toString());
  }

  /** Runs a command that needs no daemon; answers what was said if it did not end with 0. */
  List<String> offline(String... command) throws IOException, InterruptedException {
    Path output = folder.resolve(command[0] + ".log");
    List<String> whole = new ArrayList<>(List.of(command));
    whole.addAll(List.of("--config", configuration.toString()));
    return run(whole, output).waitFor() == 0 ? List.of() : Files.readAllLines(output);
  }

  @Override
  public void close() {
    if (process != null) process.destroyForcibly();
  }
}
