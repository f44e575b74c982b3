package jaruek.retention.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jaruek.retention.journal.Journal;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.MemoryJournal;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class JournalRecorderTest {
  private static final long HOUR = 3_600_000;

  private final MemoryJournal journal = new MemoryJournal();
  private final AtomicInteger appended = new AtomicInteger();
  private final JournalRecorder recorder = new JournalRecorder(journal, appended::incrementAndGet);

  @Test
  void putsNoCutBeforeTheFirstFrameEver() {
    assertEquals(0, recorder.record(List.of(frame(5 * HOUR))).sequence());
    assertEquals(List.of("frame"), sequence());
  }

  @Test
  void cutsWhereTheHourChangesAndAnswersTheFramesPosition() {
    recorder.record(List.of(frame(HOUR - 1)));
    assertEquals(2, recorder.record(List.of(frame(HOUR))).sequence());
    assertEquals(List.of("frame", "cut hour", "frame"), sequence());
  }

  @Test
  void cutsInsideABatchAndAnswersTheFirstFramesPosition() {
    recorder.record(List.of(frame(10)));
    assertEquals(1, recorder.record(List.of(frame(20), frame(HOUR), frame(3 * HOUR))).sequence());
    assertEquals(List.of("frame", "frame", "cut hour", "frame", "cut hour", "frame"), sequence());
  }

  @Test
  void takesFramesThatCrossAtTheTurnOfTheHourWithoutAnotherCut() {
    recorder.record(List.of(frame(HOUR)));
    recorder.record(List.of(frame(HOUR - 1)));
    recorder.record(List.of(frame(HOUR + 1)));
    assertEquals(List.of("frame", "frame", "frame"), sequence());
  }

  @Test
  void cutsWhenTheClockIsSetBackByMoreThanAnHour() {
    recorder.record(List.of(frame(5 * HOUR)));
    recorder.record(List.of(frame(3 * HOUR)));
    recorder.record(List.of(frame(3 * HOUR + 1)));
    assertEquals(List.of("frame", "cut hour", "frame", "frame"), sequence());
  }

  @Test
  void tellsOfEachAppend() {
    recorder.record(List.of(frame(1), frame(2)));
    recorder.cutNow("command", 3);
    assertEquals(2, appended.get());
    assertEquals(List.of("frame", "frame", "cut command"), sequence());
  }

  @Test
  void refusesAnEmptyBatch() {
    assertThrows(IllegalArgumentException.class, () -> recorder.record(List.of()));
  }

  @Test
  void cutsAtTheNextFrameIfTheJournalRefusedTheOneThatWouldHaveCut() {
    List<List<Frame>> refused = new ArrayList<>();
    Journal failing = new RefusingOnce(journal, refused);
    JournalRecorder onFailing = new JournalRecorder(failing, () -> {});
    onFailing.record(List.of(frame(1)));
    assertThrows(JournalException.class, () -> onFailing.record(List.of(frame(HOUR))));
    onFailing.record(List.of(frame(HOUR + 1)));
    assertEquals(1, refused.size());
    assertEquals(List.of("frame", "cut hour", "frame"), sequence());
  }

  private List<String> sequence() {
    return journal.frames().stream().map(JournalRecorderTest::word).toList();
  }

  private static String word(Frame frame) {
    return frame.kind() == FrameKind.CUT
        ? "cut " + new String(frame.bytes(), StandardCharsets.US_ASCII)
        : "frame";
  }

  private static Frame frame(long receivedAtMillis) {
    return new Frame(
        FrameKind.SYSLOG,
        receivedAtMillis,
        IpAddress.of("192.0.2.1"),
        514,
        Transport.UDP,
        new byte[] {'x'});
  }
}
