package jaruek.admin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Prints the rows of one answer as they come; how many rows there are does not matter. */
public interface RowPrinter extends AutoCloseable {
  /** Prints a row, perhaps when the next have come. */
  void print(ObjectNode row);

  /** Prints what is left. Again does nothing. */
  @Override
  void close();
}
