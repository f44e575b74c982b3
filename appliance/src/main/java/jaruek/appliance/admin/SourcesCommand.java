package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.retention.coverage.Coverage;
import jaruek.retention.coverage.ExporterClock;
import jaruek.retention.coverage.SourceCount;
import jaruek.retention.coverage.SourceName;
import jaruek.retention.coverage.SourceTerm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * sources: what came from each source of logs and what became of it, since the start of the daemon
 * or, from the accounts of each minute, in a span.
 */
public final class SourcesCommand {
  private static final int DAYS_MAX = 400;
  private static final List<SourceTerm> ROWS =
      List.of(SourceTerm.TRAFFIC, SourceTerm.IDENTITY, SourceTerm.MESSAGES);
  private static final List<SourceTerm> OTHERS =
      List.of(
          SourceTerm.OPTIONS,
          SourceTerm.SKIPPED,
          SourceTerm.REVERSE,
          SourceTerm.UNTIMED,
          SourceTerm.TIMELESS,
          SourceTerm.LINES_KNOWN,
          SourceTerm.LINES_PARTLY,
          SourceTerm.LINES_NOT,
          SourceTerm.CLOCK_JUMPS);

  private final Coverage coverage;
  private final Supplier<Present> present;
  private final Supplier<DeviceSnapshot> devices;

  /**
   * What this process has counted.
   *
   * @param sinceMillis when it started
   * @param sources by source
   * @param lastHeard for those that no account tells of yet, when they were heard last
   */
  public record Present(
      long sinceMillis,
      SortedMap<SourceName, SourceCount> sources,
      Map<SourceName, Long> lastHeard) {}

  /** Over these. */
  public SourcesCommand(
      Coverage coverage, Supplier<Present> present, Supplier<DeviceSnapshot> devices) {
    this.coverage = coverage;
    this.present = present;
    this.devices = devices;
  }

  /** As the admin socket takes it. */
  public AdminCommand command() {
    return AdminCommand.named("sources", Role.VIEWER, Role.AUDITOR, Role.ADMIN)
        .taking("days", "from", "to", "source")
        .doing(this::run);
  }

  private AdminReply.End run(AdminCall call) throws AdminRefusal {
    Optional<String> wanted = call.arguments().text("source");
    Span span = span(call);
    Present now = present.get();
    Coverage.Sums sums =
        span == null
            ? new Coverage.Sums(now.sources(), 0, new TreeMap<>(), true)
            : coverage.sums(span.fromMillis(), span.toMillis());
    Instant from = span == null ? Instant.ofEpochMilli(now.sinceMillis()) : span.from();
    Instant to = span == null ? call.now() : span.to();
    Map<SourceName, Long> heard = coverage.lastHeard();
    TreeMap<SourceName, @Nullable Device> rows = new TreeMap<>();
    for (Device device : devices.get().devices()) {
      if (device.kinds().contains(DeviceKind.LOG)) rows.put(SourceName.log(device.name()), device);
    }
    for (SourceName name : sums.sources().keySet()) {
      if (name.kind() == SourceName.Kind.LOG) rows.putIfAbsent(name, null);
    }
    for (Map.Entry<SourceName, @Nullable Device> row : rows.entrySet()) {
      SourceName name = row.getKey();
      if (wanted.isPresent() && !wanted.get().equals(name.name())) continue;
      SourceCount count = sums.sources().getOrDefault(name, SourceCount.NONE);
      Long last = now.lastHeard().getOrDefault(name, heard.get(name));
      call.row(row(name, row.getValue(), count, last, from, to));
    }
    if (call.rows() == 0 && wanted.isPresent()) {
      return AdminRefusal.end(AdminStatus.NEGATIVE, AdminCodes.NOT_FOUND);
    }
    return sums.complete() ? AdminCall.done() : AdminCall.done("coverage.incomplete");
  }

  /** Null for the time since the start. */
  private static @Nullable Span span(AdminCall call) throws AdminRefusal {
    Arguments arguments = call.arguments();
    OptionalLong days = arguments.number("days", 1, DAYS_MAX);
    Optional<Instant> from = arguments.instant("from");
    Optional<Instant> to = arguments.instant("to");
    if (days.isPresent()) {
      if (from.isPresent() || to.isPresent()) {
        throw AdminRefusal.invalid("days", "" + days.getAsLong(), "days, or from and to");
      }
      return new Span(call.now().minus(Duration.ofDays(days.getAsLong())), call.now());
    }
    if (from.isEmpty() && to.isEmpty()) return null;
    return Span.checked(arguments.requiredInstant("from"), to.orElse(call.now()));
  }

  private static ObjectNode row(
      SourceName name,
      @Nullable Device device,
      SourceCount count,
      @Nullable Long lastMillis,
      Instant from,
      Instant to) {
    ObjectNode json = AdminCodec.object();
    json.put("name", name.name());
    json.put("address", device == null ? null : device.address().toString());
    json.put("vendor", device == null ? null : device.vendor());
    json.put("configured", device != null);
    json.put("from", InstantText.of(from));
    json.put("to", InstantText.of(to));
    json.put("lastSeen", lastMillis == null ? null : InstantText.ofMillis(lastMillis));
    json.put("received", count.received());
    json.put("bytes", count.bytes());
    losses(json, count);
    json.put("waiting", count.waiting());
    json.put("rows", count.rows());
    for (SourceTerm term : ROWS) json.put(term.word(), count.of(term));
    json.put("rejected", count.rejections());
    ObjectNode reasons = json.putObject("rejectedBy");
    count.rejected().forEach(reasons::put);
    json.put("restarts", count.restarts());
    for (SourceTerm term : OTHERS) json.put(term.word(), count.of(term));
    ExporterClock clock = count.clock();
    json.put("clockOffsetMillis", clock == null ? null : (Long) clock.offsetMillis());
    json.put("clockOffsetMillisLeast", clock == null ? null : (Long) clock.leastMillis());
    json.put("clockOffsetMillisMost", clock == null ? null : (Long) clock.mostMillis());
    json.put("clockDriftPpm", clock == null ? null : (Long) clock.driftPpm());
    ObjectNode domains = json.putObject("domains");
    count.domains().forEach((domain, terms) -> terms.forEach(domains.putObject(domain)::put));
    return json;
  }

  /** What was received and is not stored, and what never came, as every answer tells it. */
  static void losses(ObjectNode json, SourceCount count) {
    json.put("dropped", count.of(SourceTerm.DROPPED));
    json.put("journalLost", count.of(SourceTerm.LOST));
    json.put("killed", count.of(SourceTerm.KILLED));
    json.put("decoded", count.of(SourceTerm.DECODED));
    json.put("undecodable", undecodable(count));
    json.put("gap", count.gap());
    json.put("late", count.late());
  }

  /** Data sets that have no template yet, or never got one; not below 0 in a span. */
  private static long undecodable(SourceCount count) {
    return Math.max(0, count.of(SourceTerm.UNDECODABLE) - count.of(SourceTerm.DECODED_LATE));
  }
}
