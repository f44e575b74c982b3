package jaruek.collector.syslog;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The corpus lines of servers and services. */
final class ServiceCorpusTest {
  @TestFactory
  Stream<DynamicTest> knowsSquidLines() {
    return new VendorCorpus("squid", 10, 8, Set.of("squid")).tests();
  }

  @TestFactory
  Stream<DynamicTest> knowsDhcpLines() {
    return new VendorCorpus("dhcp", 7, 2, Set.of("isc-dhcpd")).tests();
  }
}
