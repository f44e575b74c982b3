package jaruek.radius.directory;

import jaruek.retention.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/** All servers of the directory: the first that answers counts. */
final class Directory implements AutoCloseable {
  private final List<ServerLink> servers = new ArrayList<>();

  Directory(
      DirectoryConfig config, Predicate<String> isGroup, Telemetry telemetry, InstantSource clock) {
    for (DirectoryServer server : config.servers().list()) {
      boolean encrypted = server.tls() || config.servers().startTls();
      SSLContext tls = encrypted ? TlsSockets.context(config.servers().ca()) : null;
      String name = server.toString();
      Breaker breaker =
          new Breaker(clock, telemetry.counter("radius.directory.left-alone", "server", name));
      telemetry.gauge("radius.directory.down", () -> breaker.isOpen() ? 1 : 0, "server", name);
      servers.add(
          new ServerLink(
              server,
              config,
              tls,
              isGroup,
              clock,
              breaker,
              telemetry.counter("radius.directory.failures", "server", name)));
    }
  }

  Answer ask(ServerLink.Question question) {
    boolean misconfigured = false;
    for (ServerLink server : servers) {
      switch (server.ask(question)) {
        case Answer.Nothing(boolean ours) -> misconfigured |= ours;
        case Answer.Known known -> {
          return known;
        }
        case Answer.Refused refused -> {
          return refused;
        }
      }
    }
    return new Answer.Nothing(misconfigured);
  }

  @Override
  public void close() {
    servers.forEach(ServerLink::close);
  }
}
