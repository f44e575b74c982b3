package jaruek.retention.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.retention.record.Dataset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be exported.
 *
 * @param id of the export: the case's and a number
 * @param caseFacts the case
 * @param datasets in the order they are written
 * @param question the selectors as they are shown, without {@code datasets}
 * @param choice the rows
 * @param askedBy Unix user
 * @param checkedBy another one, who confirmed it; null where none need
 * @param createdAtMillis our clock
 * @param version of the program
 * @param coverage what was recorded in the time asked for
 * @param answer what {@code who} says, in its JSON; null for an export by selectors
 */
public record ExportOrder(
    String id,
    CaseFacts caseFacts,
    List<Dataset> datasets,
    ObjectNode question,
    RowChoice choice,
    String askedBy,
    @Nullable String checkedBy,
    long createdAtMillis,
    String version,
    ObjectNode coverage,
    @Nullable ObjectNode answer) {
  /** Copies the list. */
  public ExportOrder {
    datasets = List.copyOf(datasets);
    if (!id.matches("[0-9A-Za-z-]{1,64}")) throw new ExportException("not an id: \"" + id + "\"");
  }
}
