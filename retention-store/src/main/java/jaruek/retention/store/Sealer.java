package jaruek.retention.store;

import jaruek.retention.segment.BackgroundThread;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Seals closed batches one after the other on a thread of its own. At most {@link #WAITING_MAX}
 * wait; then the decoding thread waits too and the journal takes what comes. A batch that cannot be
 * sealed (disk full) is tried again until it can.
 */
final class Sealer implements AutoCloseable {
  /** Closed batches that may wait for the one being sealed: each holds up to a batch's memory. */
  static final int WAITING_MAX = 1;

  private static final long RETRY_SECONDS = 5;
  private static final long CONDITION_POLL_MILLIS = 5;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Pipeline.Closed> waiting = new ArrayDeque<>();
  private final Predicate<Pipeline.Closed> seal;
  private final Thread thread;
  private boolean busy;
  private boolean closing;

  /**
   * @param seal seals a batch; false if it could not and is to be tried again
   */
  Sealer(Predicate<Pipeline.Closed> seal) {
    this.seal = seal;
    this.thread = Thread.ofPlatform().name("jaruek-seal").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Hands over a batch; blocks while too many wait. Dropped when closing: the journal has it. */
  void accept(Pipeline.Closed batch) {
    lock.lock();
    try {
      while (waiting.size() >= WAITING_MAX && !closing) changed.awaitUninterruptibly();
      waiting.add(batch);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until nothing waits or is being sealed and the condition holds; false after the time or
   * when closing.
   */
  boolean awaitIdle(BooleanSupplier condition, long timeoutMillis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    lock.lock();
    try {
      while (busy || !waiting.isEmpty() || !condition.getAsBoolean()) {
        if (closing || System.nanoTime() - deadline >= 0) return false;
        var _ =
            changed.await(
                CONDITION_POLL_MILLIS, TimeUnit.MILLISECONDS); // the condition wakes nobody
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    BackgroundThread.stepBack();
    while (true) {
      Pipeline.Closed batch;
      lock.lock();
      try {
        busy = false;
        changed.signalAll();
        while (waiting.isEmpty() && !closing) changed.awaitUninterruptibly();
        if (closing) return;
        batch = waiting.remove();
        busy = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      while (!seal.test(batch)) {
        if (pause()) return;
      }
    }
  }

  /** Waits before the next try; true if the sealer is closing. */
  private boolean pause() {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(RETRY_SECONDS);
      while (left > 0 && !closing) left = changed.awaitNanos(left);
      return closing;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Finishes the batch being sealed and leaves the others to the journal. */
  @Override
  public void close() {
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) Thread.currentThread().interrupt();
  }
}
