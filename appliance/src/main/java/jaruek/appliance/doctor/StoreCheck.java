package jaruek.appliance.doctor;

import jaruek.retention.store.StoreStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Decoding keeps up with the journal, and nothing stops decoding or sealing. */
public final class StoreCheck implements Check {
  /** Journalled and not decoded: some seconds of a busy school. */
  private static final long LAG_FRAMES_MAX = 100_000;

  private final Supplier<StoreStatus> status;

  /** Over the store's status. */
  public StoreCheck(Supplier<StoreStatus> status) {
    this.status = status;
  }

  @Override
  public String name() {
    return "store";
  }

  @Override
  public List<Finding> look() {
    StoreStatus now = status.get();
    List<Finding> found = new ArrayList<>();
    if (!now.sealing().isEmpty()) {
      found.add(Finding.fault(name(), "sealing-fault", "reason", now.sealing()));
    }
    if (!now.decoding().isEmpty()) {
      found.add(Finding.fault(name(), "decoding-fault", "reason", now.decoding()));
    }
    if (now.lagFrames() > LAG_FRAMES_MAX) {
      found.add(Finding.warning(name(), "lag", "frames", Long.toString(now.lagFrames())));
    }
    if (!found.isEmpty()) return found;
    return List.of(Finding.ok(name(), "store-good", "segments", Long.toString(now.segments())));
  }
}
