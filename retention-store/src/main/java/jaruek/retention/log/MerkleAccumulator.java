package jaruek.retention.log;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The root of an RFC 9162 (section 2.1.1) Merkle tree whose leaves come one by one, in memory that
 * grows with the logarithm of their number.
 */
public final class MerkleAccumulator {
  private static final int HASH = 32;

  private final MessageDigest sha256 = sha256();
  private final byte[] node = new byte[1 + 2 * HASH];
  private final byte[][] complete =
      new byte[64][HASH]; // by height: roots of complete subtrees not joined yet
  private long leaves;

  /** SHA-256, which every Java platform has. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** Adds the leaf with these bytes. */
  public void add(byte[] data, int offset, int length) {
    sha256.update((byte) 0);
    sha256.update(data, offset, length);
    byte[] hash = complete[63]; // spare
    digestInto(hash, 0);
    addHash(hash);
  }

  /** Adds the leaf with these bytes. */
  public void add(byte[] data) {
    add(data, 0, data.length);
  }

  /** Adds a leaf by its hash, {@code SHA-256(0x00 ‖ data)}. */
  public void addHash(byte[] leafHash) {
    node[0] = 1;
    System.arraycopy(leafHash, 0, node, 1 + HASH, HASH);
    int height = 0;
    for (long rest = leaves; (rest & 1) == 1; rest >>>= 1, height++) {
      System.arraycopy(complete[height], 0, node, 1, HASH);
      sha256.update(node);
      digestInto(node, 1 + HASH);
    }
    System.arraycopy(node, 1 + HASH, complete[height], 0, HASH);
    leaves++;
  }

  /** How many leaves there are. */
  public long size() {
    return leaves;
  }

  /** The root over the leaves so far; of none, the hash of nothing. */
  public byte[] root() {
    if (leaves == 0) return sha256.digest();
    byte[] joined = new byte[1 + 2 * HASH];
    joined[0] = 1;
    boolean any = false;
    for (int height = 0; height < 63; height++) {
      if ((leaves >>> height & 1) == 0) continue;
      if (!any) {
        System.arraycopy(complete[height], 0, joined, 1 + HASH, HASH);
        any = true;
        continue;
      }
      System.arraycopy(complete[height], 0, joined, 1, HASH);
      byte[] hash = sha256.digest(joined);
      System.arraycopy(hash, 0, joined, 1 + HASH, HASH);
    }
    byte[] root = new byte[HASH];
    System.arraycopy(joined, 1 + HASH, root, 0, HASH);
    return root;
  }

  private void digestInto(byte[] to, int offset) {
    try {
      sha256.digest(to, offset, HASH);
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
  }
}
