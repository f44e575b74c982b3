package jaruek.appliance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.admin.cli.CommandContext;
import jaruek.admin.cli.CommandException;
import jaruek.admin.cli.OutputFormat;
import jaruek.admin.cli.RowPrinter;
import jaruek.admin.cli.View;
import jaruek.appliance.admin.DeviceRegistry;
import jaruek.appliance.config.Configuration;
import jaruek.retention.catalog.Catalog;
import jaruek.retention.duckdb.ParquetFiles;
import jaruek.retention.journal.Journal;
import jaruek.retention.journal.chronicle.ChronicleJournal;
import jaruek.retention.journal.chronicle.ChronicleJournalConfig;
import jaruek.retention.log.StoreLog;
import jaruek.retention.record.IpAddress;
import jaruek.retention.segment.FolderSegmentWriter;
import jaruek.retention.segment.SegmentFolders;
import jaruek.retention.store.Rebuild;
import jaruek.retention.store.StoreException;
import jaruek.retention.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@code jaruek rebuild --to DIR}: kept frames replayed into an empty store, with the decoders of
 * now.
 */
final class RebuildCommand {
  private RebuildCommand() {}

  static int run(CommandContext context, ObjectNode arguments) throws IOException {
    Path to = Path.of(arguments.path("to").asText()).toAbsolutePath().normalize();
    requireEmpty(to);
    Source source = source(context, arguments);
    List<Rebuild.Rebuilt> made;
    try (Journal journal = open(source.data)) {
      made = rebuild(context, source, journal, new DataFolder(to));
    }
    return tell(context, to, made);
  }

  private static List<Rebuild.Rebuilt> rebuild(
      CommandContext context, Source source, Journal journal, DataFolder target) {
    target.make();
    try (StoreLog log = target.openLog(null, InstantSource.system());
        ParquetFiles files = new ParquetFiles(target.spill())) {
      Catalog originals = new Catalog(new SegmentFolders(source.data.root())).open();
      return new Rebuild(journal, originals.segments())
          .into(
              Decoders.all(source.zoneOf, source.vendorOf, new Telemetry()),
              new FolderSegmentWriter(new SegmentFolders(target.root()), files),
              log,
              (frames, total) ->
                  context.progress(new AdminReply.Progress("rebuild.progress", frames, total)));
    }
  }

  private record Source(
      DataFolder data,
      Function<IpAddress, ZoneId> zoneOf,
      Function<IpAddress, Optional<String>> vendorOf) {}

  private static Source source(CommandContext context, ObjectNode arguments) {
    if (arguments.has("data") && context.options().config().isEmpty()) {
      DataFolder data = new DataFolder(Path.of(arguments.path("data").asText()).toAbsolutePath());
      return new Source(data, address -> context.zone(), address -> Optional.empty());
    }
    Configuration configuration = ConfigurationFile.read(context);
    Path root =
        arguments.has("data")
            ? Path.of(arguments.path("data").asText()).toAbsolutePath()
            : configuration.dataDirectory();
    DeviceRegistry devices =
        new DeviceRegistry(root, configuration.radius(), configuration.collector());
    devices.start();
    return new Source(
        new DataFolder(root),
        address -> devices.snapshot().zone(address, configuration.zone()),
        address -> devices.snapshot().vendor(address));
  }

  private static Journal open(DataFolder data) {
    if (!Files.isDirectory(data.journal())) {
      throw new StoreException("there is no journal in " + data.root() + " to replay");
    }
    ChronicleJournal journal =
        new ChronicleJournal(
            ChronicleJournalConfig.in(data.journal()), InstantSource.system(), new Telemetry());
    journal.start();
    return journal;
  }

  private static void requireEmpty(Path to) throws IOException {
    if (!Files.exists(to)) return;
    try (var files = Files.list(to)) {
      if (files.findAny().isEmpty()) return;
    }
    throw new CommandException(
        AdminStatus.USAGE, "rebuild.not-empty", AdminCodec.object().put("to", to.toString()));
  }

  private static int tell(CommandContext context, Path to, List<Rebuild.Rebuilt> made) {
    if (context.options().format() != OutputFormat.TABLE) {
      try (RowPrinter rows = context.rows(View.table())) {
        for (Rebuild.Rebuilt segment : made) rows.print(row(segment));
      }
    }
    long originals = made.stream().filter(Rebuild.Rebuilt::original).count();
    long same = made.stream().filter(Rebuild.Rebuilt::same).count();
    ObjectNode counts =
        AdminCodec.object()
            .put("segments", made.size())
            .put("rows", made.stream().mapToLong(m -> m.manifest().rows()).sum())
            .put("same", same)
            .put("differs", originals - same)
            .put("to", to.toString());
    int status = same == originals ? AdminStatus.DONE : AdminStatus.NEGATIVE;
    context.tell(status, status == AdminStatus.DONE ? "rebuild.done" : "rebuild.differs", counts);
    return status;
  }

  private static ObjectNode row(Rebuild.Rebuilt segment) {
    ObjectNode row =
        AdminCodec.object()
            .put("segment", segment.manifest().id())
            .put("from", segment.manifest().from())
            .put("to", segment.manifest().to())
            .put("rows", segment.manifest().rows());
    return segment.original() ? row.put("same", segment.same()) : row;
  }
}
