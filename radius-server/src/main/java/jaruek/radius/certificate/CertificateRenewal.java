package jaruek.radius.certificate;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews once at the start and then each day what is due. Inert until {@link #start}. */
public final class CertificateRenewal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateRenewal.class);
  private static final Duration EVERY = Duration.ofDays(1);

  private final CertificateAuthority authority;
  private final Consumer<Issued> renewed;
  private @Nullable ScheduledExecutorService days;

  /**
   * Of this authority, if there is one by then.
   *
   * @param renewed told of each that was made
   */
  public CertificateRenewal(CertificateAuthority authority, Consumer<Issued> renewed) {
    this.authority = authority;
    this.renewed = renewed;
  }

  /** Looks now, so that what starts after it has a good certificate, and each day from now on. */
  public synchronized void start() {
    look();
    days =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("certificate-renewal").factory());
    var _ =
        days.scheduleAtFixedRate(
            this::look, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
  }

  /** Renews what is due now; a failure is logged, and the doctor tells of what is left. */
  void look() {
    try {
      List<Issued> made = authority.renew(false);
      for (Issued one : made) {
        LOG.info("renewed {}: good until {}", one.file(), one.until());
        renewed.accept(one);
      }
    } catch (RuntimeException e) {
      LOG.warn("certificates are not renewed: {}", e.getMessage());
    }
  }

  @Override
  public synchronized void close() {
    if (days != null) days.shutdownNow();
    days = null;
  }
}
