package jaruek.retention.segment;

import java.util.function.LongConsumer;

/** A set of 64-bit hashes, well mixed already. It grows with what is added. */
final class HashSet64 {
  private static final int FIRST_SLOTS = 1 << 12;

  private long[] slots = new long[FIRST_SLOTS]; // 0 is empty
  private boolean zero;
  private int size;

  int size() {
    return size;
  }

  void add(long hash) {
    if (hash == 0) {
      if (!zero) size++;
      zero = true;
      return;
    }
    int slot = find(slots, hash);
    if (slots[slot] == hash) return;
    slots[slot] = hash;
    size++;
    if (size > slots.length >>> 1) grow();
  }

  private static int find(long[] slots, long hash) {
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] != 0 && slots[slot] != hash) slot = slot + 1 & mask;
    return slot;
  }

  private void grow() {
    long[] larger = new long[slots.length * 2];
    for (long hash : slots) if (hash != 0) larger[find(larger, hash)] = hash;
    slots = larger;
  }

  void forEach(LongConsumer visitor) {
    if (zero) visitor.accept(0);
    for (long hash : slots) if (hash != 0) visitor.accept(hash);
  }
}
