package jaruek.collector.receive;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** An rsyslogd that forwards what is written to one file. */
final class RsyslogDaemon implements AutoCloseable {
  private final Path input;
  private final Process process;

  /**
   * Starts it.
   *
   * @param global of the configuration's global()
   * @param action what it does with each line
   */
  RsyslogDaemon(Path folder, String global, String action) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/rsyslogd")), "needs Debian's rsyslog");
    input = Files.createFile(folder.resolve("input.log"));
    Path config = folder.resolve("rsyslog.conf");
    Files.writeString(
        config,
        """
        global(workDirectory="%s" %s)
        module(load="imfile" mode="polling" pollingInterval="1")
        %s
        input(type="imfile" file="%s" tag="school:" readMode="0" ruleset="forward")
        ruleset(name="forward" queue.type="LinkedList" queue.size="200000") {
        %s
        }
        """
            .formatted(
                folder,
                global,
                action.contains("omrelp") ? "module(load=\"omrelp\")" : "",
                input,
                action));
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

  /** Lines "line FROM" to "line TO-1". */
  void write(int from, int to) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = from; i < to; i++) lines.append("line ").append(i).append('\n');
    Files.writeString(input, lines, StandardOpenOption.APPEND);
  }

  static void needs(String module, String debianPackage) {
    boolean there =
        Files.exists(Path.of("/usr/lib/x86_64-linux-gnu/rsyslog/" + module))
            || Files.exists(Path.of("/usr/lib/aarch64-linux-gnu/rsyslog/" + module));
    assumeTrue(there, "needs Debian's " + debianPackage);
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
