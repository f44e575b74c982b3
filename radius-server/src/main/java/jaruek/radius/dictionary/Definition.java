package jaruek.radius.dictionary;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An attribute as a dictionary defines it.
 *
 * @param vendor null for one of the IETF
 * @param space the extended type that the vendor's attributes are in (RFC 6929 section 2.4), 0 for
 *     Vendor-Specific
 * @param path types from the outermost inwards
 * @param tagged whether a tag comes first, RFC 2868
 * @param hidden whether its value is encrypted with the secret
 * @param words of values, in lower case
 */
record Definition(
    String name,
    @Nullable Vendor vendor,
    int space,
    int[] path,
    ValueType type,
    boolean tagged,
    boolean hidden,
    Map<String, Long> words) {

  Definition(
      String name,
      @Nullable Vendor vendor,
      int space,
      int[] path,
      ValueType type,
      boolean tagged,
      boolean hidden) {
    this(name, vendor, space, path, type, tagged, hidden, new ConcurrentHashMap<>());
  }

  void word(String word, long value) {
    words.put(word.toLowerCase(Locale.ROOT), value);
  }
}
