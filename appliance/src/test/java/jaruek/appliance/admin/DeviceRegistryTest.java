package jaruek.appliance.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.appliance.config.Configuration;
import jaruek.appliance.config.Secret;
import jaruek.radius.radsec.PeerPin;
import jaruek.radius.server.ClientPolicy;
import jaruek.radius.server.LimitProxyState;
import jaruek.retention.record.Cidr;
import jaruek.retention.record.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeviceRegistryTest {
  @TempDir private Path folder;

  private DeviceRegistry started() {
    Configuration.Client client =
        new Configuration.Client(
            "gw1", Cidr.of("192.0.2.1"), new Secret("first secret"), ClientPolicy.DEFAULT);
    Configuration.Source same = new Configuration.Source("gw1", Cidr.of("192.0.2.1"), "mikrotik");
    Configuration.Source wide = new Configuration.Source("lan", Cidr.of("192.0.2.0/24"), null);
    DeviceRegistry registry =
        new DeviceRegistry(
            folder,
            new Configuration.Radius(null, null, null, null, List.of(client)),
            new Configuration.Collector(null, null, null, null, null, List.of(same, wide)));
    registry.start();
    return registry;
  }

  private static Device device(String name, String address, DeviceKind... kinds) {
    return new Device(
        name,
        Cidr.of(address),
        Set.of(kinds),
        new Secret("second secret"),
        new ClientPolicy(false, LimitProxyState.NO, true),
        null,
        false);
  }

  @Test
  void findsTheNarrowestRange() {
    DeviceSnapshot snapshot = started().snapshot();
    assertEquals(2, snapshot.devices().size());
    assertEquals("gw1", snapshot.source(IpAddress.of("192.0.2.1")).orElseThrow().name());
    assertEquals("mikrotik", snapshot.source(IpAddress.of("192.0.2.1")).orElseThrow().vendor());
    assertEquals("lan", snapshot.source(IpAddress.of("192.0.2.2")).orElseThrow().name());
    assertTrue(snapshot.client(IpAddress.of("192.0.2.2")).isEmpty());
    assertTrue(snapshot.source(IpAddress.of("2001:db8::1")).isEmpty());
  }

  @Test
  void keepsAddedDevicesInAFileThatNobodyElseMayRead() throws IOException {
    DeviceRegistry registry = started();
    List<Integer> sizes = new ArrayList<>();
    registry.listen(snapshot -> sizes.add(snapshot.devices().size()));
    assertInstanceOf(
        DeviceRegistry.Done.class,
        registry.add(device("ap1", "198.51.100.0/24", DeviceKind.RADIUS)));
    assertEquals(List.of(2, 3), sizes);
    assertEquals(
        PosixFilePermissions.fromString("rw-------"),
        Files.getPosixFilePermissions(folder.resolve("devices.json")));
    DeviceSnapshot again = started().snapshot();
    Device kept = again.client(IpAddress.of("198.51.100.77")).orElseThrow();
    assertEquals(new Secret("second secret"), kept.secret());
    assertEquals(new ClientPolicy(false, LimitProxyState.NO, true), kept.policy());
    assertFalse(kept.configured());
    assertFalse(DeviceRegistry.json(kept).toString().contains("second secret"));
    assertFalse(kept.toString().contains("second secret"));
  }

  @Test
  void changesThePolicyOfAnyClientAndKeepsTheChange() {
    ClientPolicy old = new ClientPolicy(false, LimitProxyState.AUTO, false);
    DeviceRegistry registry = started();
    registry.add(device("ap1", "198.51.100.1", DeviceKind.RADIUS));
    assertInstanceOf(DeviceRegistry.Done.class, registry.change("gw1", was -> old, null));
    assertInstanceOf(DeviceRegistry.Done.class, registry.change("ap1", was -> old, null));
    assertInstanceOf(DeviceRegistry.Unknown.class, registry.change("ap2", was -> old, null));
    for (DeviceSnapshot snapshot : List.of(registry.snapshot(), started().snapshot())) {
      assertEquals(old, snapshot.client(IpAddress.of("192.0.2.1")).orElseThrow().policy());
      assertEquals(old, snapshot.client(IpAddress.of("198.51.100.1")).orElseThrow().policy());
      assertEquals(3, snapshot.devices().size());
    }
    Secret another = new Secret("quite another one");
    assertInstanceOf(DeviceRegistry.Done.class, registry.change("ap1", was -> was, another));
    assertInstanceOf(
        DeviceRegistry.Configured.class,
        registry.change("gw1", was -> ClientPolicy.DEFAULT, another));
    Device ap1 = started().snapshot().client(IpAddress.of("198.51.100.1")).orElseThrow();
    assertEquals(another, ap1.secret());
    assertEquals(old, ap1.policy());
    registry.change("gw1", was -> ClientPolicy.DEFAULT, null);
    assertEquals(
        ClientPolicy.DEFAULT,
        started().snapshot().client(IpAddress.of("192.0.2.1")).orElseThrow().policy());
  }

  @Test
  void refusesANameOrRangeThatIsTaken() {
    DeviceRegistry registry = started();
    assertInstanceOf(
        DeviceRegistry.NameTaken.class,
        registry.add(device("gw1", "198.51.100.1", DeviceKind.LOG)));
    assertInstanceOf(
        DeviceRegistry.RangeTaken.class, registry.add(device("x", "192.0.2.0/24", DeviceKind.LOG)));
    assertInstanceOf(
        DeviceRegistry.Done.class, registry.add(device("x", "192.0.2.0/24", DeviceKind.RADIUS)));
  }

  @Test
  void refusesAPinThatIsTakenFromTheSamePlace() {
    DeviceRegistry registry = started();
    assertInstanceOf(DeviceRegistry.Done.class, registry.add(pinned("a", "198.51.100.0/24")));
    assertInstanceOf(DeviceRegistry.RangeTaken.class, registry.add(pinned("b", "198.51.100.9")));
    assertInstanceOf(DeviceRegistry.Done.class, registry.add(pinned("c", "203.0.113.0/24")));
  }

  private static Device pinned(String name, String address) {
    return new Device(
        name,
        Cidr.of(address),
        Set.of(DeviceKind.RADIUS),
        new Secret("radsec"),
        ClientPolicy.DEFAULT,
        null,
        false,
        new PeerPin.Name("ap.example.org"));
  }

  @Test
  void removesOnlyWhatWasAdded() {
    DeviceRegistry registry = started();
    registry.add(device("ap1", "198.51.100.1", DeviceKind.LOG));
    assertInstanceOf(DeviceRegistry.Configured.class, registry.remove("gw1"));
    assertInstanceOf(DeviceRegistry.Unknown.class, registry.remove("ap2"));
    assertInstanceOf(DeviceRegistry.Done.class, registry.remove("ap1"));
    assertTrue(started().snapshot().source(IpAddress.of("198.51.100.1")).isEmpty());
  }

  @Test
  void letsTheConfigurationCountOverWhatWasAddedEarlier() {
    DeviceRegistry empty =
        new DeviceRegistry(
            folder,
            new Configuration.Radius(null, null, null, null, List.of()),
            new Configuration.Collector(null, null, null, null, null, List.of()));
    empty.start();
    empty.add(device("gw1", "203.0.113.1", DeviceKind.RADIUS));
    assertTrue(started().snapshot().client(IpAddress.of("203.0.113.1")).isEmpty());
  }

  @Test
  void refusesToStartOnADamagedFile() throws IOException {
    Files.writeString(
        folder.resolve("devices.json"),
        "{\"format\":\"jaruek-devices\",\"version\":1,\"entries\":[{\"name\":\"x\"}]}");
    assertThrows(AdminServerException.class, this::started);
  }
}
