package jaruek.collector.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values and names of fields, as people read them. */
final class FieldTextTest {
  @ParameterizedTest
  @CsvSource({
    "unsigned64,00000000000004d2,1234",
    "unsigned64,04d2,1234",
    "unsigned64,ffffffffffffffff,18446744073709551615",
    "signed32,fffffffe,-2",
    "signed64,fe,-2",
    "float64,3ff8000000000000,1.5",
    "float64,3fc00000,1.5",
    "boolean,01,true",
    "boolean,02,false",
    "boolean,07,07",
    "ipv4Address,0a000005,10.0.0.5",
    "ipv4Address,0a0000,0a0000",
    "ipv6Address,20010db8000000000000000000000001,2001:db8::1",
    "macAddress,02005e000001,02:00:5e:00:00:01",
    "string,736f6d6368616900ff,somchai",
    "dateTimeSeconds,6b03f779,2026-11-23T08:21:13Z",
    "dateTimeMilliseconds,0000000000000001,1970-01-01T00:00:00.001Z",
    "dateTimeMilliseconds,ffffffffffffffff,ffffffffffffffff",
    "dateTimeMicroseconds,83aa7e8080000000,1970-01-01T00:00:00.500Z",
    "octetArray,00ff,00ff",
    "basicList,0302,0302",
    "unsigned8,000102030405060708,000102030405060708",
  })
  void readsAValueByItsType(String type, String hex, String text) {
    byte[] bytes = HexFormat.of().parseHex("aa" + hex + "aa");
    assertEquals(text, FieldText.of(type, bytes, 1, bytes.length - 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"string", "octetArray", "unsigned8", "ipv6Address", "subTemplateList"})
  void cutsALongValueOff(String type) {
    byte[] text = "ก".repeat(5_000).getBytes(StandardCharsets.UTF_8);
    assertTrue(FieldText.of(type, text, 0, text.length).length() <= FieldText.CHARACTERS_MAX + 1);
    assertTrue(FieldText.of(type, text, 0, 0).isEmpty());
  }

  @Test
  void namesElementsOfIanaEnterprisesReverseAndScopes() {
    assertEquals("sourceIPv4Address", name(FlowVersion.IPFIX, 0, 8));
    assertEquals("srhSegmentIPv6EndpointBehavior", name(FlowVersion.IPFIX, 0, 502));
    assertEquals("reverseOctetDeltaCount", name(FlowVersion.IPFIX, ReverseRow.REVERSE, 1));
    assertEquals("tenantSourceIPv4", name(FlowVersion.IPFIX, 6_876, 881));
    assertEquals("FLOW_USER_NAME", name(FlowVersion.IPFIX, 35_632, 121));
    assertEquals("FLOW_USER_NAME", name(FlowVersion.NETFLOW9, 0, 57_472 + 121));
    assertEquals("postNAPTSourceTransportPort", name(FlowVersion.NETFLOW9, 0, 40_003));
    assertEquals("userId", name(FlowVersion.NETFLOW9, 0, 56_702));
    assertEquals("scopeInterface", name(FlowVersion.NETFLOW9, Template.SCOPE, 2));
  }

  @Test
  void callsUnknownElementsByTheirNumbersInHexadecimal() {
    assertEquals("0x0/0x7531", name(FlowVersion.IPFIX, 0, 30_001));
    assertEquals("0x7db/0x1", name(FlowVersion.IPFIX, 2_011, 1));
    assertEquals("0xfffffffe/0x7fff", name(FlowVersion.IPFIX, -2, 0x7fff));
    assertEquals("0x7279/0x7531", name(FlowVersion.IPFIX, ReverseRow.REVERSE, 30_001));
    assertEquals("0x0/0x9", name(FlowVersion.NETFLOW9, Template.SCOPE, 9));
  }

  private static String name(FlowVersion version, int enterprise, int element) {
    return ElementNames.of(version, enterprise, element).name();
  }
}
