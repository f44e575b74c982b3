package jaruek.radius;

/** What this process holds. */
public final class Heap {
  private Heap() {}

  /** Bytes in use after collections of garbage: the least of a few looks. */
  public static long bytes() {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }
}
