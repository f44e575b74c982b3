package jaruek.radius.server;

import jaruek.retention.record.IpAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Who may ask. Asked for each datagram by the I/O threads, so an answer must not wait. */
@FunctionalInterface
public interface RadiusClients {
  /** The client that sends datagrams from this address; of several ranges the narrowest. */
  Optional<RadiusClient> find(IpAddress address);

  /** The client that comes by TLS from this address with this certificate. */
  default Optional<RadiusClient> find(IpAddress address, X509Certificate certificate) {
    return Optional.empty();
  }

  /** Whether any client comes by TLS from this address. */
  default boolean mayConnect(IpAddress address) {
    return false;
  }

  /** Whether the client of this name may still come from there, by datagrams or by TLS. */
  default boolean has(String name, IpAddress address) {
    return find(address).filter(client -> client.name().equals(name)).isPresent();
  }
}
