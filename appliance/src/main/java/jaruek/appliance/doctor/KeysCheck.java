package jaruek.appliance.doctor;

import jaruek.retention.log.KeyFiles;
import jaruek.retention.log.LogException;
import jaruek.retention.log.StoreLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The private keys are there and are the ones that are wanted: else the next start refuses. */
public final class KeysCheck implements Check {
  private final Path data;
  private final KeyFiles keys;

  /** Of this data folder. */
  public KeysCheck(Path data, KeyFiles keys) {
    this.data = data;
    this.keys = keys;
  }

  @Override
  public String name() {
    return "keys";
  }

  @Override
  public List<Finding> look() {
    List<Finding> found = new ArrayList<>();
    try {
      StoreLog.requireKey(data.resolve("log"), keys);
    } catch (LogException e) {
      found.add(Finding.fault(name(), "key-bad", "reason", String.valueOf(e.getMessage())));
    }
    Path accounts = data.resolve("accounts.key");
    if (Files.exists(data.resolve("accounts.db")) && !Files.exists(accounts)) {
      found.add(Finding.fault(name(), "accounts-key", "file", accounts.toString()));
    }
    return found.isEmpty() ? List.of(Finding.ok(name(), "keys-good")) : found;
  }
}
