package jaruek.collector.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import jaruek.retention.record.Dataset;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RouterOS lines of versions 6 and 7, as sent and as relayed. */
final class MikrotikTest {
  private static final Decoding NOW = Decoding.now();
  private static final long SENT = Instant.parse("2026-11-23T02:59:58Z").toEpochMilli();

  private static Map<String, Object> traffic(String message) {
    Map<String, Object> row = new HashMap<>(NOW.traffic(message));
    assertEquals("syslog/mikrotik", row.remove("origin"));
    assertEquals("192.0.2.1", row.remove("exporter"));
    assertEquals("mikrotik", NOW.message(message).get("vendor"));
    return row;
  }

  @Test
  void readsSourceNatInBsdForm() {
    assertEquals(
        Map.ofEntries(
            Map.entry("started_at", SENT),
            Map.entry("protocol", 6L),
            Map.entry("tcp_flags", 2L),
            Map.entry("source_address", "10.0.0.5"),
            Map.entry("source_port", 43996L),
            Map.entry("destination_address", "47.241.18.42"),
            Map.entry("destination_port", 443L),
            Map.entry("nat_source_address", "203.0.113.7"),
            Map.entry("nat_source_port", 51234L),
            Map.entry("source_mac", "e2:9b:5a:11:22:33"),
            Map.entry("action", "srcnat")),
        traffic(
            "<134>Nov 23 09:59:58 MikroTik srcnat: in:bridge out:ether1, src-mac E2:9B:5A:11:22:33,"
                + " proto TCP (SYN), 10.0.0.5:43996->47.241.18.42:443, NAT"
                + " (10.0.0.5:43996->203.0.113.7:51234)->47.241.18.42:443, len 52"));
  }

  @Test
  void readsSourceNatWithTopicsAndPrefixAndNothingElse() {
    Map<String, Object> row =
        traffic(
            "firewall,info NAT-LOG forward: in:bridge(ether3) out:pppoe-out1,"
                + " connection-state:established,snat src-mac e2:9b:5a:11:22:33, proto TCP"
                + " (ACK,PSH), 10.0.0.5:43996->47.241.18.42:443, NAT"
                + " (10.0.0.5:43996->203.0.113.7:51234)->47.241.18.42:443, len 141");
    assertEquals("NAT-LOG", row.get("action"));
    assertEquals(24L, row.get("tcp_flags"));
    assertEquals("e2:9b:5a:11:22:33", row.get("source_mac"));
    assertEquals(51234L, row.get("nat_source_port"));
    assertFalse(row.containsKey("started_at"));
  }

  @Test
  void readsDestinationNat() {
    Map<String, Object> row =
        traffic(
            "firewall,info forward: in:ether1 out:bridge, connection-state:new,dnat src-mac"
                + " 00:11:22:33:44:55, proto TCP (SYN), 198.51.100.9:40000->192.168.1.10:80, NAT"
                + " 198.51.100.9:40000->(203.0.113.7:8080->192.168.1.10:80), len 60");
    assertEquals("198.51.100.9", row.get("source_address"));
    assertEquals("203.0.113.7", row.get("destination_address"));
    assertEquals(8080L, row.get("destination_port"));
    assertEquals("192.168.1.10", row.get("nat_destination_address"));
    assertEquals(80L, row.get("nat_destination_port"));
    assertFalse(row.containsKey("nat_source_address"));
  }

  @Test
  void readsBothTranslations() {
    Map<String, Object> row =
        traffic(
            "firewall,info forward: in:bridge out:bridge, proto UDP,"
                + " 10.0.0.5:1000->192.168.1.10:53, NAT"
                + " (10.0.0.5:1000->192.168.1.1:2000)->(203.0.113.7:53->192.168.1.10:53), prio"
                + " 1->0, len 60");
    assertEquals("10.0.0.5", row.get("source_address"));
    assertEquals("192.168.1.1", row.get("nat_source_address"));
    assertEquals("203.0.113.7", row.get("destination_address"));
    assertEquals("192.168.1.10", row.get("nat_destination_address"));
  }

  @Test
  void readsIcmpAndProtocolsWithoutPorts() {
    Map<String, Object> row =
        traffic(
            "firewall,info srcnat: in:bridge out:ether1, proto ICMP (type 8, code 0),"
                + " 10.0.0.5->8.8.8.8, NAT (10.0.0.5->203.0.113.7)->8.8.8.8, len 84");
    assertEquals(1L, row.get("protocol"));
    assertEquals("8.8.8.8", row.get("destination_address"));
    assertEquals("203.0.113.7", row.get("nat_source_address"));
    assertFalse(row.containsKey("source_port"));
    assertEquals(
        47L,
        traffic("firewall,info input: in:ether1 out:(none), proto 47, 1.2.3.4->5.6.7.8, len 60")
            .get("protocol"));
    assertEquals(
        50L,
        traffic("firewall,info input: in:e1 out:(none), proto IPSEC-ESP, 1.2.3.4->5.6.7.8, len 60")
            .get("protocol"));
  }

