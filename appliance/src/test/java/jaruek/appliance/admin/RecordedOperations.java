package jaruek.appliance.admin;

import jaruek.retention.decode.EventCodec;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.record.Frame;
import jaruek.retention.record.OperationEvent;
import jaruek.retention.store.Recorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A recorder in memory that can be told to fail. */
final class RecordedOperations implements Recorder {
  private final List<Frame> frames = new ArrayList<>();
  private int failAfter = Integer.MAX_VALUE;

  @Override
  public synchronized JournalPosition record(List<Frame> added) {
    if (frames.size() >= failAfter) throw new JournalException("the disk is full");
    frames.addAll(added);
    return new JournalPosition(frames.size() - added.size());
  }

  /** Takes so many more frames, then fails. */
  synchronized void failAfter(int more) {
    failAfter = frames.size() + more;
  }

  synchronized void work() {
    failAfter = Integer.MAX_VALUE;
  }

  synchronized List<OperationEvent> events() {
    List<OperationEvent> events = new ArrayList<>();
    for (Frame frame : frames) {
      try {
        events.add(EventCodec.operation(frame.bytes()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return events;
  }

  OperationEvent last() {
    return events().getLast();
  }
}
