package jaruek.collector.receive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RelpFramingTest {
  private static final String OPEN =
      """
      1 open 85 relp_version=0
      relp_software=librelp,1.11.0,http://librelp.adiscon.com
      commands=syslog
      """;

  private static final class Session implements StreamFraming.Sink {
    final List<byte[]> messages = new ArrayList<>();
    final ByteArrayOutputStream said = new ByteArrayOutputStream();
    String brokenFor = "";
    int cuts;
    boolean finished;

    @Override
    public void message(byte[] message) {
      messages.add(message);
    }

    @Override
    public void cut() {
      cuts++;
    }

    @Override
    public void unterminated() {
      throw new AssertionError("RELP keeps no half of a message");
    }

    @Override
    public void reply(byte[] bytes) {
      said.writeBytes(bytes);
    }

    @Override
    public void finished() {
      finished = true;
    }

    @Override
    public void broken(String reason, String detail) {
      brokenFor = reason;
    }

    List<String> texts() {
      return messages.stream().map(m -> new String(m, StandardCharsets.ISO_8859_1)).toList();
    }

    String said() {
      return said.toString(StandardCharsets.US_ASCII);
    }
  }

  private static Session hear(byte[] stream, int chunk) {
    Session session = new Session();
    RelpFraming framing = new RelpFraming(session);
    for (int at = 0; at < stream.length; at += chunk) {
      framing.feed(ByteBuffer.wrap(stream, at, Math.min(chunk, stream.length - at)));
    }
    framing.end();
    return session;
  }

  private static Session hear(String stream) {
    return hear(stream.getBytes(StandardCharsets.ISO_8859_1), 1 << 20);
  }

  private static String open() {
    String offers = "relp_version=0\nrelp_software=librelp,1.11.0\ncommands=syslog";
    return "1 open " + offers.length() + " " + offers + "\n";
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1 << 20})
  void aSessionIsHeardWhateverThePiecesItComesIn(int chunk) {
    String stream = open() + "2 syslog 8 <1>a\nb\0c\n3 syslog 0\n4 close 0\n";
    Session session = hear(stream.getBytes(StandardCharsets.ISO_8859_1), chunk);
    assertEquals(List.of("<1>a\nb\0c"), session.texts());
    assertEquals(
        """
        1 rsp 58 200 OK
        relp_version=0
        relp_software=jaruek
        commands=syslog
        2 rsp 6 200 OK
        3 rsp 6 200 OK
        4 rsp 0
        0 serverclose 0
        """,
        session.said());
    assertTrue(session.finished);
    assertEquals("", session.brokenFor);
  }

  @Test
  void aMessageBeforeOpenIsAFault() {
    Session session = hear("1 syslog 4 <1>a\n");
    assertEquals("relp-frame", session.brokenFor);
    assertEquals(List.of(), session.texts());
    assertEquals("", session.said());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x open 0\n",
        "1234567890 open 0\n",
        "1 op3n 0\n",
        "1 open \n",
        "1 open 9999 relp\n",
        "1 open 3 abcd\n",
        "1 open 1\n",
        "<13>Oct 1 00:00:00 host a syslog line\n"
      })
  void whatIsNoFrameEndsTheConnection(String stream) {
    assertEquals("relp-frame", hear(stream).brokenFor);
  }

  @Test
  void whoDoesNotOfferSyslogIsAnsweredSo() {
    Session session = hear("1 open 14 relp_version=0\n");
    assertTrue(session.said().startsWith("1 rsp 33 500"), session.said());
    assertTrue(session.finished);
  }

  @Test
  void anUnknownCommandIsAnsweredAndTheSessionGoesOn() {
    Session session = hear(open() + "2 starttls 0\n3 syslog 4 <1>a\n");
    assertTrue(session.said().contains("2 rsp 21 500 command not known\n3 rsp 6 200 OK\n"));
    assertEquals(List.of("<1>a"), session.texts());
  }

  @Test
  void aMessageOverTheLimitComesInPartsAndIsAnsweredOnce() {
    String line = "y".repeat(150_000);
    Session session = hear(open() + "2 syslog 150000 " + line + "\n");
    assertEquals(line, String.join("", session.texts()));
    assertEquals(2, session.cuts);
    assertTrue(session.said().endsWith("\n2 rsp 6 200 OK\n"));
  }

  @Test
  void aHalfMessageIsLeftToThePeerWhoHasIt() {
    Session session = hear(open() + "2 syslog 100 half");
    assertEquals(List.of(), session.texts());
    assertEquals(1, session.said().lines().filter(l -> l.contains(" rsp ")).count());
  }

  @FuzzTest
  void anyBytesAreHeard(byte[] stream) {
    Session whole = hear(stream, Integer.MAX_VALUE >> 1);
    Session pieces = hear(stream, 3);
    assertEquals(whole.texts(), pieces.texts());
    assertArrayEquals(whole.said.toByteArray(), pieces.said.toByteArray());
    assertEquals(whole.brokenFor, pieces.brokenFor);
  }

  @Test
  void randomFramesAndFaultsAreHeardTheSameInPieces() {
    Random random = new Random(20514);
    String[] words = {"syslog", "close", "open", "1", "2 ", " ", "\n", "4 abcd", "0", "<", "9"};
    for (int round = 0; round < 5_000; round++) {
      StringBuilder stream = new StringBuilder(random.nextBoolean() ? open() : OPEN);
      for (int i = random.nextInt(12); i > 0; i--) stream.append(words[random.nextInt(11)]);
      anyBytesAreHeard(stream.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
