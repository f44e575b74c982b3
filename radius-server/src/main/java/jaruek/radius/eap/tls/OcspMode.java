package jaruek.radius.eap.tls;

import java.util.Optional;

/** What an OCSP responder has to say in it. */
public enum OcspMode {
  /** It is not asked. */
  OFF("off"),
  /** Asked; a certificate is refused only if the answer is that it is revoked. */
  SOFT("soft"),
  /** A certificate is refused without a good answer. */
  HARD("hard");

  private final String word;

  OcspMode(String word) {
    this.word = word;
  }

  /** As configured. */
  public String word() {
    return word;
  }

  /** The one of this word. */
  public static Optional<OcspMode> of(String word) {
    for (OcspMode mode : values()) if (mode.word.equals(word)) return Optional.of(mode);
    return Optional.empty();
  }
}
