package jaruek.admin.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Requests and replies as lines of JSON, without the line's end. */
public final class AdminCodec {
  /** The longest line either side takes: a user import's file fits. */
  public static final int LINE_BYTES_MAX = 16 * 1024 * 1024;

  /** The most bytes of a file that follow one {@link AdminReply.Chunk}. */
  public static final int CHUNK_BYTES_MAX = 1024 * 1024;

  private static final ObjectMapper JSON = new ObjectMapper();

  private AdminCodec() {}

  /** A new, empty JSON object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The request as a line. */
  public static String write(AdminRequest request) {
    ObjectNode line = object().put("command", request.command());
    line.set("arguments", request.arguments());
    return line.toString();
  }

  /**
   * Reads a request.
   *
   * @throws IllegalArgumentException if the line is none
   */
  public static AdminRequest request(String line) {
    JsonNode node = parse(line);
    if (!node.path("command").isTextual()) throw new IllegalArgumentException("no command");
    JsonNode arguments = node.path("arguments");
    return new AdminRequest(
        node.path("command").textValue(), arguments instanceof ObjectNode o ? o : object());
  }

  /** The reply as a line. */
  public static String write(AdminReply reply) {
    ObjectNode line = object();
    switch (reply) {
      case AdminReply.Row(ObjectNode row) -> line.set("row", row);
      case AdminReply.Progress(String code, long done, long total) ->
          line.putObject("progress").put("code", code).put("done", done).put("total", total);
      case AdminReply.Chunk(int bytes) -> line.putObject("chunk").put("bytes", bytes);
      case AdminReply.End(int status, String code, ObjectNode arguments) ->
          line.putObject("end").put("status", status).put("code", code).set("arguments", arguments);
    }
    return line.toString();
  }

  /**
   * Reads a reply.
   *
   * @throws IllegalArgumentException if the line is none
   */
  public static AdminReply reply(String line) {
    JsonNode node = parse(line);
    if (node.path("row") instanceof ObjectNode row) return new AdminReply.Row(row);
    JsonNode progress = node.path("progress");
    if (progress.isObject()) {
      return new AdminReply.Progress(
          progress.path("code").asText(),
          progress.path("done").asLong(),
          progress.path("total").asLong());
    }
    if (node.path("chunk").isObject()) return chunk(node.path("chunk").path("bytes"));
    JsonNode end = node.path("end");
    if (!end.isObject()) throw new IllegalArgumentException("neither row, progress, chunk nor end");
    return new AdminReply.End(
        end.path("status").asInt(3),
        end.path("code").asText(),
        end.path("arguments") instanceof ObjectNode o ? o : object());
  }

  private static AdminReply.Chunk chunk(JsonNode bytes) {
    if (bytes.isInt() && bytes.intValue() > 0 && bytes.intValue() <= CHUNK_BYTES_MAX) {
      return new AdminReply.Chunk(bytes.intValue());
    }
    throw new IllegalArgumentException("a chunk of " + bytes + " bytes");
  }

  private static JsonNode parse(String line) {
    try {
      JsonNode node = JSON.readTree(line);
      if (node instanceof ObjectNode) return node;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a JSON object: " + e.getOriginalMessage(), e);
    }
    throw new IllegalArgumentException("not a JSON object");
  }
}
