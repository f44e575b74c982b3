package jaruek.radius.server;

import jaruek.retention.record.IpAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Clients in memory, replaced as a whole while the server runs. Any thread may call. */
public final class ClientTable implements RadiusClients {
  private static final int HOST_PREFIX = 128;

  private volatile Content content = new Content(Map.of(), List.of());

  private record Content(Map<IpAddress, RadiusClient> hosts, List<RadiusClient> ranges) {}

  /** A table with these clients. */
  public ClientTable(List<RadiusClient> clients) {
    replace(clients);
  }

  /** From the next datagram on these are the clients; of two with one range the later counts. */
  public void replace(List<RadiusClient> clients) {
    Map<IpAddress, RadiusClient> hosts = new HashMap<>();
    for (RadiusClient client : clients) {
      if (client.range().prefixLength() == HOST_PREFIX) hosts.put(client.range().first(), client);
    }
    List<RadiusClient> narrowestFirst =
        clients.reversed().stream()
            .filter(client -> client.range().prefixLength() < HOST_PREFIX)
            .sorted(Comparator.comparingInt(client -> -client.range().prefixLength()))
            .toList();
    content = new Content(Map.copyOf(hosts), narrowestFirst);
  }

  @Override
  public Optional<RadiusClient> find(IpAddress address) {
    Content now = content;
    RadiusClient host = now.hosts.get(address);
    if (host != null) return Optional.of(host);
    for (RadiusClient client : now.ranges) {
      if (client.range().contains(address)) return Optional.of(client);
    }
    return Optional.empty();
  }
}