  @Test
  void readsIpv6WithAndWithoutPorts() {
    Map<String, Object> row =
        traffic(
            "firewall,info forward: in:WAN out:LAN, proto TCP (SYN,ACK),"
                + " [2001:db8::1]:443->[2001:db8::2]:51413, len 112");
    assertEquals("2001:db8::1", row.get("source_address"));
    assertEquals(51413L, row.get("destination_port"));
    assertEquals(18L, row.get("tcp_flags"));
    row =
        traffic(
            "firewall,info input: in:WAN out:(unknown 0), proto ICMPv6 (type 135, code 0),"
                + " fe80::1->ff02::1:ff00:7, len 72");
    assertEquals(58L, row.get("protocol"));
    assertEquals("ff02::1:ff00:7", row.get("destination_address"));
    assertFalse(row.containsKey("destination_port"));
  }

  @Test
  void takesThePrefixForTheActionHoweverItIsSpelt() {
    String line = " input: in:ether1 out:(none), proto UDP, 1.2.3.4:5->5.6.7.8:9, len 40";
    assertEquals("DROP", traffic("firewall,info DROP" + line).get("action"));
    assertEquals("NAT:", traffic("firewall,info NAT:" + line).get("action"));
    assertEquals("drop all", traffic("<134>Nov 23 10:00:00 gw drop all" + line).get("action"));
    assertEquals("input", traffic("<134>Nov 23 10:00:00 gw" + line).get("action"));
    assertEquals("input", traffic("<134>firewall,info" + line).get("action"));
  }

  @Test
  void writesNoTrafficForAFirewallLineItCannotReadWhole() {
    for (String line :
        List.of(
            "firewall,info input: in:ether1 out:(none), proto UDP, 1.2.3.4:5->5.6.7.8:99999, len 4",
            "firewall,info input: in:ether1 out:(none), proto UDP, 1.2.3.4:5, len 4",
            "firewall,info input: in:ether1 out:(none), proto TCP (SYN, 1.2.3.4:5->1.1.1.1:1",
            "firewall,info input: in:ether1 out:(none), proto TCP",
            "firewall,info input: in:ether1 out:(none), proto ",
            "firewall,info input: in:ether1 out:(none), proto UDP, [::1:5->[::2]:5, len 4")) {
      assertEquals(List.of(), NOW.rows(line).of(Dataset.TRAFFIC), line);
    }
  }

  @Test
  void keepsTheTupleWhenOnlyTheNatPartIsBroken() {
    Map<String, Object> row =
        traffic(
            "firewall,info srcnat: in:b out:e, proto UDP, 10.0.0.5:1->8.8.8.8:53, NAT"
                + " (10.0.0.5:1->203.0.113.7:2->8.8.8.8");
    assertEquals("10.0.0.5", row.get("source_address"));
    assertFalse(row.containsKey("nat_source_address"));
  }

  @Test
  void readsHotspotLogins() {
    for (String line :
        List.of(
            "hotspot,account,info,debug somchai (192.168.20.29): logged in",
            "hotspot,info,debug ->: somchai (192.168.20.29): logged in",
            "<30>Nov 23 09:59:58 MikroTik somchai (192.168.20.29): logged in",
            "<30>Nov 23 09:59:58 MikroTik hotspot,info ->: somchai (192.168.20.29): logged in",
            "<30>->: somchai (192.168.20.29): logged in")) {
      Map<String, Object> row = NOW.identity(line);
      assertEquals("login", row.get("event"), line);
      assertEquals("somchai", row.get("user_name"), line);
      assertEquals("192.168.20.29", row.get("address"), line);
      assertEquals("192.0.2.1", row.get("nas"), line);
      assertEquals(line.contains("Nov") ? SENT : null, row.get("event_at"), line);
    }
  }

  @Test
  void readsHotspotLogoutsWithTheirCause() {
    Map<String, Object> row =
        NOW.identity("hotspot,info,debug somchai (192.168.20.29): logged out: keepalive timeout");
    assertEquals("logout", row.get("event"));
    assertEquals("keepalive timeout", row.get("cause"));
    row = NOW.identity("hotspot,info,debug somchai (192.168.20.29): logged out");
    assertEquals("logout", row.get("event"));
    assertFalse(row.containsKey("cause"));
  }

