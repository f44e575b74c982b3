package jaruek.retention.verify.evidence;

import jaruek.retention.proof.ProofException;
import jaruek.retention.proof.ProofReader;
import jaruek.retention.proof.ProofTable;
import jaruek.retention.proof.RowProof;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A file of proofs, read beside the rows that it proves. */
final class ProofCursor implements AutoCloseable {
  private final String name;
  private final InputStream in;
  private final ProofReader reader;
  private @Nullable RowProof next;

  ProofCursor(EvidenceZip zip, String name) {
    this.name = name;
    in = new BufferedInputStream(zip.stream(name), 1 << 16);
    try {
      reader = new ProofReader(in, name);
      next = reader.next().orElse(null);
    } catch (ProofException e) {
      throw changed(e);
    }
  }

  /** The reader's message begins with the file and line. */
  private static Changed changed(ProofException e) {
    String message = String.valueOf(e.getMessage());
    int colon = message.indexOf(": ");
    Changed changed =
        new Changed(message.substring(0, Math.max(0, colon)), message.substring(colon + 2));
    changed.initCause(e);
    return changed;
  }

  ProofTable table() {
    return reader.table();
  }

  /** The next proof must be this row's. */
  void take(EvidenceRow row) {
    RowProof proof = next;
    if (proof == null || proof.index() > row.index()) {
      throw new Changed(row.where(), "has no proof: it was added");
    }
    if (proof.index() < row.index()) throw leftOver(proof);
    if (!proof.proves(row.leafHash(), table())) {
      throw new Changed(
          row.where(), "does not lead to the root that was sealed: it or its proof was changed");
    }
    try {
      next = reader.next().orElse(null);
    } catch (ProofException e) {
      throw changed(e);
    }
  }

  /** At the end nothing may be left. */
  void finish() {
    if (next != null) throw leftOver(next);
  }

  private Changed leftOver(RowProof proof) {
    return new Changed(
        name + ", line " + reader.line(),
        "proves row " + proof.index() + ", which is not in its place: it was removed");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
