package jaruek.retention.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The known vectors are those of the certificate-transparency reference implementation. */
class MerkleTreeTest {
  private static final List<byte[]> LEAVES =
      hex(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final List<byte[]> ROOTS =
      hex(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  private static final List<byte[]> HASHES = LEAVES.stream().map(MerkleTree::leafHash).toList();

  @Test
  void rootsAreTheKnownOnesAtEverySize() {
    MerkleAccumulator accumulator = new MerkleAccumulator();
    for (int size = 0; size <= 8; size++) {
      assertArrayEquals(ROOTS.get(size), MerkleTree.root(HASHES.subList(0, size)));
      assertArrayEquals(ROOTS.get(size), accumulator.root());
      if (size < 8) accumulator.add(LEAVES.get(size));
    }
  }

  @Test
  void inclusionProofsAreTheKnownOnes() {
    assertHex(List.of(), MerkleTree.inclusionProof(HASHES.subList(0, 1), 0));
    assertHex(
        hex(
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"),
        MerkleTree.inclusionProof(HASHES, 0));
    assertHex(
        hex(
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
        MerkleTree.inclusionProof(HASHES, 5));
  }

  @Test
  void consistencyProofsAreTheKnownOnes() {
    assertHex(List.of(), MerkleTree.consistencyProof(HASHES.subList(0, 1), 1));
    assertHex(
        hex(
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"),
        MerkleTree.consistencyProof(HASHES, 1));
    assertHex(
        hex(
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
        MerkleTree.consistencyProof(HASHES, 6));
    assertHex(
        hex(
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"),
        MerkleTree.consistencyProof(HASHES.subList(0, 5), 2));
  }

  @Test
  void everyInclusionProofUpTo70LeavesVerifiesAndNoOtherLeafIndexOrRootDoes() {
    List<byte[]> hashes = manyLeaves(70);
    for (int size = 1; size <= hashes.size(); size++) {
      List<byte[]> tree = hashes.subList(0, size);
      byte[] root = MerkleTree.root(tree);
      for (int index = 0; index < size; index++) {
        List<byte[]> proof = MerkleTree.inclusionProof(tree, index);
        assertTrue(MerkleTree.verifyInclusion(tree.get(index), index, size, proof, root));
        byte[] other = hashes.get((index + 1) % hashes.size());
        assertFalse(MerkleTree.verifyInclusion(other, index, size, proof, root));
        assertFalse(MerkleTree.verifyInclusion(tree.get(index), index, size, proof, flip(root)));
        assertFalse(MerkleTree.verifyInclusion(tree.get(index), size, size, proof, root));
        if (size > 1) {
          int wrong = (index + 1) % size;
          assertFalse(MerkleTree.verifyInclusion(tree.get(index), wrong, size, proof, root));
          List<byte[]> shorter = proof.subList(1, proof.size());
          assertFalse(MerkleTree.verifyInclusion(tree.get(index), index, size, shorter, root));
        }
        List<byte[]> longer = new ArrayList<>(proof);
        longer.add(new byte[32]);
        assertFalse(MerkleTree.verifyInclusion(tree.get(index), index, size, longer, root));
      }
    }
  }

  @Test
  void everyConsistencyProofUpTo40LeavesVerifiesAndNoOtherRootDoes() {
    List<byte[]> hashes = manyLeaves(40);
    for (int size = 1; size <= hashes.size(); size++) {
      byte[] root = MerkleTree.root(hashes.subList(0, size));
      for (int old = 1; old <= size; old++) {
        byte[] oldRoot = MerkleTree.root(hashes.subList(0, old));
        List<byte[]> proof = MerkleTree.consistencyProof(hashes.subList(0, size), old);
        assertTrue(MerkleTree.verifyConsistency(old, oldRoot, size, root, proof));
        assertFalse(MerkleTree.verifyConsistency(old, flip(oldRoot), size, root, proof));
        assertFalse(MerkleTree.verifyConsistency(old, oldRoot, size, flip(root), proof));
        if (proof.isEmpty()) continue;
        List<byte[]> changed = new ArrayList<>(proof);
        changed.set(proof.size() / 2, flip(proof.get(proof.size() / 2)));
        assertFalse(MerkleTree.verifyConsistency(old, oldRoot, size, root, changed));
        List<byte[]> shorter = proof.subList(0, proof.size() - 1);
        assertFalse(MerkleTree.verifyConsistency(old, oldRoot, size, root, shorter));
      }
    }
  }

  @Test
  void aCutTreeIsNotConsistentWithTheWholeOne() {
    byte[] whole = ROOTS.get(8);
    List<byte[]> proof = MerkleTree.consistencyProof(HASHES, 6);
    assertFalse(MerkleTree.verifyConsistency(8, whole, 6, ROOTS.get(6), proof));
    assertFalse(MerkleTree.verifyConsistency(5, ROOTS.get(5), 8, whole, proof));
  }

  @Test
  void theEmptyTreeBeginsEveryTree() {
    assertTrue(MerkleTree.verifyConsistency(0, ROOTS.get(0), 8, ROOTS.get(8), List.of()));
    assertFalse(MerkleTree.verifyConsistency(0, ROOTS.get(1), 8, ROOTS.get(8), List.of()));
  }

  @Test
  void hostileProofsAreFalseAndNeverThrown() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(9162);
    for (int round = 0; round < 5_000; round++) {
      List<byte[]> proof = new ArrayList<>();
      int length = random.nextInt(70);
      for (int i = 0; i < length; i++) {
        byte[] hash = new byte[random.nextInt(20) == 0 ? random.nextInt(40) : 32];
        random.nextBytes(hash);
        proof.add(hash);
      }
      long a = random.nextLong() >> random.nextInt(64);
      long b = random.nextLong() >> random.nextInt(64);
      assertFalse(MerkleTree.verifyInclusion(HASHES.get(0), a, b, proof, ROOTS.get(8)));
      if (a != 0 || !proof.isEmpty()) {
        assertFalse(MerkleTree.verifyConsistency(a, ROOTS.get(3), b, ROOTS.get(8), proof));
      }
    }
  }

  @Test
  void aProofForWhatIsNotInTheTreeIsRefused() {
    assertThrows(
        IndexOutOfBoundsException.class, () -> MerkleTree.inclusionProof(HASHES, HASHES.size()));
    assertThrows(IndexOutOfBoundsException.class, () -> MerkleTree.consistencyProof(HASHES, 0));
  }

  private static List<byte[]> manyLeaves(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> MerkleTree.leafHash(new byte[] {(byte) i}))
        .toList();
  }

  private static byte[] flip(byte[] hash) {
    byte[] flipped = hash.clone();
    flipped[17] ^= 4;
    return flipped;
  }

  private static List<byte[]> hex(String... hex) {
    return List.of(hex).stream().map(HexFormat.of()::parseHex).toList();
  }

  private static void assertHex(List<byte[]> expected, List<byte[]> actual) {
    assertEquals(
        expected.stream().map(HexFormat.of()::formatHex).toList(),
        actual.stream().map(HexFormat.of()::formatHex).toList());
  }
}
