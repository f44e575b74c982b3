package jaruek.appliance.config;

import jaruek.retention.record.Cidr;
import java.util.List;

/** The addresses of this machine to itself, where a weak secret does no harm. */
public final class Loopback {
  private static final List<Cidr> RANGES = List.of(Cidr.of("127.0.0.0/8"), Cidr.of("::1"));

  private Loopback() {}

  /** Whether the whole range is loopback. */
  public static boolean holds(Cidr range) {
    return RANGES.stream()
        .anyMatch(loop -> loop.contains(range.first()) && loop.contains(range.last()));
  }
}
