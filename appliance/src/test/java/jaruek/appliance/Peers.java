package jaruek.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Other people's programs that speak to the appliance. */
final class Peers {
  static final String SECRET = "peer-secret-0123456789";
  private static final long SECONDS_MAX = 60;

  private Peers() {}

  /** Skips the test where the program is missing. */
  static void need(String program, String debianPackage) {
    assumeTrue(
        Stream.of("/usr/bin", "/usr/sbin", "/bin").anyMatch(f -> isThere(Path.of(f, program))),
        "needs the Debian package " + debianPackage);
  }

  private static boolean isThere(Path program) {
    return Files.isExecutable(program);
  }

  static void needAll() {
    need("radclient", "freeradius-utils");
    need("logger", "bsdutils");
    need("rsyslogd", "rsyslog");
    need("softflowd", "softflowd");
  }

  /**
   * FreeRADIUS's client; answers all it says.
   *
   * @param command auth, acct or status
   * @param seconds to wait for an answer
   */
  static String radclient(InetSocketAddress to, String command, String seconds, String attributes)
      throws IOException, InterruptedException {
    Process radclient =
        new ProcessBuilder(
                "radclient",
                "-x",
                "-r",
                "1",
                "-t",
                seconds,
                "127.0.0.1:" + to.getPort(),
                command,
                SECRET)
            .redirectErrorStream(true)
            .start();
    try (var in = radclient.getOutputStream()) {
      in.write((attributes + "\n").getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(radclient.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(radclient.waitFor(SECONDS_MAX, TimeUnit.SECONDS));
    return said;
  }

  static void radclientGets(String reply, InetSocketAddress to, String command, String attributes)
      throws IOException, InterruptedException {
    String said = radclient(to, command, "20", attributes);
    assertTrue(said.contains("Received " + reply), said);
  }

  /** util-linux's logger. */
  static void logger(InetSocketAddress to, String transport, String text)
      throws IOException, InterruptedException {
    String port = Integer.toString(to.getPort());
    run("logger", "-n", "127.0.0.1", "-P", port, transport, "--rfc5424", "-t", "peer", text);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertTrue(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS), String.join(" ", command));
    assertEquals(0, process.exitValue(), String.join(" ", command));
  }

  /** softflowd's export of a capture, to its end. */
  static void softflowd(Path capture, InetSocketAddress to, int version)
      throws IOException, InterruptedException {
    String target = "127.0.0.1:" + to.getPort();
    run(
        "softflowd",
        "-r",
        capture.toString(),
        "-n",
        target,
        "-v",
        "" + version,
        "-c",
        "none",
        "-d");
  }

  /** rsyslogd, which forwards what is appended to a file. */
  static final class Rsyslog implements AutoCloseable {
    private final Path input;
    private final Process process;

    Rsyslog(Path folder, InetSocketAddress to) throws IOException {
      Files.createDirectories(folder);
      input = Files.createFile(folder.resolve("input.log"));
      Path config = folder.resolve("rsyslog.conf");
      Files.writeString(
          config,
          """
          global(workDirectory="%1$s")
          module(load="imfile" mode="polling" pollingInterval="1")
          input(type="imfile" file="%2$s" tag="school:" readMode="0")
          action(type="omfwd" target="127.0.0.1" port="%3$d" protocol="tcp"
                 tcp_framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format")
          """
              .formatted(folder, input, to.getPort()));
      process =
          new ProcessBuilder(
                  "/usr/sbin/rsyslogd",
                  "-n",
                  "-f",
                  config.toString(),
                  "-i",
                  folder.resolve("pid").toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("rsyslog.out").toFile())
              .start();
    }

    void write(String lines) throws IOException {
      Files.writeString(input, lines);
    }

    @Override
    public void close() {
      process.destroy();
      try {
        assertTrue(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
