package jaruek.retention.expiry;

import java.util.Optional;

/** A small text that is replaced as a whole and lasts. */
interface SavedText {
  /** Its place, for messages. */
  String name();

  /**
   * The text, empty if there is none yet.
   *
   * @throws ExpiryException if it is damaged or cannot be read
   */
  Optional<String> read();

  /**
   * Replaces it; on return it survives a power cut.
   *
   * @param text whose last line has its end
   * @throws ExpiryException if it cannot be written; the old one is still there
   */
  void write(String text);
}
