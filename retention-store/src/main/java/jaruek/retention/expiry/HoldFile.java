package jaruek.retention.expiry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.retention.selection.Selection;
import jaruek.retention.selection.SelectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All holds as lines of JSON, one each after the format's line. */
final class HoldFile {
  private static final String FORMAT = "jaruek-holds/1";
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final SavedText file;

  HoldFile(SavedText file) {
    this.file = file;
  }

  List<Hold> read() {
    String text = file.read().orElse(FORMAT + "\n");
    List<String> lines = text.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(FORMAT)) {
      throw new ExpiryException(file.name() + " is not " + FORMAT);
    }
    List<Hold> holds = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      try {
        holds.add(hold(JSON.readTree(line)));
      } catch (JsonProcessingException | SelectionException | ExpiryException e) {
        throw new ExpiryException(file.name() + " is damaged: " + e.getMessage(), e);
      }
    }
    return holds;
  }

  private static Hold hold(JsonNode json) {
    List<Hold.Order> orders = new ArrayList<>();
    for (JsonNode order : json.path("orders")) {
      orders.add(
          new Hold.Order(
              order.path("letter").asText(),
              order.path("months").asInt(),
              order.path("atMillis").asLong(),
              order.path("by").asText()));
    }
    boolean released = json.has("releasedAtMillis");
    return new Hold(
        json.path("id").asText(),
        json.path("case").asText(),
        Selection.parse(json.path("selection")),
        orders,
        json.path("endMillis").asLong(),
        json.path("endRetentionMillis").asLong(-1),
        json.path("scannedTo").asLong(-1),
        released ? json.path("releasedAtMillis").asLong() : null,
        released ? json.path("releasedBy").asText() : null);
  }

  /** A hold as the log's entry of its first order has it. */
  static Hold recalled(String id, Map<String, String> fields, Hold.Order order) {
    try {
      Selection selection = Selection.parse(JSON.readTree(fields.getOrDefault("selection", "")));
      String caseId = fields.getOrDefault("case", "");
      return new Hold(id, caseId, selection, List.of(order), 0, -1, -1, null, null);
    } catch (JsonProcessingException | SelectionException e) {
      throw new ExpiryException("the log's hold " + id + " cannot be read", e);
    }
  }

  void write(List<Hold> holds) {
    StringBuilder text = new StringBuilder(FORMAT).append('\n');
    for (Hold hold : holds) text.append(json(hold)).append('\n');
    file.write(text.toString());
  }

  private static ObjectNode json(Hold hold) {
    ObjectNode json = JSON.createObjectNode().put("id", hold.id()).put("case", hold.caseId());
    json.set("selection", hold.selection().json());
    ArrayNode orders = json.putArray("orders");
    for (Hold.Order order : hold.orders()) {
      orders
          .addObject()
          .put("letter", order.letter())
          .put("months", order.months())
          .put("atMillis", order.atMillis())
          .put("by", order.by());
    }
    json.put("endMillis", hold.endMillis()).put("endRetentionMillis", hold.endRetentionMillis());
    json.put("scannedTo", hold.scannedTo());
    if (hold.releasedAtMillis() != null) {
      json.put("releasedAtMillis", hold.releasedAtMillis()).put("releasedBy", hold.releasedBy());
    }
    return json;
  }
}
