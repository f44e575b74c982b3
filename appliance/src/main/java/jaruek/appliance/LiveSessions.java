package jaruek.appliance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.appliance.admin.AdminCommand;
import jaruek.appliance.admin.CoaCommand;
import jaruek.appliance.admin.DisconnectCommand;
import jaruek.appliance.admin.OperationLog;
import jaruek.appliance.config.Configuration;
import jaruek.radius.account.Accounts;
import jaruek.radius.coa.CoaClient;
import jaruek.radius.coa.CoaConfig;
import jaruek.radius.coa.CoaResult;
import jaruek.radius.coa.Reconciler;
import jaruek.radius.coa.SessionControl;
import jaruek.radius.coa.Stay;
import jaruek.radius.packet.Attribute;
import jaruek.radius.policy.TermsAttributes;
import jaruek.radius.policy.TermsPolicy;
import jaruek.radius.server.RadiusClient;
import jaruek.radius.server.RadiusClients;
import jaruek.radius.session.OpenSession;
import jaruek.radius.session.SessionRebuild;
import jaruek.radius.session.SessionRules;
import jaruek.radius.session.SessionSnapshot;
import jaruek.radius.session.SessionTable;
import jaruek.retention.journal.Journal;
import jaruek.retention.journal.JournalException;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.query.QueryException;
import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of open sessions with what fills it at the start and what ends sessions. Started before
 * the RADIUS ports open; the older usage is read meanwhile.
 */
final class LiveSessions implements AutoCloseable {
  /** So long the start waits for the decoder to have caught up with the journal. */
  private static final long DECODED_NANOS_MAX = 10_000_000_000L;

  /** More often than this gains nothing: a minute's events are read within the blink of an eye. */
  private static final long SNAPSHOT_SECONDS = 60;

  private static final long CLOSE_SECONDS_MAX = 10;

  private static final Logger LOG = LoggerFactory.getLogger(LiveSessions.class);

