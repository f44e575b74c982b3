package jaruek.retention.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Log entries as the lines of the log's file: a JSON object whose keys stand in a fixed order. */
public final class LogEntryCodec {
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNumberLength(20)
                          .maxNestingDepth(100)
                          .maxNameLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private LogEntryCodec() {}

  /** The line, without its newline: the leaf. */
  public static byte[] encode(LogEntry entry) {
    ObjectNode json = JSON.createObjectNode();
    json.put("type", entry.type()).put("atMillis", entry.atMillis());
    switch (entry) {
      case LogEntry.Segment segment -> {
        json.put("id", segment.id()).put("manifestSha256", segment.manifestSha256());
        json.put("journalFrom", segment.journalFrom()).put("journalTo", segment.journalTo());
        ObjectNode roots = json.putObject("roots");
        segment.roots().forEach(roots::put);
      }
      case LogEntry.Event event -> {
        ObjectNode fields = json.putObject("fields");
        event.fields().forEach(fields::put);
      }
    }
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a log entry cannot be written as JSON", e);
    }
  }

  /**
   * Reads a line.
   *
   * @throws LogException if it is no entry, with the reason
   */
  public static LogEntry decode(byte[] line) {
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (IOException e) {
      throw new LogException("not a log entry: it is no JSON", e);
    }
    String type = json.path("type").asText("");
    return type.equals(LogEntry.Segment.TYPE) ? segment(json) : event(json, type);
  }

  private static LogEntry.Segment segment(JsonNode json) {
    return new LogEntry.Segment(
        number(json, "atMillis"),
        number(json, "id"),
        json.path("manifestSha256").asText(""),
        number(json, "journalFrom"),
        number(json, "journalTo"),
        texts(json, "roots"));
  }

  private static LogEntry.Event event(JsonNode json, String type) {
    return new LogEntry.Event(number(json, "atMillis"), type, texts(json, "fields"));
  }

  private static long number(JsonNode json, String key) {
    JsonNode value = json.path(key);
    if (!value.canConvertToLong() || !value.isIntegralNumber()) {
      throw new LogException("not a log entry: \"" + key + "\" is no number");
    }
    return value.longValue();
  }

  private static SortedMap<String, String> texts(JsonNode json, String key) {
    SortedMap<String, String> texts = new TreeMap<>();
    JsonNode object = json.path(key);
    if (!object.isObject()) throw new LogException("not a log entry: \"" + key + "\" is no object");
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      if (!entry.getValue().isTextual()) {
        throw new LogException("not a log entry: a value in \"" + key + "\" is no text");
      }
      texts.put(entry.getKey(), entry.getValue().textValue());
    }
    return texts;
  }
}
