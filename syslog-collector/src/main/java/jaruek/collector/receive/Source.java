package jaruek.collector.receive;

import jaruek.retention.record.Cidr;
import org.jspecify.annotations.Nullable;

/**
 * A device whose logs are kept.
 *
 * @param name as the configuration calls it; it labels the counters
 * @param address its address, or the range of its addresses
 * @param limit how much may come from there, from all addresses of the range together
 * @param pin which certificate its TLS connections must show; null for any that is trusted
 */
public record Source(String name, Cidr address, RateLimit limit, @Nullable CertificatePin pin) {
  /** With the limit as shipped, and any certificate. */
  public Source(String name, Cidr address) {
    this(name, address, RateLimit.STANDARD, null);
  }
}
