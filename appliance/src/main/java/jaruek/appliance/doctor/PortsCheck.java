package jaruek.appliance.doctor;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** What the appliance is to listen on is free; for when it does not run. */
public final class PortsCheck implements Check {
  private final List<Port> ports;

  /**
   * One of them.
   *
   * @param key of the configuration
   * @param stream whether TCP, else UDP
   */
  public record Port(String key, InetSocketAddress address, boolean stream) {}

  /** Of these. */
  public PortsCheck(List<Port> ports) {
    this.ports = List.copyOf(ports);
  }

  @Override
  public String name() {
    return "ports";
  }

  @Override
  public List<Finding> look() {
    List<Finding> found = new ArrayList<>();
    for (Port port : ports) {
      if (port.address.getPort() == 0) continue;
      try {
        bind(port);
      } catch (IOException e) {
        found.add(taken(port, String.valueOf(e.getMessage())));
      }
    }
    if (!found.isEmpty()) return found;
    return List.of(Finding.ok(name(), "ports-good", "ports", Integer.toString(ports.size())));
  }

  private static void bind(Port port) throws IOException {
    if (port.stream) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true); // connections that are ending are nobody's
        socket.bind(port.address);
      }
      return;
    }
    try (DatagramSocket socket = new DatagramSocket(null)) {
      socket.bind(port.address);
    }
  }

  private Finding taken(Port port, String reason) {
    return Finding.fault(
        name(),
        "port-taken",
        "key",
        port.key,
        "address",
        port.address.getAddress().getHostAddress() + ":" + port.address.getPort(),
        "port",
        Integer.toString(port.address.getPort()),
        "flags",
        port.stream ? "-ltnp" : "-lunp",
        "reason",
        reason);
  }
}
