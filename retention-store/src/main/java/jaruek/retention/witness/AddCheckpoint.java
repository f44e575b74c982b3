package jaruek.retention.witness;

import jaruek.retention.log.LogException;
import jaruek.retention.log.SignedNote;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The request to cosign a checkpoint (c2sp.org/tlog-witness, add-checkpoint).
 *
 * @param oldSize of the checkpoint that the witness cosigned last, as the log knows; 0 for none
 * @param proof that the tree of that size is the beginning of the new one (RFC 9162, 2.1.4)
 * @param note the checkpoint
 */
public record AddCheckpoint(long oldSize, List<byte[]> proof, SignedNote note) {
  /** The longest body that is read. */
  public static final int BYTES_MAX = 65_536;

  /** How many hashes a proof may have. */
  public static final int PROOF_MAX = 63;

  private static final String OLD = "old ";

  /** Checks the sizes. */
  public AddCheckpoint {
    proof = List.copyOf(proof);
    if (oldSize < 0 || proof.size() > PROOF_MAX) {
      throw new LogException(
          "a request to cosign with old size " + oldSize + " and " + proof.size() + " hashes");
    }
    if (proof.stream().anyMatch(hash -> hash.length != 32)) {
      throw new LogException("a request to cosign with a hash that does not have 32 bytes");
    }
  }

  /** The body. */
  public byte[] bytes() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    StringBuilder head = new StringBuilder(OLD).append(oldSize).append('\n');
    for (byte[] hash : proof) {
      head.append(Base64.getEncoder().encodeToString(hash)).append('\n');
    }
    body.writeBytes(head.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(note.bytes());
    return body.toByteArray();
  }

  /** Whether these bytes are meant to be such a request. */
  public static boolean looksLike(byte[] bytes) {
    byte[] mark = OLD.getBytes(StandardCharsets.US_ASCII);
    return bytes.length > mark.length && Arrays.equals(bytes, 0, mark.length, mark, 0, mark.length);
  }

  /**
   * Reads a body.
   *
   * @throws LogException if it is none, with the reason
   */
  public static AddCheckpoint parse(byte[] bytes) {
    if (bytes.length > BYTES_MAX) {
      throw new LogException("a request to cosign of " + bytes.length + " bytes");
    }
    int at = 0;
    long oldSize = -1;
    List<byte[]> proof = new ArrayList<>();
    while (true) {
      int end = at;
      while (end < bytes.length && bytes[end] != '\n') end++;
      if (end == bytes.length) throw new LogException("a request to cosign without an empty line");
      String line = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
      at = end + 1;
      if (oldSize < 0) {
        oldSize = oldSize(line);
      } else if (line.isEmpty()) {
        return new AddCheckpoint(
            oldSize, proof, SignedNote.parse(Arrays.copyOfRange(bytes, at, bytes.length)));
      } else if (proof.size() == PROOF_MAX) {
        throw new LogException("a request to cosign with more than " + PROOF_MAX + " hashes");
      } else {
        proof.add(SignedNote.base64(line));
      }
    }
  }

  private static long oldSize(String line) {
    if (!line.matches("old (0|[1-9][0-9]{0,17})")) {
      throw new LogException("a request to cosign that does not begin with the old size");
    }
    return Long.parseLong(line.substring(OLD.length()));
  }
}
