package jaruek.appliance;

import jaruek.appliance.config.Configuration;
import jaruek.appliance.doctor.CertificateCheck;
import jaruek.appliance.doctor.Check;
import jaruek.appliance.doctor.DirectoryCheck;
import jaruek.appliance.doctor.DiskCheck;
import jaruek.appliance.doctor.FilesCheck;
import jaruek.appliance.doctor.KeysCheck;
import jaruek.appliance.doctor.PermissionsCheck;
import jaruek.appliance.doctor.RetentionCheck;
import jaruek.appliance.doctor.SpaceCheck;
import jaruek.appliance.doctor.WitnessCheck;
import jaruek.radius.certificate.CertificateAuthority;
import jaruek.retention.log.Passphrase;
import jaruek.retention.witness.Witnesses;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * The checks that need the configuration, the data folder and servers elsewhere alone, with the
 * daemon or without.
 */
final class FolderChecks {
  private FolderChecks() {}

  static List<Check> of(Configuration configuration, InstantSource clock) {
    DataFolder data = new DataFolder(configuration.dataDirectory());
    Configuration.Retention retention = configuration.retention();
    Path file = configuration.log().passphraseFile();
    Passphrase passphrase = file == null ? null : new Passphrase(file);
    Witnesses witnesses = new Witnesses(data.root());
    return List.of(
        new WitnessCheck(
            () -> witnesses.newest().map(kept -> Instant.ofEpochMilli(kept.atMillis())), clock),
        new DiskCheck("disk-data", data.root()),
        new DiskCheck("disk-spill", data.spill()),
        new SpaceCheck(data.root(), retention.days(), configuration.store().reserveBytes() > 0),
        new RetentionCheck(retention.days(), retention.identityDaysAfterClose()),
        new PermissionsCheck(data.root(), data.keys()),
        new CertificateCheck(
            () -> new CertificateAuthority(data.certificates(), clock, new SecureRandom()).own(),
            clock),
        new DirectoryCheck(configuration.radius().directory()),
        new KeysCheck(data.root(), data.keyFiles(passphrase)),
        new FilesCheck(data.root(), data.publicKey()));
  }
}
