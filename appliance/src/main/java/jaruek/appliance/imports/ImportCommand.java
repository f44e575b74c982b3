package jaruek.appliance.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.appliance.admin.AdminCall;
import jaruek.appliance.admin.AdminCommand;
import jaruek.appliance.admin.AdminRefusal;
import jaruek.appliance.admin.Arguments;
import jaruek.appliance.admin.Device;
import jaruek.appliance.admin.DeviceKind;
import jaruek.appliance.admin.DeviceSnapshot;
import jaruek.appliance.admin.OperationLog;
import jaruek.appliance.admin.Role;
import jaruek.collector.imported.ImportItem;
import jaruek.collector.imported.ImportTallies;
import jaruek.collector.vendor.Recognition;
import jaruek.collector.vendor.VendorFormats;
import jaruek.retention.imported.Imports;
import jaruek.retention.record.Dataset;
import jaruek.retention.record.Frame;
import jaruek.retention.record.IpAddress;
import jaruek.retention.store.Recorder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * import: journals what the client reads out of one file, between two <b>operations</b> records.
 * One at a time, so that a row's place in the journal tells which import it is of; and only while
 * decoding keeps up, so that what is really received never waits behind a file.
 */
public final class ImportCommand {
  /** Frames that may wait to be decoded, whosoever they are, before more of a file is taken. */
  static final long LAG_FRAMES_MAX = 4_096;

  /** Frames journalled as one unit. */
  private static final int UNIT_FRAMES = 256;

  /** Decoding that stands still for so long is not waited for. */
  private static final long STILL_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final int HASH_LENGTH = 64;
  private static final int HOST_BITS = 128;

  private final Recorder recorder;
  private final OperationLog operations;
  private final ImportTallies tallies;
  private final Imports imports;
  private final Supplier<DeviceSnapshot> devices;
  private final ZoneId ours;
  private final LongSupplier lagFrames;
  private final InstantSource clock;
  private final Semaphore oneAtATime = new Semaphore(1);
  private long lastId;

  /**
   * @param tallies told by the decoder of imported items
   * @param ours the zone of times that name none, unless the source has one
   * @param lagFrames how many frames wait to be decoded
   */
  public ImportCommand(
      Recorder recorder,
      OperationLog operations,
      ImportTallies tallies,
      Imports imports,
      Supplier<DeviceSnapshot> devices,
      ZoneId ours,
      LongSupplier lagFrames,
      InstantSource clock) {
    this.recorder = recorder;
    this.operations = operations;
    this.tallies = tallies;
    this.imports = imports;
    this.devices = devices;
    this.ours = ours;
    this.lagFrames = lagFrames;
    this.clock = clock;
  }

  /** The command. */
  public AdminCommand command() {
    return AdminCommand.named("import", Role.ADMIN)
        .taking("file", "bytes", "sha256", "format", "source", "vendor", "zone", "about")
        .taking("again", "run", "reason")
        .doing(this::run);
  }

  /** What is imported, checked. */
  private record Wanted(
      long id,
      long run,
      String file,
      String sha256,
      IpAddress source,
      @Nullable String vendor,
      @Nullable ZoneId zone,
      ObjectNode detail) {}

  private AdminReply.End run(AdminCall call) throws AdminRefusal {
    if (!oneAtATime.tryAcquire()) {
      throw new AdminRefusal(AdminStatus.REFUSED, AdminCodes.FILE_IMPORT_BUSY);
    }
    try {
      Wanted wanted = read(call.arguments());
      refuseAgain(wanted, call.arguments().flag("again"));
      return run(call, wanted);
    } finally {
      oneAtATime.release();
    }
  }

