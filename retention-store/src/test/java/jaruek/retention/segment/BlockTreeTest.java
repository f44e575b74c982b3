package jaruek.retention.segment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jaruek.retention.log.MerkleAccumulator;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockTreeTest {
  private static byte[] leaf(int i) {
    return new byte[] {(byte) i, (byte) (i >>> 8), (byte) (i >>> 16)};
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        1, 2, 3, 1023, 1024, 1025, 1026, 2047, 2048, 2049, 3071, 3072, 3073, 4096, 5000, 9217
      })
  void theTreeOverTheBlocksIsTheTreeOverTheLeaves(int size) {
    MerkleAccumulator leaves = new MerkleAccumulator();
    BlockTree blocks = new BlockTree();
    for (int i = 0; i < size; i++) {
      leaves.add(leaf(i));
      blocks.add(leaf(i), 0, 3);
    }
    assertEquals(size, blocks.size());
    byte[] roots = blocks.blockRoots();
    assertEquals(BlockTree.bytes(size), roots.length);
    assertArrayEquals(leaves.root(), BlockTree.root(roots));
    assertArrayEquals(leaves.root(), blocks.root());
  }

  @Test
  void eachRootIsThatOfItsOwnLeaves() {
    BlockTree blocks = new BlockTree();
    for (int i = 0; i < 2500; i++) blocks.add(leaf(i), 0, 3);
    MerkleAccumulator last = new MerkleAccumulator();
    for (int i = 2048; i < 2500; i++) last.add(leaf(i));
    assertArrayEquals(last.root(), Arrays.copyOfRange(blocks.blockRoots(), 64, 96));
  }

  @Test
  void noLeavesGiveNoBlocksAndTheHashOfNothing() {
    assertEquals(0, new BlockTree().blockRoots().length);
    assertArrayEquals(new MerkleAccumulator().root(), new BlockTree().root());
  }
}
