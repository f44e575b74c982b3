package jaruek.retention.verify.evidence;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** JSON that has only one reading: no member twice, nothing behind it, whole numbers whole. */
final class StrictJson {
  private static final int DIGITS_MAX = 20;
  private static final int DEPTH_MAX = 100;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNumberLength(DIGITS_MAX)
                          .maxNestingDepth(DEPTH_MAX)
                          .maxNameLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final JsonFactory FACTORY = new JsonFactory();

  private StrictJson() {}

  /** The object in this text; null text is no UTF-8. */
  static JsonNode object(@Nullable String text, String where) {
    if (text == null) throw new Changed(where, "is no UTF-8");
    try {
      JsonNode json = MAPPER.readTree(text);
      if (json != null && json.isObject()) return json;
    } catch (JsonProcessingException e) {
      Changed changed = new Changed(where, "is no JSON");
      changed.initCause(e);
      throw changed;
    }
    throw new Changed(where, "is no JSON object");
  }

  /** Text from bytes; null if they are no UTF-8. */
  static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  static JsonParser parser(String text) throws IOException {
    return FACTORY.createParser(text);
  }

  static boolean isLong(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToLong();
  }

  static boolean hasOnly(JsonNode object, String... names) {
    Set<String> present = new TreeSet<>();
    object.fieldNames().forEachRemaining(present::add);
    return present.equals(Set.of(names));
  }

  /** Canonical base64 of 32 bytes, or null. */
  static byte @Nullable [] hash(JsonNode value) {
    if (!value.isTextual()) return null;
    byte[] bytes = base64(value.textValue());
    return bytes != null && bytes.length == 32 ? bytes : null;
  }

  /** Canonical base64, or null. */
  static byte @Nullable [] base64(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return Base64.getEncoder().encodeToString(bytes).equals(text) ? bytes : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** A list of hashes, or null. */
  static @Nullable List<byte[]> hashes(JsonNode array) {
    if (!array.isArray()) return null;
    List<byte[]> hashes = new ArrayList<>(array.size());
    for (JsonNode value : array) {
      byte[] hash = hash(value);
      if (hash == null) return null;
      hashes.add(hash);
    }
    return hashes;
  }
}
