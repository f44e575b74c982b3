package jaruek.radius.server;

import jaruek.radius.radsec.PeerPin;
import jaruek.retention.record.IpAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Clients in memory, replaced as a whole while the server runs. Any thread may call. */
public final class ClientTable implements RadiusClients {
  private static final int HOST_PREFIX = 128;

  private volatile Content content = new Content(Map.of(), List.of(), Map.of());

  private record Content(
      Map<IpAddress, RadiusClient> hosts,
      List<RadiusClient> ranges,
      Map<PeerPin, List<RadiusClient>> pinned) {
    Stream<RadiusClient> byTls() {
      return pinned.values().stream().flatMap(List::stream);
    }
  }

  /** A table with these clients. */
  public ClientTable(List<RadiusClient> clients) {
    replace(clients);
  }

  /** From the next datagram on these are the clients; of two with one range the later counts. */
  public void replace(List<RadiusClient> all) {
    List<RadiusClient> clients = all.stream().filter(client -> client.pin() == null).toList();
    Map<PeerPin, List<RadiusClient>> pinned = new HashMap<>();
    for (RadiusClient client : all) {
      PeerPin pin = client.pin();
      if (pin != null) pinned.computeIfAbsent(pin, p -> new ArrayList<>()).add(client);
    }
    Map<IpAddress, RadiusClient> hosts = new HashMap<>();
    for (RadiusClient client : clients) {
      if (client.range().prefixLength() == HOST_PREFIX) hosts.put(client.range().first(), client);
    }
    List<RadiusClient> narrowestFirst =
        clients.reversed().stream()
            .filter(client -> client.range().prefixLength() < HOST_PREFIX)
            .sorted(Comparator.comparingInt(client -> -client.range().prefixLength()))
            .toList();
    content = new Content(Map.copyOf(hosts), narrowestFirst, pinned);
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

  /** A fingerprint counts before a name: it is the narrower pin. */
  @Override
  public Optional<RadiusClient> find(IpAddress address, X509Certificate certificate) {
    Content now = content;
    for (PeerPin pin : PeerPin.of(certificate)) {
      for (RadiusClient client : now.pinned.getOrDefault(pin, List.of())) {
        if (client.range().contains(address)) return Optional.of(client);
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean mayConnect(IpAddress address) {
    return content.byTls().anyMatch(client -> client.range().contains(address));
  }

  @Override
  public boolean has(String name, IpAddress address) {
    return RadiusClients.super.has(name, address)
        || content
            .byTls()
            .anyMatch(client -> client.name().equals(name) && client.range().contains(address));
  }
}
