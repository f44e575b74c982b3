package jaruek.appliance;

import jaruek.appliance.admin.Device;
import jaruek.appliance.admin.DeviceKind;
import jaruek.appliance.admin.DeviceSnapshot;
import jaruek.retention.coverage.KnownSources;
import jaruek.retention.coverage.SourceName;
import jaruek.retention.record.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The devices of now as sources. */
final class ConfiguredSources implements KnownSources {
  private final Supplier<DeviceSnapshot> devices;

  ConfiguredSources(Supplier<DeviceSnapshot> devices) {
    this.devices = devices;
  }

  @Override
  public List<SourceName> all() {
    List<SourceName> sources = new ArrayList<>();
    for (Device device : devices.get().devices()) {
      for (DeviceKind kind : device.kinds()) {
        sources.add(
            switch (kind) {
              case LOG -> SourceName.log(device.name());
              case RADIUS -> SourceName.radius(device.name());
            });
      }
    }
    return sources;
  }

  @Override
  public Optional<SourceName> log(IpAddress address) {
    return devices.get().source(address).map(device -> SourceName.log(device.name()));
  }

  @Override
  public Optional<SourceName> radius(IpAddress address) {
    return devices.get().client(address).map(device -> SourceName.radius(device.name()));
  }
}
