package jaruek.collector.syslog;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The corpus lines of firewalls and gateways. */
final class FirewallCorpusTest {
  @TestFactory
  Stream<DynamicTest> knowsMikrotikLines() {
    return new VendorCorpus("mikrotik", 18, 18, Set.of("mikrotik")).tests();
  }

  @TestFactory
  Stream<DynamicTest> knowsFortigateLines() {
    return new VendorCorpus("fortigate", 12, 11, Set.of("fortigate")).tests();
  }

  @TestFactory
  Stream<DynamicTest> knowsCiscoAsaLines() {
    return new VendorCorpus("cisco-asa", 6, 5, Set.of("cisco-asa")).tests();
  }

  @TestFactory
  Stream<DynamicTest> knowsCiscoIosLines() {
    return new VendorCorpus("cisco-ios", 35, 2, Set.of("cisco-ios")).tests();
  }

  @TestFactory
  Stream<DynamicTest> knowsPfsenseLines() {
    return new VendorCorpus("pfsense", 14, 9, Set.of("pfsense")).tests();
  }

  @TestFactory
  Stream<DynamicTest> knowsPaloAltoLines() {
    return new VendorCorpus("paloalto", 20, 11, Set.of("paloalto")).tests();
  }

  @TestFactory
  Stream<DynamicTest> knowsJuniperSrxLines() {
    return new VendorCorpus("juniper-srx", 18, 9, Set.of("juniper-srx")).tests();
  }

  @TestFactory
  Stream<DynamicTest> knowsIptablesLines() {
    return new VendorCorpus("iptables", 42, 42, Set.of("iptables")).tests();
  }

  @TestFactory
  Stream<DynamicTest> knowsUnifiLines() {
    return new VendorCorpus("unifi", 11, 5, Set.of("unifi")).tests();
  }

  @TestFactory
  Stream<DynamicTest> knowsSophosLines() {
    return new VendorCorpus("sophos", 3, 3, Set.of("sophos")).tests();
  }
}
