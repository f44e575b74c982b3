package jaruek.collector.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** util-linux's logger and rsyslogd speak to the receivers. */
final class RealSyslogClientTest {
  @TempDir Path directory;

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), String.join(" ", command));
  }

  private static String port(InetSocketAddress address) {
    return Integer.toString(address.getPort());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--rfc5424", "--rfc3164"})
  void loggerDeliversOverUdpAndTcp(String format) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/logger")), "needs Debian's bsdutils");
    try (CollectorFixture fixture = new CollectorFixture()) {
      String udp = port(fixture.collector().syslogUdpAddress().orElseThrow());
      String tcp = port(fixture.collector().syslogTcpAddress().orElseThrow());
      run("logger", "-n", "127.0.0.1", "-P", udp, "-d", format, "by datagram");
      run("logger", "-n", "127.0.0.1", "-P", tcp, "-T", format, "by line");
      run("logger", "-n", "127.0.0.1", "-P", tcp, "-T", "--octet-count", format, "by count");
      List<String> texts = fixture.awaitTexts(3);
      assertEquals(3, texts.size());
      for (String said : List.of("by datagram", "by line", "by count")) {
        assertTrue(
            texts.stream().anyMatch(t -> t.startsWith("<13>") && t.endsWith(said)),
            said + " in " + texts);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"traditional", "octet-counted"})
  void rsyslogForwardsOverTcp(String framing) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/rsyslogd")), "needs Debian's rsyslog");
    try (CollectorFixture fixture = new CollectorFixture()) {
      Path input = Files.createFile(directory.resolve("input.log"));
      Path config = directory.resolve("rsyslog.conf");
      Files.writeString(
          config,
          """
          global(workDirectory="%1$s")
          module(load="imfile" mode="polling" pollingInterval="1")
          input(type="imfile" file="%2$s" tag="school:" readMode="0")
          action(type="omfwd" target="127.0.0.1" port="%3$s" protocol="tcp"
                 tcp_framing="%4$s" template="RSYSLOG_SyslogProtocol23Format")
          """
              .formatted(
                  directory,
                  input,
                  port(fixture.collector().syslogTcpAddress().orElseThrow()),
                  framing));
      Process rsyslogd =
          new ProcessBuilder(
                  "/usr/sbin/rsyslogd",
                  "-n",
                  "-f",
                  config.toString(),
                  "-i",
                  directory.resolve("pid").toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("rsyslog.out").toFile())
              .start();
      try {
        try (OutputStream out = Files.newOutputStream(input)) {
          for (int i = 0; i < 500; i++)
            out.write(CollectorFixture.bytes("line " + i + " สวัสดี\n"));
        }
        List<String> texts = fixture.awaitTexts(500);
        List<String> ours = texts.stream().filter(t -> t.contains("school")).toList();
        assertEquals(500, ours.size());
        for (int i = 0; i < 500; i++) {
          assertTrue(ours.get(i).endsWith("line " + i + " สวัสดี"), ours.get(i));
        }
      } finally {
        rsyslogd.destroy();
        assertTrue(rsyslogd.waitFor(30, TimeUnit.SECONDS));
      }
    }
  }
}