  private Wanted read(Arguments arguments) throws AdminRefusal {
    lastId = Math.max(lastId + 1, clock.millis());
    long id = lastId;
    String sha256 = arguments.requiredText("sha256");
    if (sha256.length() != HASH_LENGTH || !sha256.matches("[0-9a-f]+")) {
      throw AdminRefusal.invalid("sha256", sha256, "64 hex digits");
    }
    String file = arguments.requiredText("file");
    String format = arguments.requiredText("format");
    Optional<String> said = arguments.text("source");
    IpAddress source = said.isPresent() ? source(said.get()) : IpAddress.UNSPECIFIED;
    if (said.isEmpty() && format.equals("syslog")) {
      throw new AdminRefusal(AdminStatus.USAGE, AdminCodes.FILE_IMPORT_SOURCE, "file", file);
    }
    Optional<String> vendor = arguments.text("vendor");
    if (vendor.isPresent() && !VendorFormats.all().vendors().contains(vendor.get())) {
      String known = String.join(", ", VendorFormats.all().vendors());
      throw AdminRefusal.invalid("vendor", vendor.get(), known);
    }
    Optional<Instant> about = arguments.instant("about");
    ObjectNode detail = AdminCodec.object().put("import", id).put("file", file);
    arguments.number("bytes", 0, Long.MAX_VALUE).ifPresent(bytes -> detail.put("bytes", bytes));
    detail.put("sha256", sha256).put("format", format);
    said.ifPresent(text -> detail.put("source", text));
    if (!source.equals(IpAddress.UNSPECIFIED)) detail.put("address", source.toString());
    vendor.ifPresent(text -> detail.put("vendor", text));
    Optional<ZoneId> zone = zone(arguments);
    zone.ifPresent(of -> detail.put("zone", of.getId()));
    about.ifPresent(at -> detail.put("about", at.toString()));
    if (arguments.flag("again")) detail.put("again", true);
    arguments.text("reason").ifPresent(reason -> detail.put("reason", reason));
    long run = arguments.number("run", 1, Long.MAX_VALUE).orElse(id);
    return new Wanted(
        id, run, file, sha256, source, vendor.orElse(null), zone.orElse(null), detail);
  }

  private static Optional<ZoneId> zone(Arguments arguments) throws AdminRefusal {
    Optional<String> zone = arguments.text("zone");
    if (zone.isEmpty()) return Optional.empty();
    try {
      return Optional.of(ZoneId.of(zone.get()));
    } catch (DateTimeException e) {
      throw AdminRefusal.invalid("zone", zone.get(), "Asia/Bangkok, UTC, +07:00");
    }
  }

  /** An address, or the name of a source of logs that has one address. */
  private IpAddress source(String text) throws AdminRefusal {
    Optional<IpAddress> address = IpAddress.parse(text);
    if (address.isPresent()) return address.get();
    return devices.get().devices().stream()
        .filter(device -> device.kinds().contains(DeviceKind.LOG) && device.name().equals(text))
        .map(Device::address)
        .filter(range -> range.prefixLength() == HOST_BITS)
        .map(range -> range.first())
        .findFirst()
        .orElseThrow(
            () ->
                new AdminRefusal(
                    AdminStatus.USAGE, AdminCodes.FILE_IMPORT_SOURCE_UNKNOWN, "source", text));
  }

  private void refuseAgain(Wanted wanted, boolean again) throws AdminRefusal {
    List<Imports.Import> before = imports.ofFile(wanted.sha256);
    if (again || before.isEmpty()) return;
    Imports.Import last = before.getLast();
    throw new AdminRefusal(
        AdminStatus.REFUSED,
        last.isEnded() ? AdminCodes.FILE_IMPORTED_BEFORE : AdminCodes.FILE_IMPORT_UNENDED,
        "file",
        wanted.file,
        "at",
        Instant.ofEpochMilli(last.receivedFromMillis()).toString());
  }

  private AdminReply.End run(AdminCall call, Wanted wanted) throws AdminRefusal {
    String actor = call.peer().actor();
    operations.record(actor, Imports.BEGIN, null, wanted.detail, "begun", null);
    Sent sent = new Sent();
    ObjectNode how;
    try {
      how = take(call, wanted, sent);
    } catch (RuntimeException e) {
      end(actor, wanted, sent, AdminCodec.object(), Imports.BROKEN_OFF + ": " + reason(e));
      throw e;
    }
    String fault = how.path("fault").asText();
    ObjectNode row = end(actor, wanted, sent, how, fault.isEmpty() ? "done" : "partly: " + fault);
    call.row(row);
    return fault.isEmpty()
        ? AdminCall.done(AdminCodes.FILE_IMPORTED, "file", wanted.file)
        : AdminRefusal.end(
            AdminStatus.NEGATIVE,
            AdminCodes.FILE_IMPORTED_PARTLY,
            "file",
            wanted.file,
            "reason",
            fault);
  }

