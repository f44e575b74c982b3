package jaruek.radius.directory;

import com.unboundid.ldap.sdk.ExtendedResult;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one server for one purpose. Each is one thread's while it is used; some idle ones
 * are kept, for TLS costs more than a question. Any thread may call.
 */
final class Connections implements AutoCloseable {
  /** The most that are kept idle. */
  static final int IDLE_MAX = DirectoryLogins.THREADS;

  /** An idle one is not used after so long: servers and firewalls forget it. */
  static final Duration IDLE_TIME = Duration.ofSeconds(60);

  /** The longest message taken: a user who is in some ten thousand groups. */
  static final int MESSAGE_BYTES_MAX = 2 * 1024 * 1024;

  private final DirectoryServer server;
  private final @Nullable SSLContext tls;
  private final DirectoryConfig.@Nullable ServiceAccount account;
  private final int timeoutMillis;
  private final InstantSource clock;
  private final ArrayDeque<Idle> idle = new ArrayDeque<>();
  private boolean closed;

  private record Idle(LDAPConnection connection, long sinceMillis) {}

  /** What a connection is needed for. */
  interface Use<T> {
    T with(LDAPConnection connection) throws LDAPException;
  }

  /**
   * None is opened yet.
   *
   * @param tls null for connections without
   * @param account who is bound on them at first; null for nobody
   */
  Connections(
      DirectoryServer server,
      @Nullable SSLContext tls,
      DirectoryConfig.@Nullable ServiceAccount account,
      Duration timeout,
      InstantSource clock) {
    this.server = server;
    this.tls = tls;
    this.account = account;
    this.timeoutMillis = Math.toIntExact(timeout.toMillis());
    this.clock = clock;
  }

  /**
   * Uses one; if it was idle and the server has closed it since, another.
   *
   * @throws LDAPException if the server does not answer, or the use throws it
   */
  <T> T use(Use<T> use) throws LDAPException {
    LDAPConnection waiting = taken();
    if (waiting != null) {
      try {
        return used(waiting, use);
      } catch (LDAPException e) {
        if (!e.getResultCode().equals(ResultCode.SERVER_DOWN)) throw e;
      }
    }
    return used(open(), use);
  }

  private <T> T used(LDAPConnection connection, Use<T> use) throws LDAPException {
    boolean usable = false;
    try {
      T result = use.with(connection);
      usable = true;
      return result;
    } catch (LDAPException e) {
      usable = e.getResultCode().isConnectionUsable();
      throw e;
    } finally {
      if (!usable || !keep(connection)) connection.close();
    }
  }

  private @Nullable LDAPConnection taken() {
    long now = clock.millis();
    while (true) {
      Idle one;
      synchronized (this) {
        one = idle.pollLast();
      }
      if (one == null) return null;
      long age = now - one.sinceMillis;
      if (age >= 0 && age < IDLE_TIME.toMillis() && one.connection.isConnected()) {
        return one.connection;
      }
      one.connection.close();
    }
  }

  private synchronized boolean keep(LDAPConnection connection) {
    if (closed || idle.size() >= IDLE_MAX) return false;
    idle.addLast(new Idle(connection, clock.millis()));
    return true;
  }

  private LDAPConnection open() throws LDAPException {
    LDAPConnection connection = new LDAPConnection(sockets(), options());
    boolean good = false;
    try {
      connection.connect(server.host(), server.port(), timeoutMillis);
      if (tls != null && !server.tls()) startTls(connection, tls);
      if (account != null) connection.bind(account.dn(), account.password());
      good = true;
      return connection;
    } finally {
      if (!good) connection.close();
    }
  }

  private @Nullable SocketFactory sockets() {
    return tls != null && server.tls() ? sockets(tls) : null;
  }

  /** One for each connection: the SDK lets one thread at a time use one. */
  private TlsSockets sockets(SSLContext context) {
    return new TlsSockets(context, server.host(), timeoutMillis);
  }

  private void startTls(LDAPConnection connection, SSLContext context) throws LDAPException {
    ExtendedResult result =
        connection.processExtendedOperation(new StartTLSExtendedRequest(sockets(context)));
    if (!result.getResultCode().equals(ResultCode.SUCCESS)) throw new LDAPException(result);
  }

  private LDAPConnectionOptions options() {
    LDAPConnectionOptions options = new LDAPConnectionOptions();
    options.setUseSynchronousMode(true); // no thread of its own for reading
    options.setConnectTimeoutMillis(timeoutMillis);
    options.setResponseTimeoutMillis(timeoutMillis);
    options.setMaxMessageSize(MESSAGE_BYTES_MAX);
    options.setFollowReferrals(false); // a password is for the configured servers only
    options.setBindWithDNRequiresPassword(true);
    return options;
  }

  @Override
  public synchronized void close() {
    closed = true;
    idle.forEach(one -> one.connection.close());
    idle.clear();
  }
}
