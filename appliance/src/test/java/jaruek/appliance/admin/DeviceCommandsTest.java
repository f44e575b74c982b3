package jaruek.appliance.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;
import jaruek.admin.api.AdminCodes;
import jaruek.admin.api.AdminReply;
import jaruek.appliance.config.Configuration;
import jaruek.appliance.config.Secret;
import jaruek.collector.receive.RateLimit;
import jaruek.radius.radsec.PeerPin;
import jaruek.radius.server.ClientPolicy;
import jaruek.radius.server.LimitProxyState;
import jaruek.retention.record.IpAddress;
import java.nio.file.Path;
import java.time.ZoneId;
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
    devices = registry();
    devices.start();
    tester = new CommandTester(new DeviceCommands(devices).commands());
  }

  private DeviceRegistry registry() {
    return new DeviceRegistry(
        folder,
        new Configuration.Radius(null, null, null, null, List.of()),
        new Configuration.Collector(null, null, null, null, null, List.of()));
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
  void changesASecretOfADeviceThatWasAddedAndShowsItToNobody() {
    add("gw1", "192.0.2.0/24", "long enough a secret", "radius");
    ObjectNode change = AdminCodec.object().put("name", "gw1").put("secret", "quite another one");
    assertEquals(AdminCodes.DEVICE_CHANGED, tester.ask("device change", change).code());
    Device changed = devices.snapshot().client(IpAddress.of("192.0.2.9")).orElseThrow();
    assertEquals(new Secret("quite another one"), changed.secret());
    assertEquals(ClientPolicy.DEFAULT, changed.policy());
    assertFalse(tester.everything().contains("quite another one"));
    DeviceRegistry again = registry();
    again.start();
    assertEquals(changed, again.snapshot().client(IpAddress.of("192.0.2.9")).orElseThrow());
  }

  @Test
  void refusesAWeakOrOverlongSecretAndOneForASourceOfLogs() {
    add("gw1", "192.0.2.0/24", "long enough a secret", "radius");
    for (String secret : List.of("", "short", "testing123")) {
      ObjectNode change = AdminCodec.object().put("name", "gw1").put("secret", secret);
      assertEquals(AdminCodes.ARGUMENT_INVALID, tester.ask("device change", change).code());
    }
    String tooLong = "x".repeat(Secret.BYTES_MAX + 1);
    ObjectNode overlong = AdminCodec.object().put("name", "gw1").put("secret", tooLong);
    assertEquals(AdminCodes.ARGUMENT_TOO_LARGE, tester.ask("device change", overlong).code());
    add("log1", "198.51.100.1", "", "log");
    ObjectNode log1 = AdminCodec.object().put("name", "log1").put("secret", "quite another one");
    assertEquals(AdminCodes.DEVICE_UNKNOWN, tester.ask("device change", log1).code());
    assertEquals(
        new Secret("long enough a secret"),
        devices.snapshot().client(IpAddress.of("192.0.2.9")).orElseThrow().secret());
  }

  @Test
  void addsASourceWithTheVendorWhoseLinesItSends() {
    ObjectNode fw1 =
        AdminCodec.object()
            .put("name", "fw1")
            .put("address", "192.0.2.1")
            .put("vendor", "fortigate");
    assertEquals(AdminCodes.DEVICE_ADDED, tester.ask("device add", fw1).code());
    assertEquals(
        "fortigate", devices.snapshot().source(IpAddress.of("192.0.2.1")).orElseThrow().vendor());
    assertEquals("fortigate", tester.rows().getFirst().path("vendor").textValue());
    DeviceRegistry again = registry();
    again.start();
    assertEquals(
        "fortigate", again.snapshot().source(IpAddress.of("192.0.2.1")).orElseThrow().vendor());
  }

  @Test
  void addsASourceOnTermsOfItsOwnThatOutliveARestart() {
    ObjectNode fw1 = AdminCodec.object().put("name", "fw1").put("address", "192.0.2.8/32");
    fw1.put("messagesPerSecond", "500").put("bytesPerSecond", "2MiB");
    fw1.put("logZone", "UTC").put("tlsName", "fw1.school.example");
    assertEquals(AdminCodes.DEVICE_ADDED, tester.ask("device add", fw1).code());
    assertEquals(500, tester.rows().getLast().path("messagesPerSecond").asInt());
    DeviceRegistry again = registry();
    again.start();
    Configuration.LogTerms terms =
        again.snapshot().source(IpAddress.of("192.0.2.8")).orElseThrow().log();
    assertEquals(new RateLimit(500, 2 << 20), terms.limit());
    assertEquals(ZoneId.of("UTC"), terms.zone());
    assertEquals(new PeerPin.Name("fw1.school.example"), terms.tls());
  }

  @Test
  void refusesTermsThatAreNoneAndThoseOfWhatSendsNoLogs() {
    for (List<String> wrong :
        List.of(
            List.of("messagesPerSecond", "many"),
            List.of("messagesPerSecond", "-1"),
            List.of("bytesPerSecond", "2"),
            List.of("logZone", "Siam"),
            List.of("tlsFingerprint", "ab"))) {
      ObjectNode fw1 = AdminCodec.object().put("name", "fw1").put("address", "192.0.2.8/32");
      fw1.put(wrong.getFirst(), wrong.getLast());
      assertEquals(
          AdminCodes.ARGUMENT_INVALID, tester.ask("device add", fw1).code(), wrong.toString());
    }
    ObjectNode client = AdminCodec.object().put("name", "ap").put("address", "192.0.2.8/32");
    client.put("kinds", "radius").put("secret", "long enough a secret").put("logZone", "UTC");
    assertEquals(AdminCodes.ARGUMENT_INVALID, tester.ask("device add", client).code());
  }

  @Test
  void refusesAVendorThatIsNotKnownAndOneOfWhatSendsNoLogs() {
    ObjectNode fw1 = AdminCodec.object().put("name", "fw1").put("address", "192.0.2.1");
    for (String vendor : List.of("Fortigate", "zyxel", "mikrotik,fortigate")) {
      fw1.put("vendor", vendor);
      assertEquals(AdminCodes.ARGUMENT_INVALID, tester.ask("device add", fw1).code(), vendor);
    }
    fw1.put("vendor", "mikrotik").put("kinds", "radius").put("secret", "long enough a secret");
    assertEquals(AdminCodes.ARGUMENT_INVALID, tester.ask("device add", fw1).code());
    assertTrue(devices.snapshot().devices().isEmpty());
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
