package jaruek.appliance.doctor;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs checks one after the other; one that fails is a finding itself. */
public final class Doctor {
  /** The most findings of one check; the rest is counted. */
  static final int FINDINGS_MAX = 50;

  private static final Logger LOG = LoggerFactory.getLogger(Doctor.class);

  private final List<Check> checks;

  /** With these checks, in this order. */
  public Doctor(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  /** All that they find. */
  public List<Finding> look() {
    List<Finding> all = new ArrayList<>();
    for (Check check : checks) all.addAll(findings(check));
    return all;
  }

  private static List<Finding> findings(Check check) {
    List<Finding> found;
    try {
      found = check.look();
    } catch (RuntimeException e) { // what is broken must not hide what else is
      LOG.warn("the check {} failed: {}", check.name(), e.toString());
      return List.of(
          Finding.fault(check.name(), "check-failed", "reason", String.valueOf(e.getMessage())));
    }
    if (found.size() <= FINDINGS_MAX) return found;
    List<Finding> cut = new ArrayList<>(found.subList(0, FINDINGS_MAX));
    String more = Integer.toString(found.size() - FINDINGS_MAX);
    cut.add(Finding.warning(check.name(), "more", "more", more));
    return cut;
  }
}