  @Test
  void readsRefusedHotspotLogins() {
    Map<String, Object> row =
        NOW.identity(
            "hotspot,info,debug somchai (10.5.50.7): login failed: invalid username or password");
    assertEquals("reject", row.get("event"));
    assertEquals("invalid username or password", row.get("reason"));
  }

  @Test
  void knowsAnAttemptButMakesNoLoginOfIt() {
    RecordedRows rows =
        NOW.rows("hotspot,info,debug somchai (10.5.50.7): trying to log in by http-chap");
    assertEquals(List.of(), rows.of(Dataset.IDENTITY));
    assertEquals("mikrotik", rows.only(Dataset.MESSAGES).get("vendor"));
  }

  @Test
  void readsTheMacOfAHotspotUserThatIsOne() {
    Map<String, Object> row =
        NOW.identity("hotspot,info T-E2:9B:5A:11:22:33 (10.5.50.7): logged in");
    assertEquals("T-E2:9B:5A:11:22:33", row.get("user_name"));
    assertEquals("e2:9b:5a:11:22:33", row.get("mac"));
  }

  @Test
  void readsLeasesOfVersions6And7() {
    for (String line :
        List.of(
            "dhcp,info dhcp1 assigned 192.168.30.236 to E2:9B:5A:11:22:33",
            "dhcp,info defconf assigned 192.168.30.236 for E2:9B:5A:11:22:33 phone-of-somchai",
            "<30>Nov 23 09:59:58 MikroTik dhcp1 assigned 192.168.30.236 to E2:9B:5A:11:22:33",
            "<30>Nov 23 09:59:58 MikroTik: dhcp1 assigned 192.168.30.236 to E2:9B:5A:11:22:33")) {
      Map<String, Object> row = NOW.identity(line);
      assertEquals("dhcp", row.get("event"), line);
      assertEquals("assigned", row.get("cause"), line);
      assertEquals("192.168.30.236", row.get("address"), line);
      assertEquals("e2:9b:5a:11:22:33", row.get("mac"), line);
      assertFalse(row.containsKey("user_name"));
    }
    for (String line :
        List.of(
            "dhcp,info dhcp1 deassigned 192.168.30.236 from E2:9B:5A:11:22:33",
            "dhcp,info defconf deassigned 192.168.30.236 for E2:9B:5A:11:22:33 phone")) {
      Map<String, Object> row = NOW.identity(line);
      assertEquals("dhcp", row.get("event"), line);
      assertEquals("deassigned", row.get("cause"), line);
    }
  }

  @Test
  void readsRefusedLoginsToTheRouter() {
    Map<String, Object> row =
        NOW.identity("system,error,critical login failure for user admin from 10.0.0.9 via ssh");
    assertEquals("reject", row.get("event"));
    assertEquals("admin", row.get("user_name"));
    assertEquals("router login failure via ssh", row.get("reason"));
  }

  @Test
  void readsLoginsToTheRouter() {
    Map<String, Object> row =
        NOW.identity("system,info,account user admin logged in from 10.0.0.9 via winbox");
    assertEquals("login", row.get("event"));
    assertEquals("admin", row.get("user_name"));
    assertEquals("10.0.0.9", row.get("address"));
    row = NOW.identity("<30>Nov 23 09:59:58 gw user admin logged out from 10.0.0.9 via winbox");
    assertEquals("logout", row.get("event"));
    for (String line :
        List.of(
            "system,info,account user admin logged in via local",
            "system,info,account user admin logged in from E2:9B:5A:11:22:33 via mac-telnet")) {
      assertEquals(List.of(), NOW.rows(line).of(Dataset.IDENTITY), line);
    }
  }

