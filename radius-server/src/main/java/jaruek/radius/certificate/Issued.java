package jaruek.radius.certificate;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A certificate or revocation list of the folder.
 *
 * @param kind what it is for
 * @param name the common name
 * @param names the alternative names, in words
 * @param serial lower-case hex; of a revocation list its number
 * @param from the first moment it is good
 * @param until the last; of a revocation list when the next is due
 * @param sha256 of the whole certificate, lower-case hex: the fingerprint that RadSec pins
 * @param state how it stands now
 */
public record Issued(
    Kind kind,
    String name,
    List<String> names,
    String serial,
    Instant from,
    Instant until,
    String sha256,
    State state,
    Path file) {

  /** What it is for. */
  public enum Kind {
    /** The authority itself. */
    CA("ca"),
    /** The list of revoked certificates. */
    CRL("crl"),
    /** The server's. */
    SERVER("server"),
    /** A user's or device's. */
    CLIENT("client"),
    /** A file that cannot be read. */
    DAMAGED("damaged");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** As rows have it. */
    public String word() {
      return word;
    }
  }

  /** How it stands. */
  public enum State {
    /** Good now. */
    GOOD("good"),
    /** It is over. */
    EXPIRED("expired"),
    /** It is on the revocation list. */
    REVOKED("revoked"),
    /** The server's before this one. */
    REPLACED("replaced"),
    /** It cannot be read. */
    DAMAGED("damaged");

    private final String word;

    State(String word) {
      this.word = word;
    }

    /** As rows have it. */
    public String word() {
      return word;
    }
  }
}
