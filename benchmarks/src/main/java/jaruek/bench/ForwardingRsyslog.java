package jaruek.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** An rsyslogd of our own that forwards what is written to one file, line by line and in order. */
final class ForwardingRsyslog implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/rsyslogd");
  private static final long STOP_SECONDS_MAX = 30;

  private final Path input;
  private final Process process;

  /**
   * Starts it.
   *
   * @param folder an empty one
   * @param global of the configuration's global()
   * @param action what it does with each line
   */
  ForwardingRsyslog(Path folder, String global, String action) throws IOException {
    if (!Files.isExecutable(PROGRAM)) throw new KillException("needs Debian's rsyslog");
    input = Files.createFile(folder.resolve("input.log"));
    Path configuration = folder.resolve("rsyslog.conf");
    Files.writeString(
        configuration,
        """
        global(workDirectory="%s" %s)
        module(load="imfile")
        %s
        input(type="imfile" file="%s" tag="kills:" ruleset="forward")
        ruleset(name="forward" queue.type="LinkedList" queue.size="50000") {
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
                PROGRAM.toString(),
                "-n",
                "-f",
                configuration.toString(),
                "-i",
                folder.resolve("rsyslog.pid").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("rsyslog.log").toFile())
            .start();
  }

  /** Lines for it to forward, each with its line feed. */
  void write(String lines) throws IOException {
    if (!process.isAlive()) throw new KillException("rsyslogd ended by itself");
    Files.writeString(input, lines, StandardOpenOption.APPEND);
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new IOException(e);
    }
  }
}
