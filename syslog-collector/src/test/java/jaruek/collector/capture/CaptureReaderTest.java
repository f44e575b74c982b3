package jaruek.collector.capture;

import static jaruek.collector.capture.CaptureBytes.AT;
import static jaruek.collector.capture.CaptureBytes.description;
import static jaruek.collector.capture.CaptureBytes.enhanced;
import static jaruek.collector.capture.CaptureBytes.ethernet;
import static jaruek.collector.capture.CaptureBytes.good;
import static jaruek.collector.capture.CaptureBytes.ipv4;
import static jaruek.collector.capture.CaptureBytes.ipv6;
import static jaruek.collector.capture.CaptureBytes.joined;
import static jaruek.collector.capture.CaptureBytes.pcap;
import static jaruek.collector.capture.CaptureBytes.pcapng;
import static jaruek.collector.capture.CaptureBytes.record;
import static jaruek.collector.capture.CaptureBytes.section;
import static jaruek.collector.capture.CaptureBytes.simple;
import static jaruek.collector.capture.CaptureBytes.u16;
import static jaruek.collector.capture.CaptureBytes.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.record.IpAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CaptureReaderTest {
  private static final ByteOrder BIG = ByteOrder.BIG_ENDIAN;
  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

  private static CaptureReader reader(byte[] file) throws IOException {
    assertTrue(CaptureReader.isCapture(file));
    return new CaptureReader(new ByteArrayInputStream(file));
  }

  private static CapturedDatagram following(CaptureReader reader) throws IOException {
    CapturedDatagram next = reader.next();
    if (next == null) throw new AssertionError("no more datagrams");
    return next;
  }

  private static List<String> texts(CaptureReader reader) throws IOException {
    List<String> texts = new ArrayList<>();
    for (CapturedDatagram one = reader.next(); one != null; one = reader.next()) {
      texts.add(new String(one.payload(), StandardCharsets.UTF_8));
    }
    return texts;
  }

  private static Map<String, Long> skipped(int linkType, byte[]... packets) throws IOException {
    CaptureReader reader = reader(pcap(linkType, packets));
    assertEquals(List.of(), texts(reader));
    return reader.counts().skipped();
  }

  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void readsPcapOfBothByteOrdersAndBothResolutions(boolean big, boolean nanos) throws IOException {
    CaptureReader reader = reader(pcap(big ? BIG : LITTLE, nanos, 1, good("one"), good("two")));
    CapturedDatagram first = following(reader);
    assertEquals(AT, first.atMillis());
    assertEquals(IpAddress.of("192.0.2.1"), first.source());
    assertEquals(IpAddress.of("192.0.2.2"), first.destination());
    assertEquals(2055, first.sourcePort());
    assertEquals(2055, first.destinationPort());
    assertEquals("one", new String(first.payload(), StandardCharsets.UTF_8));
    assertEquals(List.of("two"), texts(reader));
    assertEquals(2, reader.counts().packets());
    assertEquals(2, reader.counts().datagrams());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsPcapngOfBothByteOrders(boolean big) throws IOException {
    CaptureReader reader = reader(pcapng(big ? BIG : LITTLE, good("one"), good("twos")));
    assertEquals(AT, following(reader).atMillis());
    assertEquals(List.of("twos"), texts(reader));
  }

  @Test
  void readsSectionsOfOtherByteOrdersOtherBlocksAndOtherClocks() throws IOException {
    byte[] file =
        joined(
            section(BIG),
            CaptureBytes.block(BIG, 0x0bad, new byte[40]),
            description(BIG, 101, 0x8a),
            enhanced(BIG, 0, AT / 1_000 * 1_024 + 512, ipv4(17, udp(1, 2, "in 1/1024 s"))),
            simple(BIG, ipv4(17, udp(1, 2, "simple"))),
            section(LITTLE),
            description(LITTLE, 1, 6),
            description(LITTLE, 101, 6),
            enhanced(LITTLE, 1, AT * 1_000, ipv4(17, udp(1, 2, "second interface"))));
    CaptureReader reader = reader(file);
    assertEquals(AT / 1_000 * 1_000 + 500, following(reader).atMillis());
    assertEquals(0, following(reader).atMillis());
    assertEquals(AT, following(reader).atMillis());
    assertEquals(List.of(), texts(reader));
    assertEquals(file.length, reader.offset());
  }

  @Test
  void looksThroughEveryLinkHeader() throws IOException {
    byte[] four = ipv4(17, udp(1, 2, "4"));
    byte[] six = ipv6(17, udp(1, 2, "6"));
    byte[] tags = joined(u16(7), u16(0x8100), u16(8), u16(0x86dd), six);
    assertEquals(List.of("6"), texts(reader(pcap(1, ethernet(0x88a8, tags)))));
    assertEquals(
        List.of("4"), texts(reader(pcap(1, ethernet(0x8100, joined(u16(5), u16(0x800), four))))));
    assertEquals(List.of("4"), texts(reader(pcap(113, joined(new byte[14], u16(0x800), four)))));
    assertEquals(List.of("6"), texts(reader(pcap(276, joined(u16(0x86dd), new byte[18], six)))));
    assertEquals(List.of("4", "6"), texts(reader(pcap(101, four, six))));
    assertEquals(List.of("4"), texts(reader(pcap(228, four))));
    assertEquals(List.of("6"), texts(reader(pcap(229, six))));
    assertEquals(List.of("4"), texts(reader(pcap(0, joined(new byte[] {2, 0, 0, 0}, four)))));
    assertEquals(List.of("6"), texts(reader(pcap(108, joined(new byte[] {0, 0, 0, 30}, six)))));
  }

  @Test
  void readsBehindIpv6ExtensionHeaders() throws IOException {
    byte[] hopByHop =
        joined(new byte[] {60, 0, 0, 0, 0, 0, 0, 0}, new byte[] {17, 1}, new byte[14]);
    assertEquals(List.of("6"), texts(reader(pcap(229, ipv6(0, joined(hopByHop, udp(1, 2, "6")))))));
  }

  @Test
  void countsFragmentsAndReadsNoneOfThem() throws IOException {
    byte[] first = ipv4(17, udp(1, 2, "first"));
    first[6] = 0x20;
    byte[] last = ipv4(17, udp(1, 2, "last"));
    last[7] = 2;
    byte[] six = ipv6(44, joined(new byte[] {17, 0, 0, 1, 0, 0, 0, 0}, udp(1, 2, "6")));
    assertEquals(Map.of("fragment", 3L), skipped(101, first, last, six));
  }

  @Test
  void countsWhatIsNoUdp() throws IOException {
    byte[] tcp = ipv4(6, new byte[20]);
    byte[] arp = ethernet(0x0806, new byte[28]);
    assertEquals(Map.of("not-udp", 1L), skipped(101, tcp));
    assertEquals(Map.of("not-udp", 1L), skipped(1, arp));
    assertEquals(Map.of("not-udp", 1L), skipped(101, new byte[] {0x55}));
    assertEquals(Map.of("link-type", 1L), skipped(147, tcp));
  }

  @Test
  void believesNoLengthInsideAPacket() throws IOException {
    byte[] total = ipv4(17, udp(1, 2, "text"));
    total[3] = 100;
    byte[] header = ipv4(17, udp(1, 2, "text"));
    header[0] = 0x4f;
    byte[] small = ipv4(17, udp(1, 2, "text"));
    small[0] = 0x44;
    byte[] udpLong = ipv4(17, udp(1, 2, "text"));
    udpLong[25] = 13;
    byte[] udpShort = ipv4(17, udp(1, 2, "text"));
    udpShort[25] = 7;
    byte[] payload = ipv6(17, udp(1, 2, "text"));
    payload[5] = 100;
    byte[] extension = ipv6(0, joined(new byte[] {17, 9}, new byte[6]));
    assertEquals(
        Map.of("bad-length", 7L),
        skipped(101, total, header, small, udpLong, udpShort, payload, extension));
    for (int length = 0; length < 46; length++) {
      long all =
          skipped(1, Arrays.copyOf(good("text"), length)).values().stream()
              .mapToLong(Long::longValue)
              .sum();
      assertEquals(1, all, "cut at " + length);
    }
  }

  @Test
  void saysThatTheCaptureCutAPacket() throws IOException {
    byte[] packet = Arrays.copyOf(good("a long one"), 45);
    byte[] file = joined(pcap(1), record(LITTLE, false, packet, 52));
    CaptureReader reader = reader(file);
    assertEquals(List.of(), texts(reader));
    assertEquals(Map.of("cut", 1L), reader.counts().skipped());
  }

  @Test
  void givesAllBeforeTheCutOfAFileAndSaysWhereItIs() throws IOException {
    for (byte[] file :
        List.of(
            pcap(1, good("one"), good("two")),
            pcapng(BIG, good("one"), good("two")),
            pcapng(LITTLE, good("one"), good("two")))) {
      for (int length = file.length - 30; length < file.length; length++) {
        CaptureReader reader = reader(Arrays.copyOf(file, length));
        assertEquals("one", new String(following(reader).payload(), StandardCharsets.UTF_8));
        CaptureException cut =
            assertThrows(CaptureException.class, () -> texts(reader), "of " + length);
        assertEquals("truncated", cut.reason(), "of " + length);
        assertEquals(length, cut.offset());
      }
    }
  }

  @Test
  void believesNoLengthOfTheFile() throws IOException {
    byte[] lying = pcap(1, good("one"));
    ByteBuffer.wrap(lying).order(LITTLE).putInt(32, Integer.MAX_VALUE);
    assertEquals("bad-length", fault(lying));
    ByteBuffer.wrap(lying).order(LITTLE).putInt(32, -1);
    assertEquals("bad-length", fault(lying));
    ByteBuffer.wrap(lying).order(LITTLE).putInt(32, CaptureReader.PACKET_BYTES_MAX);
    assertEquals("truncated", fault(lying));
    byte[] blocks = pcapng(LITTLE, good("one"));
    for (int length : new int[] {0, 11, 13, Integer.MAX_VALUE, -4, 0x7ffffffc}) {
      byte[] changed = blocks.clone();
      ByteBuffer.wrap(changed).order(LITTLE).putInt(28 + 4, length);
      assertTrue(fault(changed).matches("bad-length|truncated"), "of " + length);
      changed = blocks.clone();
      ByteBuffer.wrap(changed).order(LITTLE).putInt(4, length);
      assertTrue(fault(changed).matches("bad-length|truncated"), "of " + length);
    }
    byte[] noInterface = joined(section(BIG), enhanced(BIG, 0, 1, good("x")));
    assertEquals("interfaces", fault(noInterface));
    byte[] resolution = joined(section(BIG), description(BIG, 1, 0x7f));
    assertEquals("time-resolution", fault(resolution));
    byte[] trailer = pcapng(BIG, good("one"));
    trailer[trailer.length - 1]++;
    assertEquals("bad-length", fault(trailer));
  }

  private static String fault(byte[] file) {
    return assertThrows(CaptureException.class, () -> texts(reader(file))).reason();
  }

  @Test
  void boundsTheInterfacesOfASection() {
    byte[][] parts = new byte[CaptureReader.INTERFACES_MAX + 2][];
    parts[0] = section(BIG);
    for (int i = 1; i < parts.length; i++) parts[i] = description(BIG, 1, 6);
    assertEquals("interfaces", fault(joined(parts)));
  }

  @Test
  void skipsALongBlockInAStreamWithoutKeepingIt() throws IOException {
    byte[] head =
        joined(
            section(LITTLE),
            ByteBuffer.allocate(8).order(LITTLE).putInt(0x0bad).putInt(0x7ffffffc).array());
    InputStream endless =
        new InputStream() {
          private long at;

          @Override
          public int read() {
            return at < head.length ? head[(int) at++] & 0xff : ++at > 1L << 22 ? -1 : 0;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            int next = read();
            if (next < 0) return -1;
            into[offset] = (byte) next;
            return 1;
          }

          @Override
          public long skip(long count) {
            long some = Math.min(count, (1L << 32) - at);
            at += some;
            return some;
          }
        };
    CaptureReader reader = new CaptureReader(endless);
    assertEquals("truncated", assertThrows(CaptureException.class, reader::next).reason());
  }

  @Test
  void knowsWhatIsNoCapture() {
    for (String text : new String[] {"", "<13>", "\u001f\u008b", "plain text of a log file"}) {
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      assertFalse(CaptureReader.isCapture(bytes));
      assertThrows(
          CaptureException.class, () -> new CaptureReader(new ByteArrayInputStream(bytes)));
    }
  }
}
