package jaruek.retention.proof;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jaruek.retention.log.MerkleTree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RowProofTest {
  private static List<byte[]> leaves(int count) {
    List<byte[]> leaves = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leaves.add(MerkleTree.leafHash(("row " + i).getBytes(StandardCharsets.UTF_8)));
    }
    return leaves;
  }

  /** The file of proofs of these rows, made as an exporter makes it: block by block. */
  private static String proofs(List<byte[]> leaves, Iterable<Integer> rows) throws IOException {
    List<MerkleLevels> blocks = new ArrayList<>();
    List<byte[]> roots = new ArrayList<>();
    for (int from = 0; from < leaves.size(); from += ProofWriter.BLOCK_LEAVES) {
      int to = Math.min(leaves.size(), from + ProofWriter.BLOCK_LEAVES);
      blocks.add(new MerkleLevels(leaves.subList(from, to)));
      roots.add(blocks.getLast().root());
    }
    MerkleLevels top = new MerkleLevels(roots);
    String root = HexFormat.of().formatHex(MerkleTree.root(leaves));
    StringWriter out = new StringWriter();
    ProofWriter writer = new ProofWriter(out, new ProofTable("traffic", 7, leaves.size(), root));
    int block = -1;
    for (int row : rows) {
      if (row / ProofWriter.BLOCK_LEAVES != block) {
        block = row / ProofWriter.BLOCK_LEAVES;
        writer.block(block, top.path(block));
      }
      writer.row(row, blocks.get(block).path(row % ProofWriter.BLOCK_LEAVES));
    }
    return out.toString();
  }

  private static ProofReader reader(String text) {
    return new ProofReader(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "traffic.proof");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 1023, 1024, 1025, 2047, 2048, 2049, 3500, 5000})
  void everyRowIsProvenAndNoOther(int size) throws IOException {
    List<byte[]> leaves = leaves(size);
    TreeSet<Integer> rows = new TreeSet<>(List.of(0, size - 1, size / 2));
    SplittableRandom random = new SplittableRandom(size);
    for (int i = 0; i < 40; i++) rows.add(random.nextInt(size));
    ProofReader reader = reader(proofs(leaves, rows));
    for (int row : rows) {
      RowProof proof = reader.next().orElseThrow();
      assertEquals(row, proof.index());
      assertTrue(proof.proves(leaves.get(row), reader.table()));
      assertArrayEquals(MerkleTree.inclusionProof(leaves, row).toArray(), proof.path().toArray());
      if (size > 1) assertFalse(proof.proves(leaves.get((row + 1) % size), reader.table()));
    }
    assertEquals(Optional.empty(), reader.next());
  }

  @Test
  void levelsGiveTheRootAndPathsOfTheRfc() {
    for (int size = 1; size <= 70; size++) {
      List<byte[]> leaves = leaves(size);
      MerkleLevels levels = new MerkleLevels(leaves);
      assertArrayEquals(MerkleTree.root(leaves), levels.root());
      for (int i = 0; i < size; i++) {
        assertArrayEquals(MerkleTree.inclusionProof(leaves, i).toArray(), levels.path(i).toArray());
      }
    }
    assertThrows(IllegalArgumentException.class, () -> new MerkleLevels(List.of()));
    assertThrows(IndexOutOfBoundsException.class, () -> new MerkleLevels(leaves(3)).path(3));
  }

  @Test
  void readerNamesTheLineThatIsWrong() throws IOException {
    String good = proofs(leaves(3000), List.of(5, 6, 2048));
    for (String bad :
        List.of(
            "",
            good.replace("jaruek-proof/1", "jaruek-proof/2"),
            good.replace("leaves 3000", "leaves 0"),
            good.replace("leaves 3000", "leaves 99999999999999999999"),
            good.replace("row 6 ", "row 5 "),
            good.replace("row 6 ", "row 2000 "),
            good.replace("row 2048 ", "row 3000 "),
            good.replace("block 2 ", "block 3 "),
            good.replace("block 2 ", "line 2 "),
            good.replaceFirst("=", ""),
            good.substring(0, good.length() - 1),
            good + "x".repeat(9000) + "\n")) {
      ProofException refused =
          assertThrows(
              ProofException.class,
              () -> {
                ProofReader reader = reader(bad);
                while (reader.next().isPresent()) {}
              },
              bad);
      assertTrue(String.valueOf(refused.getMessage()).startsWith("traffic.proof, line "));
    }
  }

  @Test
  void changedBytesNeverProveAndNeverThrowAnythingElse() throws IOException {
    List<byte[]> leaves = leaves(2500);
    List<Integer> rows = List.of(0, 1, 1024, 2499);
    byte[] good = proofs(leaves, rows).getBytes(StandardCharsets.UTF_8);
    SplittableRandom random = new SplittableRandom(42);
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = good.clone();
      int at = random.nextInt(bytes.length);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      int proven = 0;
      try {
        ProofReader reader = new ProofReader(new ByteArrayInputStream(bytes), "x");
        for (Optional<RowProof> p = reader.next(); p.isPresent(); p = reader.next()) {
          if (rows.contains((int) p.get().index())
              && reader.table().segment() == 7
              && reader.table().dataset().equals("traffic")
              && p.get().proves(leaves.get((int) p.get().index()), reader.table())) {
            proven++;
          }
        }
      } catch (ProofException e) {
        continue;
      }
      assertTrue(proven < rows.size(), "a changed file proved all rows: byte " + at);
    }
  }

  @Test
  void writerRefusesWhatIsOutOfOrder() throws IOException {
    ProofTable table = new ProofTable("traffic", 0, 2000, "00".repeat(32));
    ProofWriter writer = new ProofWriter(new StringWriter(), table);
    assertThrows(ProofException.class, () -> writer.row(0, List.of()));
    writer.block(1, List.of());
    assertThrows(ProofException.class, () -> writer.row(5, List.of()));
    writer.row(1024, List.of());
    assertThrows(ProofException.class, () -> writer.row(1024, List.of()));
    assertThrows(ProofException.class, () -> writer.row(2000, List.of()));
    assertThrows(ProofException.class, () -> writer.block(1, List.of()));
    assertThrows(ProofException.class, () -> writer.block(2, List.of()));
  }
}
