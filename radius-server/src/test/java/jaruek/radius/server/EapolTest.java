package jaruek.radius.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** wpa_supplicant's EAP against a RADIUS server, without a network between. */
final class EapolTest {
  static final Path PROGRAM = Path.of("/usr/sbin/eapol_test");
  static final Path PROGRAM_LOCAL = Path.of("/usr/bin/eapol_test");

  private final Path folder;
  private final int port;

  EapolTest(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  static Path program() {
    return Files.isExecutable(PROGRAM_LOCAL) ? PROGRAM_LOCAL : PROGRAM;
  }

  /** What it wrote, and whether it is content. */
  record Run(String output, boolean success) {
    boolean keysAgree() {
      return output.contains("MPPE keys OK: 1  mismatch: 0");
    }

    long count(String part) {
      return output.lines().filter(line -> line.contains(part)).count();
    }
  }

  /** Runs with the lines of one network block. */
  Run run(List<String> network, String... options) throws IOException, InterruptedException {
    Path conf = Files.createTempFile(folder, "eapol", ".conf");
    Files.writeString(
        conf, "network={\n  key_mgmt=IEEE8021X\n  " + String.join("\n  ", network) + "\n}\n");
    List<String> command =
        new ArrayList<>(
            List.of(
                program().toString(),
                "-c",
                conf.toString(),
                "-a",
                "127.0.0.1",
                "-p",
                "" + port,
                "-s",
                RunningServer.SECRET,
                "-t",
                "20"));
    command.addAll(Arrays.asList(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    return new Run(output, status == 0 && output.stripTrailing().endsWith("SUCCESS"));
  }
}
