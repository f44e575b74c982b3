package jaruek.appliance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.appliance.admin.AdminCommand;
import jaruek.appliance.admin.AdminCommands;
import jaruek.appliance.admin.AdminServer;
import jaruek.appliance.admin.CaseCommands;
import jaruek.appliance.admin.Cases;
import jaruek.appliance.admin.CheckpointCommands;
import jaruek.appliance.admin.CoverageCommand;
import jaruek.appliance.admin.Device;
import jaruek.appliance.admin.DeviceCommands;
import jaruek.appliance.admin.DeviceKind;
import jaruek.appliance.admin.DeviceRegistry;
import jaruek.appliance.admin.DeviceSnapshot;
import jaruek.appliance.admin.DoctorCommand;
import jaruek.appliance.admin.ExportCommand;
import jaruek.appliance.admin.ExportRequests;
import jaruek.appliance.admin.GroupCommands;
import jaruek.appliance.admin.GroupDatabase;
import jaruek.appliance.admin.HoldCommands;
import jaruek.appliance.admin.KeyCommands;
import jaruek.appliance.admin.OperationLog;
import jaruek.appliance.admin.QueryCommands;
import jaruek.appliance.admin.RetentionCommands;
import jaruek.appliance.admin.RoleTable;
import jaruek.appliance.admin.SourcesCommand;
import jaruek.appliance.admin.StoreCommands;
import jaruek.appliance.admin.UserCommands;
import jaruek.appliance.admin.VoucherCommands;
import jaruek.appliance.config.Configuration;
import jaruek.appliance.config.Endpoint;
import jaruek.appliance.doctor.Check;
import jaruek.appliance.doctor.ClockCheck;
import jaruek.appliance.doctor.Doctor;
import jaruek.appliance.doctor.ExpiryCheck;
import jaruek.appliance.doctor.Finding;
import jaruek.appliance.doctor.ForwardCheck;
import jaruek.appliance.doctor.LoginCheck;
import jaruek.appliance.doctor.LossCheck;
import jaruek.appliance.doctor.ProxyCheck;
import jaruek.appliance.doctor.SocketBufferCheck;
import jaruek.appliance.doctor.SourcesCheck;
import jaruek.appliance.doctor.StoreCheck;
import jaruek.appliance.imports.ImportCommand;
import jaruek.appliance.metrics.MetricsServer;
import jaruek.collector.forward.ForwardStatus;
import jaruek.collector.forward.Forwards;
import jaruek.collector.imported.ImportTallies;
import jaruek.collector.receive.Collector;
import jaruek.collector.receive.CollectorConfig;
import jaruek.collector.receive.KernelDrops;
import jaruek.collector.receive.Source;
import jaruek.collector.receive.Sources;
import jaruek.collector.receive.StreamListener;
import jaruek.radius.account.Account;
import jaruek.radius.account.Accounts;
import jaruek.radius.account.AccountsConfig;
import jaruek.radius.certificate.CertificateAuthority;
import jaruek.radius.certificate.CertificateRenewal;
import jaruek.radius.dictionary.Dictionaries;
import jaruek.radius.directory.DirectoryConfig;
import jaruek.radius.directory.DirectoryLogins;
import jaruek.radius.directory.OrderedLogins;
import jaruek.radius.eap.EapConfig;
import jaruek.radius.eap.EapServer;
import jaruek.radius.login.LocalLogins;
import jaruek.radius.login.LoginConfig;
import jaruek.radius.login.Logins;
import jaruek.radius.policy.NasTerms;
import jaruek.radius.policy.TermsAttributes;
import jaruek.radius.policy.TermsPolicy;
import jaruek.radius.proxy.HomeStatus;
import jaruek.radius.proxy.Proxy;
import jaruek.radius.proxy.ProxyConfig;
import jaruek.radius.proxy.RealmLogins;
import jaruek.radius.radsec.PeerPin;
import jaruek.radius.rule.FirstUse;
import jaruek.radius.rule.Lockout;
import jaruek.radius.rule.RuleLogins;
import jaruek.radius.rule.Standing;
import jaruek.radius.rule.VoucherLogins;
import jaruek.radius.server.Access;
import jaruek.radius.server.ClientTable;
import jaruek.radius.server.RadSecPort;
import jaruek.radius.server.RadiusClient;
import jaruek.radius.server.RadiusConfig;
import jaruek.radius.server.RadiusServer;
import jaruek.radius.session.Usage;
import jaruek.retention.catalog.SealedSegment;
import jaruek.retention.coverage.ClockSample;
import jaruek.retention.coverage.Coverage;
import jaruek.retention.coverage.CoverageReport;
import jaruek.retention.duckdb.DuckDbEngine;
import jaruek.retention.duckdb.ParquetFiles;
import jaruek.retention.duckdb.ParquetScan;
import jaruek.retention.expiry.IdentityClock;
import jaruek.retention.expiry.Retention;
import jaruek.retention.expiry.RetentionClock;
import jaruek.retention.expiry.RetentionConfig;
import jaruek.retention.expiry.RetentionMinutes;
import jaruek.retention.identity.Basis;
import jaruek.retention.identity.SessionLimits;
import jaruek.retention.identity.Sessions;
import jaruek.retention.identity.Who;
import jaruek.retention.imported.Imports;
import jaruek.retention.journal.Journal;
import jaruek.retention.journal.chronicle.ChronicleJournal;
import jaruek.retention.journal.chronicle.ChronicleJournalConfig;
import jaruek.retention.log.LogEntry;
import jaruek.retention.log.Passphrase;
import jaruek.retention.log.StoreLog;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.query.QueryLimits;
import jaruek.retention.record.Dataset;
import jaruek.retention.segment.FolderSegmentWriter;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.selection.Selections;
import jaruek.retention.store.DiskReserve;
import jaruek.retention.store.RetentionStore;
import jaruek.retention.store.StoreStatus;
import jaruek.retention.telemetry.Telemetry;
import jaruek.retention.witness.WitnessConfig;
import jaruek.retention.witness.WitnessPeer;
import jaruek.retention.witness.WitnessService;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All parts put together by hand, and the only place where they meet. Started from the store
 * outwards and closed from the sockets inwards, so that nothing is received that cannot be kept.
 */
