package jaruek.appliance.admin;

import jaruek.admin.api.AdminCodes;
import jaruek.retention.query.QueryControl;
import java.util.concurrent.TimeUnit;

/**
 * Tells the client of a long question how far it is, now and then; a client that has hung up shows
 * by that, and the question ends.
 */
final class SearchProgress implements QueryControl.Progress {
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final AdminCall call;
  private long nextNanos = System.nanoTime() + INTERVAL_NANOS;

  SearchProgress(AdminCall call) {
    this.call = call;
  }

  @Override
  public void segments(long done, long total) {
    long now = System.nanoTime();
    if (now - nextNanos < 0) return;
    nextNanos = now + INTERVAL_NANOS;
    call.progress(AdminCodes.PROGRESS_SEARCH, done, total);
  }
}
