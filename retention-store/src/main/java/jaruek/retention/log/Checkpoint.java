package jaruek.retention.log;

import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalPosition;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The state of a log (c2sp.org/tlog-checkpoint): origin, decimal size and base64 root, each on a
 * line, then extension lines. Ours has one extension, {@code journal SEQUENCE HEX}: the head of the
 * journal's chain when it was signed.
 *
 * @param origin the log's name, which is its key's name too
 * @param size entries in the log
 * @param root 32 bytes, the Merkle root over them
 * @param extensions further lines, none empty
 */
public record Checkpoint(String origin, long size, byte[] root, List<String> extensions) {
  private static final String JOURNAL = "journal ";

  /** Checks what cannot stand in a checkpoint. */
  public Checkpoint {
    extensions = List.copyOf(extensions);
    if (!SignedNote.isName(origin)) {
      throw new LogException("not a log's origin: \"" + origin + "\"");
    }
    if (size < 0 || root.length != 32) {
      throw new LogException("a checkpoint of size " + size + ", root " + root.length + " bytes");
    }
    if (extensions.stream().anyMatch(line -> line.isEmpty() || line.contains("\n"))) {
      throw new LogException("an extension line of a checkpoint is empty or not one line");
    }
  }

  /** The checkpoint of a log whose journal has come to this head. */
  static Checkpoint of(String origin, long size, byte[] root, ChainHead head) {
    String extension = JOURNAL + head.position().sequence() + " " + head.hex();
    return new Checkpoint(origin, size, root, List.of(extension));
  }

  /** The text that is signed. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(origin).append('\n').append(size).append('\n');
    text.append(Base64.getEncoder().encodeToString(root)).append('\n');
    for (String line : extensions) text.append(line).append('\n');
    return text.toString();
  }

  /**
   * Reads a note's text.
   *
   * @throws LogException if it is no checkpoint, with the reason
   */
  public static Checkpoint parse(String text) {
    if (!text.endsWith("\n")) throw new LogException("not a checkpoint: no newline at its end");
    List<String> lines = List.of(text.substring(0, text.length() - 1).split("\n", -1));
    if (lines.size() < 3) throw new LogException("not a checkpoint: " + lines.size() + " lines");
    return new Checkpoint(
        lines.get(0),
        decimal(lines.get(1)),
        SignedNote.base64(lines.get(2)),
        lines.subList(3, lines.size()));
  }

  private static long decimal(String text) {
    if (!text.matches("0|[1-9][0-9]{0,18}")) {
      throw new LogException("not a checkpoint: bad size");
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new LogException("not a checkpoint: its size is too large", e);
    }
  }

  /**
   * The journal's chain head in it; empty if it has none.
   *
   * @throws LogException if the line is malformed
   */
  public Optional<ChainHead> journalHead() {
    return extensions.stream()
        .filter(line -> line.startsWith(JOURNAL))
        .findFirst()
        .map(Checkpoint::chainHead);
  }

  private static ChainHead chainHead(String line) {
    String[] words = line.split(" ", -1);
    if (words.length != 3 || !words[2].matches("[0-9a-f]{64}")) {
      throw new LogException("not a checkpoint: bad journal line");
    }
    return new ChainHead(new JournalPosition(decimal(words[1])), HexFormat.of().parseHex(words[2]));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Checkpoint that
        && origin.equals(that.origin)
        && size == that.size
        && MessageDigest.isEqual(root, that.root)
        && extensions.equals(that.extensions);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(root);
  }
}
