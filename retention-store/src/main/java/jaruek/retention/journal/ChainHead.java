package jaruek.retention.journal;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The state of the journal's SHA-256 chain: the hash over all frames before a position. The first
 * is 32 zero bytes; each frame makes it {@code SHA-256(previous ‖ encoded frame)}.
 *
 * @param position the place the chain has come to: the next frame's
 * @param hash 32 bytes
 */
public record ChainHead(JournalPosition position, byte[] hash) {
  /** Of an empty journal. */
  public static ChainHead empty() {
    return new ChainHead(JournalPosition.START, new byte[32]);
  }

  /** The hash in lower-case hexadecimal. */
  public String hex() {
    return HexFormat.of().formatHex(hash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChainHead head
        && head.position.equals(position)
        && Arrays.equals(head.hash, hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash);
  }

  @Override
  public String toString() {
    return position.sequence() + ":" + hex();
  }
}
