package jaruek.retention.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a log one after the other, as its own {@code key} entries tell: the first is stated,
 * each later one is signed by the one before it. Whoever trusts one of them can follow to the key
 * that signs now. Give it every entry of the log in order.
 *
 * <p>A log written before keys were logged has no such entry, or one without the key itself: then
 * the key that the reader knows already stands in for it.
 */
public final class KeyChain {
  /** The type of the entries. */
  public static final String TYPE = "key";

  static final String FINGERPRINT = "ed25519";
  static final String PUBLIC = "public";
  static final String PREVIOUS = "previous";
  static final String SIGNATURE = "signature";

  private static final String SIGNED_HEADER = "jaruek-key/1\n";

  private final String origin;
  private final @Nullable VerifyingKey known;
  private final List<Link> links = new ArrayList<>();
  private boolean stated;

  /**
   * One key of the chain.
   *
   * @param index of the log entry from which on it signs
   * @param fingerprint of the key
   * @param key itself; null if the log does not have it and the reader does not know it
   */
  public record Link(long index, String fingerprint, @Nullable VerifyingKey key) {}

  /**
   * An empty chain.
   *
   * @param origin of the log
   * @param known a key that the reader has from elsewhere, null if none
   */
  public KeyChain(String origin, @Nullable VerifyingKey known) {
    this.origin = origin;
    this.known = known;
  }

  /**
   * Takes the log's next entry; others than {@code key} are passed over.
   *
   * @throws LogException if the entry does not continue the chain, with the reason
   */
  public void add(long index, LogEntry entry) {
    if (!(entry instanceof LogEntry.Event event) || !event.type().equals(TYPE)) return;
    SortedMap<String, String> fields = event.fields();
    String fingerprint = field(fields, FINGERPRINT);
    VerifyingKey key = key(fields, fingerprint);
    if (fields.containsKey(PREVIOUS)) {
      follow(fields, fingerprint, key);
      links.add(new Link(index, fingerprint, key));
    } else if (links.isEmpty()) {
      links.add(new Link(index, fingerprint, key));
    } else if (!links.getLast().fingerprint.equals(fingerprint)) {
      throw new LogException(
          "the key " + fingerprint + " is brought in without the signature of the one before it");
    } else if (links.getLast().key == null) {
      links.set(links.size() - 1, new Link(links.getLast().index, fingerprint, key));
    }
    stated |= fields.containsKey(PUBLIC);
  }

  private @Nullable VerifyingKey key(SortedMap<String, String> fields, String fingerprint) {
    String text = fields.get(PUBLIC);
    if (text == null) {
      return known != null && known.fingerprint().equals(fingerprint) ? known : null;
    }
    VerifyingKey key = VerifyingKey.ofRaw(SignedNote.base64(text));
    if (!key.fingerprint().equals(fingerprint)) {
      throw new LogException("a key entry whose key does not have the fingerprint " + fingerprint);
    }
    return key;
  }

  private void follow(
      SortedMap<String, String> fields, String fingerprint, @Nullable VerifyingKey next) {
    String previous = field(fields, PREVIOUS);
    VerifyingKey signer = signer().orElse(null);
    if (signer == null || !signer.fingerprint().equals(previous)) {
      throw new LogException(
          "the key " + fingerprint + " follows " + previous + ", which did not sign before it");
    }
    if (next == null) throw new LogException("the key " + fingerprint + " itself is not in it");
    byte[] signature = SignedNote.base64(field(fields, SIGNATURE));
    if (!signer.verify(signed(origin, previous, next), signature)) {
      throw new LogException("the key " + fingerprint + " is not signed by " + previous);
    }
  }

  private static String field(SortedMap<String, String> fields, String name) {
    String text = fields.get(name);
    if (text == null) throw new LogException("a key entry without \"" + name + "\"");
    return text;
  }

  private static byte[] signed(String origin, String previous, VerifyingKey next) {
    String text = SIGNED_HEADER + origin + "\n" + previous + "\n" + base64(next) + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String base64(VerifyingKey key) {
    return Base64.getEncoder().encodeToString(key.raw());
  }

  /** The entry by which this key hands over to the next. */
  static LogEntry rotation(long atMillis, String origin, SigningKey key, VerifyingKey next) {
    String previous = key.verifyingKey().fingerprint();
    byte[] signature = key.sign(signed(origin, previous, next));
    return new LogEntry.Event(
        atMillis,
        TYPE,
        new TreeMap<>(
            Map.of(
                FINGERPRINT,
                next.fingerprint(),
                PUBLIC,
                base64(next),
                PREVIOUS,
                previous,
                SIGNATURE,
                Base64.getEncoder().encodeToString(signature))));
  }

  /** The keys so far, the first one first; none in a log that has no {@code key} entry. */
  public List<Link> links() {
    return List.copyOf(links);
  }

  /**
   * The key that signs at this place: the last one of the chain, or the known one where the log
   * says nothing. Empty if neither is at hand.
   */
  public Optional<VerifyingKey> signer() {
    return Optional.ofNullable(links.isEmpty() ? known : links.getLast().key);
  }

  /**
   * Whether a reader who trusts this key may trust the chain: it is one of its keys, or the log
   * names no key at all.
   */
  public boolean holds(VerifyingKey key) {
    return links.isEmpty()
        || links.stream().anyMatch(link -> link.fingerprint.equals(key.fingerprint()));
  }

  /**
   * Whether the key that signs stands in the log itself: a chain can only go on from such a one.
   */
  boolean stated() {
    return stated;
  }
}
