package jaruek.radius.dictionary;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jaruek.radius.packet.Attribute;
import jaruek.radius.packet.Checked;
import jaruek.radius.packet.ExtendedAttribute;
import jaruek.radius.packet.Packet;
import jaruek.radius.packet.PacketCheck;
import jaruek.radius.packet.PacketWriter;
import jaruek.radius.packet.SharedSecret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DictionariesTest {
  private static final Path FREERADIUS = Path.of("/usr/share/freeradius");

  @TempDir Path folder;
  private final Dictionaries shipped = Dictionaries.shipped();

  private static String sent(Dictionaries dictionaries, String name, String value) {
    StringBuilder text = new StringBuilder();
    for (Attribute attribute : dictionaries.attributes(name, value)) {
      text.append(text.isEmpty() ? "" : " ").append(attribute.type()).append(':');
      text.append(HexFormat.of().formatHex(attribute.value()));
    }
    return text.toString();
  }

  private Dictionaries own(String text) throws IOException {
    Files.writeString(folder.resolve("dictionary.own"), text);
    return Dictionaries.with(folder);
  }

  @Test
  void valuesOfAllTypesAreSentAsTheirRfcSays() throws IOException {
    assertEquals("6:00000002", sent(shipped, "Service-Type", "framed-user"));
    assertEquals("6:00000002", sent(shipped, "service-type", "2"));
    assertEquals("9:ffffff00", sent(shipped, "Framed-IP-Netmask", "255.255.255.0"));
    assertEquals("18:e0b881", sent(shipped, "Reply-Message", "ก"));
    assertEquals("89:0a1b", sent(shipped, "Chargeable-User-Identity", "0x0a1b"));
    assertEquals("96:0000000000000001", sent(shipped, "Framed-Interface-Id", "0:0:0:1"));
    assertEquals(
        "123:003020010db8000100000000000000000000",
        sent(shipped, "Delegated-IPv6-Prefix", "2001:db8:1::/48"));
    assertEquals(
        "168:20010db8000000000000000000000001",
        sent(shipped, "Framed-IPv6-Address", "2001:db8::1"));
    assertEquals("67:03782e79", sent(shipped, "Tunnel-Server-Endpoint", "3:x.y"));
    assertEquals("83:01000005", sent(shipped, "Tunnel-Preference", "1:5"));
    assertEquals("26:000000090103" + "78", sent(shipped, "Cisco-AVPair", "x"));
    assertEquals("241:0801", sent(shipped, "Operator-NAS-Identifier", "0x01"));
    Dictionaries own =
        own(
            """
            # comment
            VENDOR Wide 4711 format=2,1
            VENDOR School 4712
            BEGIN-VENDOR Wide
            ATTRIBUTE Wide-Number 258 short
            ATTRIBUTE Wide-Big 259 integer64
            ATTRIBUTE Wide-Mac 260 ether
            END-VENDOR Wide
            BEGIN-VENDOR School
            ATTRIBUTE School-Box 1 tlv
            BEGIN-TLV School-Box
            ATTRIBUTE School-Room 2 string # inner
            END-TLV School-Box
            ATTRIBUTE School-Floor 1.3 byte
            VALUE School-Floor Roof 9
            END-VENDOR School
            BEGIN-VENDOR School parent=Extended-Vendor-Specific-1
            ATTRIBUTE School-Far 7 string
            END-VENDOR School
            ATTRIBUTE Own-Signed 250 signed
            """);
    assertEquals(List.of(), own.faults());
    assertEquals("26:0000126701020500ff", sent(own, "Wide-Number", "255"));
    assertEquals("26:0000126701030b0000000000000001", sent(own, "Wide-Big", "0x1"));
    assertEquals("26:00001267010409aabbccddeeff", sent(own, "Wide-Mac", "AA-BB-CC-DD-EE-FF"));
    assertEquals("26:00001268010502" + "0361", sent(own, "School-Room", "a"));
    assertEquals("26:000012680105030309", sent(own, "School-Floor", "roof"));
    assertEquals("241:1a000012680761", sent(own, "School-Far", "a"));
    assertEquals("250:ffffffff", sent(own, "Own-Signed", "-1"));
  }

  @Test
  void whatCannotBeSentIsSaid() {
    for (String[] wrong :
        new String[][] {
          {"No-Such", "1", "in no dictionary"},
          {"Service-Type", "x", "nor a word"},
          {"Framed-MTU", "4294967296", "number from 0"},
          {"Framed-MTU", "-1", "number from 0"},
          {"Framed-IP-Netmask", "2001:db8::1", "IPv4"},
          {"Class", "zz", "row of bytes"},
          {"Tunnel-Preference", "32:1", "tag"},
          {"Tunnel-Preference", "16777216", "three bytes"},
          {"Tunnel-Password", "x", "hidden"},
          {"Reply-Message", "x".repeat(254), "limit 253"},
          {"Cisco-AVPair", "x".repeat(248), "longer than 247"},
          {"Extended-Attribute-1", "x", "holds other"},
          {"Vendor-Specific", "x", "holds other"},
          {"Delegated-IPv6-Prefix", "10.0.0.0/8", "prefix"},
        }) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class, () -> shipped.attributes(wrong[0], wrong[1]));
      assertTrue(String.valueOf(e.getMessage()).contains(wrong[2]), e.getMessage());
    }
  }

  @Test
  void faultsOfAFileAreNamedByLine() throws IOException {
    Dictionaries own =
        own(
            """
            VENDOR
            BEGIN-VENDOR Nobody
            ATTRIBUTE A 1
            ATTRIBUTE B 256 string
            ATTRIBUTE C 1 thing
            ATTRIBUTE D 1.2 string
            VALUE Nothing x 1
            $INCLUDE other
            NONSENSE
            ATTRIBUTE E 199 string encrypt=1,unheard
            ATTRIBUTE F 0 string
            END-VENDOR Cisco
            VENDOR X 1 format=9,9
            ATTRIBUTE Good-One 200 string
            """);
    List<String> lines = own.faults().stream().map(DictionaryFault::toString).toList();
    assertEquals(13, lines.size(), lines.toString());
    for (int i = 0; i < 13; i++) {
      assertTrue(lines.get(i).startsWith("dictionary.own:" + (i + 1) + ": "), lines.get(i));
    }
    assertEquals("200:61", sent(own, "Good-One", "a"));
  }

  @Test
  void filesThatAreNoneAreToldAndTheRestIsRead() throws IOException {
    Files.write(folder.resolve("dictionary.bad"), new byte[] {(byte) 0xff, 'a'});
    Files.writeString(
        folder.resolve("dictionary.long"), "#".repeat(DictionaryReader.LINE_CHARS_MAX + 1));
    Files.createDirectory(folder.resolve("sub"));
    Files.writeString(folder.resolve(".hidden"), "NONSENSE");
    Dictionaries own = own("ATTRIBUTE Mine 200 string");
    assertEquals(2, own.faults().size(), own.faults().toString());
    assertTrue(own.knows("mine"));
    assertEquals(1, Dictionaries.with(folder.resolve("missing")).faults().size());
  }

  @Test
  void longAttributesAreSplitAndPutTogetherAgain() {
    byte[] value = new byte[600];
    new Random(1).nextBytes(value);
    List<Attribute> sent = new ArrayList<>(new ExtendedAttribute(245, 7, value).attributes());
    assertEquals(3, sent.size());
    assertEquals((byte) 0x80, sent.getFirst().value()[1]);
    assertEquals(0, sent.getLast().value()[1]);
    sent.add(new Attribute(241, new byte[] {5, 1, 2}));
    sent.add(new Attribute(241, new byte[0]));
    sent.add(new Attribute(246, new byte[] {9, (byte) 0x80, 1})); // the rest is missing
    sent.addAll(new ExtendedAttribute(246, 9, new byte[] {4}).attributes());
    List<ExtendedAttribute> read = ExtendedAttribute.in(packet(sent));
    assertEquals(3, read.size());
    assertArrayEquals(new byte[] {1, 2}, read.get(0).value());
    assertEquals(7, read.get(1).extendedType());
    assertArrayEquals(value, read.get(1).value());
  }

  private static Packet packet(List<Attribute> attributes) {
    byte[] bytes = PacketWriter.request(1, 1, new byte[16], attributes, SharedSecret.of("secret"));
    return PacketCheck.check(bytes) instanceof Checked.Sound(Packet packet) ? packet : throwing();
  }

  private static Packet throwing() {
    throw new AssertionError("no packet");
  }

  @Test
  void hostileExtendedAttributesAreReadWithoutFailing() {
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      List<Attribute> attributes = new ArrayList<>();
      for (int n = random.nextInt(6); n >= 0; n--) {
        byte[] value = new byte[random.nextInt(200)];
        random.nextBytes(value);
        if (value.length > 1) value[0] = (byte) random.nextInt(3);
        attributes.add(new Attribute(241 + random.nextInt(6), value));
      }
      ExtendedAttribute.in(packet(attributes));
    }
  }

  /** Facts only: where both know a name, number, vendor and kind must be the same. */
  @Test
  void shippedNamesAndNumbersAgreeWithFreeradius() throws IOException {
    assumeTrue(Files.isDirectory(FREERADIUS), "Debian's freeradius-common is not installed");
    Dictionaries theirs = Dictionaries.shipped();
    int differing = 0;
    StringBuilder differences = new StringBuilder();
    try (Stream<Path> files = Files.list(FREERADIUS)) {
      for (Path file : files.sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        if (!name.matches(
            "dictionary\\.(rfc\\d+|wispr|mikrotik|cisco|airespace|fortinet|aruba|hp|ruckus|huawei|h3c|juniper|extreme)")) {
          continue;
        }
        theirs.read(name, Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    for (String file : Dictionaries.SHIPPED) {
      String text;
      try (var in = Dictionaries.class.getResourceAsStream("dictionary." + file)) {
        text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
      for (String line : text.lines().filter(l -> l.startsWith("ATTRIBUTE")).toList()) {
        String name = line.split("\\s+", -1)[1];
        Definition ours = shipped.find(name).orElseThrow();
        Definition other = theirs.find(name).orElseThrow();
        boolean same =
            Arrays.equals(ours.path(), other.path())
                && ours.tagged() == other.tagged()
                && ours.type() == other.type()
                && number(ours) == number(other);
        if (!same) {
          differing++;
          differences.append(line).append(" <> ").append(other).append('\n');
        }
      }
    }
    assertEquals(0, differing, differences.toString());
    assertFalse(theirs.size() < 2 * shipped.size(), "FreeRADIUS's were not read");
  }

  private static int number(Definition definition) {
    Vendor vendor = definition.vendor();
    return vendor == null ? 0 : vendor.number();
  }

  @Test
  void mostOfFreeradiusFilesAreReadAsTheyAre() throws IOException {
    assumeTrue(Files.isDirectory(FREERADIUS), "Debian's freeradius-common is not installed");
    int whole = 0;
    int all = 0;
    try (Stream<Path> files = Files.list(FREERADIUS)) {
      for (Path file : files.sorted().toList()) {
        if (!String.valueOf(file.getFileName()).startsWith("dictionary.")) continue;
        all++;
        Dictionaries one = Dictionaries.shipped();
        one.read("x", Files.readString(file, StandardCharsets.ISO_8859_1));
        if (one.faults().isEmpty()) whole++;
      }
    }
    assertTrue(whole * 10 >= all * 8, whole + " of " + all);
  }
}
