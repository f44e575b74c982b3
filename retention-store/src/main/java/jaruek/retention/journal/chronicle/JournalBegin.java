package jaruek.retention.journal.chronicle;

import jaruek.retention.disk.FileTree;
import jaruek.retention.journal.ChainHead;
import jaruek.retention.journal.JournalException;
import jaruek.retention.journal.JournalPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Where a journal without files begins, if not at the very start: behind segments that came from a
 * backup. A line of text, {@value #FORMAT} SEQUENCE HEX; of no meaning once there are files.
 */
final class JournalBegin {
  static final String FILE = "begin";
  private static final String FORMAT = "jaruek-journal-begin/1";
  private static final int BYTES_MAX = 200;

  private JournalBegin() {}

  static ChainHead read(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) return ChainHead.empty();
    try {
      if (Files.size(file) > BYTES_MAX) throw damaged(file);
      String[] words = Files.readString(file, StandardCharsets.US_ASCII).strip().split(" ", -1);
      if (words.length != 3
          || !words[0].equals(FORMAT)
          || !words[1].matches("[0-9]{1,18}")
          || !words[2].matches("[0-9a-f]{64}")) {
        throw damaged(file);
      }
      return new ChainHead(
          new JournalPosition(Long.parseLong(words[1])), HexFormat.of().parseHex(words[2]));
    } catch (IOException e) {
      throw new JournalException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static JournalException damaged(Path file) {
    return new JournalException(file + " is damaged: it is no " + FORMAT);
  }

  static void write(Path directory, ChainHead head) {
    try {
      Files.createDirectories(directory);
      if (!JournalFiles.list(directory).isEmpty()) {
        throw new JournalException(directory + " holds a journal: it begins where that begins");
      }
      Files.deleteIfExists(directory.resolve(SyncedMark.FILE));
      Path file = directory.resolve(FILE);
      String line = FORMAT + " " + head.position().sequence() + " " + head.hex() + "\n";
      Files.writeString(file, line, StandardCharsets.US_ASCII);
      FileTree.force(file);
      FileTree.force(directory);
    } catch (IOException e) {
      throw new JournalException(directory + " cannot be written: " + e.getMessage(), e);
    }
  }
}
