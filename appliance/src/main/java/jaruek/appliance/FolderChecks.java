package jaruek.appliance;

import jaruek.appliance.config.Configuration;
import jaruek.appliance.doctor.Check;
import jaruek.appliance.doctor.DiskCheck;
import jaruek.appliance.doctor.PermissionsCheck;
import jaruek.appliance.doctor.RetentionCheck;
import java.util.List;

/** The checks that need the configuration and the data folder alone, with the daemon or without. */
final class FolderChecks {
  private FolderChecks() {}

  static List<Check> of(Configuration configuration) {
    DataFolder data = new DataFolder(configuration.dataDirectory());
    Configuration.Retention retention = configuration.retention();
    return List.of(
        new DiskCheck("disk-data", data.root()),
        new DiskCheck("disk-spill", data.spill()),
        new RetentionCheck(retention.days(), retention.identityDaysAfterClose()),
        new PermissionsCheck(data.root(), data.keys()));
  }
}
