package jaruek.appliance.doctor;

import jaruek.retention.expiry.Retention;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What is over goes: nothing is overdue, and nothing failed to expire. */
public final class ExpiryCheck implements Check {
  private final Supplier<Retention.Status> status;

  /** Over how retention stands. */
  public ExpiryCheck(Supplier<Retention.Status> status) {
    this.status = status;
  }

  @Override
  public String name() {
    return "expiry";
  }

  @Override
  public List<Finding> look() {
    Retention.Status now = status.get();
    List<Finding> found = new ArrayList<>();
    if (!now.faults().isEmpty()) {
      found.add(
          Finding.fault(
              name(),
              "expiry-stuck",
              "segments",
              Integer.toString(now.faults().size()),
              "reason",
              now.faults().getFirst()));
    }
    if (now.overdue() > 0) {
      String code = now.pending() ? "expiry-waits" : "expiry-overdue";
      found.add(Finding.warning(name(), code, "segments", Long.toString(now.overdue())));
    }
    if (!found.isEmpty()) return found;
    String next =
        now.nextMillis().isPresent()
            ? Instant.ofEpochMilli(now.nextMillis().getAsLong()).toString()
            : "-";
    return List.of(Finding.ok(name(), "expiry-good", "next", next));
  }
}
