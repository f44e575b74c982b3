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
}
