package jaruek.radius.proxy;

/**
 * Whether a home server lives, as FreeRADIUS tells it: alive until a request is not answered and
 * nothing else came either; then a zombie, which is asked only if no other is alive; dead if
 * nothing comes for the zombie period; alive again by answers to Status-Server, or after a time.
 * Times are {@link System#nanoTime}'s. Pure.
 */
final class HomeState {
  /** In order of preference. */
  enum Life {
    ALIVE,
    ZOMBIE,
    DEAD
  }

  private final HomeServer.Times times;
  private final boolean checked;
  private Life life = Life.ALIVE;
  private boolean heard;
  private long heardNanos;
  private long sinceNanos;
  private long pingNanos;
  private int answers;

  HomeState(HomeServer.Times times, boolean checked) {
    this.times = times;
    this.checked = checked;
  }

  Life life() {
    return life;
  }

  boolean heard() {
    return heard;
  }

  long heardNanos() {
    return heardNanos;
  }

  /** An authentic answer to a request. One from a server taken for dead says little: see pings. */
  void answered(long now) {
    hear(now);
    if (life == Life.ZOMBIE || (life == Life.DEAD && !checked)) become(Life.ALIVE, now);
  }

  /** An authentic answer to a Status-Server. */
  void pingAnswered(long now) {
    hear(now);
    answers++;
    if (life == Life.ZOMBIE) {
      // it speaks, so it will not die; whether it does its work more answers tell
      sinceNanos = now;
    }
    if (life != Life.ALIVE && answers >= times.answersToAlive()) become(Life.ALIVE, now);
  }

  /** A Status-Server was not answered in time. */
  void pingUnanswered() {
    answers = 0;
  }

  private void hear(long now) {
    heard = true;
    heardNanos = now;
  }

  /** A request sent then was not answered in the response window. */
  void unanswered(long sentNanos, long now) {
    boolean silent = !heard || heardNanos - sentNanos < 0;
    if (life == Life.ALIVE && silent) become(Life.ZOMBIE, now);
  }

  /** Time passes. */
  void tick(long now) {
    if (life == Life.ZOMBIE && now - sinceNanos >= times.zombiePeriod().toNanos()) {
      become(Life.DEAD, now);
    } else if (life == Life.DEAD
        && !checked
        && now - sinceNanos >= times.reviveInterval().toNanos()) {
      become(Life.ALIVE, now);
    }
  }

  /** Whether a Status-Server is to be sent; it then counts as sent. */
  boolean pingIsDue(long now) {
    if (!checked || life == Life.ALIVE || now - pingNanos < 0) return false;
    pingNanos = now + times.checkInterval().toNanos();
    return true;
  }

  private void become(Life next, long now) {
    if (life == Life.ALIVE) pingNanos = now;
    life = next;
    sinceNanos = now;
    answers = 0;
  }
}
