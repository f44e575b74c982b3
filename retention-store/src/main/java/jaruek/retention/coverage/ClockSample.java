package jaruek.retention.coverage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far our clock was from its reference when it was measured.
 *
 * @param synchronised whether the clock follows a reference outside this machine
 * @param offsetMillis our clock less the reference's, positive is fast, kept to microseconds; null
 *     where the tool does not tell
 * @param stratum of our clock: the reference's plus one, 1 to 15; 0 where it is not known
 * @param reference the reference's name or id; empty where it is not known
 * @param tool what measured it: chrony, ntpd or timedatectl
 */
public record ClockSample(
    boolean synchronised,
    @Nullable Double offsetMillis,
    int stratum,
    String reference,
    String tool) {
  /** The longest reference kept. */
  public static final int REFERENCE_LENGTH_MAX = 64;

  /** An offset beyond this, a year, is no measurement. */
  public static final double OFFSET_MILLIS_MAX = 366.0 * 86_400_000;

  private static final int STRATUM_MAX = 15;
  private static final int DETAIL_LENGTH_MAX = 4_096;
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** Checks the ranges and keeps of the texts what is harmless. */
  public ClockSample {
    if (stratum < 0 || stratum > STRATUM_MAX)
      throw new IllegalArgumentException("stratum " + stratum);
    if (offsetMillis != null && !(Math.abs(offsetMillis) <= OFFSET_MILLIS_MAX)) {
      throw new IllegalArgumentException("offset of " + offsetMillis + " ms");
    }
    if (offsetMillis != null) offsetMillis = Math.round(offsetMillis * 1000) / 1000.0;
    reference = harmless(reference);
    tool = harmless(tool);
  }

  private static String harmless(String text) {
    String kept = text.replaceAll("[^A-Za-z0-9.:_-]", "?");
    return kept.length() <= REFERENCE_LENGTH_MAX ? kept : kept.substring(0, REFERENCE_LENGTH_MAX);
  }

  /** The detail of a clock operation. */
  public String toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("synchronised", synchronised);
    if (offsetMillis != null) json.put("offsetMillis", offsetMillis);
    if (stratum > 0) json.put("stratum", stratum);
    if (!reference.isEmpty()) json.put("reference", reference);
    return json.put("tool", tool).toString();
  }

  /**
   * Reads the detail of a clock operation. One without an offset, or from before {@code
   * synchronised} was told, is read too; empty if it says nothing of the clock or is none.
   */
  public static Optional<ClockSample> parse(String detail) {
    if (detail.length() > DETAIL_LENGTH_MAX) return Optional.empty();
    JsonNode json;
    try {
      json = JSON.readTree(detail);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    JsonNode offset = json.path("offsetMillis");
    JsonNode synchronised = json.path("synchronised");
    if (!offset.isNumber() && !synchronised.isBoolean()) return Optional.empty();
    try {
      return Optional.of(
          new ClockSample(
              synchronised.asBoolean(offset.isNumber()),
              offset.isNumber() ? offset.doubleValue() : null,
              json.path("stratum").asInt(0),
              json.path("reference").asText(""),
              json.path("tool").asText("")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
