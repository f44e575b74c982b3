package jaruek.retention.log;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * RFC 9162 (section 2.1) Merkle trees over leaf hashes that are all at hand: roots, proofs and
 * their verification. A leaf's hash is {@code SHA-256(0x00 ‖ data)}, a node's {@code SHA-256(0x01 ‖
 * left ‖ right)}; a tree of n leaves is split at the largest power of two below n. {@link
 * MerkleAccumulator} gives the same root for leaves that come one by one.
 */
public final class MerkleTree {
  private static final int HASH_BYTES = 32;

  private MerkleTree() {}

  /** The hash of the leaf with these bytes. */
  public static byte[] leafHash(byte[] data) {
    MessageDigest sha256 = MerkleAccumulator.sha256();
    sha256.update((byte) 0);
    return sha256.digest(data);
  }

  /** The hash of the node over these two. */
  public static byte[] nodeHash(byte[] left, byte[] right) {
    MessageDigest sha256 = MerkleAccumulator.sha256();
    sha256.update((byte) 1);
    sha256.update(left);
    return sha256.digest(right);
  }

  /** The root over these leaf hashes; of none, the hash of nothing. */
  public static byte[] root(List<byte[]> leafHashes) {
    MerkleAccumulator accumulator = new MerkleAccumulator();
    leafHashes.forEach(accumulator::addHash);
    return accumulator.root();
  }

  /**
   * The proof that the leaf stands at this index (RFC 9162 section 2.1.3.1), from the leaf's
   * neighbour upwards.
   *
   * @throws IndexOutOfBoundsException if there is no such leaf
   */
  public static List<byte[]> inclusionProof(List<byte[]> leafHashes, int index) {
    if (index < 0 || index >= leafHashes.size()) {
      throw new IndexOutOfBoundsException("leaf " + index + " of " + leafHashes.size());
    }
    List<byte[]> proof = new ArrayList<>();
    addInclusion(leafHashes, index, proof);
    return proof;
  }

  private static void addInclusion(List<byte[]> leaves, int index, List<byte[]> proof) {
    int size = leaves.size();
    if (size == 1) return;
    int split = split(size);
    List<byte[]> left = leaves.subList(0, split);
    List<byte[]> right = leaves.subList(split, size);
    if (index < split) {
      addInclusion(left, index, proof);
      proof.add(root(right));
    } else {
      addInclusion(right, index - split, proof);
      proof.add(root(left));
    }
  }

  /**
   * The proof that the tree of the first so many leaves is the beginning of this one (RFC 9162
   * section 2.1.4.1); empty if they are the same tree.
   *
   * @throws IndexOutOfBoundsException unless 1 ≤ oldSize ≤ the number of leaves
   */
  public static List<byte[]> consistencyProof(List<byte[]> leafHashes, int oldSize) {
    if (oldSize < 1 || oldSize > leafHashes.size()) {
      throw new IndexOutOfBoundsException("tree of " + oldSize + " leaves in " + leafHashes.size());
    }
    List<byte[]> proof = new ArrayList<>();
    addConsistency(leafHashes, oldSize, true, proof);
    return proof;
  }

  private static void addConsistency(
      List<byte[]> leaves, int oldSize, boolean rootIsKnown, List<byte[]> proof) {
    int size = leaves.size();
    if (oldSize == size) {
      if (!rootIsKnown) proof.add(root(leaves));
      return;
    }
    int split = split(size);
    List<byte[]> left = leaves.subList(0, split);
    List<byte[]> right = leaves.subList(split, size);
    if (oldSize <= split) {
      addConsistency(left, oldSize, rootIsKnown, proof);
      proof.add(root(right));
    } else {
      addConsistency(right, oldSize - split, false, proof);
      proof.add(root(left));
    }
  }

  private static int split(int size) {
    return Integer.highestOneBit(size - 1);
  }

  /**
   * Whether the proof shows that this leaf stands at this index of the tree (RFC 9162 section
   * 2.1.3.2). Hostile input is answered with false, never thrown.
   */
  public static boolean verifyInclusion(
      byte[] leafHash, long index, long size, List<byte[]> proof, byte[] root) {
    if (index < 0 || index >= size || !areHashes(proof) || leafHash.length != HASH_BYTES) {
      return false;
    }
    long node = index;
    long last = size - 1;
    byte[] hash = leafHash;
    for (byte[] neighbour : proof) {
      if (last == 0) return false;
      if ((node & 1) == 1 || node == last) {
        hash = nodeHash(neighbour, hash);
        while ((node & 1) == 0 && node != 0) {
          node >>>= 1;
          last >>>= 1;
        }
      } else {
        hash = nodeHash(hash, neighbour);
      }
      node >>>= 1;
      last >>>= 1;
    }
    return last == 0 && MessageDigest.isEqual(hash, root);
  }

  /**
   * Whether the proof shows that the old tree is the beginning of the new one (RFC 9162 section
   * 2.1.4.2). Hostile input is answered with false, never thrown. The empty tree begins every tree
   * and needs no proof.
   */
  public static boolean verifyConsistency(
      long oldSize, byte[] oldRoot, long newSize, byte[] newRoot, List<byte[]> proof) {
    if (oldSize < 0 || oldSize > newSize || !areHashes(proof)) return false;
    if (oldSize == 0) {
      return proof.isEmpty() && MessageDigest.isEqual(oldRoot, root(List.of()));
    }
    if (oldSize == newSize) return proof.isEmpty() && MessageDigest.isEqual(oldRoot, newRoot);
    List<byte[]> path = new ArrayList<>(proof);
    if (Long.bitCount(oldSize) == 1) path.addFirst(oldRoot);
    if (path.isEmpty()) return false;
    return climb(oldSize, oldRoot, newSize, newRoot, path);
  }

  private static boolean climb(
      long oldSize, byte[] oldRoot, long newSize, byte[] newRoot, List<byte[]> path) {
    int complete = Long.numberOfTrailingZeros(oldSize);
    long node = (oldSize - 1) >>> complete;
    long last = (newSize - 1) >>> complete;
    byte[] oldHash = path.getFirst();
    byte[] newHash = path.getFirst();
    for (byte[] neighbour : path.subList(1, path.size())) {
      if (last == 0) return false;
      if ((node & 1) == 1 || node == last) {
        oldHash = nodeHash(neighbour, oldHash);
        newHash = nodeHash(neighbour, newHash);
        while ((node & 1) == 0 && node != 0) {
          node >>>= 1;
          last >>>= 1;
        }
      } else {
        newHash = nodeHash(newHash, neighbour);
      }
      node >>>= 1;
      last >>>= 1;
    }
    return last == 0
        && MessageDigest.isEqual(oldHash, oldRoot)
        && MessageDigest.isEqual(newHash, newRoot);
  }

  private static boolean areHashes(List<byte[]> proof) {
    return proof.size() <= 64 && proof.stream().allMatch(hash -> hash.length == HASH_BYTES);
  }
}
