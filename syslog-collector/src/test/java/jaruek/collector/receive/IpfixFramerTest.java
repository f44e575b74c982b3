package jaruek.collector.receive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** IPFIX messages out of a stream, however it is cut. */
final class IpfixFramerTest implements StreamFraming.Sink {
  private final List<byte[]> messages = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private int unterminated;
  private final IpfixFramer framer = new IpfixFramer(this);

  @Override
  public void message(byte[] bytes) {
    messages.add(bytes);
  }

  @Override
  public void unterminated() {
    unterminated++;
  }

  @Override
  public void cut() {
    throw new AssertionError("a message has its length or none");
  }

  @Override
  public void broken(String reason, String detail) {
    faults.add(reason);
  }

  private static byte[] message(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) length);
    ByteBuffer.wrap(bytes).putShort((short) 10).putShort((short) length);
    return bytes;
  }

  private static byte[] stream(int... lengths) {
    ByteBuffer stream = ByteBuffer.allocate(Arrays.stream(lengths).sum());
    for (int length : lengths) stream.put(message(length));
    return stream.array();
  }

  @Test
  void findsMessagesWhereverTheStreamIsCut() {
    byte[] stream = stream(16, 17, 40);
    for (int cut = 0; cut <= stream.length; cut++) {
      messages.clear();
      framer.feed(ByteBuffer.wrap(stream, 0, cut));
      framer.feed(ByteBuffer.wrap(stream, cut, stream.length - cut));
      assertEquals(3, messages.size());
      assertArrayEquals(message(40), messages.get(2));
    }
    framer.end();
    assertEquals(0, unterminated);
  }

  @Test
  void takesTheLongestMessage() {
    for (byte b : stream(65_535)) framer.feed(ByteBuffer.wrap(new byte[] {b}));
    assertEquals(65_535, messages.getFirst().length);
  }

  @Test
  void stopsAtWhatIsNoMessageAndReadsNothingBehindIt() {
    byte[] bad = stream(16, 16, 16);
    bad[17] = 9;
    framer.feed(ByteBuffer.wrap(bad));
    framer.feed(ByteBuffer.wrap(stream(16)));
    assertEquals(1, messages.size());
    assertEquals(List.of("ipfix-version"), faults);
  }

  @Test
  void stopsAtALengthBelowTheHeaders() {
    framer.feed(ByteBuffer.wrap(new byte[] {0, 10, 0, 15}));
    assertEquals(List.of("ipfix-length"), faults);
  }

  @Test
  void tellsOfAMessageThatTheStreamsEndCut() {
    framer.feed(ByteBuffer.wrap(stream(40), 0, 39));
    framer.end();
    assertEquals(1, unterminated);
  }

  @FuzzTest
  void framesAnything(byte[] data) {
    int cut = data.length / 3;
    framer.feed(ByteBuffer.wrap(data, 0, cut));
    framer.feed(ByteBuffer.wrap(data, cut, data.length - cut));
    framer.end();
    int taken = messages.stream().mapToInt(m -> m.length).sum();
    assertTrue(taken <= data.length && faults.size() <= 1);
  }

  @Test
  void framesRandomBytes() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 100_000; i++) {
      byte[] data = new byte[random.nextInt(80)];
      random.nextBytes(data);
      if (data.length > 3 && random.nextBoolean()) {
        data[0] = 0;
        data[1] = 10;
        data[2] = 0;
        data[3] = (byte) random.nextInt(14, 40);
      }
      messages.clear();
      faults.clear();
      IpfixFramer fresh = new IpfixFramer(this);
      fresh.feed(ByteBuffer.wrap(data));
      fresh.end();
      assertTrue(messages.stream().mapToInt(m -> m.length).sum() <= data.length);
    }
  }
}
