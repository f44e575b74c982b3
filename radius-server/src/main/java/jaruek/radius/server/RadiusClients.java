package jaruek.radius.server;

import jaruek.retention.record.IpAddress;
import java.util.Optional;

/** Who may ask. Asked for each datagram by the I/O threads, so an answer must not wait. */
@FunctionalInterface
public interface RadiusClients {
  /** The client that sends from this address; of several ranges the narrowest. */
  Optional<RadiusClient> find(IpAddress address);
}
