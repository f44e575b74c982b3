package jaruek.retention.store;

import jaruek.retention.journal.Journal;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.record.Frame;
import jaruek.retention.record.FrameKind;
import jaruek.retention.record.IpAddress;
import jaruek.retention.record.Transport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts frames into the journal and, where the hour of received time changes, the cut that ends the
 * batch before them: the cut is part of the sequence, so a replay cuts at the same place.
 *
 * <p>Frames of two threads may cross at the turn of the hour; a frame stamped just before it may
 * then stand behind the cut and is sealed with the next hour. A clock set back by an hour or more
 * cuts too.
 */
final class JournalRecorder implements Recorder {
  private static final long HOUR_MILLIS = 3_600_000;
  private static final long UNKNOWN = Long.MIN_VALUE;

  private final Journal journal;
  private final Runnable appended;
  private volatile long openHour = UNKNOWN;

  /**
   * @param journal where frames go
   * @param appended told after each append; must be cheap
   */
  JournalRecorder(Journal journal, Runnable appended) {
    this.journal = journal;
    this.appended = appended;
  }

  /** Tells the hour of the last frame that is journalled already. */
  void resumeAt(long receivedAtMillis) {
    openHour = hour(receivedAtMillis);
  }

  @Override
  public JournalPosition record(List<Frame> frames) {
    if (frames.isEmpty()) throw new IllegalArgumentException("no frame to record");
    JournalPosition first =
        changesHour(frames) ? recordAcrossHours(frames) : journal.append(frames);
    appended.run();
    return first;
  }

  private boolean changesHour(List<Frame> frames) {
    long open = openHour;
    for (Frame frame : frames) {
      if (isOther(hour(frame.receivedAtMillis()), open)) return true;
    }
    return false;
  }

  private synchronized JournalPosition recordAcrossHours(List<Frame> frames) {
    List<Frame> withCuts = new ArrayList<>(frames.size() + 1);
    long open = openHour;
    int cutsBeforeFirst = 0;
    for (Frame frame : frames) {
      long hour = hour(frame.receivedAtMillis());
      if (isOther(hour, open)) {
        if (open != UNKNOWN) {
          if (withCuts.isEmpty()) cutsBeforeFirst = 1;
          withCuts.add(cut("hour", frame.receivedAtMillis()));
        }
        open = hour;
      }
      withCuts.add(frame);
    }
    JournalPosition first = journal.append(withCuts).plus(cutsBeforeFirst);
    openHour = open;
    return first;
  }

  /** Ends the batch here, whatever the hour; answers the cut's position. */
  JournalPosition cutNow(String reason, long nowMillis) {
    JournalPosition position = journal.append(List.of(cut(reason, nowMillis)));
    appended.run();
    return position;
  }

  private static boolean isOther(long hour, long open) {
    return open == UNKNOWN || hour > open || hour < open - 1;
  }

  private static long hour(long millis) {
    return Math.floorDiv(millis, HOUR_MILLIS);
  }

  private static Frame cut(String reason, long nowMillis) {
    return new Frame(
        FrameKind.CUT,
        nowMillis,
        IpAddress.UNSPECIFIED,
        0,
        Transport.LOCAL,
        reason.getBytes(StandardCharsets.US_ASCII));
  }
}
