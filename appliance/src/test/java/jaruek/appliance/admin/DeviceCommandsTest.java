package jaruek.appliance.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.appliance.config.Configuration;
import jaruek.radius.server.ClientPolicy;
import jaruek.radius.server.LimitProxyState;
import jaruek.retention.record.IpAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeviceCommandsTest {
  @TempDir private Path folder;
  private DeviceRegistry devices;
  private CommandTester tester;

  @BeforeEach
  void start() {
    devices =
        new DeviceRegistry(
            folder,
            new Configuration.Radius(null, null, null, null, List.of()),
            new Configuration.Collector(null, null, null, null, null, null, null, List.of()));
    devices.start();
    tester = new CommandTester(new DeviceCommands(devices).commands());
  }

  private AdminReply.End add(String name, String address, String secret, String kinds) {
    ObjectNode arguments =
        AdminCodec.object()
            .put("name", name)
            .put("address", address)
            .put("secret", secret)
            .put("kinds", kinds);
    return tester.ask("device add", arguments);
  }

  @Test
  void addsADeviceThatCountsAtOnceAndNeverShowsItsSecret() {
    AdminReply.End end = add("gw1", "192.0.2.0/24", "long enough a secret", "radius,log");
    assertEquals(AdminCodes.DEVICE_ADDED, end.code());
    assertTrue(devices.snapshot().client(IpAddress.of("192.0.2.9")).isPresent());
    assertEquals(0, tester.ask("device list", AdminCodec.object()).status());
    assertEquals("gw1", tester.rows().getFirst().path("name").textValue());
    assertFalse(tester.everything().contains("long enough a secret"));
  }

  @Test
  void changesWhatIsAskedOfAClientAndLeavesTheRest() {
    add("gw1", "192.0.2.0/24", "long enough a secret", "radius");
    ObjectNode change = AdminCodec.object().put("name", "gw1").put("macAuthentication", true);
    assertEquals(AdminCodes.DEVICE_CHANGED, tester.ask("device change", change).code());
    assertEquals(
        new ClientPolicy(true, LimitProxyState.AUTO, true),
        devices.snapshot().client(IpAddress.of("192.0.2.9")).orElseThrow().policy());
    change.put("limitProxyState", "maybe");
    assertEquals(AdminCodes.ARGUMENT_INVALID, tester.ask("device change", change).code());
    ObjectNode unknown = AdminCodec.object().put("name", "gw2");
    assertEquals(AdminCodes.DEVICE_UNKNOWN, tester.ask("device change", unknown).code());
  }

  @Test
  void refusesWhatIsNotAsItMustBe() {
    assertEquals(AdminCodes.ARGUMENT_INVALID, add("gw 1", "192.0.2.1", "secret12", "log").code());
    assertEquals(AdminCodes.ARGUMENT_INVALID, add("gw1", "192.0.2", "secret12", "log").code());
    assertEquals(AdminCodes.ARGUMENT_INVALID, add("gw1", "192.0.2.1", "short", "radius").code());
    assertEquals(AdminCodes.ARGUMENT_INVALID, add("gw1", "192.0.2.1", "", "radius").code());
    assertEquals(AdminCodes.ARGUMENT_INVALID, add("gw1", "192.0.2.1", "secret12", "x").code());
    assertEquals(0, add("gw1", "127.0.0.1", "testing123", "radius").status());
    assertEquals(AdminCodes.DEVICE_EXISTS, add("gw1", "192.0.2.1", "secret12", "log").code());
    assertEquals(AdminCodes.DEVICE_OVERLAPS, add("gw2", "127.0.0.1", "secret12", "radius").code());
    assertFalse(tester.everything().contains("short"));
  }

  @Test
  void removesADevice() {
    ObjectNode gw1 = AdminCodec.object().put("name", "gw1");
    assertEquals(AdminCodes.DEVICE_UNKNOWN, tester.ask("device remove", gw1).code());
    add("gw1", "192.0.2.1", "long enough a secret", "log");
    assertEquals(AdminCodes.DEVICE_REMOVED, tester.ask("device remove", gw1).code());
    assertTrue(devices.snapshot().devices().isEmpty());
  }
}
