package jaruek.radius.certificate;

import java.util.Optional;

/** Why a certificate counts no more, RFC 5280 section 5.3.1. */
public enum RevocationReason {
  /** Not said. */
  UNSPECIFIED("unspecified", 0),
  /** Somebody else may have the key: a lost or stolen device. */
  KEY_COMPROMISE("lost", 1),
  /** There is another now. */
  SUPERSEDED("replaced", 4),
  /** The person left, the device is out of use. */
  CESSATION("left", 5);

  private final String word;
  private final int code;

  RevocationReason(String word, int code) {
    this.word = word;
    this.code = code;
  }

  /** As commands say it. */
  public String word() {
    return word;
  }

  int code() {
    return code;
  }

  /** The one of this word. */
  public static Optional<RevocationReason> of(String word) {
    for (RevocationReason reason : values()) {
      if (reason.word.equals(word)) return Optional.of(reason);
    }
    return Optional.empty();
  }
}
