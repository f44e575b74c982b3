package jaruek.radius.server;

import jaruek.radius.account.Accounts;
import jaruek.radius.account.AccountsConfig;
import jaruek.radius.account.NewAccount;
import jaruek.radius.login.LocalLogins;
import jaruek.radius.login.LoginConfig;
import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.AttributeType;
import jaruek.radius.packet.PacketCode;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import jaruek.radius.session.SessionRules;
import jaruek.radius.session.SessionTable;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Logins and accounting a second over loopback, client included, journal left out: a main program,
 * not a test. Arguments: milliseconds per measurement, sockets, requests in flight on each.
 */
final class LoginLoad {
  private static final SharedSecret SECRET = SharedSecret.of(RunningServer.SECRET);
  private static final int USERS = 500;

  private final InetSocketAddress server;
  private final int inFlight;
  private final long millis;
  private final SplittableRandom random = new SplittableRandom(1);
  private final boolean accounting;

  private LoginLoad(InetSocketAddress server, int inFlight, long millis, boolean accounting) {
    this.server = server;
    this.inFlight = inFlight;
    this.millis = millis;
    this.accounting = accounting;
  }

  public static void main(String[] arguments) throws Exception {
    long millis = Long.parseLong(arguments[0]);
    int sockets = Integer.parseInt(arguments[1]);
    int inFlight = Integer.parseInt(arguments[2]);
    Path folder = Files.createTempDirectory("radius-load");
    AtomicLong frames = new AtomicLong();
    AtomicLong batches = new AtomicLong();
    Telemetry telemetry = new Telemetry();
    try (Accounts accounts =
            new Accounts(
                AccountsConfig.in(folder, ZoneOffset.UTC),
                telemetry,
                InstantSource.system(),
                new SecureRandom());
        LocalLogins logins = new LocalLogins(accounts, LoginConfig.DEFAULT, telemetry);
        RadiusServer server =
            new RadiusServer(
                RadiusConfig.on(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                new ClientTable(List.of(RunningServer.client("load", "127.0.0.0/8", true))),
                Access.of(logins),
                new SessionTable(
                    SessionRules.in(ZoneOffset.UTC), telemetry, InstantSource.system()),
                batch -> {
                  batches.incrementAndGet();
                  return new JournalPosition(frames.getAndAdd(batch.size()));
                },
                telemetry,
                InstantSource.system(),
                new SecureRandom())) {
      accounts.start();
      long before = System.nanoTime();
      for (int i = 0; i < USERS; i++) accounts.add(NewAccount.of("user" + i, "password" + i));
      print("add, one thread", USERS, System.nanoTime() - before);
      logins.start();
      server.start();
      before = System.nanoTime();
      LoginLoad first = new LoginLoad(server.authenticationAddress(), 64, 0, false);
      print("cold logins", first.once(USERS), System.nanoTime() - before);
      for (int round = 0; round < 4; round++) {
        for (boolean accounting : new boolean[] {false, true}) {
          InetSocketAddress port =
              accounting ? server.accountingAddress() : server.authenticationAddress();
          frames.set(0);
          batches.set(0);
          List<Callable<Long>> loads = new ArrayList<>();
          for (int i = 0; i < sockets; i++) {
            loads.add(() -> new LoginLoad(port, inFlight, millis, accounting).run());
          }
          before = System.nanoTime();
          long answered = 0;
          try (var threads = Executors.newFixedThreadPool(sockets)) {
            for (Future<Long> load : threads.invokeAll(loads)) answered += load.get();
          }
          print(accounting ? "accounting" : "cached logins", answered, System.nanoTime() - before);
          System.out.printf("   %.1f frames a batch%n", (double) frames.get() / batches.get());
        }
      }
    }
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) Files.delete(file);
    }
    Files.delete(folder);
  }

  private static void print(String what, long count, long nanos) {
    System.out.printf(
        "%s: %d in %d ms, %.0f/s%n", what, count, nanos / 1_000_000, count * 1e9 / nanos);
  }

  /** Each user once, a window of requests in flight. */
  private long once(int users) throws IOException {
    try (DatagramChannel channel = DatagramChannel.open().connect(server)) {
      channel.socket().setSoTimeout(30_000);
      int sent = 0;
      for (; sent < Math.min(inFlight, users); sent++) send(channel, sent & 0xff, sent);
      for (int answered = 1; answered <= users; answered++) {
        receive(channel);
        if (sent < users) send(channel, sent & 0xff, sent++);
      }
      return users;
    }
  }

  private long run() throws IOException {
    long end = System.nanoTime() + millis * 1_000_000;
    long answered = 0;
    try (DatagramChannel channel = DatagramChannel.open().connect(server)) {
      channel.socket().setSoTimeout(2000);
      for (int id = 0; id < inFlight; id++) send(channel, id, random.nextInt(USERS));
      while (System.nanoTime() < end) {
        int id = receive(channel);
        answered++;
        send(channel, id, random.nextInt(USERS));
      }
      return answered;
    }
  }

  private void send(DatagramChannel channel, int id, int user) throws IOException {
    channel.write(ByteBuffer.wrap(accounting ? interim(id) : login(id, user)));
  }

  private byte[] login(int id, int user) {
    byte[] authenticator = new byte[16];
    random.nextBytes(authenticator);
    byte[] password = ("password" + user).getBytes(StandardCharsets.US_ASCII);
    return PacketWriter.request(
        PacketCode.ACCESS_REQUEST,
        id,
        authenticator,
        List.of(
            Attribute.text(AttributeType.USER_NAME, "user" + user),
            new Attribute(AttributeType.USER_PASSWORD, SECRET.hide(password, authenticator)),
            Attribute.number(AttributeType.NAS_IP_ADDRESS, 0xc0000201L),
            Attribute.text(AttributeType.CALLING_STATION_ID, "AA-BB-CC-DD-EE-FF")),
        SECRET);
  }

  private byte[] interim(int id) {
    return PacketWriter.accountingRequest(
        id,
        List.of(
            Attribute.number(AttributeType.ACCT_STATUS_TYPE, 3),
            Attribute.text(AttributeType.USER_NAME, "user1"),
            Attribute.text(AttributeType.ACCT_SESSION_ID, Long.toHexString(random.nextLong())),
            Attribute.number(AttributeType.FRAMED_IP_ADDRESS, 0x0a000001L),
            Attribute.number(AttributeType.ACCT_INPUT_OCTETS, 12345),
            Attribute.number(AttributeType.ACCT_OUTPUT_OCTETS, 54321)),
        SECRET);
  }

  private static int receive(DatagramChannel channel) throws IOException {
    ByteBuffer reply = ByteBuffer.allocate(4096);
    SocketAddress from = channel.receive(reply);
    if (from == null) throw new SocketTimeoutException("a reply is missing");
    return reply.get(1) & 0xff;
  }
}