  private final SessionRules rules;
  private final SessionTable table;
  private final RadiusClients clients;
  private final CoaClient coa;
  private final SessionControl control;
  private final OperationLog operations;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private final SessionSnapshot snapshot;
  private final ScheduledExecutorService snapshots =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("radius-sessions").factory());
  private @Nullable Applied applied;
  private @Nullable Reconciler reconciler;
  private @Nullable Thread reading;
  // a snapshot of a table that is not filled would make it last
  private volatile boolean complete;

  LiveSessions(
      Configuration.SessionTimes times,
      ZoneId zone,
      Path snapshotFile,
      Journal journal,
      RadiusClients clients,
      OperationLog operations,
      InstantSource clock,
      Telemetry telemetry) {
    this.rules = SessionRules.of(times.interimLimit(), times.silenceLimit(), zone);
    this.table = new SessionTable(rules, telemetry, clock);
    this.clients = clients;
    this.coa = new CoaClient(CoaConfig.DEFAULT, telemetry, clock, new SecureRandom());
    this.control = new SessionControl(table, coa, this::target);
    this.operations = operations;
    this.clock = clock;
    this.telemetry = telemetry;
    this.snapshot =
        new SessionSnapshot(snapshotFile, journal, table, rules.zone(), telemetry, clock);
  }

  SessionTable table() {
    return table;
  }

  /** For the admin socket. */
  List<AdminCommand> commands() {
    List<AdminCommand> commands = new ArrayList<>();
    commands.add(new DisconnectCommand(table, this::disconnect).command());
    Applied by = applied;
    if (by != null) {
      CoaCommand.Policy settings = session -> settings(session, by);
      commands.add(new CoaCommand(table, by.named, settings, this::change).command());
    }
    return commands;
  }

  /** By what open sessions may be changed: what logins get now. */
  private record Applied(TermsPolicy policy, TermsAttributes named, Accounts accounts) {}

  void applying(TermsPolicy policy, TermsAttributes named, Accounts accounts) {
    applied = new Applied(policy, named, accounts);
  }

  private Optional<List<Attribute>> settings(OpenSession session, Applied by) {
    String user = session.userName();
    if (user == null) return Optional.empty();
    Instant start = Instant.ofEpochMilli(session.startMillis());
    String client = session.client() == null ? "" : session.client();
    return by.accounts
        .find(user)
        .map(account -> by.policy.changes(account, client, start, clock.instant()));
  }

  /**
   * Reads who is online from the snapshot or else from the store, and begins to look who must go.
   *
   * @param lagFrames frames journalled and not yet decoded
   */
  void start(QueryEngine engine, LongSupplier lagFrames, Stay stay) {
    if (snapshot.load()) complete = true;
    else rebuild(engine, lagFrames);
    // the first at once: who is killed again within the minute reads no event twice
    var _ = snapshots.scheduleWithFixedDelay(this::save, 0, SNAPSHOT_SECONDS, TimeUnit.SECONDS);
    coa.start();
    reconciler = new Reconciler(table, control, stay, this::ended, clock, telemetry);
    reconciler.start();
  }

  private void rebuild(QueryEngine engine, LongSupplier lagFrames) {
    awaitDecoded(lagFrames);
    SessionRebuild rebuild =
        new SessionRebuild(engine, rules, table, telemetry.counter("radius.sessions.rebuild-cut"));
    long now = clock.millis();
    boolean online = read(() -> rebuild.online(now));
    reading =
        Thread.ofPlatform()
            .daemon()
            .name("radius-usage")
            .start(
                () -> {
                  complete = read(() -> rebuild.used(now)) && online;
                  // at once: a start from a snapshot need not wait for the decoder
                  if (!snapshots.isShutdown()) snapshots.execute(this::save);
                });
  }

  private void save() {
    if (complete) snapshot.save();
  }

  private static void awaitDecoded(LongSupplier lagFrames) {
    long began = System.nanoTime();
    while (lagFrames.getAsLong() > 0 && System.nanoTime() - began < DECODED_NANOS_MAX) {
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** Without it logins work, but limits begin anew. */
  private static boolean read(Runnable question) {
    try {
      question.run();
      return true;
    } catch (QueryException e) {
      LOG.error("stored sessions could not be read: those from before the start do not count", e);
      return false;
    }
  }

  /** Where a session's client takes disconnects: where its accounting came from. */
  private Optional<SessionControl.Target> target(OpenSession session) {
    IpAddress source = session.source();
    Optional<IpAddress> address =
        source == null ? IpAddress.parse(session.nas()) : Optional.of(source);
    return address.flatMap(a -> clients.find(a).map(client -> target(a, client)));
  }

  private static SessionControl.Target target(IpAddress address, RadiusClient client) {
    try {
      InetAddress host = InetAddress.getByAddress(address.bytes());
      return new SessionControl.Target(
          new InetSocketAddress(host, client.policy().coaPort()), client.secret());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  private CompletableFuture<CoaResult> disconnect(OpenSession session, String actor) {
    return control
        .disconnect(session)
        .whenComplete(
            (result, failure) -> {
              if (result != null) record("session disconnect", actor, "command", session, result);
            });
  }

  private CompletableFuture<CoaResult> change(
      OpenSession session, List<Attribute> attributes, String actor, String what) {
    return control
        .change(session, attributes)
        .whenComplete(
            (result, failure) -> {
              if (result != null) record("session change", actor, what, session, result);
            });
  }

  private void ended(Reconciler.Ended ended) {
    record("session disconnect", "system", ended.reason(), ended.session(), ended.result());
  }

  private void record(
      String action, String actor, String reason, OpenSession session, CoaResult result) {
    ObjectNode detail = DisconnectCommand.json(session, result);
    detail.remove("code");
    detail.put("reason", reason);
    try {
      operations.record(actor, action, null, detail, result.word(), null);
    } catch (JournalException e) {
      LOG.error("a {} could not be recorded: {}", action, detail, e);
    }
  }

  /** When no events come any more, and the journal is open still. */
  @Override
  public void close() {
    if (reconciler != null) reconciler.close();
    coa.close();
    if (reading != null) reading.interrupt();
    snapshots.shutdown();
    try {
      if (!snapshots.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    save();
  }
}
