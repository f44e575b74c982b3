package jaruek.radius.packet;

import java.util.random.RandomGenerator;

/**
 * Salts for one packet, RFC 2548 section 2.4.2 and RFC 2868 section 3.5: the first is random, no
 * two are the same, the highest bit is set.
 */
public final class Salts {
  private static final int HIGHEST_BIT = 0x8000;

  private int next;

  /** Begins anywhere. */
  public Salts(RandomGenerator random) {
    this.next = random.nextInt(HIGHEST_BIT);
  }

  /** Another one: 16 bits. */
  public int next() {
    int salt = HIGHEST_BIT | next & (HIGHEST_BIT - 1);
    next++;
    return salt;
  }
}
