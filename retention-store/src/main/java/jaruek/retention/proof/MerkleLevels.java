package jaruek.retention.proof;

import jaruek.retention.log.MerkleTree;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole RFC 9162 tree in memory, all levels of it, so that each path costs no hash. Bottom up, a
 * last node without a neighbour goes up as it is: the same tree as splitting at powers of two.
 */
public final class MerkleLevels {
  private final List<List<byte[]>> levels = new ArrayList<>();

  /**
   * Over these.
   *
   * @param leaves hashes, at least one
   */
  public MerkleLevels(List<byte[]> leaves) {
    if (leaves.isEmpty()) throw new IllegalArgumentException("a tree without leaves");
    List<byte[]> level = List.copyOf(leaves);
    levels.add(level);
    while (level.size() > 1) {
      level = above(level);
      levels.add(level);
    }
  }

  private static List<byte[]> above(List<byte[]> level) {
    List<byte[]> next = new ArrayList<>(level.size() / 2 + 1);
    for (int i = 0; i + 1 < level.size(); i += 2) {
      next.add(MerkleTree.nodeHash(level.get(i), level.get(i + 1)));
    }
    if ((level.size() & 1) == 1) next.add(level.getLast());
    return next;
  }

  /** The tree's root. */
  public byte[] root() {
    return levels.getLast().getFirst().clone();
  }

  /** How many leaves. */
  public int size() {
    return levels.getFirst().size();
  }

  /**
   * The inclusion proof (RFC 9162 section 2.1.3.1), from the leaf's neighbour upwards.
   *
   * @throws IndexOutOfBoundsException if there is no such leaf
   */
  public List<byte[]> path(int leaf) {
    if (leaf < 0 || leaf >= size()) {
      throw new IndexOutOfBoundsException("leaf " + leaf + " of " + size());
    }
    List<byte[]> path = new ArrayList<>(levels.size());
    int node = leaf;
    for (List<byte[]> level : levels) {
      int neighbour = node ^ 1;
      if (neighbour < level.size()) path.add(level.get(neighbour));
      node >>>= 1;
    }
    return path;
  }
}
