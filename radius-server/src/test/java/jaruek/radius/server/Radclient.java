package jaruek.radius.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * FreeRADIUS's client, one request at a time.
 *
 * @param tries how often it sends a request that is not answered
 * @param seconds how long it waits each time
 */
record Radclient(InetSocketAddress server, String secret, int tries, String seconds) {
  static final Path PROGRAM = Path.of("/usr/bin/radclient");

  /** Longer than any machine is busy. */
  static final String PATIENCE_SECONDS = "20";

  /** One that is not to send again. */
  static Radclient patient(InetSocketAddress server) {
    return new Radclient(server, RunningServer.SECRET, 1, PATIENCE_SECONDS);
  }

  /**
   * Sends one request.
   *
   * @param command such as {@code auth} or {@code acct}
   * @param attributes with commas between
   * @return all that it printed, the request too
   */
  String ask(String command, String attributes) throws IOException, InterruptedException {
    String address = "127.0.0.1:" + server.getPort();
    Process radclient =
        new ProcessBuilder(
                PROGRAM.toString(), "-x", "-r", "" + tries, "-t", seconds, address, command, secret)
            .redirectErrorStream(true)
            .start();
    try (var in = radclient.getOutputStream()) {
      in.write((attributes + "\n").getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(radclient.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    radclient.waitFor();
    return output;
  }
}
