package jaruek.collector.forward;

import jaruek.retention.journal.Journal;
import jaruek.retention.record.IpAddress;
import jaruek.retention.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** All targets of copies. */
public final class Forwards implements AutoCloseable {
  private final List<Forwarder> forwarders;

  /**
   * @param journalBytesMax with a larger journal nothing is held for those that are behind
   * @param folder where each target's mark is kept
   * @param names what a sender's address is called
   * @param skips is told what a target will never get
   */
  public Forwards(
      List<ForwardConfig> configs,
      Journal journal,
      long journalBytesMax,
      Path folder,
      Function<IpAddress, Optional<String>> names,
      SkipListener skips,
      InstantSource clock,
      Telemetry telemetry) {
    forwarders =
        configs.stream()
            .map(
                config ->
                    new Forwarder(
                        config, journal, journalBytesMax, folder, names, skips, clock, telemetry))
            .toList();
  }

  /** Reads the marks and begins; a target that is new gets what is received from now on. */
  public void start() {
    forwarders.forEach(Forwarder::start);
  }

  /** The first position that is still to be sent to some target; the journal keeps it. */
  public long needed() {
    return forwarders.stream().mapToLong(Forwarder::needed).min().orElse(Long.MAX_VALUE);
  }

  /** In the order of the configuration. */
  public List<ForwardStatus> status() {
    return forwarders.stream().map(Forwarder::status).toList();
  }

  @Override
  public void close() {
    forwarders.forEach(Forwarder::stop);
    forwarders.forEach(Forwarder::close);
  }
}
