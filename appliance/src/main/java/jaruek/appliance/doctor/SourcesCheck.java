package jaruek.appliance.doctor;

import jaruek.retention.coverage.CoverageReport;
import jaruek.retention.coverage.SourceName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Every configured source speaks, or is quiet as it usually is at this hour. */
public final class SourcesCheck implements Check {
  private final Supplier<CoverageReport> lastDay;

  /** Over the last day's coverage. */
  public SourcesCheck(Supplier<CoverageReport> lastDay) {
    this.lastDay = lastDay;
  }

  @Override
  public String name() {
    return "sources";
  }

  @Override
  public List<Finding> look() {
    List<Finding> found = new ArrayList<>();
    int configured = 0;
    for (CoverageReport.Source source : lastDay.get().sources()) {
      if (!source.configured()) continue;
      configured++;
      Long last = source.lastMillis();
      switch (source.state()) {
        case ACTIVE -> {
          // as it should be
        }
        case SILENT ->
            found.add(
                Finding.fault(
                    name(),
                    "source-silent",
                    "source",
                    words(source.name()),
                    "last",
                    last == null ? "" : Instant.ofEpochMilli(last).toString()));
        case NEVER ->
            found.add(Finding.warning(name(), "source-never", "source", words(source.name())));
      }
    }
    if (configured == 0) return List.of(Finding.warning(name(), "source-none"));
    if (!found.isEmpty()) return found;
    return List.of(Finding.ok(name(), "sources-good", "sources", Integer.toString(configured)));
  }

  static String words(SourceName name) {
    return name.kind() == SourceName.Kind.RADIUS ? name.name() + " (RADIUS)" : name.name();
  }
}
