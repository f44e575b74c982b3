package jaruek.collector.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the file is: datagrams, then an end or a {@link CaptureException}, and all counted. */
final class CaptureFuzzTest {
  private static final int ROUNDS = 20_000;

  @FuzzTest
  void readsAnything(byte[] file) throws IOException {
    CaptureReader reader;
    try {
      reader = new CaptureReader(new ByteArrayInputStream(file));
    } catch (CaptureException noCapture) {
      return;
    }
    long bytes = 0;
    try {
      for (CapturedDatagram one = reader.next(); one != null; one = reader.next()) {
        bytes += one.payload().length;
      }
    } catch (CaptureException cut) {
      assertTrue(cut.offset() <= file.length, cut.getMessage());
    }
    assertTrue(bytes <= file.length, bytes + " of " + file.length);
    assertTrue(reader.offset() <= file.length);
    CaptureCounts counts = reader.counts();
    long skipped = counts.skipped().values().stream().mapToLong(Long::longValue).sum();
    assertEquals(counts.packets(), counts.datagrams() + skipped);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void readsMutationsOfGoodCaptures(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> good = good();
    for (int i = 0; i < ROUNDS; i++) {
      byte[] file = good.get(random.nextInt(good.size())).clone();
      int changes = 1 + random.nextInt(4);
      for (int c = 0; c < changes; c++) {
        int at = random.nextInt(file.length);
        file[at] =
            (byte)
                switch (random.nextInt(4)) {
                  case 0 -> random.nextInt(256);
                  case 1 -> file[at] ^ 1 << random.nextInt(8);
                  case 2 -> 0;
                  default -> 0xff;
                };
      }
      if (random.nextInt(4) == 0) file = java.util.Arrays.copyOf(file, random.nextInt(file.length));
      readsAnything(file);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12})
  void readsRandomBytesBehindAGoodHeader(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] rest = new byte[random.nextInt(200)];
      random.nextBytes(rest);
      byte[] head =
          random.nextBoolean()
              ? CaptureBytes.pcap(random.nextInt(300))
              : CaptureBytes.joined(
                  CaptureBytes.section(ByteOrder.BIG_ENDIAN),
                  CaptureBytes.description(ByteOrder.BIG_ENDIAN, random.nextInt(300), 6));
      readsAnything(CaptureBytes.joined(head, rest));
    }
  }

  private static List<byte[]> good() {
    List<byte[]> good = new ArrayList<>();
    byte[] four = CaptureBytes.ipv4(17, CaptureBytes.udp(2055, 2055, "four"));
    byte[] six =
        CaptureBytes.ipv6(
            0,
            CaptureBytes.joined(
                new byte[] {17, 0, 0, 0, 0, 0, 0, 0}, CaptureBytes.udp(514, 514, "<13>six")));
    byte[] tagged =
        CaptureBytes.ethernet(
            0x8100, CaptureBytes.joined(new byte[] {0, 7}, CaptureBytes.u16(0x86dd), six));
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      good.add(CaptureBytes.pcap(order, true, 1, CaptureBytes.good("text"), tagged));
      good.add(CaptureBytes.pcap(order, false, 101, four, six));
      good.add(CaptureBytes.pcapng(order, CaptureBytes.good("text"), tagged));
      good.add(
          CaptureBytes.joined(
              CaptureBytes.pcapng(order, tagged),
              CaptureBytes.simple(order, CaptureBytes.good("simple"))));
    }
    return good;
  }
}
