package jaruek.radius.server;

import jaruek.retention.decode.EventCodec;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import jaruek.retention.record.Frame;
import jaruek.retention.record.IdentityEvent;
import jaruek.retention.store.Recorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A recorder in memory, which may be made to fail or to wait. */
final class KeptFrames implements Recorder {
  private final List<Frame> frames = new ArrayList<>();
  private int calls;
  volatile boolean failing;

  /** Runs after each batch. */
  volatile Runnable afterRecord = () -> {};

  volatile CountDownLatch gate = new CountDownLatch(0);

  @Override
  public JournalPosition record(List<Frame> batch) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new JournalException("interrupted", e);
    }
    if (failing) throw new JournalException("the disk is full");
    synchronized (this) {
      calls++;
      frames.addAll(batch);
      afterRecord.run();
      return new JournalPosition(frames.size() - batch.size());
    }
  }

  synchronized void clear() {
    frames.clear();
  }

  synchronized int calls() {
    return calls;
  }

  synchronized int size() {
    return frames.size();
  }

  synchronized List<Frame> frames() {
    return List.copyOf(frames);
  }

  synchronized List<IdentityEvent> events() {
    return frames.stream().map(KeptFrames::event).toList();
  }

  IdentityEvent last() {
    return events().getLast();
  }

  private static IdentityEvent event(Frame frame) {
    try {
      return EventCodec.identity(frame.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
