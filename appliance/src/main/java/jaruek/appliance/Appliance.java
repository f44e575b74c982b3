package jaruek.appliance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jaruek.admin.api.AdminCodec;
import jaruek.appliance.admin.AdminCommand;
import jaruek.appliance.admin.AdminCommands;
import jaruek.appliance.admin.AdminServer;
import jaruek.appliance.admin.CaseCommands;
import jaruek.appliance.admin.Cases;
import jaruek.appliance.admin.Device;
import jaruek.appliance.admin.DeviceCommands;
import jaruek.appliance.admin.DeviceKind;
import jaruek.appliance.admin.DeviceRegistry;
import jaruek.appliance.admin.DeviceSnapshot;
import jaruek.appliance.admin.GroupDatabase;
import jaruek.appliance.admin.OperationLog;
import jaruek.appliance.admin.RoleTable;
import jaruek.appliance.config.Configuration;
import jaruek.appliance.config.Endpoint;
import jaruek.collector.flow.FlowDecoder;
import jaruek.collector.syslog.SyslogDecoder;
import jaruek.radius.account.Accounts;
import jaruek.radius.account.AccountsConfig;
import jaruek.radius.server.ClientTable;
import jaruek.radius.server.RadiusClient;
import jaruek.radius.server.RadiusConfig;
import jaruek.radius.server.RadiusServer;
import jaruek.retention.decode.EventDecoders;
import jaruek.retention.decode.FrameDecoder;
import jaruek.retention.journal.chronicle.ChronicleJournal;
import jaruek.retention.journal.chronicle.ChronicleJournalConfig;
import jaruek.retention.log.SigningKey;
import jaruek.retention.query.QueryEngine;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.IpAddress;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.store.RetentionStore;
import jaruek.retention.store.StoreStatus;
import jaruek.retention.telemetry.Telemetry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All parts put together by hand, and the only place where they meet. Started from the store outwards and closed from the
 * sockets inwards, so that nothing is received that cannot be kept.
 */
final class Appliance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Appliance.class);

  private final Configuration configuration;
  private final InstantSource clock;
  private final Telemetry telemetry = new Telemetry();
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final Map<String, InetSocketAddress> listening = new LinkedHashMap<>();

  Appliance(Configuration configuration, InstantSource clock) {
    this.configuration = configuration;
    this.clock = clock;
  }

  /**
   * Starts every part.
   *
   * @throws RuntimeException of the part that cannot, in words; then nothing runs
   */
  void start() {
    try {
      startParts();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void startParts() {
    DataFolder data = new DataFolder(configuration.dataDirectory());
    data.make();
    Accounts accounts =
        running(
            new Accounts(
                AccountsConfig.in(data.root(), configuration.zone()),
                telemetry,
                clock,
                new SecureRandom()));
    accounts.start();
    DeviceRegistry devices =
        new DeviceRegistry(data.root(), configuration.radius(), configuration.collector());
    devices.start();
    RetentionStore store = startStore(data, devices);
    QueryEngine engine = running(new DuckDbEngine(store::view, data.duckDb()));
    startAdmin(data, store, engine, accounts, devices);
    startMetrics();
    startCollector(store, devices);
    startRadius(store, accounts, devices);
  }

  private RetentionStore startStore(DataFolder data, DeviceRegistry devices) {
    Configuration.Journal config = configuration.journal();
    ChronicleJournal journal =
        new ChronicleJournal(
            ChronicleJournalConfig.in(data.journal())
                .withSyncInterval(config.syncInterval())
                .withKeep(config.keep())
                .withSizeBytesMax(config.sizeBytesMax()),
            clock,
            telemetry);
    SegmentFolders folders = new SegmentFolders(data.root());
    RetentionStore store =
        new RetentionStore(
            journal,
            data.openLog(data.key()),
            folders,
            new DuckDbSegmentWriter(folders, data.duckDb()),
            Decoders.all(configuration.zone(), devices, telemetry),
            clock,
            telemetry,
            () -> ClockSample.measure().map(ClockSample::toJson).orElse("{}"));
    running.push(store);
    journal.start();
    store.start(AdminCodec.object().put("version", Version.TEXT).toString());
    return store;
  }
}
