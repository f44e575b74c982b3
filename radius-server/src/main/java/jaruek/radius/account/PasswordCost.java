package jaruek.radius.account;

/**
 * What one Argon2id hash (RFC 9106) costs. It is stored with each hash, so it may be changed at any
 * time and holds for passwords set from then on.
 *
 * @param memoryKib memory filled, 8 or more KiB per lane
 * @param iterations passes over the memory, 1 or more
 * @param lanes independent lanes, 1-255
 */
public record PasswordCost(int memoryKib, int iterations, int lanes) {
  /** The OWASP baseline: 19 MiB, two passes, one lane; some 40 ms here. */
  public static final PasswordCost DEFAULT = new PasswordCost(19_456, 2, 1);

  /** More than this from a stored hash is refused: a damaged file must not take all memory. */
  public static final int MEMORY_KIB_MAX = 1_048_576;

  /** Checks the ranges. */
  public PasswordCost {
    if (lanes < 1 || lanes > 255) throw new IllegalArgumentException("lanes " + lanes);
    if (memoryKib < 8 * lanes || memoryKib > MEMORY_KIB_MAX) {
      throw new IllegalArgumentException("memory of " + memoryKib + " KiB");
    }
    if (iterations < 1 || iterations > 1000) {
      throw new IllegalArgumentException("iterations " + iterations);
    }
  }
}
