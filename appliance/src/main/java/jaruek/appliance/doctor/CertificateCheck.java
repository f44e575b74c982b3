package jaruek.appliance.doctor;

import jaruek.radius.certificate.Issued;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Authority, server and revocation list are good for another 30 days: after their end nobody logs
 * in by certificate. Clients' certificates end as planned and are not looked at.
 */
public final class CertificateCheck implements Check {
  private static final Duration AHEAD = Duration.ofDays(30);

  private final Supplier<List<Issued>> certificates;
  private final InstantSource clock;

  /** Over what is in the folder; none if there is no authority. */
  public CertificateCheck(Supplier<List<Issued>> certificates, InstantSource clock) {
    this.certificates = certificates;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "certificates";
  }

  @Override
  public List<Finding> look() {
    List<Issued> all = certificates.get();
    if (all.isEmpty()) return List.of(Finding.ok(name(), "certificates-none"));
    List<Finding> found = new ArrayList<>();
    for (Issued one : all) look(one, found);
    if (!found.isEmpty()) return found;
    Instant first =
        all.stream()
            .filter(CertificateCheck::matters)
            .map(Issued::until)
            .min(Instant::compareTo)
            .orElse(Instant.EPOCH);
    return List.of(Finding.ok(name(), "certificates-good", "at", first.toString()));
  }

  private void look(Issued one, List<Finding> found) {
    String file = one.file().toString();
    if (one.kind() == Issued.Kind.DAMAGED) {
      found.add(Finding.fault(name(), "certificate-damaged", "file", file));
    } else if (matters(one)) {
      String until = one.until().toString();
      Instant now = clock.instant();
      String kind = one.kind().word();
      if (one.state() == Issued.State.REVOKED) {
        found.add(Finding.fault(name(), "certificate-revoked", "file", file));
      } else if (!one.until().isAfter(now)) {
        found.add(Finding.fault(name(), kind + "-expired", "file", file, "at", until));
      } else if (one.until().isBefore(now.plus(AHEAD))) {
        found.add(Finding.warning(name(), kind + "-expires", "file", file, "at", until));
      }
    }
  }

  private static boolean matters(Issued one) {
    return switch (one.kind()) {
      case CA, CRL -> true;
      case SERVER -> one.state() != Issued.State.REPLACED && one.file().endsWith("server.pem");
      case CLIENT, DAMAGED -> false;
    };
  }
}