final class Appliance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Appliance.class);

  /**
   * Datagrams run through the receive path before its sockets open: a cold JVM loses the first
   * ones.
   */
  private static final int WARM_UP_DATAGRAMS = 20_000;

  private static final Path GROUPS = Path.of("/etc/group");

  private final Configuration configuration;
  private final InstantSource clock;
  private final Telemetry telemetry = new Telemetry();
  private final ImportTallies importTallies = new ImportTallies();
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final Map<String, InetSocketAddress> listening = new LinkedHashMap<>();
  private volatile @Nullable Proxy proxy;
  private volatile @Nullable Forwards forwards;
  private volatile Instant startedAt = Instant.EPOCH;

  Appliance(Configuration configuration, InstantSource clock) {
    this.configuration = configuration;
    this.clock = clock;
  }

  /**
   * Starts every part.
   *
   * @throws RuntimeException of the part that cannot, in words; then nothing runs
   */
  synchronized void start() {
    try {
      startedAt = clock.instant();
      startParts();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void startParts() {
    DataFolder data = new DataFolder(configuration.dataDirectory());
    data.make();
    DeviceRegistry devices =
        new DeviceRegistry(data.root(), configuration.radius(), configuration.collector());
    devices.start();
    ClockWatch clockWatch = opened(new ClockWatch(ClockTools.installed()::measure));
    clockWatch.start();
    StoreLog log = opened(openLog(data));
    ParquetFiles files = opened(new ParquetFiles(data.spill()));
    ChronicleJournal journal = new ChronicleJournal(journalConfig(data), clock, telemetry);
    RetentionStore store = makeStore(data, journal, log, files, devices, clockWatch);
    RetentionClock retentionClock =
        opened(new RetentionClock(data.root(), clock, System::nanoTime, clockWatch));
    List<LogEntry> entries = log.entries();
    retentionClock.start(entries);
    store.retentionClock(retentionClock::atSeal);
    AccountWriter account = startStore(store, devices);
    logConfiguration(log, entries);
    Duration queryTime = Duration.ofSeconds(configuration.store().querySecondsMax());
    QueryEngine engine =
        opened(
            new DuckDbEngine(
                store::view, data.spill(), QueryLimits.STANDARD.withTimeMax(queryTime)));
    TermsAttributes attributes =
        new TermsAttributes(Dictionaries.with(configuration.radius().replies().dictionaries()));
    Accounts accounts =
        opened(
            new Accounts(
                AccountsConfig.in(data.root(), configuration.zone()),
                attributes,
                telemetry,
                clock,
                new SecureRandom()));
    accounts.start();
    startMetrics();
    startCollector(store, devices);
    startForwards(data, journal, store, devices);
    opened(new CertificateDeeds(data.certificates(), new OperationLog(store, clock))).start();
    startRenewal(data, new OperationLog(store, clock));
    LiveSessions sessions =
        startRadius(data, journal, store, engine, accounts, attributes, devices);
    account.start();
    WitnessService witnesses = startWitnesses(data, log);
    Retention retention = startRetention(data, log, retentionClock, store, files, engine, accounts);
    startAdmin(
        data,
        log,
        files,
        witnesses,
        store,
        engine,
        accounts,
        devices,
        retention,
        clockWatch,
        sessions,
        account);
  }

  private Retention startRetention(
      DataFolder data,
      StoreLog log,
      RetentionClock retentionClock,
      RetentionStore store,
      ParquetFiles files,
      QueryEngine engine,
      Accounts accounts) {
    Configuration.Retention config = configuration.retention();
    Retention retention =
        new Retention(
            RetentionConfig.ofDays(config.days()),
            data.root(),
            retentionClock,
            clock,
            log,
            store,
            opened(new ParquetScan(data.spill())),
            files,
            new Selections(
                new Sessions(engine, SessionLimits.DEFAULT, clock), new Imports(engine, clock)),
            new IdentityClock(
                data.root(),
                config.identityDaysAfterClose(),
                new KeptAccounts(accounts, new OperationLog(store, clock))));
    retention.countIn(telemetry);
    retention.start();
    opened(new RetentionMinutes(retentionClock, log, clock, retention)).start();
    return retention;
  }

  private StoreLog openLog(DataFolder data) {
    Path file = configuration.log().passphraseFile();
    return data.openLog(file == null ? null : new Passphrase(file), clock);
  }

  private WitnessService startWitnesses(DataFolder data, StoreLog log) {
    Configuration.Witness config = configuration.witness();
    Configuration.Timestamp timestamp = config.timestamp();
    WitnessService service =
        opened(
            new WitnessService(
                new WitnessConfig(
                    config.listen() == null ? null : config.listen().socketAddress(),
                    config.peers().stream()
                        .map(p -> new WitnessPeer(p.name(), p.origin(), p.key(), p.url()))
                        .toList(),
                    config.cosignEvery(),
                    timestamp == null
                        ? null
                        : new WitnessConfig.Authority(
                            timestamp.url(), timestamp.ca(), timestamp.every())),
                log,
                data.root(),
                clock,
                new SecureRandom(),
                telemetry));
    service.start();
    service.address().ifPresent(address -> listening.put("witness", address));
    return service;
  }

  /** Logs the configuration file's hash where it is another than at the start before. */
  private void logConfiguration(StoreLog log, List<LogEntry> entries) {
    String sha256 = configuration.sha256();
    String last = "";
    for (LogEntry entry : entries) {
      if (entry instanceof LogEntry.Event event && event.type().equals(LogEntry.CONFIG)) {
        last = event.fields().getOrDefault("sha256", "");
      }
    }
    if (!sha256.equals(last)) log.append(LogEntry.config(clock.millis(), sha256));
  }

  private RetentionStore makeStore(
      DataFolder data,
      ChronicleJournal journal,
      StoreLog log,
      ParquetFiles files,
      DeviceRegistry devices,
      ClockWatch clockWatch) {
    SegmentFolders folders = new SegmentFolders(data.root());
    journal.start();
    return opened(
        new RetentionStore(
            journal,
            log,
            folders,
            new FolderSegmentWriter(folders, files),
            Decoders.all(
                address -> devices.snapshot().zone(address, configuration.zone()),
                address -> devices.snapshot().vendor(address),
                telemetry,
                importTallies),
            clock,
            telemetry,
            () -> clockWatch.get().map(ClockSample::toJson).orElse("{}")));
  }

  private AccountWriter startStore(RetentionStore store, DeviceRegistry devices) {
    AccountWriter account =
        new AccountWriter(
            store,
            telemetry,
            devices::snapshot,
            () -> store.status().lagFrames(),
            clock,
            System::nanoTime);
    store.listen(account);
    store.guard(
        new DiskReserve(
            configuration.dataDirectory(), configuration.store().reserveBytes(), telemetry));
    store.start(Version.TEXT);
    return opened(account);
  }

  private ChronicleJournalConfig journalConfig(DataFolder data) {
    Configuration.Journal config = configuration.journal();
    return ChronicleJournalConfig.in(data.journal())
        .withSyncInterval(config.syncInterval())
        .withKeep(config.keep())
        .withSizeBytesMax(config.sizeBytesMax());
  }

  private void startMetrics() {
    Endpoint listen = configuration.metrics().listen();
    if (listen == null) return;
    MetricsServer metrics = opened(new MetricsServer(listen, telemetry));
    metrics.start();
    listening.put("metrics", metrics.address());
  }

  private void startAdmin(
      DataFolder data,
      StoreLog log,
      ParquetFiles files,
      WitnessService witnesses,
      RetentionStore store,
      QueryEngine engine,
      Accounts accounts,
      DeviceRegistry devices,
      Retention retention,
      ClockWatch clockWatch,
      LiveSessions sessions,
      AccountWriter account) {
    Cases cases = new Cases(data.root(), configuration.zone(), clock);
    cases.start();
    SessionLimits limits = SessionLimits.DEFAULT;
    Coverage coverage = startCoverage(log, store, engine, devices);
    Who who = new Who(engine, (user, at) -> holder(accounts, user, at), limits, clock, coverage);
    List<AdminCommand> commands = new ArrayList<>();
    Imports imports = new Imports(engine, clock);
    OperationLog operations = new OperationLog(store, clock);
    ExportRequests exports = new ExportRequests(data.root(), clock);
    exports.start();
    commands.addAll(new CaseCommands(cases, exports).commands());
    commands.addAll(new DeviceCommands(devices).commands());
    commands.addAll(new UserCommands(accounts).commands());
    commands.addAll(new GroupCommands(accounts).commands());
    commands.addAll(new VoucherCommands(accounts, configuration.zone()).commands());
    commands.addAll(
        new QueryCommands(engine, new Sessions(engine, limits, clock), who, imports).commands());
    commands.addAll(
        new StoreCommands(() -> status(store, devices), timeout -> seal(store, timeout))
            .commands());
    commands.addAll(sessions.commands());
    commands.add(new CoverageCommand(coverage).command());
    commands.add(
        new ImportCommand(
                store,
                operations,
                importTallies,
                imports,
                devices::snapshot,
                configuration.zone(),
                () -> store.status().lagFrames(),
                clock)
            .command());
    commands.add(
        new SourcesCommand(
                coverage,
                () ->
                    new SourcesCommand.Present(
                        account.startedMillis(), account.sinceStart(), account.heardLately()),
                devices::snapshot)
            .command());
    commands.addAll(
        new DoctorCommand(
                () -> findings(store, retention, coverage, clockWatch),
                user -> told(loginCheck(user, accounts, engine)))
            .commands());
    commands.addAll(new KeyCommands(log, clock).commands());
    commands.addAll(new HoldCommands(retention, cases).commands());
    commands.addAll(new RetentionCommands(retention).commands());
    commands.addAll(new CheckpointCommands(log, witnesses, configuration.zone()).commands());
    Configuration.Timestamp timestamp = configuration.witness().timestamp();
    ExportStore exported =
        opened(
            new ExportStore(
                store,
                coverage,
                log,
                new ExportWitnesses(
                    witnesses.witnesses(),
                    witnesses.peers(),
                    timestamp == null ? null : timestamp.ca()),
                files,
                data.spill(),
                configuration.zone(),
                clock));
    commands.addAll(
        new ExportCommand(
                exported,
                exported.writer(),
                new Selections(new Sessions(engine, limits, clock), imports),
                who,
                exports,
                configuration.access().secondPerson(),
                operations,
                Version.TEXT,
                clock)
            .commands());
    Configuration.Admin config = configuration.admin();
    AdminServer admin =
        opened(
            new AdminServer(
                config.socket(),
                new AdminCommands(commands),
                new RoleTable(config.roles(), GroupDatabase.ofFile(GROUPS)),
                cases,
                operations,
                AdminServer.Limits.STANDARD,
                clock,
                telemetry));
    admin.start();
  }

  private LoginCheck loginCheck(String user, Accounts accounts, QueryEngine engine) {
    Proxy handingOn = proxy;
    return new LoginCheck(
        user,
        accounts,
        engine,
        clock,
        configuration.radius().directory() != null,
        handingOn == null ? null : handingOn.realms());
  }

  /** What is wrong, for the doctor. */
  private static Optional<Who.Holder> holder(Accounts accounts, String user, Instant at) {
    Optional<Account> then = accounts.holder(user, at);
    Basis basis = then.isPresent() ? Basis.OBSERVED : Basis.INFERRED;
    return then.or(() -> accounts.onlyHolder(user, at))
        .map(Account::fullName)
        .map(name -> new Who.Holder(name, basis));
  }

  private List<ObjectNode> findings(
      RetentionStore store, Retention retention, Coverage coverage, ClockWatch clockWatch) {
    long now = clock.millis();
    CoverageReport lastDay = coverage.report(now - Duration.ofDays(1).toMillis(), now);
    List<Check> checks = new ArrayList<>();
    checks.add(new ClockCheck(clockWatch));
    checks.add(new SourcesCheck(() -> lastDay));
    checks.add(new LossCheck(() -> lastDay));
    checks.add(new StoreCheck(store::status));
    checks.add(new ExpiryCheck(retention::status));
    checks.add(new ProxyCheck(() -> homeServers(proxy)));
    checks.add(new ForwardCheck(this::copies));
    checks.addAll(FolderChecks.of(configuration, clock));
    checks.add(SocketBufferCheck.ofSockets(() -> LossAccount.leastBuffer(telemetry)));
    return told(checks.toArray(Check[]::new));
  }

  private static List<ObjectNode> told(Check... checks) {
    return new Doctor(List.of(checks)).look().stream().map(Finding::toJson).toList();
  }

  private Coverage startCoverage(
      StoreLog log, RetentionStore store, QueryEngine engine, DeviceRegistry devices) {
    Coverage coverage =
        new Coverage(
            engine,
            () -> store.view().sealed().stream().map(SealedSegment::manifest).toList(),
            new ConfiguredSources(devices::snapshot),
            clock);
    opened(new GapWatch(coverage, log::entries, log::append, clock)).start();
    return coverage;
  }

  private static StoreCommands.Sealed seal(RetentionStore store, Duration timeout)
      throws InterruptedException {
    return store
        .seal(timeout.toMillis())
        .map(now -> new StoreCommands.Sealed(true, now.rows(), now.lastSegment()))
        .orElse(new StoreCommands.Sealed(false, 0, 0));
  }

  private ObjectNode status(RetentionStore store, DeviceRegistry devices) {
    StoreStatus now = store.status();
    ObjectNode status = AdminCodec.object();
    status.put("version", Version.TEXT);
    status.put("startedAt", startedAt.toString());
    status.put("uptimeSeconds", Duration.between(startedAt, clock.instant()).toSeconds());
    status.put("trafficRows", now.rows().get(Dataset.TRAFFIC));
    status.put("messageRows", now.rows().get(Dataset.MESSAGES));
    status.put("identityRows", now.rows().get(Dataset.IDENTITY));
    status.put("operationRows", now.rows().get(Dataset.OPERATIONS));
    status.put("lagFrames", now.lagFrames());
    status.put("segments", now.segments());
    status.put("sealedTo", now.sealedTo());
    status.put("journalBytes", now.journalBytes());
    if (!now.sealing().isEmpty()) status.put("sealingFault", now.sealing());
    if (!now.decoding().isEmpty()) status.put("decodingFault", now.decoding());
    status
        .putObject("retention")
        .put("segmentsExpired", telemetry.sum("retention.segments.expired"))
        .put("segmentsHeld", telemetry.sum("retention.segments.held"))
        .put("rowsExpired", telemetry.sum("retention.rows.expired"))
        .put("rowsKept", telemetry.sum("retention.rows.kept"));
    ObjectNode ports = status.putObject("listening");
    listening.forEach((name, address) -> ports.put(name, text(address)));
    LossAccount account = new LossAccount(telemetry);
    status.set("kernelDrops", account.kernelDrops());
    status.put("refused", account.refused());
    addProxy(status);
    addForwards(status);
    status.set("sources", account.of(devices.snapshot()));
    return status;
  }

  private void addProxy(ObjectNode status) {
    Proxy handingOn = proxy;
    if (handingOn == null) return;
    ObjectNode node = status.putObject("proxy");
    node.put("accountingWaiting", handingOn.accountingWaiting());
    var servers = node.putArray("homeServers");
    for (HomeStatus one : handingOn.status()) {
      servers
          .addObject()
          .put("name", one.name())
          .put("port", one.purpose())
          .put("address", one.address())
          .put("state", one.state())
          .put("inFlight", one.inFlight())
          .put("answered", one.answered())
          .put("unanswered", one.unanswered())
          .put("silentSeconds", one.silentSeconds());
    }
  }

  private List<ForwardStatus> copies() {
    Forwards copies = forwards;
    return copies == null ? List.of() : copies.status();
  }

  private void addForwards(ObjectNode status) {
    if (copies().isEmpty()) return;
    var targets = status.putArray("forwards");
    for (ForwardStatus one : copies()) {
      targets
          .addObject()
          .put("name", one.name())
          .put("address", one.address())
          .put("connected", one.connected())
          .put("waitingFrames", one.waitingFrames())
          .put("behindSeconds", one.behindSeconds())
          .put("sent", one.sent())
          .put("repeated", one.repeated())
          .put("skipped", one.skipped())
          .put("fault", one.fault());
    }
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /** What listens where, for the log. */
  String listening() {
    StringBuilder text = new StringBuilder("listening:");
    listening.forEach(
        (name, address) -> text.append(' ').append(name).append(' ').append(text(address)));
    return text.append(" admin ").append(configuration.admin().socket()).toString();
  }

  private void startCollector(RetentionStore store, DeviceRegistry devices) {
    Configuration.Collector config = configuration.collector();
    Collector collector =
        opened(new Collector(collectorConfig(config), Sources.NONE, store, clock, telemetry));
    devices.listen(snapshot -> collector.replaceSources(sources(snapshot)));
    collector.warmUp(WARM_UP_DATAGRAMS);
    collector.start();
    collector.syslogUdpAddress().ifPresent(a -> listening.put("collector.syslog-udp", a));
    for (String stream : collector.streams()) {
      collector.streamAddress(stream).ifPresent(a -> listening.put("collector." + stream, a));
    }
    collector.netflowAddress().ifPresent(a -> listening.put("collector.netflow", a));
    collector.ipfixAddress().ifPresent(a -> listening.put("collector.ipfix", a));
    collector.sflowAddress().ifPresent(a -> listening.put("collector.sflow", a));
  }

  private void startForwards(
      DataFolder data, Journal journal, RetentionStore store, DeviceRegistry devices) {
    OperationLog operations = new OperationLog(store, clock);
    Forwards copies =
        opened(
            new Forwards(
                configuration.collector().forwards(),
                journal,
                configuration.journal().sizeBytesMax(),
                data.forward(),
                address -> devices.snapshot().source(address).map(Device::name),
                (target, frames) ->
                    operations.record(
                        "system",
                        "forward-skip",
                        null,
                        AdminCodec.object().put("target", target).put("frames", frames),
                        "done",
                        null),
                clock,
                telemetry));
    store.holdJournal(copies::needed);
    copies.start();
    forwards = copies;
  }

  private static CollectorConfig collectorConfig(Configuration.Collector config) {
    Configuration.CollectorLimits limits = config.limits();
    CollectorConfig collector =
        CollectorConfig.listening(
                address(config.syslogUdp()),
                address(config.syslogTcp()),
                address(config.netflow()),
                address(config.ipfix()))
            .withSflow(address(config.sflow()))
            .withSockets(limits.udpSockets())
            .withConnections(
                limits.connections(), limits.connectionsOfAddress(), limits.idleTime());
    List<StreamListener> streams = new ArrayList<>();
    if (config.syslogTls() != null) {
      streams.add(
          StreamListener.syslogTls(
              config.syslogTls().listen().socketAddress(), config.syslogTls().tls()));
    }
    if (config.relp() != null) {
      streams.add(StreamListener.relp(config.relp().socketAddress(), Optional.empty()));
    }
    if (config.relpTls() != null) {
      streams.add(
          StreamListener.relp(
              config.relpTls().listen().socketAddress(), Optional.of(config.relpTls().tls())));
    }
    if (config.ipfixTcp() != null) {
      streams.add(StreamListener.ipfixTcp(config.ipfixTcp().socketAddress()));
    }
    if (config.ipfixTls() != null) {
      streams.add(
          StreamListener.ipfixTls(
              config.ipfixTls().listen().socketAddress(), config.ipfixTls().tls()));
    }
    for (StreamListener stream : streams) collector = collector.with(stream);
    return collector;
  }

  private static Source source(Device device) {
    PeerPin pin = device.log().tls();
    return new Source(
        device.name(), device.address(), device.log().limit(), pin == null ? null : pin::matches);
  }

  private static Sources sources(DeviceSnapshot snapshot) {
    return new Sources(
        snapshot.devices().stream()
            .filter(device -> device.kinds().contains(DeviceKind.LOG))
            .map(device -> source(device))
            .toList());
  }

  /** Before those that read the certificates. */
  private void startRenewal(DataFolder data, OperationLog operations) {
    opened(
            new CertificateRenewal(
                new CertificateAuthority(data.certificates(), clock, new SecureRandom()),
                one ->
                    operations.record(
                        "system",
                        "certificate-renew",
                        null,
                        AdminCodec.object()
                            .put("kind", one.kind().word())
                            .put("serial", one.serial())
                            .put("until", one.until().toString()),
                        "done",
                        null)))
        .start();
  }

  private LiveSessions startRadius(
      DataFolder data,
      Journal journal,
      RetentionStore store,
      QueryEngine engine,
      Accounts accounts,
      TermsAttributes attributes,
      DeviceRegistry devices) {
    Configuration.Radius config = configuration.radius();
    ClientTable clients = new ClientTable(List.of());
    devices.listen(snapshot -> clients.replace(clients(snapshot)));
    LiveSessions sessions =
        opened(
            new LiveSessions(
                config.sessions(),
                configuration.zone(),
                data.sessions(),
                journal,
                clients,
                new OperationLog(store, clock),
                clock,
                telemetry));
    Standing standing = new Standing(accounts, sessions.table());
    TermsPolicy policy = policy(accounts, attributes, standing);
    sessions.applying(policy, attributes, accounts);
    boolean byUdp = config.authentication() != null || config.accounting() != null;
    if (!byUdp && config.radsec() == null) return sessions;
    LocalLogins logins = opened(new LocalLogins(accounts, LoginConfig.DEFAULT, telemetry));
    logins.start();
    Proxy handingOn = startProxy(config.proxy());
    Logins ours = ruled(withDirectory(logins, accounts), accounts, sessions.table());
    Logins ruled = handingOn == null ? ours : new RealmLogins(ours, handingOn.realms());
    Access access = new Access(ruled, policy, startEap(config, ruled)).withProxy(handingOn);
    RadiusRecorder recorder = new RadiusRecorder(store, telemetry);
    RadiusServer radius = byUdp ? bindRadius(config, clients, access, sessions, recorder) : null;
    sessions.start(engine, () -> store.status().lagFrames(), new AccountStay(accounts, standing));
    if (radius != null) radius.start();
    if (config.radsec() != null) {
      startRadSec(config.radsec(), clients, access, sessions, recorder);
    }
    return sessions;
  }

  /** What comes from now on waits in the sockets until sessions are known. */
  private RadiusServer bindRadius(
      Configuration.Radius config,
      ClientTable clients,
      Access access,
      LiveSessions sessions,
      RadiusRecorder recorder) {
    RadiusServer radius =
        opened(
            new RadiusServer(
                RadiusConfig.on(
                    Objects.requireNonNull(config.authentication()).socketAddress(),
                    Objects.requireNonNull(config.accounting()).socketAddress()),
                clients,
                access,
                sessions.table(),
                recorder,
                telemetry,
                clock,
                new SecureRandom()));
    radius.bind();
    listening.put("radius.authentication", radius.authenticationAddress());
    listening.put("radius.accounting", radius.accountingAddress());
    countKernelDrops("authentication", radius.authenticationAddress());
    countKernelDrops("accounting", radius.accountingAddress());
    return radius;
  }

  /** What a flood makes the kernel drop before we see it: the devices ask again. */
  private void countKernelDrops(String port, InetSocketAddress address) {
    int number = address.getPort();
    telemetry.gauge("radius.kernel.drops", () -> KernelDrops.ofPort(number), "port", port);
  }

  private void startRadSec(
      Configuration.RadSec config,
      ClientTable clients,
      Access access,
      LiveSessions sessions,
      RadiusRecorder recorder) {
    RadSecPort radSec =
        opened(
            new RadSecPort(
                config.config(),
                clients,
                access,
                sessions.table(),
                recorder,
                telemetry,
                clock,
                new SecureRandom()));
    radSec.start();
    listening.put("radius.radsec", radSec.address());
  }

  private @Nullable Proxy startProxy(@Nullable ProxyConfig config) {
    if (config == null) return null;
    Proxy handingOn = opened(new Proxy(config, telemetry, new SecureRandom()));
    handingOn.start();
    proxy = handingOn;
    return handingOn;
  }

  private static List<HomeStatus> homeServers(@Nullable Proxy proxy) {
    return proxy == null ? List.of() : proxy.status();
  }

  /** Our own accounts, and those of a directory if there is one. */
  private Logins withDirectory(LocalLogins local, Accounts accounts) {
    DirectoryConfig config = configuration.radius().directory();
    if (config == null) return local;
    DirectoryLogins directory =
        opened(
            new DirectoryLogins(
                config,
                group -> accounts.group(group).isPresent(),
                telemetry,
                clock,
                new SecureRandom()));
    directory.start();
    return new OrderedLogins(config.order(), local, local::knows, directory);
  }

  /** Without its section there is EAP all the same, for devices that log in by their MAC. */
  private EapServer startEap(Configuration.Radius config, Logins logins) {
    EapConfig eapConfig = config.eap() == null ? EapConfig.of(List.of(), null) : config.eap();
    EapServer eap = opened(new EapServer(eapConfig, logins, telemetry, clock, new SecureRandom()));
    eap.start();
    return eap;
  }

  /** The rules round the check of proofs, from the inside out. */
  private Logins ruled(Logins proofs, Accounts accounts, Usage usage) {
    FirstUse firstUse =
        opened(
            new FirstUse(new RuleLogins(proofs, accounts, usage, telemetry), accounts, telemetry));
    firstUse.start();
    return new VoucherLogins(new Lockout(firstUse, accounts, telemetry, clock), accounts);
  }

  private TermsPolicy policy(Accounts accounts, TermsAttributes attributes, Standing standing) {
    Map<String, NasTerms.Nas> nases = configuration.radius().replies().nases();
    return new TermsPolicy(
        accounts,
        standing,
        attributes,
        client -> nases.getOrDefault(client, NasTerms.Nas.UNKNOWN),
        telemetry);
  }

  private static List<RadiusClient> clients(DeviceSnapshot snapshot) {
    List<RadiusClient> clients = new ArrayList<>();
    for (Device device : snapshot.devices()) {
      if (!device.kinds().contains(DeviceKind.RADIUS) || device.secret() == null) continue;
      byte[] secret = device.secret().reveal().getBytes(StandardCharsets.UTF_8);
      PeerPin pin = device.radsec();
      clients.add(
          pin == null
              ? new RadiusClient(device.name(), device.address(), secret, device.policy())
              : RadiusClient.byTls(device.name(), device.address(), secret, device.policy(), pin));
    }
    return clients;
  }

  private static Optional<InetSocketAddress> address(@Nullable Endpoint endpoint) {
    return Optional.ofNullable(endpoint).map(Endpoint::socketAddress);
  }

  private <T extends AutoCloseable> T opened(T part) {
    running.push(part);
    return part;
  }

  /** Stops every part that runs, the last started first. Again does nothing. */
  @Override
  public synchronized void close() {
    while (!running.isEmpty()) {
      AutoCloseable part = running.pop();
      try {
        part.close();
      } catch (Exception e) { // the others must be closed all the same
        LOG.error("{} could not be closed in order", part.getClass().getSimpleName(), e);
      }
    }
  }
}
