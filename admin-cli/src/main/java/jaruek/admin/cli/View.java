package jaruek.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** How the rows of an answer are laid out for people, and which columns CSV has. */
public sealed interface View {
  /**
   * One line each.
   *
   * @param shown the columns of the table, in this order, where the rows have them; if they have
   *     none of these, or the list is empty, all are shown
   * @param columns the columns of CSV; what other keys the first rows have comes behind them
   */
  record Table(List<String> shown, List<String> columns) implements View {}

  /** Each row a list of its keys and values; CSV has the keys as columns. */
  record Details() implements View {}

  /**
   * The answer to {@code who}, told from the verdict to the proof.
   *
   * @param question the arguments that were sent
   */
  record Who(ObjectNode question) implements View {}

  /** The answer to {@code coverage}, drawn as a line of blocks for each source. */
  record Coverage() implements View {}

  /** A table of all the rows have. */
  static View table() {
    return new Table(List.of(), List.of());
  }

  /** A table of these columns, where the rows have them. */
  static View table(String... shown) {
    return new Table(List.of(shown), List.of());
  }
}
