package jaruek.radius.server;

import jaruek.radius.account.Accounts;
import jaruek.radius.account.AccountsConfig;
import jaruek.radius.account.PasswordCost;
import jaruek.radius.client.RadiusProbe;
import jaruek.radius.eap.EapConfig;
import jaruek.radius.eap.EapServer;
import jaruek.radius.login.LocalLogins;
import jaruek.radius.login.LoginConfig;
import jaruek.radius.packet.SharedSecret;
import jaruek.radius.proxy.Proxy;
import jaruek.radius.proxy.ProxyConfig;
import jaruek.radius.proxy.RealmLogins;
import jaruek.radius.session.SessionRules;
import jaruek.radius.session.SessionTable;
import jaruek.retention.record.Cidr;
import jaruek.retention.telemetry.Telemetry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A server on loopback with cheap hashes, a clock of its own and a recorder in memory. */
final class RunningServer implements AutoCloseable {
  static final String SECRET = "xyzzy5461";
  static final PasswordCost CHEAP = new PasswordCost(8, 1, 1);

  final KeptFrames kept = new KeptFrames();
  final Telemetry telemetry = new Telemetry();
  final AtomicLong nowMillis = new AtomicLong(Instant.parse("2026-11-23T03:00:00Z").toEpochMilli());

  /** Holds the password thread between a hash and its verdict while it is not zero. */
  volatile CountDownLatch passwordGate = new CountDownLatch(0);

  final InstantSource clock = this::now;
  final ClientTable clients = new ClientTable(List.of(client("loopback", "127.0.0.0/8", true)));
  final SessionTable sessions =
      new SessionTable(SessionRules.in(ZoneId.of("Asia/Bangkok")), telemetry, clock);
  final Accounts accounts;
  final LocalLogins logins;
  final RadiusServer server;
  final @Nullable EapServer eap;
  final @Nullable Proxy proxy;
  private final SecureRandom random = new SecureRandom();

  RunningServer(Path folder) {
    this(folder, CHEAP, 64);
  }

  RunningServer(Path folder, PasswordCost cost, int passwordQueueMax) {
    this(folder, cost, passwordQueueMax, null);
  }

  /** With EAP, and the real time: certificates have dates. */
  RunningServer(Path folder, EapConfig eapConfig) {
    this(folder, CHEAP, 64, eapConfig);
  }

  private RunningServer(
      Path folder, PasswordCost cost, int passwordQueueMax, @Nullable EapConfig eapConfig) {
    this(folder, cost, passwordQueueMax, eapConfig, null);
  }

  /** With other realms' home servers. */
  RunningServer(Path folder, ProxyConfig proxyConfig) {
    this(folder, CHEAP, 64, null, proxyConfig);
  }

  private RunningServer(
      Path folder,
      PasswordCost cost,
      int passwordQueueMax,
      @Nullable EapConfig eapConfig,
      @Nullable ProxyConfig proxyConfig) {
    if (eapConfig != null) nowMillis.set(System.currentTimeMillis());
    accounts =
        new Accounts(
            new AccountsConfig(
                folder.resolve("accounts.db"),
                folder.resolve("accounts.key"),
                ZoneId.of("Asia/Bangkok"),
                cost,
                1000,
                Duration.ofHours(1)),
            telemetry,
            clock,
            new SecureRandom());
    accounts.start();
    RadiusConfig config = new RadiusConfig(loopback(), loopback(), Duration.ofSeconds(8), 1 << 20);
    logins = new LocalLogins(accounts, new LoginConfig(1, passwordQueueMax), telemetry);
    logins.start();
    eap = eapConfig == null ? null : new EapServer(eapConfig, logins, telemetry, clock, random);
    if (eap != null) eap.start();
    proxy = proxyConfig == null ? null : new Proxy(proxyConfig, telemetry, random);
    if (proxy != null) proxy.start();
    server =
        new RadiusServer(
            config,
            clients,
            Access.of(proxy == null ? logins : new RealmLogins(logins, proxy.realms()))
                .withEap(eap)
                .withProxy(proxy),
            sessions,
            kept,
            telemetry,
            clock,
            random);
    server.start();
  }

  /** Of one that was given realms. */
  Proxy proxy() {
    return Objects.requireNonNull(proxy);
  }

  private Instant now() {
    if (Thread.currentThread().getName().startsWith("radius-password")) {
      try {
        passwordGate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    return Instant.ofEpochMilli(nowMillis.get());
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  static RadiusClient client(String name, String range, boolean requireMessageAuthenticator) {
    return new RadiusClient(
        name,
        Cidr.of(range),
        SECRET.getBytes(StandardCharsets.UTF_8),
        new ClientPolicy(requireMessageAuthenticator, LimitProxyState.AUTO, false));
  }

  /** Loopback, where devices log in by their MAC. */
  static RadiusClient macClient() {
    return new RadiusClient(
        "loopback",
        Cidr.of("127.0.0.0/8"),
        SECRET.getBytes(StandardCharsets.UTF_8),
        new ClientPolicy(true, LimitProxyState.AUTO, true));
  }

  RadiusProbe probe() throws SocketException {
    return probe(SECRET, Duration.ofSeconds(20), 1);
  }

  RadiusProbe probe(String secret, Duration timeout, int attempts) throws SocketException {
    return new RadiusProbe(
        server.authenticationAddress(),
        server.accountingAddress(),
        SharedSecret.of(secret),
        timeout,
        attempts,
        new SecureRandom());
  }

  long rejected(String reason) {
    return counted("radius.rejected", "reason", reason);
  }

  /** Logins by this method. */
  long accepted(String method) {
    return counted("radius.eap.accepted", "method", method);
  }

  long counted(String name) {
    return telemetry.sum("radius." + name);
  }

  private long counted(String name, String label, String value) {
    AtomicLong sum = new AtomicLong();
    telemetry.counters(
        (series, count) -> {
          int at = series.labels().indexOf(label);
          if (series.name().equals(name) && at >= 0 && series.labels().get(at + 1).equals(value)) {
            sum.addAndGet(count);
          }
        });
    return sum.get();
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) throw new AssertionError("waited 30 seconds in vain");
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    server.close();
    if (proxy != null) proxy.close();
    if (eap != null) eap.close();
    logins.close();
    accounts.close();
  }
}
