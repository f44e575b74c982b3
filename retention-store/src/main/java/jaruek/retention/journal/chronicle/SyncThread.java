package jaruek.retention.journal.chronicle;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs a task at an interval until it is closed; at a zero interval not at all. */
final class SyncThread implements AutoCloseable {
  private final Duration interval;
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread thread;

  SyncThread(Runnable task, Duration interval) {
    this.interval = interval;
    thread = Thread.ofPlatform().name("journal-sync").daemon().unstarted(() -> run(task));
  }

  void start() {
    if (!interval.isZero()) thread.start();
  }

  private void run(Runnable task) {
    try {
      while (!end.await(interval.toNanos(), TimeUnit.NANOSECONDS)) task.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the thread after the task it may be in. */
  @Override
  public void close() {
    end.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
