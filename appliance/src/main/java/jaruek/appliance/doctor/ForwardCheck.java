package jaruek.appliance.doctor;

import jaruek.collector.forward.ForwardStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Each collector that gets copies takes them, and gets all of them. */
public final class ForwardCheck implements Check {
  private static final long BEHIND_SECONDS_MAX = Duration.ofMinutes(10).toSeconds();

  private final Supplier<List<ForwardStatus>> targets;

  /** Of these, as they are when asked. */
  public ForwardCheck(Supplier<List<ForwardStatus>> targets) {
    this.targets = targets;
  }

  @Override
  public String name() {
    return "forward";
  }

  @Override
  public List<Finding> look() {
    List<Finding> found = new ArrayList<>();
    for (ForwardStatus one : targets.get()) {
      String skipped = Long.toString(one.skipped());
      String minutes = Long.toString(one.behindSeconds() / 60);
      if (one.skipped() > 0) {
        found.add(
            Finding.warning(name(), "forward-skipped", "target", one.name(), "frames", skipped));
      }
      if (!one.connected()) {
        found.add(
            Finding.warning(
                name(),
                "forward-broken",
                "target",
                one.name(),
                "address",
                one.address(),
                "minutes",
                minutes,
                "fault",
                one.fault()));
      } else if (one.behindSeconds() > BEHIND_SECONDS_MAX) {
        found.add(
            Finding.warning(name(), "forward-behind", "target", one.name(), "minutes", minutes));
      } else if (one.skipped() == 0) {
        found.add(Finding.ok(name(), "forward-good", "target", one.name()));
      }
    }
    return found;
  }
}
