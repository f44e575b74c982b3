package jaruek.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The answer to {@code coverage} as CSV: a row per source, its times as JSON behind the sums. */
final class CoverageColumns {
  static final List<String> NAMES =
      List.of(
          "source",
          "kind",
          "state",
          "configured",
          "from",
          "to",
          "first",
          "last",
          "recorded",
          "downSeconds",
          "silentSeconds",
          "received",
          "bytes",
          "lost",
          "dropped",
          "journalLost",
          "killed",
          "decoded",
          "undecodable",
          "gap",
          "late",
          "restarts",
          "kernelDrops",
          "rejected",
          "refused",
          "sealedRows",
          "sealedRejected",
          "clockOffsetMillisLeast",
          "clockOffsetMillisMost",
          "clockStratumWorst",
          "clockUnsynchronised",
          "gapCount",
          "gaps");

  private CoverageColumns() {}

  static ObjectNode row(ObjectNode source) {
    ObjectNode row = source.deepCopy();
    for (String name : List.of("offsetMillisLeast", "offsetMillisMost", "stratumWorst")) {
      row.set(clockName(name), source.path("clock").path(name));
    }
    row.set("clockUnsynchronised", source.path("clock").path("unsynchronised"));
    row.put("gapCount", source.path("gaps").size());
    return row;
  }

  private static String clockName(String name) {
    return "clock" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