  private static String reason(RuntimeException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** How many items are journalled. */
  private static final class Sent {
    long items;
  }

  /** Takes in all the client sends; what it says at the end. */
  private ObjectNode take(AdminCall call, Wanted wanted, Sent sent) {
    while (true) {
      switch (Parts.read(call.part())) {
        case Parts.Ended(ObjectNode how) -> {
          return how;
        }
        case Parts.Items(List<FileItem> items) -> {
          journal(wanted, items, sent);
          await(() -> lagFrames.getAsLong() <= LAG_FRAMES_MAX, lagFrames);
        }
      }
    }
  }

  private void journal(Wanted wanted, List<FileItem> items, Sent sent) {
    List<Frame> unit = new ArrayList<>(UNIT_FRAMES);
    DeviceSnapshot now = devices.get();
    for (FileItem item : items) {
      unit.add(item(wanted, item, now).frame(clock.millis()));
      if (unit.size() == UNIT_FRAMES) {
        record(unit, sent);
        unit = new ArrayList<>(UNIT_FRAMES);
      }
    }
    if (!unit.isEmpty()) record(unit, sent);
  }

  private void record(List<Frame> unit, Sent sent) {
    recorder.record(unit);
    sent.items += unit.size();
  }

  private ImportItem item(Wanted wanted, FileItem item, DeviceSnapshot now) {
    boolean claimed = !wanted.source.equals(IpAddress.UNSPECIFIED);
    IpAddress source = claimed ? wanted.source : item.source();
    ZoneId zone = wanted.zone == null ? now.zone(source, ours) : wanted.zone;
    String vendor = wanted.vendor == null ? now.vendor(source).orElse(null) : wanted.vendor;
    return new ImportItem(
        item.kind(),
        wanted.run,
        wanted.id,
        item.timeMillis(),
        item.captured(),
        source,
        item.sourcePort(),
        zone,
        vendor,
        item.bytes());
  }

  /** Waits for decoding, as long as it gets on. */
  private static boolean await(java.util.function.BooleanSupplier done, LongSupplier moving) {
    long last = moving.getAsLong();
    long since = System.nanoTime();
    try {
      while (!done.getAsBoolean()) {
        TimeUnit.MILLISECONDS.sleep(2);
        long now = moving.getAsLong();
        if (now != last) since = System.nanoTime();
        else if (System.nanoTime() - since > STILL_NANOS) return false;
        last = now;
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Records what came of it, and gives that as a row. */
  private ObjectNode end(String actor, Wanted wanted, Sent sent, ObjectNode how, String result) {
    LongSupplier decoded = () -> tallies.of(wanted.id).items();
    boolean whole = await(() -> decoded.getAsLong() >= sent.items, decoded);
    ImportTallies.Tally tally = tallies.of(wanted.id);
    ObjectNode detail =
        AdminCodec.object()
            .put("import", wanted.id)
            .put("file", wanted.file)
            .put("sha256", wanted.sha256)
            .put("read", number(how.path("read")))
            .put("journalled", sent.items)
            .put("trafficRows", tally.rows(Dataset.TRAFFIC))
            .put("messageRows", tally.rows(Dataset.MESSAGES))
            .put("identityRows", tally.rows(Dataset.IDENTITY))
            .put("linesKnown", tally.lines(Recognition.KNOWN))
            .put("linesPartly", tally.lines(Recognition.PARTLY))
            .put("linesNot", tally.lines(Recognition.NO))
            .put("skipped", text(how.path("skipped")))
            .put(
                "rejected",
                tally.rejected().entrySet().stream()
                    .map(one -> one.getKey() + "=" + one.getValue())
                    .collect(Collectors.joining(" ")));
    if (tally.withoutTemplate() > 0) detail.put("withoutTemplate", tally.withoutTemplate());
    if (!whole) detail.put("decoded", tally.items());
    if (tally.fromMillis() <= tally.toMillis()) {
      detail.put("fromMillis", tally.fromMillis()).put("toMillis", tally.toMillis());
    }
    operations.record(actor, Imports.END, null, detail, result, null);
    return row(detail, tally, result);
  }

  private static ObjectNode row(ObjectNode detail, ImportTallies.Tally tally, String result) {
    ObjectNode row = detail.deepCopy();
    row.remove(List.of("fromMillis", "toMillis"));
    if (tally.fromMillis() <= tally.toMillis()) {
      row.put("from", Instant.ofEpochMilli(tally.fromMillis()).toString());
      row.put("to", Instant.ofEpochMilli(tally.toMillis()).toString());
    }
    return row.put("rows", tally.rows()).put("result", result);
  }

  private static long number(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToLong() ? Math.max(0, value.asLong()) : 0;
  }

  /** {@code reason=count} with blanks between, as the client counted. */
  private static String text(JsonNode value) {
    String text = value.asText();
    return text.matches("[a-z0-9=. -]{0,500}") ? text : "";
  }
}
