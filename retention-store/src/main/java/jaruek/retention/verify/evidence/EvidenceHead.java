package jaruek.retention.verify.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import jaruek.retention.record.Dataset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code export.json} says.
 *
 * @param origin of the log
 * @param id of the export
 * @param caseId of the case
 * @param askedBy who asked, empty if it does not say
 * @param checkedBy who checked, empty if nobody
 * @param rows of each dataset that was asked for
 * @param segments with rows in the file, ascending
 */
record EvidenceHead(
    String origin,
    String id,
    String caseId,
    String askedBy,
    String checkedBy,
    Map<Dataset, Long> rows,
    List<Long> segments) {
  static final String NAME = "export.json";
  static final String FORMAT = "jaruek-export/1";

  static EvidenceHead read(EvidenceZip zip) throws IOException {
    JsonNode json = StrictJson.object(StrictJson.utf8(zip.bytes(NAME)), NAME);
    requireFormat(json.path("format"));
    Map<Dataset, Long> rows = new EnumMap<>(Dataset.class);
    boolean good =
        json.path("origin").isTextual()
            && json.path("id").isTextual()
            && json.path("case").path("id").isTextual()
            && json.path("rows").isObject()
            && json.path("segments").isArray();
    if (!good) throw incomplete();
    json.path("rows").properties().forEach(e -> rows.put(dataset(e.getKey()), count(e.getValue())));
    return new EvidenceHead(
        json.path("origin").textValue(),
        json.path("id").textValue(),
        json.path("case").path("id").textValue(),
        json.path("askedBy").asText(""),
        json.path("checkedBy").isTextual() ? json.path("checkedBy").textValue() : "",
        rows,
        segments(json.path("segments")));
  }

  private static void requireFormat(JsonNode format) {
    if (format.isTextual() && format.textValue().equals(FORMAT)) return;
    if (format.isTextual() && format.textValue().matches("jaruek-export/[1-9][0-9]{0,8}")) {
      throw new Changed(
          NAME, "is too new: " + format.textValue() + ", this verifier reads " + FORMAT);
    }
    throw new Changed(NAME, "is not " + FORMAT);
  }

  private static Dataset dataset(String word) {
    Optional<Dataset> known =
        Stream.of(Dataset.values()).filter(d -> d.word().equals(word)).findFirst();
    return known.orElseThrow(EvidenceHead::incomplete);
  }

  private static long count(JsonNode value) {
    if (!StrictJson.isLong(value) || value.longValue() < 0) throw incomplete();
    return value.longValue();
  }

  private static List<Long> segments(JsonNode array) {
    List<Long> segments = new ArrayList<>();
    for (JsonNode value : array) {
      long id = count(value);
      if (!segments.isEmpty() && segments.getLast() >= id) throw incomplete();
      segments.add(id);
    }
    return segments;
  }

  private static Changed incomplete() {
    return new Changed(NAME, "does not have what it must");
  }

  long rows(Dataset dataset) {
    return rows.getOrDefault(dataset, 0L);
  }
}
