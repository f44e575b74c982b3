package jaruek.retention.coverage;

import jaruek.retention.record.IpAddress;
import java.util.List;
import java.util.Optional;

/** The sources that are configured now. */
public interface KnownSources {
  /** None. */
  KnownSources NONE =
      new KnownSources() {
        @Override
        public List<SourceName> all() {
          return List.of();
        }

        @Override
        public Optional<SourceName> log(IpAddress address) {
          return Optional.empty();
        }

        @Override
        public Optional<SourceName> radius(IpAddress address) {
          return Optional.empty();
        }
      };

  /** All of them. */
  List<SourceName> all();

  /** The source of logs with this address. */
  Optional<SourceName> log(IpAddress address);

  /** The RADIUS client with this address. */
  Optional<SourceName> radius(IpAddress address);
}
