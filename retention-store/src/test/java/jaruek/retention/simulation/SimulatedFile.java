package jaruek.retention.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** A file's bytes, as written and as they would be found after a crash. */
final class SimulatedFile {
  private static final int SECTOR_BYTES = 512;

  byte[] bytes = new byte[0];
  private byte[] durable = new byte[0];
  private final List<Change> pending = new ArrayList<>();
  boolean locked;

  /** What was not forced yet; no bytes means cut to the offset. */
  private record Change(int offset, byte[] bytes) {
    byte[] applyTo(byte[] to) {
      if (bytes.length == 0) return Arrays.copyOf(to, offset);
      byte[] result = Arrays.copyOf(to, Math.max(to.length, offset + bytes.length));
      System.arraycopy(bytes, 0, result, offset, bytes.length);
      return result;
    }
  }

  void write(int offset, byte[] written) {
    if (written.length == 0) return;
    add(new Change(offset, written));
  }

  void truncate(int size) {
    if (size < bytes.length) add(new Change(size, new byte[0]));
  }

  private void add(Change change) {
    bytes = change.applyTo(bytes);
    pending.add(change);
  }

  void force() {
    durable = bytes;
    pending.clear();
  }

  /**
   * What a crash leaves: all that was forced, and of the rest each change whole, not at all, or
   * torn between two sectors, in no particular order.
   */
  void crash(RandomGenerator random) {
    byte[] left = durable;
    for (Change change : pending) {
      int fate = random.nextInt(3);
      if (fate == 0) left = change.applyTo(left);
      if (fate == 1 && change.bytes.length > 0) left = torn(change, random).applyTo(left);
    }
    bytes = left;
    force();
    locked = false;
  }

  private static Change torn(Change change, RandomGenerator random) {
    int sectors = change.bytes.length / SECTOR_BYTES;
    int kept =
        sectors == 0
            ? random.nextInt(change.bytes.length)
            : random.nextInt(sectors + 1) * SECTOR_BYTES;
    return kept == 0
        ? new Change(change.offset, change.bytes.clone()) // a write below a sector is whole
        : new Change(change.offset, Arrays.copyOf(change.bytes, kept));
  }

  void flip(int bit) {
    bytes = bytes.clone();
    bytes[bit / 8] ^= (byte) (1 << bit % 8);
    force();
  }
}
