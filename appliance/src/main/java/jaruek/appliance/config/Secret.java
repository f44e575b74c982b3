package jaruek.appliance.config;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** A shared secret. Its text never shows it; only {@link #reveal} does. */
public final class Secret {
  /** The longest secret taken, in bytes of UTF-8. */
  public static final int BYTES_MAX = 1024;

  private static final int CHARACTERS_MIN = 8;
  private static final Set<String> WELL_KNOWN =
      Set.of("testing123", "password", "radius", "secret", "mikrotik", "fortinet", "12345678");

  private final String text;

  /** Holds this text. */
  public Secret(String text) {
    this.text = text;
  }

  /** The secret itself, for the one place that computes with it. */
  public String reveal() {
    return text;
  }

  /** The secret itself in UTF-8. */
  public byte[] revealBytes() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Whether it is none yet: empty, or the words that stand in examples. */
  public boolean isPlaceholder() {
    String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return text.isBlank()
        || text.chars().allMatch(c -> c == '.' || c == '…' || c == 'x' || c == '*' || c == '?')
        || plain.startsWith("changeme")
        || plain.startsWith("replaceme");
  }

  /** Whether it can be guessed at once: good enough on this machine, not on a network. */
  public boolean isWeak() {
    return text.length() < CHARACTERS_MIN || WELL_KNOWN.contains(text.toLowerCase(Locale.ROOT));
  }

  /** Whether it is too long to be taken. */
  public boolean isTooLong() {
    return revealBytes().length > BYTES_MAX;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
