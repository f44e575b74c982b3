package jaruek.retention.export;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The numbers of some rows of one file, added in ascending order: four bytes each, or a bit for
 * every row of the file where that is less.
 */
final class RowSet {
  private static final int BITS_OF_NUMBER = 32;

  private int[] numbers = new int[16];
  private int size;
  private BitSet bits = new BitSet(0);
  private boolean dense;

  /** Adds a row. */
  void add(long row) {
    int number = Math.toIntExact(row);
    if (dense) {
      bits.set(number);
    } else {
      if (size == numbers.length) numbers = Arrays.copyOf(numbers, 2 * size);
      numbers[size] = number;
      if (size > 1024 && number / BITS_OF_NUMBER < size) toBits();
    }
    size++;
  }

  private void toBits() {
    bits = new BitSet();
    for (int i = 0; i <= size; i++) bits.set(numbers[i]);
    numbers = new int[0];
    dense = true;
  }

  int size() {
    return size;
  }

  /** The first row of the set from this one on, -1 if there is none. */
  long next(long from) {
    int first = (int) Math.min(from, Integer.MAX_VALUE);
    if (dense) return bits.nextSetBit(first);
    int at = Arrays.binarySearch(numbers, 0, size, first);
    int place = at < 0 ? -at - 1 : at;
    return place < size ? numbers[place] : -1;
  }

  boolean contains(long row) {
    return next(row) == row;
  }
}
