package jaruek.retention.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IdentityEvent;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Identity rows, and requests that a NAS sent again. */
final class IdentityDecoderTest {
  private static final IpAddress NAS = IpAddress.of("192.0.2.1");
  private static final IpAddress OTHER_NAS = IpAddress.of("192.0.2.2");

  private final KeptRows kept = new KeptRows();
  private final IdentityDecoder decoder = new IdentityDecoder();
  private long position;

  private void decode(IpAddress source, long atMillis, @Nullable String request) {
    decode(decoder, source, atMillis, request);
  }

  private void decode(
      IdentityDecoder by, IpAddress source, long atMillis, @Nullable String request) {
    IdentityEvent event =
        new IdentityEvent(
            "start",
            atMillis,
            "somchai",
            "10.0.0.5",
            null,
            null,
            null,
            "192.0.2.1",
            "7",
            "S-1",
            null,
            null,
            null,
            null,
            null,
            request);
    frame(by, source, atMillis, EventCodec.encode(event));
  }

  private void frame(IdentityDecoder by, IpAddress source, long atMillis, byte[] payload) {
    by.decode(
        new Frame(FrameKind.IDENTITY, atMillis, source, 1813, Transport.UDP, payload),
        position++,
        kept);
  }

  @Test
  void givesOneRowForARequestSentAgain() {
    decode(NAS, 1_000, "aa");
    decode(NAS, 4_000, "aa");
    assertEquals(1, kept.rows.size());
    assertEquals("S-1", kept.rows.getFirst().get("session_id"));
    assertEquals(List.of("identity sent-again"), kept.rejected);
  }

  @Test
  void tellsRequestsApartByAuthenticatorAndBySource() {
    decode(NAS, 1_000, "aa");
    decode(NAS, 1_000, "ab");
    decode(OTHER_NAS, 1_000, "aa");
    assertEquals(3, kept.rows.size());
    assertEquals(List.of(), kept.rejected);
  }

  @Test
  void givesARowForEveryEventThatIsNoRepeatableRequest() {
    decode(NAS, 1_000, null);
    decode(NAS, 1_000, null);
    assertEquals(2, kept.rows.size());
    assertEquals(0, decoder.state().length);
  }

  @Test
  void remembersARequestUpToItsAgeAndNoLonger() {
    decode(NAS, 1_000, "aa");
    decode(NAS, 1_000 + RecentRequests.AGE_MILLIS_MAX, "aa");
    assertEquals(1, kept.rows.size());
    decode(NAS, 1_001 + RecentRequests.AGE_MILLIS_MAX, "aa");
    assertEquals(2, kept.rows.size());
  }

  @Test
  void remembersTheLatestRequestsWhenThereAreTooMany() {
    for (int i = 0; i < RecentRequests.REQUESTS_MAX; i++) decode(NAS, 1_000, "r" + i);
    decode(NAS, 1_000, "r0");
    assertEquals(RecentRequests.REQUESTS_MAX, kept.rows.size());
    decode(NAS, 1_000, "one more"); // now r0 is forgotten
    decode(NAS, 1_000, "r1");
    decode(NAS, 1_000, "r0");
    assertEquals(RecentRequests.REQUESTS_MAX + 2, kept.rows.size());
  }

  @Test
  void standsAClockSetBack() {
    decode(NAS, 10_000_000, "aa");
    decode(NAS, 1_000, "aa");
    decode(NAS, 1_000, "ab");
    decode(NAS, 2_000, "ab");
    assertEquals(2, kept.rows.size());
  }

  @Test
  void knowsARequestAfterItsStateWentThroughBytes() {
    decode(NAS, 1_000, "aa");
    decode(OTHER_NAS, 2_000, "ข้อความ");
    byte[] state = decoder.state();
    IdentityDecoder restored = new IdentityDecoder();
    restored.restore(state);
    assertArrayEquals(state, restored.state());
    decode(restored, NAS, 3_000, "aa");
    decode(restored, OTHER_NAS, 3_000, "ข้อความ");
    assertEquals(2, kept.rows.size());
    decode(restored, NAS, 1_001 + RecentRequests.AGE_MILLIS_MAX, "aa"); // its age went along
    assertEquals(3, kept.rows.size());
  }

  @Test
  void restoringAnEmptyStateForgetsEverything() {
    decode(NAS, 1_000, "aa");
    decoder.restore(new byte[0]);
    decode(NAS, 1_000, "aa");
    assertEquals(2, kept.rows.size());
  }

  @Test
  void refusesAStateCutAnywhereAndStaysAsItWas() {
    decode(NAS, 1_000, "aa");
    decode(NAS, 2_000, "ab");
    byte[] state = decoder.state();
    int entry = (state.length - 1) / 2;
    for (int length = 2; length < state.length; length++) {
      if (length == 1 + entry) continue; // one whole entry is a state too
      byte[] cut = java.util.Arrays.copyOf(state, length);
      assertThrows(IllegalArgumentException.class, () -> decoder.restore(cut), "at " + length);
    }
    assertArrayEquals(state, decoder.state());
  }

  @Test
  void refusesAStateOfAnotherVersion() {
    decode(NAS, 1_000, "aa");
    byte[] state = decoder.state();
    state[0] = 2;
    String message =
        Objects.requireNonNull(
            assertThrows(IllegalArgumentException.class, () -> decoder.restore(state))
                .getMessage());
    assertEquals("recent requests of an unknown version", message);
  }

  @Test
  void refusesAStateWithMoreRequestsThanItKeeps() {
    for (int i = 0; i < RecentRequests.REQUESTS_MAX; i++) decode(NAS, 1_000, "r" + i);
    byte[] full = decoder.state();
    byte[] more = java.util.Arrays.copyOf(full, full.length + 12);
    more[full.length + 9] = 2;
    more[full.length + 10] = 'x';
    more[full.length + 11] = 'y';
    decoder.restore(full);
    assertThrows(IllegalArgumentException.class, () -> decoder.restore(more));
  }

  @Test
  void readsOrRefusesRandomStateBytesAndNothingElse() {
    SplittableRandom random = new SplittableRandom(1813);
    for (int i = 0; i < 20_000; i++) {
      byte[] state = new byte[random.nextInt(64)];
      random.nextBytes(state);
      if (state.length > 0 && random.nextBoolean()) state[0] = 1;
      try {
        decoder.restore(state);
        decoder.restore(decoder.state());
      } catch (IllegalArgumentException refused) {
        continue;
      }
      decode(NAS, 1_000, null);
    }
  }

  @Test
  void rejectsAPayloadThatIsNoEvent() {
    SplittableRandom random = new SplittableRandom(5);
    frame(decoder, NAS, 1_000, new byte[0]);
    frame(decoder, NAS, 1_000, "null".getBytes(StandardCharsets.UTF_8));
    frame(decoder, NAS, 1_000, "{}".getBytes(StandardCharsets.UTF_8));
    frame(decoder, NAS, 1_000, "{\"event\":[]}".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 2_000; i++) {
      byte[] noise = new byte[random.nextInt(100)];
      random.nextBytes(noise);
      frame(decoder, NAS, 1_000, noise);
    }
    assertEquals(0, kept.rows.size());
    assertEquals(2_004, kept.rejected.size());
  }
}
