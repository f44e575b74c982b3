package jaruek.radius.directory;

import com.unboundid.ldap.sdk.LDAPException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Asks each server whether it answers, by connections of its own. */
public final class DirectoryProbe {
  private DirectoryProbe() {}

  /**
   * What one server said.
   *
   * @param problem null if all is well
   */
  public record Reply(DirectoryServer server, @Nullable String problem) {}

  /**
   * The replies of all, one after the other: each takes some timeouts at most.
   *
   * @throws DirectoryException if the certificates cannot be read
   */
  public static List<Reply> ask(DirectoryConfig config) {
    List<Reply> replies = new ArrayList<>();
    for (DirectoryServer server : config.servers().list()) replies.add(ask(config, server));
    return replies;
  }

  private static Reply ask(DirectoryConfig config, DirectoryServer server) {
    boolean encrypted = server.tls() || config.servers().startTls();
    SSLContext tls = encrypted ? TlsSockets.context(config.servers().ca()) : null;
    InstantSource clock = InstantSource.system();
    LongAdder uncounted = new LongAdder();
    Breaker breaker = new Breaker(clock, uncounted);
    try (ServerLink link =
        new ServerLink(server, config, tls, group -> true, clock, breaker, uncounted)) {
      link.probe();
      return new Reply(server, null);
    } catch (LDAPException e) {
      return new Reply(server, ServerLink.problem(e));
    }
  }
}
