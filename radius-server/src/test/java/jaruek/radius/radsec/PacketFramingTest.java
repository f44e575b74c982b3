package jaruek.radius.radsec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketFramingTest {
  /** More by -Djaruek.fuzz.rounds=10000000. */
  private static final int ROUNDS = Integer.getInteger("jaruek.fuzz.rounds", 20_000);

  private static byte[] packet(int length, int fill) {
    byte[] packet = new byte[length];
    Arrays.fill(packet, (byte) fill);
    packet[2] = (byte) (length >>> 8);
    packet[3] = (byte) length;
    return packet;
  }

  /** What comes out of the stream cut at these places. */
  private static List<Object> framed(byte[] stream, int... cuts) {
    PacketFraming framing = new PacketFraming();
    EmbeddedChannel channel = new EmbeddedChannel(framing);
    List<Object> out = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int to = i < cuts.length ? cuts[i] : stream.length;
      channel.writeInbound(Unpooled.copiedBuffer(stream, from, to - from));
      from = to;
    }
    channel.finish();
    for (Object one = channel.readInbound(); one != null; one = channel.readInbound()) out.add(one);
    return out;
  }

  @Test
  void takesTheShortestAndTheLongest() {
    for (int length : new int[] {20, 21, 4096}) {
      List<Object> out = framed(packet(length, 7));
      assertArrayEquals(packet(length, 7), (byte[]) out.getFirst());
      assertEquals(1, out.size());
    }
    for (int length : new int[] {0, 19, 4097, 65535}) {
      byte[] header = {1, 1, (byte) (length >>> 8), (byte) length};
      assertEquals(List.of(PacketFraming.Broken.LENGTH), framed(header));
    }
  }

  @Test
  void nothingIsReadBehindALengthOutOfRange() {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes(packet(20, 1));
    stream.writeBytes(new byte[4]);
    stream.writeBytes(packet(20, 2));
    List<Object> out = framed(stream.toByteArray(), 22, 30);
    assertEquals(2, out.size());
    assertEquals(PacketFraming.Broken.LENGTH, out.get(1));
  }

  @Test
  void knowsWhetherAPacketHasBegun() {
    PacketFraming framing = new PacketFraming();
    EmbeddedChannel channel = new EmbeddedChannel(framing);
    assertFalse(framing.isWaiting());
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {1}));
    assertTrue(framing.isWaiting());
    channel.writeInbound(Unpooled.wrappedBuffer(Arrays.copyOfRange(packet(20, 1), 1, 20)));
    assertFalse(framing.isWaiting());
    channel.finishAndReleaseAll();
  }

  @FuzzTest
  void anyStreamIsPacketsHoweverItIsCut(byte[] stream) {
    check(stream, new Random(stream.length));
  }

  @Test
  void randomStreamsArePacketsHoweverTheyAreCut() {
    long seed = 20261123;
    Random random = new Random(seed);
    long packets = 0;
    for (int round = 0; round < ROUNDS; round++) {
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      for (int i = random.nextInt(6); i > 0; i--) {
        stream.writeBytes(packet(20 + random.nextInt(100), random.nextInt()));
      }
      byte[] bytes = stream.toByteArray();
      for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      packets += check(bytes, random);
    }
    assertTrue(packets > ROUNDS, "seed " + seed + ": " + packets);
  }

  /** Against a reading of the whole at once. */
  private static int check(byte[] stream, Random random) {
    List<byte[]> expected = new ArrayList<>();
    boolean broken = false;
    int at = 0;
    while (stream.length - at >= 4) {
      int length = (stream[at + 2] & 0xff) << 8 | stream[at + 3] & 0xff;
      broken = length < 20 || length > 4096;
      if (broken || stream.length - at < length) break;
      expected.add(Arrays.copyOfRange(stream, at, at + length));
      at += length;
    }
    int[] cuts = random.ints(random.nextInt(4), 0, stream.length + 1).sorted().toArray();
    List<Object> out = framed(stream, cuts);
    assertEquals(expected.size() + (broken ? 1 : 0), out.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), (byte[]) out.get(i));
    }
    if (broken) assertEquals(PacketFraming.Broken.LENGTH, out.getLast());
    return expected.size();
  }
}
