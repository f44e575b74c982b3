package jaruek.appliance.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.admin.api.AdminStatus;
import jaruek.retention.coverage.Coverage;
import jaruek.retention.coverage.CoverageReport;
import jaruek.retention.coverage.Gap;
import jaruek.retention.coverage.GapKind;
import jaruek.retention.coverage.SourceName;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * coverage: what was recorded when. One object for the appliance itself, then one for each source,
 * with the times recorded and every gap.
 */
public final class CoverageCommand {
  private static final int DAYS = 90;

  /** The longest time that can be asked for at once. */
  private static final int DAYS_MAX = 400;

  private static final int PARTS_DIGITS = 4;
  private static final double PARTS = 10_000;

  private final Coverage coverage;

  /** Over this. */
  public CoverageCommand(Coverage coverage) {
    this.coverage = coverage;
  }

  /** As the admin socket takes it. */
  public AdminCommand command() {
    return AdminCommand.named("coverage", Role.VIEWER, Role.AUDITOR, Role.ADMIN)
        .taking("days", "source")
        .doing(this::run);
  }

  private AdminReply.End run(AdminCall call) throws AdminRefusal {
    long days = call.arguments().number("days", 1, DAYS_MAX).orElse(DAYS);
    Optional<String> wanted = call.arguments().text("source");
    Instant to = call.now();
    Instant from = to.minus(Duration.ofDays(days));
    CoverageReport report = coverage.report(from.toEpochMilli(), to.toEpochMilli());
    if (wanted.isEmpty()) call.row(appliance(report));
    for (CoverageReport.Source source : report.sources()) {
      if (wanted.isPresent() && !wanted.get().equals(source.name().name())) continue;
      call.row(source(report, source));
    }
    if (call.rows() == 0) return AdminRefusal.end(AdminStatus.NEGATIVE, AdminCodes.NOT_FOUND);
    return report.complete() ? AdminCall.done() : AdminCall.done("coverage.incomplete");
  }

  /** The appliance as a source of its own. */
  public static ObjectNode appliance(CoverageReport report) {
    ObjectNode json = head("jaruek", "appliance", "active", report);
    json.put("recorded", share(report.appliance(), report));
    sums(json, report.gaps());
    json.put("refused", report.refused());
    json.put("clockSteps", report.steps());
    json.set("clock", clock(report.clock()));
    json.set("spans", spans(report.appliance()));
    json.set("gaps", gaps(report.gaps()));
    return json;
  }

  /** One source. */
  public static ObjectNode source(CoverageReport report, CoverageReport.Source source) {
    SourceName name = source.name();
    ObjectNode json = head(name.name(), name.kind().word(), source.state().word(), report);
    json.put("configured", source.configured());
    json.put("first", time(source.firstMillis()));
    json.put("last", time(source.lastMillis()));
    json.put("recorded", share(source.spans(), report));
    sums(json, source.gaps());
    json.put("received", source.count().received());
    json.put("bytes", source.count().bytes());
    json.put("lost", source.lost());
    SourcesCommand.losses(json, source.count());
    json.put("restarts", source.count().restarts());
    json.put("rejected", source.count().rejections());
    ObjectNode reasons = json.putObject("rejectedBy");
    source.count().rejected().forEach(reasons::put);
    json.put("sealedRows", source.sealedRows());
    json.put("sealedRejected", source.sealedRejected());
    json.set("clock", clock(report.clock()));
    json.set("spans", spans(source.spans()));
    json.set("gaps", gaps(source.gaps()));
    return json;
  }

  private static ObjectNode head(String source, String kind, String state, CoverageReport report) {
    return AdminCodec.object()
        .put("source", source)
        .put("kind", kind)
        .put("state", state)
        .put("from", InstantText.ofMillis(report.fromMillis()))
        .put("to", InstantText.ofMillis(report.toMillis()));
  }

  /** Seconds and losses by kind of gap. */
  private static void sums(ObjectNode json, List<Gap> gaps) {
    json.put("downSeconds", seconds(gaps, GapKind.DOWN));
    json.put("silentSeconds", seconds(gaps, GapKind.SILENCE));
    long drops = 0;
    for (Gap gap : gaps) if (gap.kind() == GapKind.KERNEL_DROP) drops += gap.lost();
    json.put("kernelDrops", drops);
  }

  private static long seconds(List<Gap> gaps, GapKind kind) {
    return gaps.stream()
            .filter(gap -> gap.kind() == kind)
            .mapToLong(gap -> gap.toMillis() - gap.fromMillis())
            .sum()
        / 1_000;
  }

  private static BigDecimal share(List<CoverageReport.Span> spans, CoverageReport report) {
    long recorded = spans.stream().mapToLong(s -> s.toMillis() - s.fromMillis()).sum();
    double whole = Math.max(1, report.toMillis() - report.fromMillis());
    // 1 is all of it, not nearly
    return BigDecimal.valueOf((long) Math.floor(recorded / whole * PARTS), PARTS_DIGITS);
  }

  /** What was measured of the clock. */
  static ObjectNode clock(CoverageReport.Clock clock) {
    return AdminCodec.object()
        .put("samples", clock.samples())
        .put("unsynchronised", clock.unsynchronised())
        .put("offsetMillisLeast", clock.offsetMillisLeast())
        .put("offsetMillisMost", clock.offsetMillisMost())
        .put("stratumBest", clock.stratumBest() == 0 ? null : (Integer) clock.stratumBest())
        .put("stratumWorst", clock.stratumWorst() == 0 ? null : (Integer) clock.stratumWorst());
  }

  private static ArrayNode spans(List<CoverageReport.Span> spans) {
    ArrayNode array = AdminCodec.object().putArray("spans");
    for (CoverageReport.Span span : spans) {
      array
          .addObject()
          .put("from", InstantText.ofMillis(span.fromMillis()))
          .put("to", InstantText.ofMillis(span.toMillis()));
    }
    return array;
  }

  private static ArrayNode gaps(List<Gap> gaps) {
    ArrayNode array = AdminCodec.object().putArray("gaps");
    for (Gap gap : gaps) array.add(json(gap));
    return array;
  }

  /** A gap as every answer tells it; what there is nothing to say of is left out. */
  static ObjectNode json(Gap gap) {
    ObjectNode json =
        AdminCodec.object()
            .put("from", InstantText.ofMillis(gap.fromMillis()))
            .put("to", InstantText.ofMillis(gap.toMillis()))
            .put("kind", gap.kind().word());
    if (!gap.detail().isEmpty()) json.put("detail", gap.detail());
    SourceName source = gap.source();
    if (source != null) {
      json.put("source", source.name());
      if (source.kind() == SourceName.Kind.RADIUS) json.put("sourceKind", source.kind().word());
    }
    if (gap.lost() > 0) json.put("lost", gap.lost());
    return json;
  }

  private static @Nullable String time(@Nullable Long millis) {
    return millis == null ? null : InstantText.ofMillis(millis);
  }
}
