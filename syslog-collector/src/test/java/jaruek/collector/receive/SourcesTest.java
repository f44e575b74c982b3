package jaruek.collector.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.record.Cidr;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import jaruek.retention.telemetry.Telemetry;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SourcesTest {
  private static Source source(String name, String range) {
    return new Source(name, Cidr.of(range));
  }

  @Test
  void theNarrowerRangeGivesTheName() {
    Sources sources =
        new Sources(List.of(source("lan", "192.0.2.0/24"), source("gw1", "192.0.2.1/32")));
    assertEquals("gw1", sources.find(IpAddress.of("192.0.2.1")).orElseThrow().name());
    assertEquals("lan", sources.find(IpAddress.of("192.0.2.2")).orElseThrow().name());
    assertTrue(sources.find(IpAddress.of("198.51.100.1")).isEmpty());
  }

  @Test
  void loopbackIsNotSpecial() {
    assertTrue(Sources.NONE.find(IpAddress.of("127.0.0.1")).isEmpty());
    assertTrue(Sources.NONE.find(IpAddress.of("::1")).isEmpty());
  }

  @Test
  void exchangedSourcesCountAtOnce() {
    Telemetry telemetry = new Telemetry();
    Admission admission = new Admission(Sources.NONE, telemetry);
    Admission.Desk desk = admission.desk(Transport.UDP);
    assertNull(desk.admit(IpAddress.of("192.0.2.1")));
    admission.replace(new Sources(List.of(source("gw1", "192.0.2.1"))));
    assertNotNull(desk.admit(IpAddress.of("192.0.2.1")));
    admission.replace(Sources.NONE);
    assertNull(desk.admit(IpAddress.of("192.0.2.1")));
    assertEquals(2, telemetry.sum("collector.refused"));
  }

  @Test
  void unknownAddressesAreRememberedWithinALimit() {
    Admission admission = new Admission(Sources.NONE, new Telemetry());
    Admission.Desk desk = admission.desk(Transport.UDP);
    for (int i = 0; i < 10_000; i++) assertNull(desk.admit(IpAddress.ofIpv4(i)));
    assertTrue(admission.refused().size() <= Admission.REFUSED_ADDRESSES_MAX + 1);
    assertEquals(10_000, admission.refused().values().stream().mapToLong(n -> n).sum());
  }

  @Test
  void readsKernelDropsOfOnePort() {
    List<String> table =
        List.of(
            "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid "
                + " timeout inode ref pointer drops",
            "  381: 0100007F:0807 00000000:0000 07 00000000:00000000 00:00000000 00000000     0    "
                + "    0 4711 2 0000000000000000 17",
            "  382: 00000000:0807 00000000:0000 07 00000000:00000000 00:00000000 00000000     0    "
                + "    0 4712 2 0000000000000000 3",
            "  383: 00000000:0808 00000000:0000 07 00000000:00000000 00:00000000 00000000     0    "
                + "    0 4713 2 0000000000000000 99",
            "torn line");
    assertEquals(20, KernelDrops.sum(table, 2055));
    assertEquals(0, KernelDrops.sum(table, 514));
  }
}
