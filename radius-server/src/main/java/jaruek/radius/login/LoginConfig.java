package jaruek.radius.login;

/**
 * What checking passwords may use.
 *
 * @param passwordThreads threads that compute password hashes, 1 or more
 * @param passwordQueueMax logins that may wait for them, 1 or more; a further one is refused as
 *     busy
 */
public record LoginConfig(int passwordThreads, int passwordQueueMax) {
  /** About three seconds of hashing on two processors: longer, and the NAS has given up. */
  public static final int PASSWORD_QUEUE_MAX = 128;

  /** The shipped settings: a thread per processor. */
  public static final LoginConfig DEFAULT =
      new LoginConfig(Runtime.getRuntime().availableProcessors(), PASSWORD_QUEUE_MAX);

  /** Checks the ranges. */
  public LoginConfig {
    if (passwordThreads < 1) throw new IllegalArgumentException("threads " + passwordThreads);
    if (passwordQueueMax < 1) throw new IllegalArgumentException("queue " + passwordQueueMax);
  }
}
