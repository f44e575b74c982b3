package jaruek.radius.dictionary;

/**
 * What is wrong with a dictionary file.
 *
 * @param line counted from 1; 0 for the file as a whole
 */
public record DictionaryFault(String file, int line, String reason) {
  @Override
  public String toString() {
    return file + (line > 0 ? ":" + line : "") + ": " + reason;
  }
}
