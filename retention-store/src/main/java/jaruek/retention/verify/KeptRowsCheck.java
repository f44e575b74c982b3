package jaruek.retention.verify;

import jaruek.retention.log.MerkleTree;
import jaruek.retention.proof.ProofException;
import jaruek.retention.proof.ProofReader;
import jaruek.retention.proof.RowProof;
import jaruek.retention.record.Dataset;
import jaruek.retention.segment.SegmentException;
import jaruek.retention.segment.SegmentReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** Each kept row, by its own leaf and its proof, against the root that was sealed. */
final class KeptRowsCheck {
  private final Path file;
  private final Path proofs;
  private final Function<Path, String> names;
  private final Findings findings;
  private boolean good = true;

  /**
   * @param proofs checked already for what they are about
   * @param names of files, for findings
   */
  KeptRowsCheck(Path file, Path proofs, Function<Path, String> names, Findings findings) {
    this.file = file;
    this.proofs = proofs;
    this.names = names;
    this.findings = findings;
  }

  void check(SegmentReader reader, Dataset dataset) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(proofs))) {
      ProofReader proof = new ProofReader(in, names.apply(proofs));
      reader.leaves(
          file,
          dataset,
          (bytes, offset, length) -> {
            if (good) row(proof, Arrays.copyOfRange(bytes, offset, offset + length));
          });
      if (good && proof.next().isPresent()) fault(names.apply(file), "has fewer rows than proofs");
    } catch (IOException | SegmentException e) {
      fault(names.apply(file), "cannot be read: " + e.getMessage());
    } catch (ProofException e) {
      fault(names.apply(proofs), String.valueOf(e.getMessage()));
    }
  }

  private void row(ProofReader proofs, byte[] leaf) {
    findings.rows++;
    Optional<RowProof> proof = proofs.next();
    if (proof.isEmpty()) {
      fault(names.apply(file), "has more rows than proofs");
    } else if (!proof.get().proves(MerkleTree.leafHash(leaf), proofs.table())) {
      fault(
          names.apply(file) + ", row " + proof.get().index(),
          "does not lead to the root that was sealed: it or its proof was changed");
    }
  }

  private void fault(String where, String what) {
    good = false;
    findings.fault(where, what);
  }
}
