package jaruek.collector.receive;

import jaruek.retention.record.IpAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The devices admitted, as an immutable whole. Where ranges overlap the narrower one counts. */
public final class Sources {
  /** Admits nobody. */
  public static final Sources NONE = new Sources(List.of());

  private final List<Source> narrowestFirst;

  /** Admits these, and no one else. */
  public Sources(List<Source> sources) {
    narrowestFirst =
        sources.stream()
            .sorted(Comparator.comparingInt((Source s) -> s.address().prefixLength()).reversed())
            .toList();
  }

  /** The device with this address, empty if it is unknown; loopback is not special. */
  public Optional<Source> find(IpAddress address) {
    for (Source source : narrowestFirst) {
      if (source.address().contains(address)) return Optional.of(source);
    }
    return Optional.empty();
  }

  /** All of them. */
  public List<Source> all() {
    return narrowestFirst;
  }
}