  @Test
  void readsLinesInCef() {
    String head = "CEF:0|MikroTik|hAP ax^2|7.25 (stable)|10|";
    String own = "dvchost=edge dvc=192.168.88.1 msg=";
    Map<String, Object> row =
        NOW.identity(
            "<30>Nov 23 09:59:58 gw "
                + head
                + "dhcp,info|Low|"
                + own
                + "dhcp1 assigned 192.168.1.14 for AA:44:33:00:77:CC a\\=b");
    assertEquals("192.168.1.14", row.get("address"));
    assertEquals("aa:44:33:00:77:cc", row.get("mac"));
    row =
        NOW.identity(
            "Nov 23 09:59:58 gw "
                + head
                + "system,error,critical|High|"
                + own
                + "login failure for user guest from 192.168.88.17 via ssh app=ssh duser=guest"
                + " outcome=failure src=192.168.88.17");
    assertEquals("guest", row.get("user_name"));
    assertEquals("router login failure via ssh", row.get("reason"));
    row = NOW.identity(head + "hotspot,info|Low|" + own + "สมชาย (10.5.50.7): logged in");
    assertEquals("สมชาย", row.get("user_name"));
    row =
        traffic(
            head
                + "firewall,info|Low|"
                + own
                + "LOG forward: in:bridge out:ether1, connection-state:new,snat src-mac"
                + " e2:9b:5a:11:22:33, proto TCP (SYN), 10.0.0.5:43996->47.241.18.42:443, NAT"
                + " (10.0.0.5:43996->203.0.113.7:51234)->47.241.18.42:443, len 52");
    assertEquals("LOG", row.get("action"));
    assertEquals(51234L, row.get("nat_source_port"));
    row =
        traffic(
            head
                + "web-proxy,account|Low|"
                + own
                + "10.0.0.5 GET http://example.org/?a\\=b action\\=allow cache\\=MISS");
    assertEquals("http://example.org/?a=b", row.get("url"));
    assertEquals("allow", row.get("action"));
    RecordedRows other = NOW.rows(head + "system,info|Low|" + own + "router rebooted");
    assertEquals("mikrotik", other.only(Dataset.MESSAGES).get("vendor"));
    assertEquals("edge", other.only(Dataset.MESSAGES).get("hostname"));
    assertEquals("system,info", other.only(Dataset.MESSAGES).get("app_name"));
  }

  @Test
  void readsALineBehindALoggingRulesPrefix() {
    Map<String, Object> row =
        NOW.identity("dhcp,info LAN: dhcp1 assigned 192.168.30.236 for E2:9B:5A:11:22:33 phone");
    assertEquals("192.168.30.236", row.get("address"));
    row = NOW.identity("system,error,critical GW1: login failure for user x from 10.0.0.9 via web");
    assertEquals("x", row.get("user_name"));
  }

  /** Whoever may choose a host name, a User-Agent or a login name elsewhere, makes no lease. */
  @Test
  void readsNothingThatIsOnlyQuoted() {
    for (String line :
        List.of(
            "dhcp,debug,packet     Host-Name = \"dhcp1 assigned 10.0.0.9 to 11:22:33:44:55:66\"",
            "<30>Nov 23 09:59:58 h sshd[9]: Invalid user x assigned 10.0.0.9 to 11:22:33:44:55:66",
            "<30>Nov 23 09:59:58 h sshd[9]: Invalid user malee (10.0.0.9): logged in",
            "<30>Nov 23 09:59:58 h app[9]: malee logged in, 10.0.0.9",
            "<30>Nov 23 09:59:58 h app[9]: login failure for user malee from 10.0.0.9 via ssh",
            "<30>Nov 23 09:59:58 h app[9]: a: in:b out:c, proto UDP, 1.2.3.4:5->5.6.7.8:9, len 4",
            "<30>Nov 23 09:59:58 h app: say \"dhcp1 assigned 10.0.0.9 to 11:22:33:44:55:66\"")) {
      RecordedRows rows = NOW.rows(line);
      assertEquals(List.of(), rows.of(Dataset.IDENTITY), line);
      assertEquals(List.of(), rows.of(Dataset.TRAFFIC), line);
    }
  }

  @Test
  void turnsAwayLinesThatOnlyLookAlike() {
    for (String line :
        List.of(
            "<13>Nov 23 10:00:00 h app: task assigned to me",
            "<13>Nov 23 10:00:00 h app: (x): logged in",
            "<13>Nov 23 10:00:00 h app: somchai (nowhere): logged in",
            "<13>Nov 23 10:00:00 h app: x: in: nothing")) {
      RecordedRows rows = NOW.rows(line);
      assertEquals(List.of(), rows.of(Dataset.IDENTITY), line);
      assertEquals(List.of(), rows.of(Dataset.TRAFFIC), line);
      assertFalse(rows.only(Dataset.MESSAGES).containsKey("vendor"), line);
    }
  }

  @Test
  void readsOnlyTheForcedVendorsLines() {
    String lease = "dhcp,info dhcp1 assigned 192.168.30.236 to E2:9B:5A:11:22:33";
    assertEquals(List.of(), NOW.forced("fortigate").rows(lease).of(Dataset.IDENTITY));
    assertEquals(1, NOW.forced("mikrotik").rows(lease).of(Dataset.IDENTITY).size());
    assertEquals(1, NOW.forced("unheard-of").rows(lease).of(Dataset.IDENTITY).size());
  }
}
