package jaruek.appliance.admin;

import jaruek.retention.record.Cidr;
import jaruek.retention.record.IpAddress;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All devices at one moment; never changes. */
public final class DeviceSnapshot {
  private final List<Device> devices;
  private final Index clients;
  private final Index sources;

  DeviceSnapshot(List<Device> devices) {
    this.devices = List.copyOf(devices);
    this.clients = new Index(devices, DeviceKind.RADIUS);
    this.sources = new Index(devices, DeviceKind.LOG);
  }

  /** All devices, configured ones first. */
  public List<Device> devices() {
    return devices;
  }

  /** The RADIUS client by datagrams with the narrowest range that holds this address. */
  public Optional<Device> client(IpAddress address) {
    return clients.find(address);
  }

  /** The source of logs with the narrowest range that holds this address. */
  public Optional<Device> source(IpAddress address) {
    return sources.find(address);
  }

  /** The zone of this source's times that name none: its own, else the appliance's. */
  public ZoneId zone(IpAddress source, ZoneId ours) {
    return source(source).map(device -> device.log().zone()).orElse(ours);
  }

  /** Whose log format this source speaks, if it is said. */
  public Optional<String> vendor(IpAddress source) {
    return source(source).map(Device::vendor);
  }

  /** Ranges by the length of their prefix, longest first: as many look-ups as lengths in use. */
  private static final class Index {
    private final Map<Integer, Map<Cidr, Device>> byLength =
        new TreeMap<>(Comparator.reverseOrder());

    Index(List<Device> devices, DeviceKind kind) {
      for (Device device : devices) {
        boolean byTls = kind == DeviceKind.RADIUS && device.radsec() != null;
        if (device.kinds().contains(kind) && !byTls) {
          byLength
              .computeIfAbsent(device.address().prefixLength(), length -> new HashMap<>())
              .putIfAbsent(device.address(), device);
        }
      }
    }

    Optional<Device> find(IpAddress address) {
      for (Map.Entry<Integer, Map<Cidr, Device>> level : byLength.entrySet()) {
        Device found = level.getValue().get(new Cidr(address, level.getKey()));
        if (found != null) return Optional.of(found);
      }
      return Optional.empty();
    }
  }
}
