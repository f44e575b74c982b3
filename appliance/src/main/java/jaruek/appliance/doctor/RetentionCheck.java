package jaruek.appliance.doctor;

import java.util.List;

/** Records are kept as long as the law asks: 90 days at least. */
public final class RetentionCheck implements Check {
  private static final int DAYS_MIN = 90;

  private final int days;
  private final int identityDays;

  /** As configured. */
  public RetentionCheck(int days, int identityDays) {
    this.days = days;
    this.identityDays = identityDays;
  }

  @Override
  public String name() {
    return "retention";
  }

  @Override
  public List<Finding> look() {
    String[] arguments = {
      "days", Integer.toString(days), "identityDays", Integer.toString(identityDays)
    };
    boolean enough = days >= DAYS_MIN && identityDays >= DAYS_MIN;
    return List.of(
        enough
            ? Finding.ok(name(), "retention-good", arguments)
            : Finding.fault(name(), "retention-short", arguments));
  }
}
